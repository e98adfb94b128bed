//! The sentences above the charts: what each one says in this run, told so that it stays true at
//! the ends of what can happen.

use crate::report::charts::written_price;
use crate::report::estimate_words::{count, percent, sentence_start};
use crate::scenario::Unmet;

/// A share of the futures, in words that never sound like none or all when it is neither.
fn share_of_futures(share: f64, trials: u64) -> String {
    match share {
        0.0 => format!("no simulated future of {}", count(trials)),
        1.0 => format!("every simulated future of {}", count(trials)),
        share if share < 0.0005 => "under 0.1 % of futures".to_owned(),
        share if share >= 0.9995 => "over 99.9 % of futures".to_owned(),
        share if share >= 0.9895 => format!("{:.1} % of futures", 100.0 * share),
        share => format!("{} of futures", percent(share)),
    }
}

/// Of the price at the end of the horizon, its 5th and 95th percentile.
pub fn price(commodity: &str, ends: Option<(f64, f64)>) -> String {
    let commodity = sentence_start(commodity);
    match ends.map(|(low, high)| (written_price(low), written_price(high))) {
        Some((low, high)) if low == high => {
            format!("{commodity} price: every future ends at {low} USD/t")
        }
        Some((low, high)) => {
            format!("{commodity} price: nine futures in ten end between {low} and {high} USD/t")
        }
        None => format!("{commodity} price"),
    }
}

/// Of the need and what serves it, in the word for a period.
pub fn need(period: &str) -> String {
    format!("What falls due in each {period}, and what serves it on average")
}

/// Of the chance of any shortage, and the chance in each period.
pub fn short_by_period(
    commodity: &str,
    chance: f64,
    trials: u64,
    by_period: &[f64],
    label: impl Fn(usize) -> String,
) -> String {
    let most = by_period.iter().copied().fold(0.0, f64::max);
    let mut worst = (0..by_period.len()).filter(|&period| by_period[period] == most);
    let often = match (worst.next(), worst.next()) {
        (Some(period), None) if most > 0.0 && by_period.len() > 1 => {
            format!(", most often in {}", label(period))
        }
        _ => String::new(),
    };
    format!(
        "{} runs short in {}{often}",
        sentence_start(commodity),
        share_of_futures(chance, trials)
    )
}

/// Of the total shortfall: its 95th percentile as the chart writes it, if it is above zero, and the
/// chance of any.
pub fn shortfall(
    commodity: &str,
    unmet: Unmet,
    percentile: Option<String>,
    chance: f64,
    trials: u64,
) -> String {
    match (percentile, unmet) {
        (Some(tonnes), Unmet::Backlog) => {
            format!("In one future of twenty, more than {tonnes} come late or never")
        }
        (Some(tonnes), Unmet::Lost) => {
            format!("In one future of twenty, more than {tonnes} have to come from elsewhere")
        }
        (None, _) => format!(
            "{} is missing in {}",
            sentence_start(commodity),
            share_of_futures(chance, trials)
        ),
    }
}

/// Of the cost: its 95th percentile as the chart writes it, and whether every future costs the
/// same.
pub fn cost(commodity: &str, percentile: Option<String>, is_constant: bool) -> String {
    match percentile {
        Some(cost) if is_constant => {
            format!("The {commodity} costs {cost} in every simulated future")
        }
        Some(cost) => format!("In one future of twenty, the {commodity} costs more than {cost}"),
        None => format!("What the {commodity} costs over the horizon"),
    }
}

/// Of the heat map: the chance of a shortfall for each facility and period.
pub fn short_by_facility(
    commodity: &str,
    values: &[Vec<f64>],
    trials: u64,
    facilities: &[String],
    label: impl Fn(usize) -> String,
) -> String {
    let cells = values
        .iter()
        .enumerate()
        .flat_map(|(facility, row)| (0..row.len()).map(move |period| (facility, period)));
    let most = values.iter().flatten().copied().fold(0.0, f64::max);
    if most == 0.0 {
        return format!("No facility is short in any simulated future of {}", count(trials));
    }
    let mut worst = cells.filter(|&(facility, period)| values[facility][period] == most);
    match (worst.next(), worst.next()) {
        (Some((facility, period)), None) => {
            format!(
                "Shortfalls peak at {} in {}: {}",
                facilities[facility],
                label(period),
                share_of_futures(most, trials)
            )
        }
        _ => format!(
            "Where and when {commodity} is missing: at worst in {}",
            share_of_futures(most, trials)
        ),
    }
}

/// Of the delays of the facilities: their names, mean weeks late, and the part of them for want of
/// metal.
pub fn delay<'f>(commodity: &str, facilities: impl Iterator<Item = (&'f str, f64, f64)>) -> String {
    let worst = facilities.reduce(|worst, other| if other.1 > worst.1 { other } else { worst });
    match worst {
        Some((name, mean, by_shortage)) if mean > 0.0 => {
            let part = if by_shortage > 0.0 {
                format!(", {} of them for want of {commodity}", written_weeks(by_shortage))
            } else {
                format!(", none of them for want of {commodity}")
            };
            format!("{name} is completed {} weeks late on average{part}", written_weeks(mean))
        }
        _ => "Every facility is completed as planned".to_owned(),
    }
}

/// Weeks to a tenth, below ten.
fn written_weeks(weeks: f64) -> String {
    match weeks {
        weeks if weeks < 0.05 => "under 0.1".to_owned(),
        weeks if weeks < 9.95 => format!("{weeks:.1}"),
        weeks => format!("{weeks:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarter(period: usize) -> String {
        format!("2026 Q{}", period + 1)
    }

    #[test]
    fn none_and_all_are_said_of_the_simulated_futures_only() {
        let title = |chance, by_period: &[f64]| {
            short_by_period("copper", chance, 100_000, by_period, quarter)
        };
        assert_eq!(title(0.0, &[0.0, 0.0]), "Copper runs short in no simulated future of 100,000");
        assert_eq!(
            title(1.0, &[1.0, 1.0]),
            "Copper runs short in every simulated future of 100,000"
        );
        assert_eq!(
            title(1.0, &[0.2, 1.0]),
            "Copper runs short in every simulated future of 100,000, most often in 2026 Q2"
        );
        assert_eq!(
            title(0.000_02, &[0.000_02, 0.0]),
            "Copper runs short in under 0.1 % of futures, most often in 2026 Q1"
        );
        assert_eq!(title(0.999_98, &[0.5, 0.5]), "Copper runs short in over 99.9 % of futures");
        assert_eq!(
            title(0.27, &[0.1, 0.2]),
            "Copper runs short in 27 % of futures, most often in 2026 Q2"
        );
        assert_eq!(title(0.27, &[0.27]), "Copper runs short in 27 % of futures");
    }

    #[test]
    fn shares_never_round_to_none_or_all() {
        let words = [0.000_499, 0.0005, 0.989, 0.9896, 0.999_4, 0.9995]
            .map(|share| share_of_futures(share, 10_000));
        let expected = ["under 0.1 %", "0.1 %", "99 %", "99.0 %", "99.9 %", "over 99.9 %"]
            .map(|share| format!("{share} of futures"));
        assert_eq!(words, expected);
    }

    #[test]
    fn copper_that_is_lost_is_never_late() {
        let tonnes = || Some("1,510 t".to_owned());
        assert!(
            shortfall("copper", Unmet::Backlog, tonnes(), 0.3, 1_000)
                .contains("1,510 t come late or never")
        );
        let lost = shortfall("copper", Unmet::Lost, tonnes(), 0.3, 1_000);
        assert!(!lost.contains("late") && lost.contains("1,510 t"), "{lost}");
        assert_eq!(
            shortfall("copper", Unmet::Lost, None, 0.0, 1_000),
            "Copper is missing in no simulated future of 1,000"
        );
        assert_eq!(
            shortfall("copper", Unmet::Backlog, None, 0.03, 1_000),
            "Copper is missing in 3.0 % of futures"
        );
    }

    #[test]
    fn what_is_certain_is_no_interval() {
        assert_eq!(
            price("copper", Some((13_205.2, 13_205.4))),
            "Copper price: every future ends at 13,205 USD/t"
        );
        assert_eq!(
            price("copper", Some((6_576.0, 18_317.0))),
            "Copper price: nine futures in ten end between 6,576 and 18,317 USD/t"
        );
        assert_eq!(price("aluminium", None), "Aluminium price");
        assert_eq!(
            cost("copper", Some("187 MUSD".to_owned()), true),
            "The copper costs 187 MUSD in every simulated future"
        );
    }

    #[test]
    fn the_worst_cell_is_named_if_there_is_one() {
        let names = ["ohio-1".to_owned(), "ohio-2".to_owned()];
        let title = |values: [[f64; 2]; 2]| {
            short_by_facility("copper", &values.map(Vec::from), 2_000, &names, quarter)
        };
        assert_eq!(title([[0.0; 2]; 2]), "No facility is short in any simulated future of 2,000");
        assert_eq!(
            title([[0.1, 0.0], [0.2, 0.1]]),
            "Shortfalls peak at ohio-2 in 2026 Q1: 20 % of futures"
        );
        assert_eq!(
            title([[1.0; 2]; 2]),
            "Where and when copper is missing: at worst in every simulated future of 2,000"
        );
    }
}

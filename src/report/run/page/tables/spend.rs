//! Where the money goes.

use crate::metric::{Metric, Subject};
use crate::number_words::sentence_start;
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run::first_screen::delay_cost;
use crate::report::run::page::cells::{money, series};
use crate::report::run_results::Results;
use crate::statistics::Estimate;

/// What is paid, in this order.
const PAID: [Metric; 12] = [
    Metric::CostContract,
    Metric::CostSpot,
    Metric::CostPremium,
    Metric::CostTakeOrPay,
    Metric::CostHedge,
    Metric::CostRoute,
    Metric::CostTariff,
    Metric::CostSubstitute,
    Metric::CostOpeningStock,
    Metric::CostHolding,
    Metric::CostCapital,
    Metric::CostCarbon,
];

/// What is received, and the stock that is left.
const RECEIVED: [Metric; 4] = [
    Metric::RevenueResale,
    Metric::RevenueDamages,
    Metric::RevenueScrap,
    Metric::ClosingStockValue,
];

/// The parts of the mean spend, which add up to it; parts that are nothing in every future are left
/// out.
pub fn spend(results: &Results<'_>) -> Option<Table> {
    let mean = |metric| series(results, Subject::Total, metric).map(|series| series.mean());
    let paid = PAID.into_iter().filter_map(|metric| Some((metric.shown(), mean(metric)?)));
    let received =
        RECEIVED.into_iter().filter_map(|metric| Some((metric.shown(), negative(&mean(metric)?))));
    let mut rows: Vec<Vec<Cell>> =
        paid.chain(received).filter(|(_, mean)| !is_nothing(mean)).map(row).collect();
    let total = mean(Metric::Cost).filter(|_| rows.len() > 1)?;
    rows.push(row((Metric::Cost.shown(), total)));
    let on_top = format!("{}, on top", delay_cost(results.scenario));
    let penalty = mean(Metric::CostPenalty).filter(|penalty| !is_nothing(penalty));
    rows.extend(penalty.map(|penalty| row((&on_top, penalty))));
    let columns = vec![Column::text("Part"), Column::number("Mean", "")];
    Some(Table::new("Parts of the spend, means, from summary.csv", columns, rows))
}

fn row((name, mean): (&str, Estimate)) -> Vec<Cell> {
    vec![Cell::text(sentence_start(name)), money(Some(&mean))]
}

fn is_nothing(mean: &Estimate) -> bool {
    mean.estimate == Some(0.0) && mean.conf_low == mean.conf_high
}

/// What is received lowers the spend.
fn negative(value: &Estimate) -> Estimate {
    let minus = |number: Option<f64>| number.map(|number| 0.0 - number);
    Estimate {
        estimate: minus(value.estimate),
        conf_low: minus(value.conf_high),
        conf_high: minus(value.conf_low),
        ..*value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{NET_COST, Sign};

    #[test]
    fn every_part_of_the_net_cost_has_a_row() {
        let mut rows: Vec<(Metric, bool)> = PAID.map(|metric| (metric, true)).to_vec();
        rows.extend(RECEIVED.map(|metric| (metric, false)));
        for (part, sign) in NET_COST {
            assert!(rows.contains(&(part, sign == Sign::Paid)), "{}", part.name());
        }
        // What is left at the end is no flow.
        assert_eq!(rows.len(), NET_COST.len() + 1);
    }
}

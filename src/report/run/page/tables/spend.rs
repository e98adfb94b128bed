//! Where the money goes.

use crate::metric::{Metric, Subject};
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run::page::cells::{money, series};
use crate::report::run_results::Results;
use crate::statistics::Estimate;

/// What is paid, in the words of the page.
const PAID: [(Metric, &str); 12] = [
    (Metric::CostContract, "Contract metal"),
    (Metric::CostSpot, "Spot metal"),
    (Metric::CostPremium, "Spot premium"),
    (Metric::CostTakeOrPay, "Take-or-pay, less tonnes made up"),
    (Metric::CostHedge, "Hedges, net"),
    (Metric::CostRoute, "Transport between regions"),
    (Metric::CostTariff, "Tariffs and duties"),
    (Metric::CostSubstitute, "Substitutes"),
    (Metric::CostOpeningStock, "Opening stock"),
    (Metric::CostHolding, "Holding stock"),
    (Metric::CostCapital, "Capital tied up in stock"),
    (Metric::CostCarbon, "Carbon"),
];

/// What is received, and the stock that is left.
const RECEIVED: [(Metric, &str); 4] = [
    (Metric::RevenueResale, "Metal sold again"),
    (Metric::RevenueDamages, "Damages from sellers"),
    (Metric::RevenueScrap, "Scrap sold"),
    (Metric::ClosingStockValue, "Value of the stock at the end"),
];

/// The parts of the mean spend, which add up to it; parts that are nothing in every future are left
/// out.
pub fn spend(results: &Results<'_>) -> Option<Table> {
    let mean = |metric| series(results, Subject::Total, metric).map(|series| series.mean());
    let paid = PAID.into_iter().filter_map(|(metric, name)| Some((name, mean(metric)?)));
    let received =
        RECEIVED.into_iter().filter_map(|(metric, name)| Some((name, negative(&mean(metric)?))));
    let mut rows: Vec<Vec<Cell>> =
        paid.chain(received).filter(|(_, mean)| !is_nothing(mean)).map(row).collect();
    let total = mean(Metric::Cost).filter(|_| rows.len() > 1)?;
    rows.push(row(("Spend", total)));
    let penalty = mean(Metric::CostPenalty).filter(|penalty| !is_nothing(penalty));
    rows.extend(penalty.map(|penalty| row(("Penalties or cost of delay, on top", penalty))));
    let columns = vec![Column::text("Part"), Column::number("Mean", "")];
    Some(Table::new("Parts of the spend, means, from summary.csv", columns, rows))
}

fn row((name, mean): (&str, Estimate)) -> Vec<Cell> {
    vec![Cell::text(name), money(Some(&mean))]
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
        let mut rows: Vec<(Metric, bool)> = PAID.map(|(metric, _)| (metric, true)).to_vec();
        rows.extend(RECEIVED.map(|(metric, _)| (metric, false)));
        for (part, sign) in NET_COST {
            assert!(rows.contains(&(part, sign == Sign::Paid)), "{}", part.name());
        }
        // What is left at the end is no flow.
        assert_eq!(rows.len(), NET_COST.len() + 1);
    }
}

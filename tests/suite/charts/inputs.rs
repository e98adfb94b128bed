//! Inputs of the charts: small, and exact in every bit so that snapshots travel.

use coppercast::report::charts::{
    Backlog, Change, ChangeColumn, CompletionDelay, Differences, DistributionShape, Exceedance,
    ExceedanceLimit, ExceedanceMarker, ExceedancePoint, FacilityDelay, FutureStory, HeatMap,
    NeedAndSupply, PeriodBalance, PeriodQuantiles, PriceFan, Probability, RiskAndCost,
    ScenarioPoint, ShortfallProbability, StoppedMine,
};
use coppercast::report::drawing::{Measure, Periods, Wording};

pub fn wording(title: &str) -> Wording {
    Wording {
        title: title.to_owned(),
        caption: "100,000 trials, Monte Carlo, seed 20260115; whiskers: 95 % interval".to_owned(),
    }
}

pub fn quarters(count: usize) -> Periods {
    let labels = (0..count).map(|q| format!("{} Q{}", 2026 + q / 4, q % 4 + 1)).collect();
    Periods { axis_title: "Quarter".to_owned(), labels }
}

pub fn months(count: usize) -> Periods {
    let names =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let labels = (0..count).map(|m| format!("{} {}", names[m % 12], 26 + m / 12)).collect();
    Periods { axis_title: "Month".to_owned(), labels }
}

/// A hump between 0 and 1 over the periods, by exact arithmetic so that snapshots travel.
pub fn hump(period: usize, count: usize) -> f64 {
    let y = (period as f64 + 0.5) / count as f64 - 0.6;
    1.0 / (1.0 + 40.0 * y * y)
}

pub fn fan(periods: Periods, price: f64, spread: f64) -> PriceFan {
    let count = periods.labels.len();
    let prices = (0..count)
        .map(|period| {
            let width = spread * (period + 1) as f64 / (period + 4) as f64;
            let at = |normal: f64| {
                price * (1.0 + width * normal + width * width * normal * normal / 2.0)
            };
            PeriodQuantiles {
                quantiles: [at(-0.9), at(-0.75), at(-0.4), price, at(0.7), at(1.3), at(1.7)],
                mean: at(0.1),
            }
        })
        .collect();
    let wording = wording("Nine futures in ten stay within the pale band");
    PriceFan {
        wording,
        periods,
        start: Some(price),
        prices,
        pounds: true,
        commodity: "copper".to_owned(),
    }
}

/// A straight fall from the least value to the greatest, its mean a third of the way.
pub fn shape(least: f64, width: f64, unit: &str) -> DistributionShape {
    let cell = |place: usize| least + width * place as f64 / 32.0;
    let density = |place: usize| 2.0 * (31.5 - place as f64) / 32.0 / width;
    let at = |share: f64| least + share * width;
    let told = |name: &str, share: f64| format!("{name} {:.2e} {unit}", at(share));
    DistributionShape {
        wording: wording("mine.copper-hill.delay: nine times in ten in the blue"),
        axis_title: format!("Delay [{unit}]"),
        height_title: format!("Density [per {unit}]"),
        cells: (0..32).map(|place| (cell(place), cell(place + 1), density(place))).collect(),
        values: Vec::new(),
        quantiles: [0.025, 0.05, 0.134, 0.293, 0.5, 0.684, 0.776].map(at),
        mean: at(0.333),
        labels: [told("P5", 0.025), told("median", 0.293), told("P95", 0.776), told("mean", 0.333)],
    }
}

/// Two values, the greater of which hardly ever occurs.
pub fn two_values(least: f64, width: f64) -> DistributionShape {
    DistributionShape {
        cells: Vec::new(),
        values: vec![(least, 0.75), (least + width, 0.25)],
        quantiles: [least; 7],
        mean: least + 0.25 * width,
        ..shape(least, width, "t")
    }
}

/// Nothing overdue in half of the futures, up to so many tonnes in others.
pub fn backlog(periods: Periods, tonnes: f64) -> Backlog {
    let count = periods.labels.len();
    let overdue = (0..count)
        .map(|period| {
            let most = tonnes * hump(period, count);
            let quantiles = [0.0, 0.0, 0.0, 0.0, 0.1, 0.5, 1.0].map(|part| most * part);
            PeriodQuantiles { quantiles, mean: 0.25 * most }
        })
        .collect();
    let wording = wording("Overdue copper peaks in mid 2028");
    Backlog { wording, periods, commodity: "copper".to_owned(), overdue }
}

pub fn need(periods: Periods, tonnes: f64) -> NeedAndSupply {
    let count = periods.labels.len();
    let balances = (0..count)
        .map(|period| {
            let need = tonnes * hump(period, count);
            PeriodBalance {
                need_p05: need * 0.5,
                need_mean: need,
                need_p95: need * 1.5,
                contract: need.min(tonnes * 0.4),
                scrap: None,
                opening_stock: (need - tonnes * 0.4).clamp(0.0, tonnes * 0.1),
                spot: (need - tonnes * 0.5).clamp(0.0, tonnes * 0.25),
                shortfall: (need - tonnes * 0.6).max(0.0),
            }
        })
        .collect();
    let wording = wording("Contracts cover the start; the peak leans on the spot market");
    NeedAndSupply { wording, periods, commodity: "copper".to_owned(), balances }
}

/// One future in which so many tonnes a period fall due at the peak.
pub fn future(periods: Periods, tonnes: f64, price: f64) -> FutureStory {
    let mut supply = need(periods, tonnes);
    let count = supply.balances.len();
    supply.wording =
        wording("Trial 4,711: most is overdue at the end of 2028 Q3; full cost 312 MUSD");
    let square = |period: usize| hump(period, count) * hump(period, count);
    let missing = (0..3 * count).map(|step| 0.4 * tonnes * square(step / 3));
    let missing = missing.map(|overdue| if overdue > 0.02 * tonnes { overdue } else { 0.0 });
    let missing = missing.collect();
    let mine = |number: usize| StoppedMine {
        mine: format!("a mine of copper in a district far away {number}"),
        shares: (0..3 * count).map(|step| if step % 7 == number { 0.6 } else { 0.0 }).collect(),
    };
    let stopped = (0..if tonnes > 1.0 { 8 } else { 0 }).map(mine).collect();
    let prices = (0..count).map(|period| price * (0.9 + 0.6 * hump(period, count))).collect();
    let width = |period: usize| 0.5 * (period + 1) as f64 / (period + 4) as f64;
    let price_band = (0..count)
        .map(|period| [price * (1.0 - width(period)), price * (1.0 + 2.0 * width(period))])
        .collect();
    FutureStory {
        supply,
        waits: true,
        substeps: 3,
        missing,
        stopped,
        prices,
        price_band,
        start: Some(price),
    }
}

pub fn risk(periods: Periods, peak: f64, noise: f64) -> ShortfallProbability {
    let count = periods.labels.len();
    let by_period: Vec<Probability> = (0..count)
        .map(|period| {
            let probability = peak * hump(period, count);
            let (low, high) = ((probability - noise).max(0.0), (probability + noise).min(1.0));
            Probability { probability, low, high }
        })
        .collect();
    let mut so_far = 0.0;
    let cumulative = by_period
        .iter()
        .map(|estimate| {
            so_far += (1.0 - so_far) * estimate.probability / 2.0;
            so_far = f64::max(so_far, estimate.probability);
            so_far
        })
        .collect();
    let wording = wording("A shortfall is most likely in mid 2028");
    ShortfallProbability { wording, periods, by_period, cumulative }
}

pub fn curve(measure: Measure, start: f64, size: f64, noise: f64) -> Exceedance {
    let least = if measure == Measure::Dollars { size } else { 0.0 };
    let point = |step: usize| {
        let y = step as f64 / 10.0;
        let probability = start / (1.0 + y * y);
        let (low, high) = ((probability - noise).max(0.0), (probability + noise).min(1.0));
        ExceedancePoint { x: least + size * y, probability, low, high }
    };
    let markers = [("P50", 0.5), ("P95", 0.05)]
        .into_iter()
        .filter(|&(_, probability)| probability < start)
        .map(|(label, probability)| ExceedanceMarker {
            label: label.to_owned(),
            x: least + size * (start / probability - 1.0).sqrt(),
            probability,
        })
        .collect();
    Exceedance {
        wording: wording("In one future in twenty the total is above P95"),
        measure,
        quantity: if measure == Measure::Dollars { "spend" } else { "shortfall" }.to_owned(),
        points: (0..=50).map(point).collect(),
        markers,
        limits: [("budget", 1.5), ("threshold", 1.6), ("a watch with a long name", 30.0)]
            .map(|(label, y)| ExceedanceLimit {
                label: label.to_owned(),
                x: least + size * y,
                probability: start / (1.0 + y * y),
            })
            .to_vec(),
    }
}

pub fn map(rows: usize, periods: Periods, measure: Measure, peak: f64) -> HeatMap {
    let count = periods.labels.len();
    let value = |row: usize, period: usize| {
        let far = (period + rows).abs_diff(row + count / 2);
        if far > count / 3 { 0.0 } else { peak / (1 + far * far) as f64 }
    };
    HeatMap {
        wording: wording("The campuses served last run short most often"),
        facilities: (0..rows)
            .map(|row| match row % 3 {
                0 => format!("northern-virginia-hyperscale-campus-extension-phase-{row}"),
                _ => format!("ohio-{row}"),
            })
            .collect(),
        measure,
        quantity: "Shortfall".to_owned(),
        values: (0..rows)
            .map(|row| (0..count).map(|period| value(row, period)).collect())
            .collect(),
        periods,
    }
}

/// Facilities that are late by up to so many weeks, the last of three for want of metal alone.
pub fn delays(rows: usize, weeks: f64) -> CompletionDelay {
    let delay = |row: usize| {
        let late = weeks * hump(row, rows);
        FacilityDelay {
            facility: match row % 3 {
                0 => format!("northern-virginia-hyperscale-campus-extension-phase-{row}"),
                _ => format!("ohio-{row}"),
            },
            quantiles: [0.0, 0.1, 0.3, 0.7, 2.0].map(|part| late * part),
            mean: late * 0.5,
            mean_by_shortage: late * 0.25 * (row % 3) as f64,
            not_completed: if row % 5 == 2 { 0.07 } else { 0.0 },
        }
    };
    CompletionDelay {
        wording: wording("The campuses in the middle are completed last"),
        delays: (0..rows).map(delay).collect(),
        missing: "copper or components".to_owned(),
    }
}

/// Scenarios with long names whose risks and costs spread over a share of what is possible, the
/// first the base.
pub fn scenarios(count: usize, spread: f64, whisker: f64) -> RiskAndCost {
    let point = |number: usize| {
        let share = 0.5 + spread * (number as f64 / count as f64 - 0.5);
        let (risk, cost) = (0.9 * share + 0.05, 2e8 * (1.0 + share));
        ScenarioPoint {
            name: format!("fifty--{number}-t-quarter--0-15"),
            is_base: number == 0,
            risk: Probability {
                probability: risk,
                low: (risk - whisker).max(0.0),
                high: (risk + whisker).min(1.0),
            },
            cost,
            cost_low: cost * (1.0 - whisker),
            cost_high: cost * (1.0 + whisker),
        }
    };
    let wording = Wording {
        title: "Risk and spend of each scenario".to_owned(),
        caption: "Seed 1".to_owned(),
    };
    RiskAndCost { wording, points: (0..count).map(point).collect() }
}

/// Changes of as many scenarios, from losses to gains.
pub fn changes(count: usize, spread: f64, whisker: f64) -> Differences {
    let column = |measure: Measure, size: f64| ChangeColumn {
        quantity: "Mean shortfall".to_owned(),
        measure,
        changes: (0..count)
            .map(|number| {
                let difference = size * spread * (number as f64 / count as f64 - 0.4);
                Some(Change {
                    difference,
                    low: difference - size * whisker,
                    high: difference + size * whisker,
                })
            })
            .collect(),
    };
    let wording =
        Wording { title: "What changes against the base".to_owned(), caption: "Seed 1".to_owned() };
    let scenarios = (0..count).map(|number| format!("fifty--{number}-t-quarter--0-15")).collect();
    Differences {
        wording,
        scenarios,
        columns: vec![column(Measure::Tonnes, 1e4), column(Measure::Dollars, 1e9)],
    }
}

//! The charts of a run: which estimates each one shows, in which words.

use rayon::prelude::*;

use super::charts::{
    ChartError, Estimate as Probability, Exceedance, ExceedanceMarker, ExceedancePoint, HeatMap, Measure, NeedAndSupply,
    PeriodBalance, Periods, PriceFan, PricePeriod, ShortfallProbability, Wording, exceedance, heat_map, need_and_supply,
    price_fan, rasterise, shortfall_probability,
};
use super::wording::{count, percent, quantity};
use super::{ResultFile, Results};
use crate::metric::Metric;
use crate::model::series::Subject;
use crate::scenario::Step;
use crate::statistics::exceedance::exceedances;
use crate::statistics::{Estimate, Series};

type Drawing = Result<String, ChartError>;

/// Draws every chart as a PNG file of the results folder.
///
/// # Errors
/// When a chart cannot be drawn, which for estimates of a finished run is a defect.
pub fn chart_files(results: &Results<'_>) -> Result<Vec<ResultFile>, ChartError> {
    let mut drawings: Vec<(&str, Drawing)> = vec![("price-fan", price(results))];
    if !results.scenario.facilities.is_empty() {
        drawings.push(("need-and-supply", need(results)));
        drawings.push(("shortfall-by-period", by_period(results)));
        drawings.push(("shortfall-exceedance", shortfall_exceedance(results)));
        drawings.push(("cost-exceedance", cost_exceedance(results)));
        drawings.push(("shortfall-by-facility", by_facility(results)));
    }
    drawings
        .into_par_iter()
        .map(|(name, drawing)| {
            let bytes = rasterise(&drawing?)?;
            Ok(ResultFile { path: format!("charts/{name}.png"), bytes })
        })
        .collect()
}

fn wording(results: &Results<'_>, title: String, note: &str) -> Wording {
    let trials = count(results.tally.trials());
    let seed = results.scenario.simulation.seed;
    Wording { title, caption: format!("{}. {trials} trials, Monte Carlo, seed {seed}{note}", results.scenario.name) }
}

fn periods(results: &Results<'_>) -> Periods {
    let time = &results.scenario.time;
    let axis_title = match time.step {
        Step::Month => "Month",
        Step::Quarter => "Quarter",
        Step::Year => "Year",
    };
    Periods { axis_title: axis_title.to_owned(), labels: (0..time.periods).map(|period| time.label(period)).collect() }
}

fn series<'r>(results: &Results<'r>, subject: Subject, metric: Metric) -> Option<Series<'r>> {
    results.plan.series(subject, metric).map(|number| results.tally.series(number))
}

/// The number to draw; a metric that the scenario does not have counts as nothing.
fn value(estimate: Option<Estimate>) -> f64 {
    estimate.and_then(|estimate| estimate.estimate).unwrap_or(0.0)
}

fn probability(estimate: &Estimate) -> Probability {
    let probability = estimate.estimate.unwrap_or(0.0);
    Probability { probability, low: estimate.conf_low.unwrap_or(probability), high: estimate.conf_high.unwrap_or(probability) }
}

fn by_period_of<T>(results: &Results<'_>, make: impl Fn(usize) -> T) -> Vec<T> {
    (0..results.scenario.time.periods).map(make).collect()
}

fn price(results: &Results<'_>) -> Drawing {
    let prices = by_period_of(results, |period| {
        let price = series(results, Subject::TotalPeriod(period), Metric::Price);
        let quantile = |level| value(price.as_ref().map(|price| price.quantile(level)));
        PricePeriod {
            p05: quantile(0.05),
            p10: quantile(0.10),
            p25: quantile(0.25),
            p50: quantile(0.50),
            p75: quantile(0.75),
            p90: quantile(0.90),
            p95: quantile(0.95),
            mean: value(price.as_ref().map(Series::mean)),
        }
    });
    let title = match prices.last() {
        Some(last) if last.p05 < last.p95 => format!(
            "Copper price: nine futures in ten end between {} and {}",
            quantity(last.p05, None, "USD/t"),
            quantity(last.p95, None, "USD/t")
        ),
        _ => "Copper price".to_owned(),
    };
    price_fan(&PriceFan {
        wording: wording(results, title, ""),
        periods: periods(results),
        start: results.scenario.price.initial.constant(),
        prices,
        pounds: true,
    })
}

fn need(results: &Results<'_>) -> Drawing {
    let balances = by_period_of(results, |period| {
        let of = |metric| series(results, Subject::TotalPeriod(period), metric);
        let need = of(Metric::Need);
        let quantile = |level| value(need.as_ref().map(|need| need.quantile(level)));
        let mean = |metric| value(of(metric).map(|series| series.mean()));
        PeriodBalance {
            need_p05: quantile(0.05),
            need_mean: mean(Metric::Need),
            need_p95: quantile(0.95),
            contract: mean(Metric::DeliveredContract),
            stock: mean(Metric::DeliveredStock),
            spot: mean(Metric::DeliveredSpot),
        }
    });
    let title = format!("What falls due in each {} and what serves it on average", results.scenario.time.step.name());
    need_and_supply(&NeedAndSupply { wording: wording(results, title, ""), periods: periods(results), balances })
}

fn by_period(results: &Results<'_>) -> Drawing {
    let estimates = |metric| {
        by_period_of(results, |period| {
            series(results, Subject::TotalPeriod(period), metric).map(|series| probability(&series.probability_positive()))
        })
    };
    let by_period: Vec<Probability> = estimates(Metric::Shortfall).into_iter().flatten().collect();
    let cumulative: Vec<f64> = estimates(Metric::ShortSoFar).into_iter().flatten().map(|estimate| estimate.probability).collect();
    let worst = (0..by_period.len()).max_by(|&a, &b| by_period[a].probability.total_cmp(&by_period[b].probability));
    let title = match (cumulative.last(), worst) {
        (Some(&chance), Some(worst)) if chance > 0.0 => {
            format!("Copper runs short in {} of futures, most often in {}", percent(chance), results.scenario.time.label(worst))
        }
        _ => "Copper runs short in no simulated future".to_owned(),
    };
    shortfall_probability(&ShortfallProbability {
        wording: wording(results, title, "; whiskers: 95 % interval"),
        periods: periods(results),
        by_period,
        cumulative,
    })
}

fn shortfall_exceedance(results: &Results<'_>) -> Drawing {
    let title = match quantile95(results, Metric::Shortfall) {
        Some(tonnes) if tonnes > 0.0 => {
            format!("In one future of twenty, more than {} come late or never", quantity(tonnes, None, "t"))
        }
        _ => "How many tonnes are missing when they fall due".to_owned(),
    };
    exceedance_chart(results, Metric::Shortfall, Measure::Tonnes, "Total shortfall", title)
}

fn cost_exceedance(results: &Results<'_>) -> Drawing {
    let title = match quantile95(results, Metric::Cost) {
        Some(cost) => format!("In one future of twenty, the copper costs more than {}", quantity(cost, None, "USD")),
        None => "What the copper costs over the horizon".to_owned(),
    };
    exceedance_chart(results, Metric::Cost, Measure::Dollars, "Net cost", title)
}

fn quantile95(results: &Results<'_>, metric: Metric) -> Option<f64> {
    series(results, Subject::Total, metric)?.quantile(0.95).estimate
}

fn exceedance_chart(results: &Results<'_>, metric: Metric, measure: Measure, name: &str, title: String) -> Drawing {
    let Some(series) = series(results, Subject::Total, metric) else { return Err(ChartError::Empty("series")) };
    let bins = results.plan.series(Subject::Total, metric).and_then(|number| results.tally.histogram(number));
    let rows = bins.map(|(histogram, pages)| exceedances(&histogram.coarse_bins(pages))).unwrap_or_default();
    let mut points: Vec<ExceedancePoint> = rows
        .iter()
        .map(|row| {
            let Probability { probability, low, high } = probability(&row.exceedance);
            ExceedancePoint { x: row.bin.high, probability, low, high }
        })
        .collect();
    let starts_at_zero = points.first().is_some_and(|point| point.x == 0.0);
    if measure == Measure::Tonnes && !starts_at_zero {
        let Probability { probability, low, high } = probability(&series.probability_positive());
        points.insert(0, ExceedancePoint { x: 0.0, probability, low, high });
    }
    let marked = [("P50", 0.50), ("P95", 0.95), ("P99", 0.99)];
    let markers = marked
        .into_iter()
        .filter_map(|(label, level)| {
            let x = series.quantile(level).estimate.filter(|&x| measure == Measure::Dollars || x > 0.0)?;
            Some(ExceedanceMarker { label: label.to_owned(), x, probability: 1.0 - level })
        })
        .collect();
    exceedance(&Exceedance {
        wording: wording(results, title, "; band: 95 % interval"),
        measure,
        quantity: name.to_owned(),
        points,
        markers,
    })
}

fn by_facility(results: &Results<'_>) -> Drawing {
    let facilities: Vec<String> = results.scenario.facilities.iter().map(|facility| facility.name.clone()).collect();
    let values = (0..facilities.len())
        .map(|facility| {
            by_period_of(results, |period| {
                let shortfall = series(results, Subject::FacilityPeriod(facility, period), Metric::Shortfall);
                value(shortfall.map(|shortfall| shortfall.probability_positive()))
            })
        })
        .collect();
    heat_map(&HeatMap {
        wording: wording(results, "Where and when copper is missing".to_owned(), ""),
        periods: periods(results),
        facilities,
        measure: Measure::Probability,
        quantity: "Probability of a shortfall".to_owned(),
        values,
    })
}

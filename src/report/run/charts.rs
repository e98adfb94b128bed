//! The charts of a run: which estimates each one shows, in which words.

use crate::metric::Metric;
use crate::model::series::Subject;
use crate::report::charts::{
    ChartError, CompletionDelay, Estimate as Probability, Exceedance, ExceedanceMarker,
    ExceedancePoint, FacilityDelay, HeatMap, Measure, NeedAndSupply, PeriodBalance, Periods,
    PriceFan, PricePeriod, ShortfallProbability, Wording, completion_delay, exceedance, heat_map,
    need_and_supply, price_fan, shortfall_probability,
};
use crate::report::drawing::Drawing;
use crate::report::estimate_words::trials;
use crate::report::run::{Results, chart_titles as titles};
use crate::scenario::{Step, Unmet};
use crate::statistics::exceedance::exceedance_curve;
use crate::statistics::{Estimate, Series};

/// Draws every chart of a run, in the order in which they tell its story.
///
/// # Errors
/// When a chart cannot be drawn, which for estimates of a finished run is a defect.
pub fn drawings(results: &Results<'_>) -> Result<Vec<Drawing>, ChartError> {
    let of_facilities =
        [need, by_period, shortfall_exceedance, cost_exceedance, by_facility, delay];
    let charts = if results.scenario.facilities.is_empty() { &[][..] } else { &of_facilities[..] };
    let mut drawn = vec![price(results)?];
    for chart in charts {
        drawn.push(chart(results)?);
    }
    Ok(drawn)
}

fn wording(results: &Results<'_>, title: String, note: &str) -> Wording {
    let drawn = trials(results.tally.trials());
    let seed = results.scenario.simulation.seed;
    Wording {
        title,
        caption: format!("{}. {drawn}, Monte Carlo, seed {seed}{note}", results.scenario.name),
    }
}

fn periods(results: &Results<'_>) -> Periods {
    let time = &results.scenario.time;
    let axis_title = match time.step {
        Step::Month => "Month",
        Step::Quarter => "Quarter",
        Step::Year => "Year",
    };
    Periods {
        axis_title: axis_title.to_owned(),
        labels: (0..time.periods).map(|period| time.label(period)).collect(),
    }
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
    Probability {
        probability,
        low: estimate.conf_low.unwrap_or(probability),
        high: estimate.conf_high.unwrap_or(probability),
    }
}

fn by_period_of<T>(results: &Results<'_>, make: impl Fn(usize) -> T) -> Vec<T> {
    (0..results.scenario.time.periods).map(make).collect()
}

fn price(results: &Results<'_>) -> Result<Drawing, ChartError> {
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
    let title =
        titles::price(&results.scenario.commodity, prices.last().map(|last| (last.p05, last.p95)));
    let period = results.scenario.time.step.name();
    let note = format!("; bands: central 50, 80 and 90 % of futures, at the end of each {period}");
    let chart = PriceFan {
        wording: wording(results, title, &note),
        periods: periods(results),
        start: results.scenario.price.initial.constant(),
        prices,
        pounds: true,
        commodity: results.scenario.commodity.clone(),
    };
    Drawing::new("price-fan", chart.wording.clone(), price_fan(&chart))
}

fn need(results: &Results<'_>) -> Result<Drawing, ChartError> {
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
            route: of(Metric::DeliveredRoute).map(|series| value(Some(series.mean()))),
            stock: mean(Metric::DeliveredStock),
            spot: mean(Metric::DeliveredSpot),
        }
    });
    let note = match results.scenario.shortage.unmet {
        Unmet::Backlog => "; supply: means, what serves overdue need included",
        Unmet::Lost => "; supply: means",
    };
    let title = titles::need(results.scenario.time.step.name());
    let commodity = results.scenario.commodity.clone();
    let chart = NeedAndSupply {
        wording: wording(results, title, note),
        periods: periods(results),
        commodity,
        balances,
    };
    Drawing::new("need-and-supply", chart.wording.clone(), need_and_supply(&chart))
}

fn by_period(results: &Results<'_>) -> Result<Drawing, ChartError> {
    let estimates = |metric| {
        by_period_of(results, |period| {
            series(results, Subject::TotalPeriod(period), metric)
                .map(|series| probability(&series.probability_positive()))
        })
    };
    let by_period: Vec<Probability> = estimates(Metric::Shortfall).into_iter().flatten().collect();
    let cumulative: Vec<f64> = estimates(Metric::ShortSoFar)
        .into_iter()
        .flatten()
        .map(|estimate| estimate.probability)
        .collect();
    let chances: Vec<f64> = by_period.iter().map(|estimate| estimate.probability).collect();
    let chance = cumulative.last().copied().unwrap_or(0.0);
    let commodity = &results.scenario.commodity;
    let title =
        titles::short_by_period(commodity, chance, results.tally.trials(), &chances, |period| {
            results.scenario.time.label(period)
        });
    let chart = ShortfallProbability {
        wording: wording(results, title, "; with 95 % intervals"),
        periods: periods(results),
        by_period,
        cumulative,
    };
    Drawing::new("shortfall-by-period", chart.wording.clone(), shortfall_probability(&chart))
}

fn shortfall_exceedance(results: &Results<'_>) -> Result<Drawing, ChartError> {
    let mut chart = exceedance_of(results, Metric::Shortfall, Measure::Tonnes, "Total shortfall")?;
    let percentile = quantile(results, Metric::Shortfall, 0.95).filter(|&tonnes| tonnes > 0.0);
    let chance = chart.points.first().map_or(0.0, |point| point.probability);
    let percentile = percentile.map(|tonnes| chart.amount(tonnes));
    chart.wording.title = titles::shortfall(
        &results.scenario.commodity,
        results.scenario.shortage.unmet,
        percentile,
        chance,
        results.tally.trials(),
    );
    Drawing::new("shortfall-exceedance", chart.wording.clone(), exceedance(&chart))
}

fn cost_exceedance(results: &Results<'_>) -> Result<Drawing, ChartError> {
    let mut chart = exceedance_of(results, Metric::Cost, Measure::Dollars, "Net cost")?;
    let percentile = quantile(results, Metric::Cost, 0.95).map(|cost| chart.amount(cost));
    let is_constant = chart
        .points
        .first()
        .zip(chart.points.last())
        .is_some_and(|(first, last)| first.x == last.x);
    chart.wording.title = titles::cost(&results.scenario.commodity, percentile, is_constant);
    Drawing::new("cost-exceedance", chart.wording.clone(), exceedance(&chart))
}

fn quantile(results: &Results<'_>, metric: Metric, level: f64) -> Option<f64> {
    series(results, Subject::Total, metric)?.quantile(level).estimate
}

const EVERYTHING: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// The curve on the finest bins that were counted, its title still empty.
fn exceedance_of(
    results: &Results<'_>,
    metric: Metric,
    measure: Measure,
    name: &str,
) -> Result<Exceedance, ChartError> {
    let Some(series) = series(results, Subject::Total, metric) else {
        return Err(ChartError::Empty("series"));
    };
    let bins = results
        .plan
        .series(Subject::Total, metric)
        .and_then(|number| results.tally.histogram(number));
    // The outermost edges give way to the extremes, which are exact.
    let (least, greatest) = bins
        .map(|(histogram, _)| histogram.extremes())
        .filter(|(least, greatest)| least <= greatest)
        .unwrap_or(EVERYTHING);
    let curve =
        bins.map(|(histogram, pages)| exceedance_curve(&histogram.bins(pages))).unwrap_or_default();
    let mut points: Vec<ExceedancePoint> = curve
        .iter()
        .map(|(x, exceedance)| {
            let Probability { probability, low, high } = probability(exceedance);
            ExceedancePoint { x: x.clamp(least, greatest), probability, low, high }
        })
        .collect();
    if measure == Measure::Tonnes {
        // The share of futures without any is told in words: the curve begins at those with some.
        points.retain(|point| point.x > 0.0);
        let Probability { probability, low, high } = probability(&series.probability_positive());
        points.insert(0, ExceedancePoint { x: 0.0, probability, low, high });
    }
    let marked = [("P50", 0.50), ("P95", 0.95), ("P99", 0.99)];
    let markers = marked
        .into_iter()
        .filter_map(|(label, level)| {
            let x = series
                .quantile(level)
                .estimate
                .filter(|&x| measure == Measure::Dollars || x > 0.0)?;
            Some(ExceedanceMarker { label: label.to_owned(), x, probability: 1.0 - level })
        })
        .collect();
    let wording = wording(results, String::new(), "; band: 95 % interval");
    Ok(Exceedance { wording, measure, quantity: name.to_owned(), points, markers })
}

fn by_facility(results: &Results<'_>) -> Result<Drawing, ChartError> {
    let facilities: Vec<String> =
        results.scenario.facilities.iter().map(|facility| facility.name.clone()).collect();
    let values: Vec<Vec<f64>> = (0..facilities.len())
        .map(|facility| {
            by_period_of(results, |period| {
                let shortfall =
                    series(results, Subject::FacilityPeriod(facility, period), Metric::Shortfall);
                value(shortfall.map(|shortfall| shortfall.probability_positive()))
            })
        })
        .collect();
    let title = titles::short_by_facility(
        &results.scenario.commodity,
        &values,
        results.tally.trials(),
        &facilities,
        |period| results.scenario.time.label(period),
    );
    let chart = HeatMap {
        wording: wording(results, title, ""),
        periods: periods(results),
        facilities,
        measure: Measure::Probability,
        quantity: "Probability of a shortfall".to_owned(),
        values,
    };
    Drawing::new("shortfall-by-facility", chart.wording.clone(), heat_map(&chart))
}

fn delay(results: &Results<'_>) -> Result<Drawing, ChartError> {
    let of = |number: usize| {
        let series = |metric| series(results, Subject::Facility(number), metric);
        let late = series(Metric::CompletionDelay);
        let quantile = |level| value(late.as_ref().map(|late| late.quantile(level)));
        FacilityDelay {
            facility: results.scenario.facilities[number].name.clone(),
            quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile),
            mean: value(late.as_ref().map(Series::mean)),
            mean_by_shortage: value(series(Metric::ShortageDelay).map(|series| series.mean())),
        }
    };
    let delays: Vec<FacilityDelay> = (0..results.scenario.facilities.len()).map(of).collect();
    // What a maker has no line for is missing on site like what it has no metal for.
    let missing = match results.scenario.fabricators.is_empty() {
        true => results.scenario.commodity.clone(),
        false => format!("{} or components", results.scenario.commodity),
    };
    let title = titles::delay(
        &missing,
        delays.iter().map(|delay| (&*delay.facility, delay.mean, delay.mean_by_shortage)),
    );
    let note = "; weeks after the planned end, counted up to the horizon";
    let chart = CompletionDelay { wording: wording(results, title, note), delays, missing };
    Drawing::new("completion-delay", chart.wording.clone(), completion_delay(&chart))
}

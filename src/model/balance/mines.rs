//! Hands the metrics of mines to the observer (docs/model.md, M3 to M9).

use super::Balance;
use crate::lanes::{LANES, Lanes};
use crate::metric::Metric;
use crate::model::Model;
use crate::model::exogenous::Exogenous;
use crate::model::mine::{MineModel, MinePath};
use crate::model::series::{Observer, Subject};

/// Share of the output up to which nothing counts as left over: what contracts share out adds up only to rounding.
const ROUNDING: f64 = 1e-12;

/// What no contract of the scenario takes (M9).
#[inline(always)]
pub(super) fn observe_mine_sales<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    observer: &mut O,
    mask: u64,
) {
    for (number, (contracts, path)) in model.mine_contracts.iter().zip(&exogenous.mines).enumerate() {
        let output = &path.output[period];
        let mut taken = Lanes::ZERO;
        for &contract in contracts.iter().flatten() {
            taken.add(&balance.contracts[contract].taken);
        }
        let mut elsewhere = Lanes::ZERO;
        for lane in 0..LANES {
            let left = output[lane] - taken[lane];
            elsewhere[lane] = if left > ROUNDING * output[lane] { left } else { 0.0 };
        }
        balance.sold_elsewhere[number].add(&elsewhere);
        if let Some(series) = model.mine_sales[number] {
            observer.observe(series + period * model.series.mine_period.metrics.len(), &elsewhere.0, mask);
        }
    }
}

/// Mines by period and over the horizon (M3 to M8).
#[inline(always)]
pub(super) fn observe_mines<O: Observer>(model: &Model, exogenous: &Exogenous, balance: &Balance, observer: &mut O, mask: u64) {
    let periods = model.periods as f64;
    for (number, (mine, path)) in model.mines.iter().zip(&exogenous.mines).enumerate() {
        let (mut output_sum, mut availability_sum, mut lost_sum) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        for period in 0..model.periods {
            let (output, availability) = (&path.output[period], &path.availability[period]);
            let mut lost = Lanes::ZERO;
            for lane in 0..LANES {
                lost[lane] = path.potential[period][lane] - output[lane];
            }
            output_sum.add(output);
            availability_sum.add(availability);
            lost_sum.add(&lost);
            let series = model.series.base(Subject::MinePeriod(number, period));
            observe_mine(model, exogenous, mine, series, [output, availability, &lost], model.step, observer, mask);
        }
        for lane in 0..LANES {
            availability_sum[lane] /= periods;
        }
        let series = model.series.base(Subject::Mine(number));
        let sums = [&output_sum, &availability_sum, &lost_sum];
        observe_mine(model, exogenous, mine, series, sums, model.horizon, observer, mask);
        if let Some(series) = model.series.series(Subject::Mine(number), Metric::SoldElsewhere) {
            observer.observe(series, &balance.sold_elsewhere[number].0, mask);
        }
        observe_limits(model, path, number, observer, mask);
    }
}

/// The metrics of a mine over so many years, from its output, availability and lost output; `series` is the first.
// A function and not a closure: closures are not inlined into the code of an instruction set for certain.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn observe_mine<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    mine: &MineModel,
    mut series: usize,
    [output, availability, lost]: [&Lanes; 3],
    years: f64,
    observer: &mut O,
    mask: u64,
) {
    let features = model.series.features;
    let capacity = mine.capacity().of(&exogenous.values);
    let mut utilisation = Lanes::ZERO;
    for lane in 0..LANES {
        let design = capacity[lane] * years;
        utilisation[lane] = if design > 0.0 { output[lane] / design } else { 0.0 };
    }
    for column in [output, availability, &utilisation, lost] {
        observer.observe(series, &column.0, mask);
        series += 1;
    }
    for (present, factor) in [(features.carbon, mine.carbon), (features.water, mine.water)] {
        if present {
            let mut column = Lanes::ZERO;
            if let Some(factor) = factor {
                let factor = factor.of(&exogenous.values);
                for lane in 0..LANES {
                    column[lane] = output[lane] * factor[lane];
                }
            }
            observer.observe(series, &column.0, mask);
            series += 1;
        }
    }
}

/// Planned shutdowns, metal in solution, the reserve: 0 for a mine that has none where others have.
#[inline(always)]
fn observe_limits<O: Observer>(model: &Model, path: &MinePath, number: usize, observer: &mut O, mask: u64) {
    let nothing = Lanes::ZERO;
    for (metric, columns, adds_up) in [
        (Metric::MaintenanceLoss, &path.maintenance_loss, true),
        (Metric::InSolution, &path.in_solution, false),
        (Metric::ReserveLeft, &path.reserve_left, false),
    ] {
        let Some(whole) = model.series.series(Subject::Mine(number), metric) else { continue };
        let mut horizon = Lanes::ZERO;
        for period in 0..model.periods {
            let column = columns.get(period).unwrap_or(&nothing);
            if !adds_up {
                horizon = Lanes::ZERO;
            }
            horizon.add(column);
            if let Some(series) = model.series.series(Subject::MinePeriod(number, period), metric) {
                observer.observe(series, &column.0, mask);
            }
        }
        observer.observe(whole, &horizon.0, mask);
    }
}

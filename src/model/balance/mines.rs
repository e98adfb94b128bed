//! Hands the metrics of mines and their products to the observer (docs/model.md, M3 to M10).

use super::Balance;
use super::observation::observe_present;
use crate::metric::Metric;
use crate::model::Model;
use crate::model::exogenous::Exogenous;
use crate::model::mine::{MineModel, MinePath};
use crate::model::series::{Observer, Subject};
use crate::model::source::SourceModel;
use crate::numerics::lanes::{LANES, Lanes};

/// Share of the output up to which nothing counts as left over: what contracts share out adds up
/// only to rounding.
const ROUNDING: f64 = 1e-12;

/// What no contract of the scenario takes, by mine and product (M9, M10).
#[inline(always)]
pub(super) fn observe_mine_sales<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    observer: &mut O,
    mask: u64,
) {
    let mut number = 0;
    for (mine, sources) in model.sources_by_mine().enumerate() {
        let mut of_mine = Lanes::ZERO;
        for source in sources {
            let output = &exogenous.output(source)[period];
            let mut taken = Lanes::ZERO;
            for &contract in source.claims.iter().flatten() {
                taken.add(&balance.contracts[contract].taken);
            }
            let mut elsewhere = Lanes::ZERO;
            for lane in 0..LANES {
                let left = output[lane] - taken[lane];
                elsewhere[lane] = if left > ROUNDING * output[lane] { left } else { 0.0 };
            }
            balance.sold_elsewhere[number].add(&elsewhere);
            number += 1;
            of_mine.add(&elsewhere);
            if let Some(series) = source.product.and_then(|product| model.sales.products[product]) {
                observer.observe(
                    series + period * model.series.product_period.metrics.len(),
                    &elsewhere.0,
                    mask,
                );
            }
        }
        if let Some(series) = model.sales.mines[mine] {
            observer.observe(
                series + period * model.series.mine_period.metrics.len(),
                &of_mine.0,
                mask,
            );
        }
    }
}

/// Mines and products by period and over the horizon (M3 to M10).
#[inline(always)]
pub(super) fn observe_mines<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &Balance,
    observer: &mut O,
    mask: u64,
) {
    let periods = model.periods as f64;
    let mut sold_elsewhere = balance.sold_elsewhere.iter();
    for (number, ((mine, path), sources)) in
        model.mines.iter().zip(&exogenous.mines).zip(model.sources_by_mine()).enumerate()
    {
        let (mut output_sum, mut availability_sum, mut lost_sum) =
            (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
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
            let emitted = Emissions::of_period(model, exogenous, sources, period);
            observe_mine(
                model,
                exogenous,
                mine,
                series,
                [output, availability, &lost],
                model.step,
                &emitted,
                observer,
                mask,
            );
        }
        for lane in 0..LANES {
            availability_sum[lane] /= periods;
        }
        let series = model.series.base(Subject::Mine(number));
        let sums = [&output_sum, &availability_sum, &lost_sum];
        let emitted = Emissions::of_horizon(model, exogenous, sources);
        observe_mine(model, exogenous, mine, series, sums, model.horizon, &emitted, observer, mask);
        let mut of_mine = Lanes::ZERO;
        for source in sources {
            let Some(elsewhere) = sold_elsewhere.next() else { continue };
            of_mine.add(elsewhere);
            observe_product(model, exogenous, source, elsewhere, observer, mask);
        }
        if let Some(series) = model.series.series(Subject::Mine(number), Metric::SoldElsewhere) {
            observer.observe(series, &of_mine.0, mask);
        }
        observe_limits(model, path, number, observer, mask);
    }
}

/// The metrics of a mine over so many years, from its output, availability and lost output;
/// `series` is the first.
// A function and not a closure: closures are not inlined into the code of an instruction set for
// certain.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn observe_mine<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    mine: &MineModel,
    mut series: usize,
    [output, availability, lost]: [&Lanes; 3],
    years: f64,
    emitted: &Emissions,
    observer: &mut O,
    mask: u64,
) {
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
    emitted.observe(model, series, observer, mask);
}

/// Carbon and water of what sources produce; 0 for those without factors.
struct Emissions {
    carbon: Lanes,
    water: Lanes,
}

impl Emissions {
    const NONE: Emissions = Emissions { carbon: Lanes::ZERO, water: Lanes::ZERO };

    /// In a period.
    #[inline(always)]
    fn of_period(
        model: &Model,
        exogenous: &Exogenous,
        sources: &[SourceModel],
        period: usize,
    ) -> Emissions {
        let mut emitted = Emissions::NONE;
        if model.series.features.carbon || model.series.features.water {
            for source in sources {
                emitted.add(source, &exogenous.output(source)[period], &exogenous.values);
            }
        }
        emitted
    }

    /// Over the horizon.
    #[inline(always)]
    fn of_horizon(model: &Model, exogenous: &Exogenous, sources: &[SourceModel]) -> Emissions {
        let mut emitted = Emissions::NONE;
        if model.series.features.carbon || model.series.features.water {
            for source in sources {
                emitted.add(source, &output_sum(exogenous, source), &exogenous.values);
            }
        }
        emitted
    }

    #[inline(always)]
    fn add(&mut self, source: &SourceModel, output: &Lanes, values: &[Lanes]) {
        for (factor, column) in [(source.carbon, &mut self.carbon), (source.water, &mut self.water)]
        {
            let Some(factor) = factor else { continue };
            let factor = factor.of(values);
            for lane in 0..LANES {
                column[lane] += output[lane] * factor[lane];
            }
        }
    }

    /// Hands over what the scenario has of them; returns how many series that are.
    #[inline(always)]
    fn observe<O: Observer>(
        &self,
        model: &Model,
        series: usize,
        observer: &mut O,
        mask: u64,
    ) -> usize {
        let features = model.series.features;
        observe_present(
            &[(&self.carbon, features.carbon), (&self.water, features.water)],
            series,
            observer,
            mask,
        );
        usize::from(features.carbon) + usize::from(features.water)
    }
}

#[inline(always)]
fn output_sum(exogenous: &Exogenous, source: &SourceModel) -> Lanes {
    let mut sum = Lanes::ZERO;
    for output in exogenous.output(source) {
        sum.add(output);
    }
    sum
}

/// A product by period and over the horizon (M10); nothing for a mine that is a source of its own.
#[inline(always)]
fn observe_product<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    source: &SourceModel,
    sold_elsewhere: &Lanes,
    observer: &mut O,
    mask: u64,
) {
    let Some(product) = source.product else { return };
    let source = std::slice::from_ref(source);
    for (period, output) in exogenous.output(&source[0]).iter().enumerate() {
        let series = model.series.base(Subject::ProductPeriod(product, period));
        observer.observe(series, &output.0, mask);
        // What is sold elsewhere follows, and was observed with its period.
        Emissions::of_period(model, exogenous, source, period).observe(
            model,
            series + 1,
            observer,
            mask,
        );
    }
    let series = model.series.base(Subject::Product(product));
    observer.observe(series, &output_sum(exogenous, &source[0]).0, mask);
    let emitted =
        Emissions::of_horizon(model, exogenous, source).observe(model, series + 1, observer, mask);
    observer.observe(series + 1 + emitted, &sold_elsewhere.0, mask);
}

/// Planned shutdowns, metal in solution, the reserve: 0 for a mine that has none where others have.
#[inline(always)]
fn observe_limits<O: Observer>(
    model: &Model,
    path: &MinePath,
    number: usize,
    observer: &mut O,
    mask: u64,
) {
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

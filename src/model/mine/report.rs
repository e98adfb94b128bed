//! Reports mines and their products (docs/model.md, M3 to M10).

use super::{MineModel, MinePath};
use crate::index::{ContractIndex, IndexVec};
use crate::metric::{Feature, Metric, Observed, Subject, SubjectKind};
use crate::model::Model;
use crate::model::contract::ContractState;
use crate::model::exogenous::Exogenous;
use crate::model::moment::Moment;
use crate::model::observer::{Report, SubjectReport};
use crate::model::source::SourceModel;
use crate::numerics::lanes::{LANES, Lanes};

/// Share of the output up to which nothing counts as left over: what contracts share out adds up
/// only to rounding.
const ROUNDING: f64 = 1e-12;

/// Whether nothing is counted of mines and products.
fn is_silent(model: &Model) -> bool {
    [SubjectKind::Mine, SubjectKind::Product].into_iter().all(|kind| model.series.is_silent(kind))
}

/// What no contract of the scenario takes, by mine and product (M9, M10).
#[inline(always)]
pub fn report_sales(
    moment: &Moment<'_>,
    contracts: &IndexVec<ContractIndex, ContractState>,
    sold_elsewhere: &mut [Lanes],
    report: &mut Report<'_>,
) {
    let &Moment { model, exogenous, period, .. } = moment;
    if is_silent(model) {
        return;
    }
    let mut sold_elsewhere = sold_elsewhere.iter_mut();
    for (mine, sources) in model.mines.indices().zip(model.sources_by_mine()) {
        let mut sum = Lanes::ZERO;
        for (source, sold_elsewhere) in sources.iter().zip(&mut sold_elsewhere) {
            let output = &exogenous.output(source)[period];
            let mut taken = Lanes::ZERO;
            for &contract in source.claims.iter().flatten() {
                // What is kept for a buyer is not sold (C8).
                taken += &contracts[contract].taken;
                taken += &contracts[contract].laid_aside;
            }
            let mut elsewhere = Lanes::ZERO;
            for lane in 0..LANES {
                let left = output[lane] - taken[lane];
                elsewhere[lane] = if left > ROUNDING * output[lane] { left } else { 0.0 };
            }
            *sold_elsewhere += &elsewhere;
            sum += &elsewhere;
            if let Some(product) = source.product {
                let product = Subject::Product(product).in_period(period);
                report.of(product).observe(Metric::SoldElsewhere, &elsewhere);
            }
        }
        let mine = Subject::Mine(mine).in_period(period);
        report.of(mine).observe(Metric::SoldElsewhere, &sum);
    }
}

/// Mines and products by period and over the horizon (M3 to M10).
#[inline(always)]
pub fn report_mines(moment: &Moment<'_>, sold_elsewhere: &[Lanes], report: &mut Report<'_>) {
    let &Moment { model, exogenous, .. } = moment;
    if is_silent(model) {
        return;
    }
    let mut sold_elsewhere = sold_elsewhere.iter();
    for ((index, mine), sources) in model.mines.iter_enumerated().zip(model.sources_by_mine()) {
        let path = &exogenous.mines[index];
        let mut horizon = Production::NONE;
        for period in 0..model.periods {
            let production = Production::of(path, period);
            horizon.add(&production);
            let mut report = report.of(Subject::Mine(index).in_period(period));
            production.report(mine, &exogenous.values, model.step, &mut report);
            report_limits(path, Some(period), &mut report);
        }
        for lane in 0..LANES {
            horizon.availability[lane] /= model.periods as f64;
        }
        let mut of_mine = report.of(Subject::Mine(index));
        horizon.report(mine, &exogenous.values, model.horizon, &mut of_mine);
        report_limits(path, None, &mut of_mine);
        let mut sum = Lanes::ZERO;
        for (source, elsewhere) in sources.iter().zip(&mut sold_elsewhere) {
            sum += elsewhere;
            report_product(exogenous, source, elsewhere, report);
        }
        report.of(Subject::Mine(index)).observe(Metric::SoldElsewhere, &sum);
        report_emissions(model, exogenous, Subject::Mine(index), sources, report);
        for (source, product) in sources.iter().filter_map(|source| Some((source, source.product?)))
        {
            let sources = std::slice::from_ref(source);
            report_emissions(model, exogenous, Subject::Product(product), sources, report);
        }
    }
}

/// What a mine produces in a period or over the horizon.
struct Production {
    /// t.
    output: Lanes,
    /// Share of time; summed over periods until it is made a mean.
    availability: Lanes,
    /// t.
    lost: Lanes,
}

impl Production {
    const NONE: Production =
        Production { output: Lanes::ZERO, availability: Lanes::ZERO, lost: Lanes::ZERO };

    #[inline(always)]
    fn of(path: &MinePath, period: usize) -> Production {
        let output = path.output[period];
        let mut lost = path.potential[period];
        lost -= &output;
        Production { output, availability: path.availability[period], lost }
    }

    #[inline(always)]
    fn add(&mut self, more: &Production) {
        self.output += &more.output;
        self.availability += &more.availability;
        self.lost += &more.lost;
    }

    #[inline(always)]
    fn report(
        &self,
        mine: &MineModel,
        values: &[Lanes],
        years: f64,
        report: &mut SubjectReport<'_>,
    ) {
        let capacity = mine.capacity().of(values);
        let mut utilisation = Lanes::ZERO;
        for lane in 0..LANES {
            let design = capacity[lane] * years;
            utilisation[lane] = if design > 0.0 { self.output[lane] / design } else { 0.0 };
        }
        report.observe(Metric::Output, &self.output);
        report.observe(Metric::Availability, &self.availability);
        report.observe(Metric::Utilisation, &utilisation);
        report.observe(Metric::OutputLost, &self.lost);
    }
}

/// Planned shutdowns, metal in solution, the reserve, in a period or over the horizon: 0 for a mine
/// that has none where others have.
#[inline(always)]
fn report_limits(path: &MinePath, period: Option<usize>, report: &mut SubjectReport<'_>) {
    let at = |column: &[Lanes]| match period {
        Some(period) => column.get(period).copied(),
        None => column.last().copied(),
    };
    let mut maintenance_loss = Lanes::ZERO;
    match period {
        Some(period) => {
            maintenance_loss = path.maintenance_loss.get(period).copied().unwrap_or(Lanes::ZERO);
        }
        None => path.maintenance_loss.iter().for_each(|loss| maintenance_loss += loss),
    }
    report.observe(Metric::MaintenanceLoss, &maintenance_loss);
    report.observe(Metric::InSolution, &at(&path.in_solution).unwrap_or(Lanes::ZERO));
    report.observe(Metric::ReserveLeft, &at(&path.reserve_left).unwrap_or(Lanes::ZERO));
}

/// A product by period and over the horizon (M10); nothing for a mine that is a source of its own.
#[inline(always)]
fn report_product(
    exogenous: &Exogenous,
    source: &SourceModel,
    sold_elsewhere: &Lanes,
    report: &mut Report<'_>,
) {
    let Some(product) = source.product.map(Subject::Product) else { return };
    let mut sum = Lanes::ZERO;
    for (period, output) in exogenous.output(source).iter().enumerate() {
        sum += output;
        report.of(product.in_period(period)).observe(Metric::Output, output);
    }
    let mut report = report.of(product);
    report.observe(Metric::Output, &sum);
    report.observe(Metric::SoldElsewhere, sold_elsewhere);
}

/// Carbon and water of what sources produce, by period and over the horizon (E4); 0 for those
/// without factors.
#[inline(always)]
fn report_emissions(
    model: &Model,
    exogenous: &Exogenous,
    subject: Subject,
    sources: &[SourceModel],
    report: &mut Report<'_>,
) {
    if !model.has(Feature::Carbon) && !model.has(Feature::Water) {
        return;
    }
    for period in 0..model.periods {
        let emitted =
            emissions(sources, &exogenous.values, |source| exogenous.output(source)[period]);
        report_emitted(subject.in_period(period), &emitted, report);
    }
    let emitted = emissions(sources, &exogenous.values, |source| {
        let mut sum = Lanes::ZERO;
        exogenous.output(source).iter().for_each(|output| sum += output);
        sum
    });
    report_emitted(subject.into(), &emitted, report);
}

#[inline(always)]
fn report_emitted(observed: Observed, [carbon, water]: &[Lanes; 2], report: &mut Report<'_>) {
    let mut report = report.of(observed);
    report.observe(Metric::Carbon, carbon);
    report.observe(Metric::Water, water);
}

/// tCO2e and m3 of an output, t.
#[inline(always)]
fn emissions(
    sources: &[SourceModel],
    values: &[Lanes],
    output: impl Fn(&SourceModel) -> Lanes,
) -> [Lanes; 2] {
    let mut emitted = [Lanes::ZERO; 2];
    for source in sources {
        let output = output(source);
        for (factor, column) in [source.carbon, source.water].into_iter().zip(&mut emitted) {
            let Some(factor) = factor else { continue };
            let factor = factor.of(values);
            for lane in 0..LANES {
                column[lane] += output[lane] * factor[lane];
            }
        }
    }
    emitted
}

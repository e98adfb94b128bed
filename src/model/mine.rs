//! Mine output: ramp, utilisation, variation, outages and what limits them (docs/model.md, M1 to
//! M8).

mod downtime;
mod leach;
mod maintenance;
mod outage;
mod ramp;
pub mod report;
mod weibull_ramp;

use super::input::{Input, InputTable};
use crate::distribution::QuantileTables;
use crate::index::{DistrictIndex, IndexVec};
use crate::numerics::lanes::{LANES, Lanes, each};
use crate::scenario::{Mine, StepGrid, UpliftGain};
pub use downtime::Downtime;
use leach::LeachModel;
use maintenance::MaintenanceModel;
pub use outage::OutageModel;
use ramp::RampModel;

#[derive(Debug)]
pub struct MineModel {
    capacity: Input,
    ramp: Option<RampModel>,
    utilisation: Input,
    /// That of the output; of a heap leach it is that of what is leached, and the plant has none.
    variation: Input,
    pub outages: Vec<OutageModel>,
    district: Option<DistrictIndex>,
    /// Whether its outages excuse a seller.
    excuses: bool,
    limits: Option<Limits>,
}

/// What keeps a mine below capacity × ramp × availability; most mines have nothing of it.
#[derive(Debug)]
struct Limits {
    maintenance: Option<MaintenanceModel>,
    leach: Option<LeachModel>,
    /// Years until it arrives, and the factor.
    uplift: Option<(Input, Input)>,
    reserve: Option<Input>,
}

/// Paths of one mine over a block, one column a period.
#[derive(Debug, Clone)]
pub struct MinePath {
    pub output: Vec<Lanes>,
    pub availability: Vec<Lanes>,
    pub potential: Vec<Lanes>,
    /// t; without columns where the mine has no planned shutdowns.
    pub maintenance_loss: Vec<Lanes>,
    /// t at the end of the period; without columns where there is no heap leach.
    pub in_solution: Vec<Lanes>,
    /// t at the end of the period; without columns where there is no reserve.
    pub reserve_left: Vec<Lanes>,
}

impl MinePath {
    pub fn new(mine: &MineModel, periods: usize) -> Self {
        let columns = vec![Lanes::ZERO; periods];
        let limits = mine.limits.as_ref();
        let columns_if = |has: bool| if has { columns.clone() } else { Vec::new() };
        MinePath {
            maintenance_loss: columns_if(limits.is_some_and(|limits| limits.maintenance.is_some())),
            in_solution: columns_if(limits.is_some_and(|limits| limits.leach.is_some())),
            reserve_left: columns_if(limits.is_some_and(|limits| limits.reserve.is_some())),
            output: columns.clone(),
            availability: columns.clone(),
            potential: columns,
        }
    }
}

impl MineModel {
    pub fn new(
        mine: &Mine,
        excuses: bool,
        time: &StepGrid,
        seed: u64,
        inputs: &mut InputTable,
        tables: &mut QuantileTables,
    ) -> Self {
        let clock_start = mine.ramp.as_ref().map_or(0.0, |ramp| time.years_to(ramp.from)).max(0.0);
        let outages = OutageModel::list(
            &format!("mine.{}", mine.name),
            &mine.outages,
            clock_start,
            seed,
            inputs,
            tables,
        );
        let variation = inputs.input(&mine.variation);
        let limits = Limits {
            maintenance: MaintenanceModel::new(&mine.maintenance, time, inputs),
            leach: mine
                .leach
                .as_ref()
                .map(|leach| LeachModel::new(leach, mine.uplift.as_ref(), variation, time, inputs)),
            uplift: mine.uplift.as_ref().and_then(|uplift| match &uplift.gain {
                UpliftGain::Output(factor) => {
                    Some((inputs.input(&uplift.after), inputs.input(factor)))
                }
                UpliftGain::Recovery(_) => None,
            }),
            reserve: mine.reserve.as_ref().map(|reserve| inputs.input(reserve)),
        };
        MineModel {
            capacity: inputs.input(&mine.capacity),
            ramp: mine.ramp.as_ref().map(|ramp| RampModel::new(ramp, &mine.name, time, inputs)),
            utilisation: inputs.input(&mine.utilisation),
            variation: if limits.leach.is_some() { inputs.constant(1.0) } else { variation },
            outages,
            district: mine.district,
            excuses,
            limits: limits.limit().then_some(limits),
        }
    }

    pub fn capacity(&self) -> Input {
        self.capacity
    }

    /// Potential, availability and output of every period; `districts` has the outages that the
    /// mines of each have in common. Leaves in `downtime` those of the mine where several kinds, or
    /// planned shutdowns, may overlap, or a contract asks for it.
    #[inline(always)]
    pub fn path(
        &self,
        first_trial: u64,
        step: f64,
        values: &[Lanes],
        districts: &IndexVec<DistrictIndex, Downtime>,
        (downtime, down): (&mut Downtime, &mut [Lanes]),
        path: &mut MinePath,
    ) {
        match (self.outages.as_slice(), self.district) {
            ([kind], None) if !self.excuses && !self.shuts_down() => {
                kind.years_lost(first_trial, step, values, down);
            }
            (kinds, district) => {
                downtime.fill(kinds, first_trial, step * down.len() as f64, values);
                if let Some(district) = district {
                    downtime.join(&districts[district]);
                }
                downtime.years_lost(step, down);
            }
        }
        for (availability, down) in path.availability.iter_mut().zip(&*down) {
            availability.set(|lane| (1.0 - down[lane] / step).max(0.0));
        }
        self.design(step, values, path);
        match &self.limits {
            Some(limits) => limits.apply(step, values, (downtime, down), path),
            None => {
                let paths = path.potential.iter().zip(&path.availability);
                for (output, (potential, availability)) in path.output.iter_mut().zip(paths) {
                    output.set(|lane| potential[lane] * availability[lane]);
                }
            }
        }
    }

    fn shuts_down(&self) -> bool {
        self.limits.as_ref().is_some_and(|limits| limits.maintenance.is_some())
    }

    /// What the mine would produce without limits and outages.
    #[inline(always)]
    fn design(&self, step: f64, values: &[Lanes], path: &mut MinePath) {
        let (capacity, utilisation) = (self.capacity.of(values), self.utilisation.of(values));
        let ramp = self.ramp.as_ref().map(|ramp| ramp.prepare(values));
        let mut ramped_before = ramp.as_ref().map(|ramp| ramp.integral(0, step));
        for period in 0..path.potential.len() {
            let variation = self.variation.at(values, period);
            let potential = &mut path.potential[period];
            potential.set(|lane| capacity[lane] * utilisation[lane] * variation[lane]);
            match (&ramp, &mut ramped_before) {
                (Some(ramp), Some(before)) => {
                    let after = ramp.integral(period + 1, step);
                    *potential *= each(|lane| after[lane] - before[lane]);
                    *before = after;
                    ramp.reduce_to_level(potential);
                }
                _ => *potential *= step,
            }
        }
    }
}

impl Limits {
    fn limit(&self) -> bool {
        self.maintenance.is_some()
            || self.leach.is_some()
            || self.uplift.is_some()
            || self.reserve.is_some()
    }

    /// Output, and potential without outages, from the design in `path.potential` (M4 to M8).
    #[inline(always)]
    fn apply(
        &self,
        step: f64,
        values: &[Lanes],
        (downtime, closed): (&mut Downtime, &mut [Lanes]),
        path: &mut MinePath,
    ) {
        if let Some(leach) = &self.leach {
            leach.fill(step, values, &mut path.in_solution);
        }
        match &self.maintenance {
            // What outages take beside them stands in the output until that is known.
            Some(maintenance) => {
                maintenance.years_closed(step, values, downtime, [closed, &mut path.output]);
            }
            None => closed.fill(Lanes::ZERO),
        }
        // Where there is no heap leach or no reserve, nothing is short of metal.
        let mut waiting = Lanes::splat(if self.leach.is_some() { 0.0 } else { f64::INFINITY });
        let mut left =
            self.reserve.map_or(Lanes::splat(f64::INFINITY), |reserve| *reserve.of(values));
        for (period, closed) in closed.iter().enumerate() {
            if let Some((after, factor)) = &self.uplift {
                let (after, factor) = (after.of(values), factor.of(values));
                let end = (period + 1) as f64 * step;
                path.potential[period] *= each(|lane| {
                    let share = ((end - after[lane]) / step).clamp(0.0, 1.0);
                    1.0 + (factor[lane] - 1.0) * share
                });
            }
            if self.leach.is_some() {
                waiting += &path.in_solution[period];
            }
            let (output, potential) = (&mut path.output[period], &mut path.potential[period]);
            let availability = &path.availability[period];
            let mut maintenance_loss = Lanes::ZERO;
            for lane in 0..LANES {
                let most = waiting[lane].min(left[lane]);
                let design = potential[lane];
                let open = |closed: f64| (1.0 - closed / step).max(0.0);
                let planned = design * open(closed[lane]);
                potential[lane] = planned.min(most);
                let running = match &self.maintenance {
                    Some(_) => design * open(closed[lane] + output[lane]),
                    None => planned * availability[lane],
                };
                output[lane] = running.min(most);
                maintenance_loss[lane] = design.min(most) - potential[lane];
                waiting[lane] -= output[lane];
                left[lane] -= output[lane];
            }
            if self.maintenance.is_some() {
                path.maintenance_loss[period] = maintenance_loss;
            }
            if self.leach.is_some() {
                path.in_solution[period] = waiting;
            }
            if self.reserve.is_some() {
                path.reserve_left[period] = left;
            }
        }
    }
}

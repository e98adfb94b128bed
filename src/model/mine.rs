//! Mine output: ramp, utilisation, variation and outages (docs/model.md, M1 to M4).

use std::sync::Arc;

use super::input::{Input, InputTable};
use crate::distribution::{Distribution, EquilibriumResidual, QuantileTables, WordQuantile};
use crate::lanes::{LANES, Lanes, Words};
use crate::sampling::Stream;
use crate::sampling::stream::uniform;
use crate::scenario::{Each, Mine, OutageStart, RandomQuantity, TimeGrid, Value};

/// Shortest ramp, years: a step would divide by zero.
const SHORTEST_RAMP: f64 = 1e-9;

#[derive(Debug)]
pub struct MineModel {
    capacity: Input,
    ramp: Option<RampModel>,
    utilisation: Input,
    variation: Input,
    pub outages: Vec<OutageModel>,
    pub carbon: Option<Input>,
    pub water: Option<Input>,
}

#[derive(Debug)]
struct RampModel {
    /// Years from time 0.
    from: f64,
    duration: Input,
}

/// One kind of outage: an alternating renewal process.
#[derive(Debug)]
pub struct OutageModel {
    pub path: String,
    rate: Input,
    duration: OutageDuration,
    stream: Stream,
    /// Quantile of the exponential distribution of mean 1.
    unit_exponential: WordQuantile,
    stationary: Option<StationaryStart>,
    /// Years from time 0 at which the clock starts.
    clock_start: f64,
}

#[derive(Debug)]
enum OutageDuration {
    EachOutage { quantile: WordQuantile, lowest: f64, highest: f64 },
    Same(Input),
}

#[derive(Debug)]
struct StationaryStart {
    stream: Stream,
    /// Mean duration when drawn for each outage.
    mean: Option<f64>,
    /// Time still to run; for a duration drawn once a trial it is uniform on it.
    residual: Option<Arc<EquilibriumResidual>>,
}

/// Paths of one mine over a block, one column a period.
#[derive(Debug, Clone)]
pub struct MinePath {
    pub output: Vec<Lanes>,
    pub availability: Vec<Lanes>,
    pub potential: Vec<Lanes>,
}

impl MinePath {
    pub fn new(periods: usize) -> Self {
        let columns = vec![Lanes::ZERO; periods];
        MinePath { output: columns.clone(), availability: columns.clone(), potential: columns }
    }
}

impl MineModel {
    pub fn new(mine: &Mine, time: &TimeGrid, seed: u64, inputs: &mut InputTable, tables: &mut QuantileTables) -> Self {
        let from = mine.ramp.as_ref().map(|ramp| time.years_to(ramp.from));
        let outages = mine
            .outages
            .iter()
            .enumerate()
            .map(|(number, kind)| {
                let path = format!("mine.{}.outages.{}", mine.name, number + 1);
                let duration = match &kind.duration.value {
                    Value::Random(random) if random.each == Each::Outage => OutageDuration::EachOutage {
                        quantile: tables.word_quantile(&random.distribution),
                        lowest: random.lowest,
                        highest: random.highest,
                    },
                    _ => OutageDuration::Same(inputs.input(&kind.duration)),
                };
                let stationary = (kind.start == OutageStart::Stationary).then(|| StationaryStart {
                    stream: Stream::new(seed, &format!("{path}.start")),
                    mean: match &kind.duration.value {
                        Value::Random(random) if random.each == Each::Outage => Some(random.distribution.mean()),
                        _ => None,
                    },
                    residual: match &kind.duration.value {
                        Value::Random(random) if random.each == Each::Outage => residual(random, tables),
                        _ => None,
                    },
                });
                OutageModel {
                    stream: Stream::new(seed, &path),
                    path,
                    rate: inputs.input(&kind.rate),
                    duration,
                    unit_exponential: tables.word_quantile(&Distribution::unit_exponential()),
                    stationary,
                    clock_start: from.unwrap_or(0.0).max(0.0),
                }
            })
            .collect();
        MineModel {
            capacity: inputs.input(&mine.capacity),
            ramp: mine
                .ramp
                .as_ref()
                .map(|ramp| RampModel { from: time.years_to(ramp.from), duration: inputs.input(&ramp.duration) }),
            utilisation: inputs.input(&mine.utilisation),
            variation: inputs.input(&mine.variation),
            outages,
            carbon: mine.carbon.as_ref().map(|carbon| inputs.input(carbon)),
            water: mine.water.as_ref().map(|water| inputs.input(water)),
        }
    }

    pub fn capacity(&self) -> Input {
        self.capacity
    }

    /// Potential, availability and output of every period.
    #[inline(always)]
    pub fn path(&self, first_trial: u64, step: f64, values: &[Lanes], down: &mut [Lanes], path: &mut MinePath) {
        path.availability.fill(Lanes::splat(1.0));
        for kind in &self.outages {
            kind.down_times(first_trial, step, values, down);
            for (availability, down) in path.availability.iter_mut().zip(&*down) {
                for lane in 0..LANES {
                    availability[lane] *= (1.0 - down[lane] / step).max(0.0);
                }
            }
        }
        let (capacity, utilisation) = (self.capacity.of(values), self.utilisation.of(values));
        let mut ramped_before = self.ramp.as_ref().map(|ramp| ramp.integral(0.0, values));
        for period in 0..path.output.len() {
            let variation = self.variation.at(values, period);
            let potential = &mut path.potential[period];
            for lane in 0..LANES {
                potential[lane] = capacity[lane] * utilisation[lane] * variation[lane];
            }
            match (&self.ramp, &mut ramped_before) {
                (Some(ramp), Some(before)) => {
                    let after = ramp.integral((period + 1) as f64 * step, values);
                    for lane in 0..LANES {
                        potential[lane] *= after[lane] - before[lane];
                    }
                    *before = after;
                }
                _ => {
                    for lane in 0..LANES {
                        potential[lane] *= step;
                    }
                }
            }
            for lane in 0..LANES {
                path.output[period][lane] = path.potential[period][lane] * path.availability[period][lane];
            }
        }
    }
}

impl RampModel {
    /// ∫ ramp from its start to `time`, years (M1).
    #[inline(always)]
    fn integral(&self, time: f64, values: &[Lanes]) -> Lanes {
        let duration = self.duration.of(values);
        let age = (time - self.from).max(0.0);
        let mut integral = Lanes::ZERO;
        for lane in 0..LANES {
            let duration = duration[lane].max(SHORTEST_RAMP);
            let rising = age.min(duration);
            integral[lane] = rising * rising / (2.0 * duration) + (age - rising);
        }
        integral
    }
}

impl OutageModel {
    /// Years down in each period.
    #[inline(always)]
    fn down_times(&self, first_trial: u64, step: f64, values: &[Lanes], down: &mut [Lanes]) {
        down.fill(Lanes::ZERO);
        let horizon = step * down.len() as f64;
        if self.clock_start >= horizon {
            return;
        }
        let rate = self.rate.of(values);
        // Lanes whose clock has not passed the horizon, packed, so that their words are made together.
        let (mut lanes, mut trials, mut clocks) = ([0usize; LANES], [0u64; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            lanes[lane] = lane;
            trials[lane] = first_trial + lane as u64;
            clocks[lane] = self.clock_start;
            if self.stationary.is_some() {
                let residual = self.initial_down_time(trials[lane], lane, values);
                add_down_time(clocks[lane], residual, lane, step, down);
                clocks[lane] += residual;
            }
        }
        let (mut running, mut lasting) = (Words::ZERO, Words::ZERO);
        let (mut running_times, mut durations) = ([0.0; LANES], [0.0; LANES]);
        let mut active = LANES;
        let mut outage = 0;
        while active > 0 {
            let padded = active.next_multiple_of(8);
            self.stream.pairs(&trials[..padded], outage, &mut running.0, &mut lasting.0);
            self.unit_exponential.fill(&running.0[..padded], &mut running_times[..padded]);
            if let OutageDuration::EachOutage { quantile, .. } = &self.duration {
                quantile.fill(&lasting.0[..padded], &mut durations[..padded]);
            }
            let mut kept = 0;
            for entry in 0..active {
                let lane = lanes[entry];
                let begin = clocks[entry] + running_times[entry] / rate[lane];
                if begin < horizon {
                    let duration = match &self.duration {
                        OutageDuration::EachOutage { lowest, highest, .. } => durations[entry].clamp(*lowest, *highest),
                        OutageDuration::Same(input) => input.of(values)[lane],
                    };
                    add_down_time(begin, duration, lane, step, down);
                    if begin + duration < horizon {
                        (lanes[kept], trials[kept], clocks[kept]) = (lane, trials[entry], begin + duration);
                        kept += 1;
                    }
                }
            }
            active = kept;
            outage += 1;
        }
    }

    /// Years still down when the clock starts, for a stationary start.
    #[inline(always)]
    fn initial_down_time(&self, trial: u64, lane: usize, values: &[Lanes]) -> f64 {
        let Some(start) = &self.stationary else { return 0.0 };
        let mean = start.mean.unwrap_or_else(|| self.same_duration(lane, values));
        let down_to_up = mean * self.rate.of(values)[lane];
        if uniform(start.stream.word(trial, 0)) > down_to_up / (1.0 + down_to_up) {
            return 0.0;
        }
        self.residual(trial, mean)
    }

    /// Residual time of an outage in progress, years; `duration` is that of an outage when all last the same.
    fn residual(&self, trial: u64, duration: f64) -> f64 {
        let Some(start) = &self.stationary else { return 0.0 };
        let word = start.stream.word(trial, 1);
        match &start.residual {
            Some(residual) => residual.value(word),
            None => uniform(word) * duration,
        }
    }

    /// The draw with a coordinate: running times (years) at even ones, durations at odd ones.
    pub fn value(&self, trial: u64, coordinate: u64, lane: usize, values: &[Lanes]) -> f64 {
        let word = self.stream.word(trial, coordinate);
        if coordinate.is_multiple_of(2) {
            return self.unit_exponential.value(word) / self.rate.of(values)[lane];
        }
        match &self.duration {
            OutageDuration::EachOutage { quantile, lowest, highest } => quantile.value(word).clamp(*lowest, *highest),
            OutageDuration::Same(input) => input.of(values)[lane],
        }
    }

    /// The draws of a stationary start: 0 the uniform, 1 the residual time in years.
    pub fn start_value(&self, trial: u64, coordinate: u64, lane: usize, values: &[Lanes]) -> f64 {
        let Some(start) = &self.stationary else { return f64::NAN };
        if coordinate == 0 {
            return uniform(start.stream.word(trial, 0));
        }
        self.residual(trial, start.mean.unwrap_or_else(|| self.same_duration(lane, values)))
    }

    /// The duration of all outages of a trial; 0 where each has its own.
    fn same_duration(&self, lane: usize, values: &[Lanes]) -> f64 {
        match &self.duration {
            OutageDuration::Same(input) => input.of(values)[lane],
            OutageDuration::EachOutage { .. } => 0.0,
        }
    }
}

/// The residual time of a duration drawn for each outage; `None` if it is always 0. What little mass lies outside its range is left
/// out, as draws there are clamped.
fn residual(random: &RandomQuantity, tables: &mut QuantileTables) -> Option<Arc<EquilibriumResidual>> {
    let (low, high) = random.distribution.support();
    let inside = (low < random.lowest || high > random.highest)
        .then(|| random.distribution.within(random.lowest, random.highest).ok())
        .flatten();
    tables.equilibrium_residual(inside.as_ref().unwrap_or(&random.distribution))
}

/// Spreads [`begin`, `begin` + `duration`] over the periods.
#[inline(always)]
fn add_down_time(begin: f64, duration: f64, lane: usize, step: f64, down: &mut [Lanes]) {
    let end = begin + duration;
    let first = (begin / step) as usize;
    for (period, down) in down.iter_mut().enumerate().skip(first) {
        let (from, to) = (period as f64 * step, (period + 1) as f64 * step);
        if from >= end {
            break;
        }
        down[lane] += (end.min(to) - begin.max(from)).max(0.0);
    }
}

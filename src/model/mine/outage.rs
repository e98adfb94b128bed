//! Outages: alternating renewal processes (docs/model.md, M2).

use super::downtime::add_down_time;
use crate::distribution::{Distribution, QuantileTables, ResidualTime, WordQuantile};
use crate::model::input::{Input, InputTable};
use crate::numerics::lanes::{LANES, Lanes, Words};
use crate::sampling::Stream;
use crate::sampling::stream::uniform;
use crate::scenario::{Each, OutageKind, OutageStart, Quantity, RandomQuantity, Value};

/// One kind of outage: an alternating renewal process.
#[derive(Debug)]
pub struct OutageModel {
    /// Names its streams: `mine.NAME.outages.I`.
    pub path: String,
    rate: Input,
    duration: OutageDuration,
    loss: OutageLoss,
    stream: Stream,
    /// Quantile of the exponential distribution of mean 1.
    unit_exponential: WordQuantile,
    stationary: Option<StationaryStart>,
    /// Time still to run, years, of an outage in progress at time 0; and the stream of its loss.
    in_progress: Option<(Input, Stream)>,
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
    residual: Option<ResidualTime>,
}

/// Share of the output that is lost during an outage.
#[derive(Debug)]
enum OutageLoss {
    Everything,
    EachOutage { stream: Stream, quantile: WordQuantile, lowest: f64, highest: f64 },
    Same(Input),
}

/// The distribution of what is drawn anew for every outage.
fn drawn_each_time(quantity: &Quantity) -> Option<&RandomQuantity> {
    match &quantity.value {
        Value::Random(random) if random.each == Each::Outage => Some(random),
        _ => None,
    }
}

impl OutageModel {
    /// The kinds of outages of `mine.NAME` or `district.NAME`, whose clocks start at `clock_start`
    /// (years).
    pub fn list(
        owner: &str,
        kinds: &[OutageKind],
        clock_start: f64,
        seed: u64,
        inputs: &mut InputTable,
        tables: &mut QuantileTables,
    ) -> Vec<Self> {
        let numbered = kinds.iter().enumerate();
        numbered
            .map(|(number, kind)| {
                Self::new(
                    format!("{owner}.outages.{}", number + 1),
                    kind,
                    clock_start,
                    seed,
                    inputs,
                    tables,
                )
            })
            .collect()
    }

    fn new(
        path: String,
        kind: &OutageKind,
        clock_start: f64,
        seed: u64,
        inputs: &mut InputTable,
        tables: &mut QuantileTables,
    ) -> Self {
        let anew = drawn_each_time(&kind.duration);
        let duration = match anew {
            Some(random) => OutageDuration::EachOutage {
                quantile: tables.word_quantile(&random.distribution),
                lowest: random.lowest,
                highest: random.highest,
            },
            None => OutageDuration::Same(inputs.input(&kind.duration)),
        };
        let loss = match (drawn_each_time(&kind.loss), kind.loss.constant()) {
            (Some(random), _) => OutageLoss::EachOutage {
                stream: Stream::new(seed, &format!("{path}.loss")),
                quantile: tables.word_quantile(&random.distribution),
                lowest: random.lowest,
                highest: random.highest,
            },
            (None, Some(1.0)) => OutageLoss::Everything,
            (None, _) => OutageLoss::Same(inputs.input(&kind.loss)),
        };
        let stationary = (kind.start == OutageStart::Stationary).then(|| StationaryStart {
            stream: Stream::new(seed, &format!("{path}.start")),
            mean: anew.map(|random| random.distribution.mean()),
            residual: anew.and_then(|random| {
                let duration = tables.word_quantile(&random.distribution);
                ResidualTime::new(duration, (random.lowest, random.highest))
            }),
        });
        let in_progress = (kind.in_progress.as_ref())
            .map(|years| (inputs.input(years), Stream::new(seed, &format!("{path}.start"))));
        OutageModel {
            stream: Stream::new(seed, &path),
            path,
            rate: inputs.input(&kind.rate),
            duration,
            loss,
            unit_exponential: tables.word_quantile(&Distribution::unit_exponential()),
            stationary,
            in_progress,
            clock_start,
        }
    }

    /// Years in which all is lost, or twice as many in which half of it is, in each of the periods.
    #[inline(always)]
    pub fn years_lost(&self, first_trial: u64, step: f64, values: &[Lanes], down: &mut [Lanes]) {
        down.fill(Lanes::ZERO);
        let horizon = step * down.len() as f64;
        self.outages(first_trial, horizon, values, |lane, from, to, lost| {
            add_down_time(from, to, lost, lane, step, down);
        });
    }

    /// Tells every outage that begins within the horizon (years): the lane, when it begins and ends,
    /// and the share of the output that is lost; those of a lane in their order.
    #[inline(always)]
    pub fn outages(
        &self,
        first_trial: u64,
        horizon: f64,
        values: &[Lanes],
        mut tell: impl FnMut(usize, f64, f64, f64),
    ) {
        if self.clock_start >= horizon {
            return;
        }
        let rate = self.rate.of(values);
        // Lanes whose clock has not passed the horizon, packed, so that their words are made
        // together.
        let (mut lanes, mut trials, mut clocks) = ([0usize; LANES], [0u64; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            lanes[lane] = lane;
            trials[lane] = first_trial + lane as u64;
            clocks[lane] = self.clock_start;
            if self.stationary.is_some() || self.in_progress.is_some() {
                let residual = self.initial_down_time(trials[lane], lane, values);
                let loss = self.loss_at_start(trials[lane], lane, values);
                let begin = clocks[lane];
                clocks[lane] += residual;
                if residual > 0.0 {
                    tell(lane, begin, clocks[lane], loss);
                }
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
                        OutageDuration::EachOutage { lowest, highest, .. } => {
                            durations[entry].clamp(*lowest, *highest)
                        }
                        OutageDuration::Same(input) => input.of(values)[lane],
                    };
                    let end = begin + duration;
                    tell(lane, begin, end, self.loss(trials[entry], outage, lane, values));
                    if end < horizon {
                        (lanes[kept], trials[kept], clocks[kept]) = (lane, trials[entry], end);
                        kept += 1;
                    }
                }
            }
            active = kept;
            outage += 1;
        }
    }

    /// Years still down when the clock starts.
    #[inline(always)]
    fn initial_down_time(&self, trial: u64, lane: usize, values: &[Lanes]) -> f64 {
        if let Some((remaining, _)) = &self.in_progress {
            return remaining.of(values)[lane];
        }
        let Some(start) = &self.stationary else { return 0.0 };
        let mean = start.mean.unwrap_or_else(|| self.same_duration(lane, values));
        let down_to_up = mean * self.rate.of(values)[lane];
        if uniform(start.stream.word(trial, 0)) > down_to_up / (1.0 + down_to_up) {
            return 0.0;
        }
        self.residual(trial, mean)
    }

    /// Residual time of an outage in progress, years; `duration` is that of an outage when all last
    /// the same.
    fn residual(&self, trial: u64, duration: f64) -> f64 {
        let Some(start) = &self.stationary else { return 0.0 };
        match &start.residual {
            Some(residual) => {
                let words = (3..).map(|k| start.stream.word(trial, k));
                residual.value(words)
            }
            None => uniform(start.stream.word(trial, 1)) * duration,
        }
    }

    /// Share of the output that an outage takes; they are counted from 0.
    #[inline(always)]
    fn loss(&self, trial: u64, outage: u64, lane: usize, values: &[Lanes]) -> f64 {
        match &self.loss {
            OutageLoss::Everything => 1.0,
            OutageLoss::Same(input) => input.of(values)[lane],
            OutageLoss::EachOutage { stream, quantile, lowest, highest } => {
                quantile.value(stream.word(trial, outage)).clamp(*lowest, *highest)
            }
        }
    }

    /// The same of the outage that is in progress when the clock starts.
    #[inline(always)]
    fn loss_at_start(&self, trial: u64, lane: usize, values: &[Lanes]) -> f64 {
        let of_stationary = self.stationary.as_ref().map(|start| &start.stream);
        let stream = self.in_progress.as_ref().map(|(_, stream)| stream).or(of_stationary);
        match (&self.loss, stream) {
            (OutageLoss::EachOutage { quantile, lowest, highest, .. }, Some(stream)) => {
                quantile.value(stream.word(trial, 2)).clamp(*lowest, *highest)
            }
            _ => self.loss(trial, 0, lane, values),
        }
    }

    /// What is drawn under a name for an outage of this kind: `None` if the name is not one of its
    /// own.
    pub fn drawn(
        &self,
        path: &str,
        trial: u64,
        coordinate: u64,
        lane: usize,
        values: &[Lanes],
    ) -> Option<f64> {
        match path.strip_prefix(self.path.as_str())? {
            "" => Some(self.value(trial, coordinate, lane, values)),
            ".loss" => Some(self.loss(trial, coordinate, lane, values)),
            ".start" => Some(self.start_value(trial, coordinate, lane, values)),
            _ => None,
        }
    }

    /// The draw with a coordinate: running times (years) at even ones, durations at odd ones.
    fn value(&self, trial: u64, coordinate: u64, lane: usize, values: &[Lanes]) -> f64 {
        let word = self.stream.word(trial, coordinate);
        if coordinate.is_multiple_of(2) {
            return self.unit_exponential.value(word) / self.rate.of(values)[lane];
        }
        match &self.duration {
            OutageDuration::EachOutage { quantile, lowest, highest } => {
                quantile.value(word).clamp(*lowest, *highest)
            }
            OutageDuration::Same(input) => input.of(values)[lane],
        }
    }

    /// The draws of a stationary start: 0 the uniform, 1 the residual time in years, 2 the loss.
    fn start_value(&self, trial: u64, coordinate: u64, lane: usize, values: &[Lanes]) -> f64 {
        if coordinate == 2 {
            return self.loss_at_start(trial, lane, values);
        }
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

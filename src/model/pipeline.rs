//! Tonnes between dispatch and arrival (docs/model.md, C6).

use super::input::{Input, InputTable, bounds};
use crate::numerics::lanes::{Lanes, each};
use crate::scenario::{Quantity, StepGrid};

/// Share of a period that rounding may take from a lag of whole periods.
const WHOLE_PERIOD: f64 = 1e-9;

/// How long it takes.
#[derive(Debug)]
pub struct Transit {
    lag: Input,
    /// Shortest and longest delay in periods that any lag brings.
    delays: std::ops::RangeInclusive<usize>,
    /// Length of a period, years.
    step: f64,
}

/// Tonnes under way, by period of arrival modulo its length.
#[derive(Debug, Clone)]
pub struct Pipeline(Vec<Lanes>);

impl Transit {
    pub fn new(lag: &Quantity, time: &StepGrid, inputs: &mut InputTable) -> Self {
        let (shortest, longest) = bounds(&lag.value);
        let step = time.years();
        let most = time.steps as f64;
        let delays = (shortest / step).floor().clamp(0.0, most) as usize
            ..=(longest / step).ceil().clamp(0.0, most) as usize;
        Transit { lag: inputs.input(lag), delays, step }
    }

    /// Nothing under way.
    pub fn pipeline(&self) -> Pipeline {
        Pipeline(vec![Lanes::ZERO; self.delays.end() + 1])
    }

    /// Whether anything arrives later than at once.
    pub fn takes_time(&self) -> bool {
        *self.delays.end() > 0
    }

    /// Years.
    #[inline(always)]
    pub fn lag<'v>(&self, values: &'v [Lanes]) -> &'v Lanes {
        self.lag.of(values)
    }

    /// Puts tonnes on their way that arrive evenly from `first` to `last` (years from time 0), at
    /// once where these are the same.
    #[inline(always)]
    pub fn fill(&self, tonnes: &Lanes, first: &Lanes, last: &Lanes, pipeline: &mut Pipeline) {
        let longest = *self.delays.end();
        for (period, place) in pipeline.0.iter_mut().enumerate() {
            let begin = period as f64;
            let end = if period == longest { f64::INFINITY } else { begin + 1.0 };
            *place += each(|lane| {
                let (first, last) = (first[lane] / self.step, last[lane] / self.step);
                let length = last - first;
                let share = if length > WHOLE_PERIOD {
                    (last.min(end) - first.max(begin)).max(0.0) / length
                } else {
                    f64::from(u8::from(first >= begin && first < end))
                };
                tonnes[lane] * share
            });
        }
    }

    /// Puts tonnes on their way that were sent evenly until time 0, if there are any.
    #[inline(always)]
    pub fn fill_before(&self, tonnes: Option<Input>, values: &[Lanes], pipeline: &mut Pipeline) {
        if let Some(tonnes) = tonnes {
            self.fill(tonnes.of(values), &Lanes::ZERO, self.lag(values), pipeline);
        }
    }

    /// Puts tonnes of a period on their way.
    #[inline(always)]
    pub fn send(
        &self,
        period: usize,
        tonnes: &Lanes,
        step: f64,
        values: &[Lanes],
        pipeline: &mut Pipeline,
    ) {
        let lag = self.lag.of(values);
        let length = pipeline.0.len();
        // What arrives beyond the horizon is under way all the same: the longest delay stands for
        // all longer ones.
        let longest = *self.delays.end() as f64;
        for delay in self.delays.clone() {
            let place = &mut pipeline.0[(period + delay) % length];
            *place += each(|lane| {
                let weight =
                    (1.0 - ((lag[lane] / step).min(longest) - delay as f64).abs()).max(0.0);
                tonnes[lane] * weight
            });
        }
    }
}

impl Pipeline {
    /// Nothing under way.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.0.fill(Lanes::ZERO);
    }

    /// Adds the tonnes on their way, those that arrive in this period included.
    #[inline(always)]
    pub fn add_under_way(&self, sum: &mut Lanes) {
        for place in &self.0 {
            *sum += place;
        }
    }

    /// Adds the tonnes that arrive after this period and at most `lag` years after it; what arrives
    /// after the horizon arrives `left` periods from now, at its end.
    #[inline(always)]
    pub fn add_arriving_within(
        &self,
        period: usize,
        left: usize,
        lag: &Lanes,
        step: f64,
        sum: &mut Lanes,
    ) {
        let length = self.0.len();
        for delay in 1..length {
            let place = &self.0[(period + delay) % length];
            let delay = delay.min(left) as f64;
            *sum += each(|lane| {
                let within = delay <= lag[lane] / step + WHOLE_PERIOD;
                if within { place[lane] } else { 0.0 }
            });
        }
    }

    /// Tonnes that arrive in the period.
    #[inline(always)]
    pub fn arrive(&mut self, period: usize) -> Lanes {
        let length = self.0.len();
        std::mem::replace(&mut self.0[period % length], Lanes::ZERO)
    }
}

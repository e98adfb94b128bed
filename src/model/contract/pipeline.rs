//! Tonnes between taking and arrival (docs/model.md, C6).

use crate::lanes::{LANES, Lanes};
use crate::model::input::{Input, InputTable};
use crate::scenario::{Contract, TimeGrid, Value};

#[derive(Debug)]
pub struct Transit {
    lag: Input,
    /// Shortest and longest delay in periods that any lag brings.
    delays: std::ops::RangeInclusive<usize>,
}

/// Tonnes under way, by period of arrival modulo its length.
#[derive(Debug, Clone)]
pub struct Pipeline(Vec<Lanes>);

impl Transit {
    pub fn new(contract: &Contract, time: &TimeGrid, inputs: &mut InputTable) -> Self {
        let (shortest, longest) = bounds(&contract.lag.value);
        let step = time.period_years();
        let most = time.periods as f64;
        let delays = (shortest / step).floor().clamp(0.0, most) as usize..=(longest / step).ceil().clamp(0.0, most) as usize;
        Transit { lag: inputs.input(&contract.lag), delays }
    }

    pub fn pipeline(&self) -> Pipeline {
        Pipeline(vec![Lanes::ZERO; self.delays.end() + 1])
    }

    /// Puts tonnes of a period on their way.
    #[inline(always)]
    pub fn send(&self, period: usize, taken: &Lanes, step: f64, values: &[Lanes], pipeline: &mut Pipeline) {
        let lag = self.lag.of(values);
        let length = pipeline.0.len();
        // What arrives beyond the horizon is under way all the same (C5): the longest delay stands for all longer ones.
        let longest = *self.delays.end() as f64;
        for delay in self.delays.clone() {
            let place = &mut pipeline.0[(period + delay) % length];
            for lane in 0..LANES {
                let weight = (1.0 - ((lag[lane] / step).min(longest) - delay as f64).abs()).max(0.0);
                place[lane] += taken[lane] * weight;
            }
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
            sum.add(place);
        }
    }

    /// Tonnes that arrive in the period.
    #[inline(always)]
    pub fn arrive(&mut self, period: usize) -> Lanes {
        let length = self.0.len();
        std::mem::replace(&mut self.0[period % length], Lanes::ZERO)
    }
}

/// Smallest and largest value a quantity can take (0 and infinity where that is not known from it alone).
fn bounds(value: &Value) -> (f64, f64) {
    match value {
        Value::Constant(value) => (*value, *value),
        Value::Random(random) => {
            let (low, high) = random.distribution.support();
            (low.max(random.lowest), high.min(random.highest))
        }
        Value::Variable { .. } => (0.0, f64::INFINITY),
        Value::Changed { value, times, plus } => {
            let (low, high) = bounds(value);
            let ends = (low * times + plus, high * times + plus);
            (ends.0.min(ends.1), ends.0.max(ends.1))
        }
    }
}

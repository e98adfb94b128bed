//! Metal that a heap leach brings into solution (docs/model.md, M6 and M7).

use crate::model::input::{Input, InputTable};
use crate::numerics::elementary::exp;
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::{Leach, StackingEnd, StepGrid, Uplift, UpliftGain};

#[derive(Debug)]
pub struct LeachModel {
    stacking: Input,
    /// Years from time 0 at which stacking begins.
    from: f64,
    length: StackingLength,
    lag: Input,
    classes: Vec<MineralClass>,
    variation: Input,
    uplift: Option<RecoveryUplift>,
}

#[derive(Debug)]
enum StackingLength {
    /// Years; infinite if it goes on.
    Years(f64),
    /// Until so much contained metal is stacked, t.
    Quantity(Input),
}

#[derive(Debug)]
struct MineralClass {
    share: Input,
    recovery: Input,
    time_constant: Input,
}

#[derive(Debug)]
struct RecoveryUplift {
    after: Input,
    gain: Input,
}

/// When metal begins and ceases to come within reach of the solution, years.
struct Reach {
    begin: Lanes,
    end: Lanes,
}

impl LeachModel {
    pub fn new(
        leach: &Leach,
        uplift: Option<&Uplift>,
        variation: Input,
        time: &StepGrid,
        inputs: &mut InputTable,
    ) -> Self {
        let from = time.years_to(leach.from);
        let stacking = inputs.input(&leach.stacking);
        let length = match &leach.until {
            StackingEnd::Never => StackingLength::Years(f64::INFINITY),
            StackingEnd::Month(last) => {
                StackingLength::Years(f64::from(last.0 - leach.from.0 + 1) / 12.0)
            }
            StackingEnd::Quantity(quantity) => StackingLength::Quantity(inputs.input(quantity)),
        };
        let lag = inputs.input(&leach.lag);
        let class = |class: &crate::scenario::LeachClass| MineralClass {
            share: inputs.input(&class.share),
            recovery: inputs.input(&class.recovery),
            time_constant: inputs.input(&class.time_constant),
        };
        let classes = leach.classes.iter().map(class).collect();
        let uplift = uplift.and_then(|uplift| match &uplift.gain {
            UpliftGain::Recovery(gain) => Some(RecoveryUplift {
                after: inputs.input(&uplift.after),
                gain: inputs.input(gain),
            }),
            UpliftGain::Output(_) => None,
        });
        LeachModel { stacking, from, length, lag, classes, variation, uplift }
    }

    /// What is leached in each period, t.
    #[inline(always)]
    pub fn fill(&self, step: f64, values: &[Lanes], leached: &mut [Lanes]) {
        leached.fill(Lanes::ZERO);
        let reach = self.reach(values);
        let mut shares = Lanes::ZERO;
        for class in &self.classes {
            shares += class.share.of(values);
        }
        for class in &self.classes {
            self.add_class(class, &reach, &shares, step, values, leached);
        }
        for (period, leached) in leached.iter_mut().enumerate() {
            let variation = self.variation.at(values, period);
            // An exhausted pad is a difference of like numbers: rounding must not take metal back.
            leached.update(|lane, leached| (leached * variation[lane]).max(0.0));
        }
    }

    #[inline(always)]
    fn reach(&self, values: &[Lanes]) -> Reach {
        let (lag, stacking) = (self.lag.of(values), self.stacking.of(values));
        let begin = lag.map(|lag| self.from + lag);
        let end = Lanes::from_fn(|lane| {
            let length = match &self.length {
                StackingLength::Years(years) => *years,
                StackingLength::Quantity(_) if stacking[lane] <= 0.0 => 0.0,
                StackingLength::Quantity(quantity) => quantity.of(values)[lane] / stacking[lane],
            };
            begin[lane] + length
        });
        Reach { begin, end }
    }

    #[inline(always)]
    fn add_class(
        &self,
        class: &MineralClass,
        reach: &Reach,
        shares: &Lanes,
        step: f64,
        values: &[Lanes],
        leached: &mut [Lanes],
    ) {
        let (stacking, share) = (self.stacking.of(values), class.share.of(values));
        let (recovery, time_constant) = (class.recovery.of(values), class.time_constant.of(values));
        let rate = Lanes::from_fn(|lane| {
            if shares[lane] > 0.0 { stacking[lane] * (share[lane] / shares[lane]) } else { 0.0 }
        });
        // Without an uplift it never arrives.
        let (mut arrival, mut gain) = (Lanes::splat(f64::INFINITY), Lanes::ZERO);
        let mut reached_at_arrival = Lanes::ZERO;
        if let Some(uplift) = &self.uplift {
            arrival = *uplift.after.of(values);
            let added = uplift.gain.of(values);
            gain.set(|lane| (recovery[lane] + added[lane]).clamp(0.0, 1.0) - recovery[lane]);
            reached_at_arrival = reach.leached_years(&arrival, time_constant);
        }
        let mut before = reach.leached_years(&Lanes::ZERO, time_constant);
        let mut gained_before = Lanes::ZERO;
        for (period, leached) in leached.iter_mut().enumerate() {
            let end = (period + 1) as f64 * step;
            let after = reach.leached_years(&Lanes::splat(end), time_constant);
            for lane in 0..LANES {
                let gained =
                    if end > arrival[lane] { after[lane] - reached_at_arrival[lane] } else { 0.0 };
                let years = recovery[lane] * (after[lane] - before[lane])
                    + gain[lane] * (gained - gained_before[lane]);
                leached[lane] += rate[lane] * years;
                gained_before[lane] = gained;
            }
            before = after;
        }
    }
}

impl Reach {
    /// Years of stacking whose recoverable metal is in solution at `time`: K(time − begin) − K(time
    /// − end) with K(z) = z − τ(1 − e^(−z/τ)) for z above 0, else 0.
    #[inline(always)]
    fn leached_years(&self, time: &Lanes, time_constant: &Lanes) -> Lanes {
        Lanes::from_fn(|lane| {
            let constant = time_constant[lane];
            let since_begin = (time[lane] - self.begin[lane]).max(0.0);
            let since_end = (time[lane] - self.end[lane]).max(0.0);
            let fresh = since_begin - constant * (1.0 - exp(-since_begin / constant));
            let spent = since_end - constant * (1.0 - exp(-since_end / constant));
            fresh - spent
        })
    }
}

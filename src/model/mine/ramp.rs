//! The ramp from nothing to design, averaged over periods through its integral (docs/model.md, M1).

use super::weibull_ramp::WeibullCurve;
use crate::model::input::{Chance, Input, InputTable};
use crate::numerics::lanes::Lanes;
use crate::scenario::{Ramp, RampCurve, StepGrid};

/// Shortest ramp, years: a step would divide by zero.
const SHORTEST_RAMP: f64 = 1e-9;

#[derive(Debug)]
pub struct RampModel {
    /// Years from time 0.
    from: f64,
    curve: Curve,
    level: Option<Level>,
}

#[derive(Debug)]
enum Curve {
    Linear {
        duration: Input,
    },
    /// Of constants: the integral up to the beginning of every period and the end of the last.
    Known(Vec<f64>),
    Weibull {
        shape: Input,
        scale: Input,
    },
}

/// What a mine that never reaches design rises to.
#[derive(Debug)]
struct Level {
    reached: Chance,
    plateau: Input,
}

/// The ramp with the values of a block.
pub struct BlockRamp<'a> {
    ramp: &'a RampModel,
    curve: BlockCurve<'a>,
    level: Option<Lanes>,
}

#[allow(clippy::large_enum_variant, reason = "one at a time, on the stack")]
enum BlockCurve<'a> {
    Linear(&'a Lanes),
    Known(&'a [f64]),
    Weibull(WeibullCurve),
}

impl RampModel {
    pub fn new(ramp: &Ramp, mine: &str, time: &StepGrid, inputs: &mut InputTable) -> Self {
        let from = time.years_to(ramp.from);
        let curve = match &ramp.curve {
            RampCurve::Linear { duration } => Curve::Linear { duration: inputs.input(duration) },
            RampCurve::Weibull { shape, scale } => match (shape.constant(), scale.constant()) {
                (Some(shape), Some(scale)) => {
                    let curve = WeibullCurve::new(&Lanes::splat(shape), &Lanes::splat(scale));
                    let edges = 0..=time.steps;
                    Curve::Known(
                        edges
                            .map(|edge| curve.integral(edge as f64 * time.years() - from)[0])
                            .collect(),
                    )
                }
                _ => Curve::Weibull { shape: inputs.input(shape), scale: inputs.input(scale) },
            },
        };
        let level = match (ramp.reaches_design.constant(), &ramp.plateau) {
            (Some(1.0), _) | (_, None) => None,
            (_, Some(plateau)) => Some(Level {
                reached: Chance::new(
                    format!("mine.{mine}.ramp.reached"),
                    &ramp.reaches_design,
                    inputs,
                ),
                plateau: inputs.input(plateau),
            }),
        };
        RampModel { from, curve, level }
    }

    #[inline(always)]
    pub fn prepare<'a>(&'a self, values: &'a [Lanes]) -> BlockRamp<'a> {
        let curve = match &self.curve {
            Curve::Linear { duration } => BlockCurve::Linear(duration.of(values)),
            Curve::Known(integrals) => BlockCurve::Known(integrals),
            Curve::Weibull { shape, scale } => {
                BlockCurve::Weibull(WeibullCurve::new(shape.of(values), scale.of(values)))
            }
        };
        let level = self.level.as_ref().map(|level| {
            let (is_reached, plateau) = (level.reached.happens(values), level.plateau.of(values));
            Lanes::from_fn(|lane| if is_reached(lane) { 1.0 } else { plateau[lane] })
        });
        BlockRamp { ramp: self, curve, level }
    }
}

impl BlockRamp<'_> {
    /// ∫ curve from its start to the beginning of period `edge` (the end of the last one for the
    /// number of periods), years.
    #[inline(always)]
    pub fn integral(&self, edge: usize, step: f64) -> Lanes {
        let age = (edge as f64 * step - self.ramp.from).max(0.0);
        match &self.curve {
            BlockCurve::Linear(duration) => duration.map(|duration| {
                let duration = duration.max(SHORTEST_RAMP);
                let rising = age.min(duration);
                rising * rising / (2.0 * duration) + (age - rising)
            }),
            BlockCurve::Known(integrals) => Lanes::splat(integrals[edge]),
            BlockCurve::Weibull(curve) => curve.integral(age),
        }
    }

    /// Multiplies by the plateau where design is never reached.
    #[inline(always)]
    pub fn reduce_to_level(&self, potential: &mut Lanes) {
        if let Some(level) = &self.level {
            *potential *= level;
        }
    }
}

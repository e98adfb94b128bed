//! Continuous laws in standard form: what remains once location and scale are taken out.

use crate::numerics::power_series::Series;
use crate::numerics::probability::Probability;
use std::fmt;
use std::sync::Arc;

/// A continuous law in standard form. Its debugging text tells all its parameters apart.
pub trait StandardLaw: fmt::Debug + Send + Sync {
    /// Where the density is positive.
    fn support(&self) -> (f64, f64);

    /// The law of `1 − X`, for the laws on [0, 1].
    fn mirrored(&self) -> Option<Arc<dyn StandardLaw>> {
        None
    }

    /// Density at `x` inside the support.
    fn density_inside(&self, x: f64) -> f64;

    /// Whether [`density_inside`](Self::density_inside) holds at the ends of the support as well;
    /// otherwise it counts as 0 there.
    fn holds_at_ends(&self) -> bool {
        false
    }

    /// Both tails at `x` inside the support, each fine in relative terms.
    fn tails_inside(&self, x: f64) -> Probability;

    /// Quantile; fine in relative terms near a lower bound of 0 (not near an upper bound of 1,
    /// where the quantile of the mirrored law serves).
    fn quantile(&self, p: Probability) -> f64;

    /// Coefficient `n` of the slope `f'/f` of the log-density along the series `y`, of which those
    /// up to `n` are known; called for one `n` after another with the same `kept`, in which the law
    /// keeps the series that it needs.
    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64;

    /// Where the law is defined by its quantile function, that: then it has no slope.
    fn by_quantile(&self) -> Option<&dyn ByQuantile> {
        None
    }

    /// The points inside the support where the density is not smooth.
    fn kinks(&self) -> Vec<f64> {
        Vec::new()
    }

    /// How to draw without a table of its own.
    fn closed_form(&self) -> Option<ClosedForm> {
        None
    }
}

/// A law that is defined by its quantile function.
pub trait ByQuantile {
    /// The series of the quantile along the series of both tails.
    fn quantile_along(&self, lower: &Series, upper: &Series) -> Series;
}

/// Quantile functions that need no table of their own.
#[derive(Clone, Copy, Debug)]
pub enum ClosedForm {
    /// The standard value is the normal score itself.
    Normal,
    /// The standard value is the probability itself.
    Uniform,
    /// Square roots of the tails.
    Triangular {
        /// Mode on [0, 1].
        mode: f64,
    },
}

impl dyn StandardLaw + '_ {
    /// Density at `x`; 0 outside the support.
    pub fn density(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        let outside =
            if self.holds_at_ends() { x < low || x > high } else { x <= low || x >= high };
        if outside { 0.0 } else { self.density_inside(x) }
    }

    /// Both tails at `x`.
    pub fn tails(&self, x: f64) -> Probability {
        let (low, high) = self.support();
        if x <= low {
            Probability::from_lower(0.0)
        } else if x >= high {
            Probability::from_upper(0.0)
        } else {
            self.tails_inside(x)
        }
    }
}

//! When nothing can be due of a requirement in any trial of the block, so that its period need not
//! be computed.

use crate::model::window::Window;
use crate::numerics::lanes::{Lanes, fold_lanes};

/// Something may be due from the earliest start of a window among the trials of the block to the
/// latest end, and on until all is served.
#[derive(Debug, Clone, Copy)]
pub struct Dormancy {
    /// Earliest start of a window, years.
    start: f64,
    /// Period of the last end.
    last_period: f64,
    is_over: bool,
}

impl Dormancy {
    pub const NEVER: Dormancy =
        Dormancy { start: f64::NEG_INFINITY, last_period: f64::INFINITY, is_over: false };

    /// Of a window.
    #[inline(always)]
    pub fn of(window: &Window) -> Self {
        let start = fold_lanes(|lane| window.start[lane], |a, b| if a < b { a } else { b });
        let last_period =
            fold_lanes(|lane| window.end_period[lane], |a, b| if a > b { a } else { b });
        Dormancy { start, last_period, is_over: false }
    }

    /// Whether nothing falls due in the period that ends at `end` (years), and nothing is overdue.
    #[inline(always)]
    pub fn covers(&self, end: f64) -> bool {
        self.is_over || end <= self.start
    }

    /// Notes after a period whether the last metal has been served. The period of a window's end
    /// does not tell: rounding may leave a little for the next.
    #[inline(always)]
    pub fn note(&mut self, period: f64, due: &Lanes) {
        if period > self.last_period {
            self.is_over = due.iter().fold(0, |bits, tonnes| bits | tonnes.to_bits() << 1) == 0;
        }
    }
}

//! When a requirement needs its metal (docs/model.md, F2, F3, F6, F7).

use super::facility::CumulativeProfile;
use crate::numerics::lanes::{LANES, Lanes};

/// Share of a period by which a window's end may pass a boundary through rounding without counting
/// in the next period.
const BOUNDARY: f64 = 1e-9;

/// A requirement over a block: tonnes of metal and years.
#[derive(Debug, Clone)]
pub struct Window {
    /// All the metal, t; 0 where the facility is not built.
    pub quantity: Lanes,
    /// Start, years.
    pub start: Lanes,
    /// 1/length, 1/year.
    pub inverse_length: Lanes,
    /// End, years.
    pub end: Lanes,
    /// End on site as planned, years.
    pub planned_end: Lanes,
    /// Period that contains the end (−1 before the horizon).
    pub end_period: Lanes,
}

/// The period that contains the end of a window (−1 before the horizon).
#[inline(always)]
pub(super) fn last_period(end: f64, step: f64) -> f64 {
    (end / step - BOUNDARY).ceil() - 1.0
}

impl Window {
    /// Whether it begins in a period that has not begun itself.
    #[inline(always)]
    pub fn begins_in(&self, period: usize, step: f64, lane: usize) -> bool {
        let begin = self.start[lane] / step - period as f64;
        (-BOUNDARY..1.0 - BOUNDARY).contains(&begin)
    }

    /// Moves a lane by so many years.
    #[inline(always)]
    pub fn put_off(&mut self, lane: usize, years: f64, step: f64) {
        self.start[lane] += years;
        self.end[lane] += years;
        self.end_period[lane] = last_period(self.end[lane], step);
    }

    pub const EMPTY: Window = Window {
        quantity: Lanes::ZERO,
        start: Lanes::ZERO,
        inverse_length: Lanes::ZERO,
        end: Lanes::ZERO,
        planned_end: Lanes::ZERO,
        end_period: Lanes::ZERO,
    };
}

/// Halvings that leave nothing of a share of the build.
const HALVINGS: usize = 60;

impl CumulativeProfile {
    /// G⁻¹: the share of the build up to which this share of the metal has fallen due; where the
    /// profile is flat, the end of that.
    pub fn elapsed(&self, share: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        match self {
            CumulativeProfile::Cubic([c1, c2, c3]) => {
                for _ in 0..HALVINGS {
                    let y = 0.5 * (low + high);
                    let is_due = y * (c1 + y * (c2 + y * c3)) > share;
                    (low, high) = if is_due { (low, y) } else { (y, high) };
                }
                low
            }
            CumulativeProfile::Points(points) => {
                for pair in points.windows(2) {
                    let ((from, below), (to, above)) = (pair[0], pair[1]);
                    if share < above {
                        return from + (to - from) * ((share - below) / (above - below)).max(0.0);
                    }
                }
                1.0
            }
        }
    }

    /// Q·G at `time`: the tonnes that have fallen due by then (F3).
    #[inline(always)]
    pub fn due_by(&self, time: f64, window: &Window) -> Lanes {
        self.due_by_times(|_| time, window)
    }

    /// The same at a time that differs from lane to lane.
    #[inline(always)]
    pub fn due_by_times(&self, time: impl Fn(usize) -> f64, window: &Window) -> Lanes {
        let mut due = Lanes::ZERO;
        self.each_due_by(time, window, |lane, tonnes| due[lane] = tonnes);
        due
    }

    /// Hands over what [`Self::due_by_times`] gives, lane by lane.
    #[inline(always)]
    pub fn each_due_by(
        &self,
        time: impl Fn(usize) -> f64,
        window: &Window,
        mut use_tonnes: impl FnMut(usize, f64),
    ) {
        let elapsed = |lane: usize| {
            ((time(lane) - window.start[lane]) * window.inverse_length[lane]).clamp(0.0, 1.0)
        };
        match self {
            CumulativeProfile::Cubic([c1, c2, c3]) => {
                for lane in 0..LANES {
                    let y = elapsed(lane);
                    use_tonnes(lane, window.quantity[lane] * (y * (c1 + y * (c2 + y * c3))));
                }
            }
            CumulativeProfile::Points(points) => {
                for lane in 0..LANES {
                    let y = elapsed(lane);
                    let mut share = 0.0;
                    for pair in points.windows(2) {
                        let ((from, low), (to, high)) = (pair[0], pair[1]);
                        let part = if to > from {
                            ((y - from) / (to - from)).clamp(0.0, 1.0)
                        } else {
                            f64::from(y >= to)
                        };
                        share += (high - low) * part;
                    }
                    use_tonnes(lane, window.quantity[lane] * share);
                }
            }
        }
    }
}

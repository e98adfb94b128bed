//! What a region has, by where it was acquired and when it came (docs/model.md, R14).

use crate::index::ContractIndex;
use crate::numerics::lanes::{LANES, Lanes, fold_lanes};

/// Where metal was acquired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    OpeningStock,
    Spot,
    Scrap,
    Contract(ContractIndex),
}

/// Places of these among the origins of every region; those of its contracts follow.
pub const OPENING_STOCK: usize = 0;
pub const SPOT: usize = 1;
pub const SCRAP: usize = 2;
pub const FIRST_CONTRACT: usize = 3;

/// What a region has: by the period in which it came, and by where it was acquired.
#[derive(Debug, Clone)]
pub struct Lots {
    /// Number of origins.
    width: usize,
    /// t, by lot, then origin. The first lot is there at time 0, the others come with the periods.
    tonnes: Vec<Lanes>,
    /// The first lot of which anything may be left, and that of the period.
    oldest: usize,
    newest: usize,
    /// What was drawn last, by origin; t.
    pub drawn: Vec<Lanes>,
}

impl Lots {
    pub fn new(origins: usize, periods: usize) -> Self {
        Lots {
            width: origins,
            tonnes: vec![Lanes::ZERO; origins * (periods + 1)],
            oldest: 0,
            newest: 0,
            drawn: vec![Lanes::ZERO; origins],
        }
    }

    /// Back to time 0.
    #[inline(always)]
    pub fn begin(&mut self, opening_stock: &Lanes) {
        self.oldest = 0;
        self.newest = 0;
        self.tonnes[..self.width].fill(Lanes::ZERO);
        self.tonnes[OPENING_STOCK] = *opening_stock;
    }

    /// On to the lot of the next period.
    #[inline(always)]
    pub fn open(&mut self) {
        self.newest += 1;
        self.tonnes[self.newest * self.width..][..self.width].fill(Lanes::ZERO);
    }

    /// Adds to the lot of the period.
    #[inline(always)]
    pub fn add(&mut self, origin: usize, tonnes: &Lanes) {
        self.tonnes[self.newest * self.width + origin] += tonnes;
    }

    /// Draws tonnes from the oldest lots, of a lot the same share of every origin.
    #[inline(always)]
    pub fn draw(&mut self, tonnes: &Lanes) {
        self.drawn.fill(Lanes::ZERO);
        let mut left = *tonnes;
        for lot in self.oldest..=self.newest {
            if fold_lanes(|lane| left[lane], f64::max) <= 0.0 {
                return;
            }
            let columns = &mut self.tonnes[lot * self.width..][..self.width];
            let mut total = Lanes::ZERO;
            for column in &*columns {
                total += column;
            }
            let share = Lanes::from_fn(|lane| {
                if total[lane] > left[lane] { left[lane] / total[lane] } else { 1.0 }
            });
            left.update(|lane, left| (left - total[lane]).max(0.0));
            for (column, drawn) in columns.iter_mut().zip(&mut self.drawn) {
                for lane in 0..LANES {
                    let part = column[lane] * share[lane];
                    column[lane] -= part;
                    drawn[lane] += part;
                }
            }
            let is_empty = fold_lanes(|lane| share[lane], f64::min) == 1.0;
            if is_empty && lot == self.oldest && lot < self.newest {
                self.oldest += 1;
            }
        }
    }
}

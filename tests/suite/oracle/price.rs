//! The reference price (P1 to P5), USD/t.

use super::Inputs;
use coppercast::scenario::{Jumps, PriceProcess};

pub struct Prices {
    /// Price at time 0.
    pub initial: f64,
    /// Price at the end of each step.
    pub at_end: Vec<f64>,
    /// Mean over each step, at which everything is paid (P6).
    pub mean: Vec<f64>,
}

impl Prices {
    /// Of a price that is linear within a step.
    fn linear(initial: f64, at_end: Vec<f64>) -> Prices {
        let begins = std::iter::once(&initial).chain(&at_end);
        let mean = begins.zip(&at_end).map(|(begin, end)| (begin + end) / 2.0).collect();
        Prices { initial, at_end, mean }
    }
}

pub fn path(inputs: &Inputs) -> Prices {
    let price = &inputs.scenario.price;
    let initial = inputs.once(&price.initial);
    match &price.process {
        // (P1)
        PriceProcess::Constant => Prices::linear(initial, vec![initial; inputs.periods()]),
        // (P2)
        PriceProcess::Gbm { drift, volatility, jumps, compensated } => {
            let drift = inputs.once(drift);
            let sigma = inputs.once(volatility);
            let compensation = match jumps {
                Some(jumps) if *compensated => {
                    let mean = inputs.once(&jumps.mean);
                    let sd = inputs.once(&jumps.standard_deviation);
                    inputs.once(&jumps.rate) * ((mean + sd * sd / 2.0).exp() - 1.0)
                }
                _ => 0.0,
            };
            let growth = drift - sigma * sigma / 2.0 - compensation;
            let diffusion = Diffusion { kappa: 0.0, sigma, growth, level: 0.0 };
            Prices::linear(initial, diffusion.path(inputs, initial, jumps.as_ref()))
        }
        // (P3)
        PriceProcess::MeanReverting { level, half_life, volatility, jumps } => {
            let diffusion = Diffusion {
                kappa: std::f64::consts::LN_2 / inputs.once(half_life),
                sigma: inputs.once(volatility),
                growth: 0.0,
                level: inputs.once(level).ln(),
            };
            Prices::linear(initial, diffusion.path(inputs, initial, jumps.as_ref()))
        }
        // (P4)
        PriceProcess::Table { points } => {
            let points: Vec<(f64, f64)> = points
                .iter()
                .map(|&(month, price)| (inputs.scenario.time.years_to(month), price))
                .collect();
            let at_end =
                (0..inputs.periods()).map(|t| read_table(&points, inputs.moment(t + 1))).collect();
            Prices::linear(read_table(&points, 0.0), at_end)
        }
        // (P7)
        PriceProcess::Forward { points, half_life, volatility } => {
            let points: Vec<(f64, f64)> = points
                .iter()
                .map(|&(month, price)| (inputs.scenario.time.years_to(month), price))
                .collect();
            let diffusion = Diffusion {
                kappa: std::f64::consts::LN_2 / inputs.once(half_life),
                sigma: inputs.once(volatility),
                growth: 0.0,
                level: 0.0,
            };
            let deviations = diffusion.path(inputs, 1.0, None);
            let at_end = (deviations.iter().enumerate())
                .map(|(t, deviation)| {
                    let years = inputs.moment(t + 1);
                    let mean = (diffusion.variance(years) / 2.0).exp();
                    read_table(&points, years) * deviation / mean
                })
                .collect();
            Prices::linear(read_table(&points, 0.0), at_end)
        }
        // (P5)
        PriceProcess::Seasonal { factors } => {
            let january = inputs.scenario.time.start.month() - 1;
            let at_end: Vec<f64> = (0..inputs.periods())
                .map(|t| {
                    let months = inputs.moment(t + 1) * 12.0;
                    let month = january as usize + (months - 1e-6).floor() as usize;
                    initial * inputs.once(factors.by_month()[month % 12])
                })
                .collect();
            Prices { initial, mean: at_end.clone(), at_end }
        }
    }
}

/// dX = (growth + κ (level − X)) dt + σ dW, the log price without its jumps.
struct Diffusion {
    kappa: f64,
    sigma: f64,
    growth: f64,
    level: f64,
}

impl Diffusion {
    /// Prices at the end of each step.
    fn path(&self, inputs: &Inputs, initial: f64, jumps: Option<&Jumps>) -> Vec<f64> {
        let time = &inputs.scenario.time;
        let (period, step) = (time.period_years(), inputs.delta());
        let mut x = initial.ln();
        let mut at_end = Vec::new();
        // When each jump came, years, and its size.
        let mut jumped: Vec<(f64, f64)> = Vec::new();
        for p in 0..time.periods {
            let z = inputs.values.value("price", p as u64);
            let end = self.after(x, period) + self.spread(period) * z;
            if let Some(jumps) = jumps {
                for i in 0..jump_count(inputs, p) {
                    let share = if self.kappa > 0.0 || time.substeps() > 1 {
                        inputs.values.value("price.jumps.time", jump_coordinate(p, i))
                    } else {
                        0.0
                    };
                    let size = jump_size(inputs, jumps, p, i);
                    jumped.push(((p as f64 + share) * period, size));
                }
            }
            for part in 0..time.substeps() {
                let t = p * time.substeps() + part;
                let left = (time.substeps() - part) as f64 * step;
                x = if part + 1 == time.substeps() {
                    end
                } else {
                    let score = inputs.values.value("price.path", t as u64);
                    self.towards(x, end, step, left) + self.spread_towards(step, left) * score
                };
                let now = (t + 1) as f64 * step;
                // A jump on the edge of a period belongs to the period that drew it.
                let jumps: f64 = jumped
                    .iter()
                    .filter(|(at, _)| *at < now)
                    .map(|(at, size)| size * (-self.kappa * (now - at)).exp())
                    .sum();
                at_end.push((x + jumps).exp());
            }
        }
        at_end
    }

    /// Mean of X after `years` from x.
    fn after(&self, x: f64, years: f64) -> f64 {
        let kept = (-self.kappa * years).exp();
        self.level + (x - self.level) * kept + self.growth * years
    }

    fn variance(&self, years: f64) -> f64 {
        let weight = if self.kappa > 0.0 {
            (1.0 - (-2.0 * self.kappa * years).exp()) / (2.0 * self.kappa)
        } else {
            years
        };
        self.sigma * self.sigma * weight
    }

    fn spread(&self, years: f64) -> f64 {
        self.variance(years).sqrt()
    }

    /// Share of what is missing to `end` after `left` years that is made up after `years` (P6): the
    /// covariance of X then and at the end over the variance at the end.
    fn pull(&self, years: f64, left: f64) -> f64 {
        let covariance = self.variance(years) * (-self.kappa * (left - years)).exp();
        if self.sigma > 0.0 { covariance / self.variance(left) } else { 0.0 }
    }

    /// Mean of X after `years`, given that it is at `end` after `left` (P6).
    fn towards(&self, x: f64, end: f64, years: f64, left: f64) -> f64 {
        self.after(x, years) + self.pull(years, left) * (end - self.after(x, left))
    }

    /// Standard deviation of X after `years`, given where it is after `left` (P6).
    fn spread_towards(&self, years: f64, left: f64) -> f64 {
        let kept = (-self.kappa * (left - years)).exp();
        (self.variance(years) * (1.0 - kept * self.pull(years, left))).max(0.0).sqrt()
    }
}

fn jump_count(inputs: &Inputs, t: usize) -> u64 {
    inputs.values.value("price.jumps", t as u64) as u64
}

fn jump_coordinate(t: usize, i: u64) -> u64 {
    4096 * t as u64 + i
}

fn jump_size(inputs: &Inputs, jumps: &Jumps, t: usize, i: u64) -> f64 {
    let score = inputs.values.value("price.jumps.size", jump_coordinate(t, i));
    inputs.once(&jumps.mean) + inputs.once(&jumps.standard_deviation) * score
}

fn read_table(points: &[(f64, f64)], time: f64) -> f64 {
    let (first, last) = (points[0], points[points.len() - 1]);
    if time <= first.0 {
        return first.1;
    }
    for pair in points.windows(2) {
        let ((t0, p0), (t1, p1)) = (pair[0], pair[1]);
        if time <= t1 {
            return p0 + (p1 - p0) * (time - t0) / (t1 - t0);
        }
    }
    last.1
}

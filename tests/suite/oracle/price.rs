//! The reference price (P1 to P5), USD/t.

use super::Inputs;
use coppercast::scenario::{Jumps, PriceProcess};

pub struct Prices {
    /// Price at time 0.
    pub initial: f64,
    /// Price at the end of each period.
    pub at_end: Vec<f64>,
}

pub fn path(inputs: &Inputs) -> Prices {
    let price = &inputs.scenario.price;
    match &price.process {
        // (P1)
        PriceProcess::Constant => {
            let initial = inputs.once(&price.initial);
            Prices { initial, at_end: vec![initial; inputs.periods()] }
        }
        // (P2)
        PriceProcess::Gbm { drift, volatility, jumps, compensated } => {
            let delta = inputs.delta();
            let initial = inputs.once(&price.initial);
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
            let mut x = initial.ln();
            let mut at_end = Vec::new();
            for t in 0..inputs.periods() {
                let z = inputs.values.value("price", t as u64);
                x += (drift - sigma * sigma / 2.0) * delta - compensation * delta
                    + sigma * delta.sqrt() * z;
                if let Some(jumps) = jumps {
                    for i in 0..jump_count(inputs, t) {
                        x += jump_size(inputs, jumps, t, i);
                    }
                }
                at_end.push(x.exp());
            }
            Prices { initial, at_end }
        }
        // (P3)
        PriceProcess::MeanReverting { level, half_life, volatility, jumps } => {
            let delta = inputs.delta();
            let initial = inputs.once(&price.initial);
            let level = inputs.once(level);
            let kappa = std::f64::consts::LN_2 / inputs.once(half_life);
            let sigma = inputs.once(volatility);
            let kept = (-kappa * delta).exp();
            let spread = sigma * ((1.0 - (-2.0 * kappa * delta).exp()) / (2.0 * kappa)).sqrt();
            let mut x = initial.ln();
            let mut at_end = Vec::new();
            for t in 0..inputs.periods() {
                let z = inputs.values.value("price", t as u64);
                x = x * kept + level.ln() * (1.0 - kept) + spread * z;
                if let Some(jumps) = jumps {
                    for i in 0..jump_count(inputs, t) {
                        let since_start =
                            inputs.values.value("price.jumps.time", jump_coordinate(t, i)) * delta;
                        x +=
                            jump_size(inputs, jumps, t, i) * (-kappa * (delta - since_start)).exp();
                    }
                }
                at_end.push(x.exp());
            }
            Prices { initial, at_end }
        }
        // (P4)
        PriceProcess::Table { points } => {
            let points: Vec<(f64, f64)> = points
                .iter()
                .map(|&(month, price)| (inputs.scenario.time.years_to(month), price))
                .collect();
            let at_end =
                (0..inputs.periods()).map(|t| read_table(&points, inputs.moment(t + 1))).collect();
            Prices { initial: read_table(&points, 0.0), at_end }
        }
        // (P5)
        PriceProcess::Seasonal { factors } => {
            let initial = inputs.once(&price.initial);
            let grid = &inputs.scenario.time;
            let step = grid.step.months();
            let at_end = (1..=inputs.periods() as i32).map(|periods| {
                let months_after_january = grid.start.month() - 1 + step * periods - 1;
                let factor = factors.by_month()[months_after_january as usize % 12];
                initial * inputs.once(factor)
            });
            Prices { initial, at_end: at_end.collect() }
        }
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

//! The reference model of docs/performance.md, one trial at a time, as its equations read.
//!
//! Tonnes, USD; time in quarters. It shares no code with the program.
#![allow(clippy::disallowed_methods, reason = "a plain program takes its functions from std")]

use rand::{Rng, RngExt};
use rand_distr::{Beta, Distribution, Exp1, Poisson, StandardNormal};

const PRICE_LEVEL: f64 = 9500.0;
const REVERSION: f64 = 0.15;
const VARIATION_SIGMA: f64 = 0.12;
const OUTAGE_LENGTH: f64 = 0.5;
const OUTAGE_LOSS: f64 = 0.7;
const CONTRACTED: f64 = 0.8;
/// Time over which a mine ramps up.
const RAMP: f64 = 4.0;
/// Less than this is not missing.
const DUST: f64 = 1e-9;

/// What makes one size of the model another; supply and spot market as shares of the mean need.
pub struct Size {
    pub facilities: usize,
    pub mines: usize,
    pub periods: usize,
    pub supply: f64,
    pub spot: f64,
}

pub const SMALL: Size = Size { facilities: 20, mines: 4, periods: 16, supply: 1.4, spot: 0.5 };
pub const LARGE: Size = Size { facilities: 500, mines: 20, periods: 40, supply: 1.4, spot: 0.7 };

/// How the model is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conventions {
    /// As the equations in docs/performance.md.
    Plain,
    /// As the scenarios beside this program say it, with the equations of docs/model.md: prices are
    /// means over the quarter, jumps and outages have their moments, a ramp is averaged, and cost is
    /// the present value with the opening stock, resale and the closing stock.
    Program,
}

struct Facility {
    metal: f64,
    plan: f64,
    build: f64,
}

struct Mine {
    capacity: f64,
    /// Share of the capacity, by period.
    ramp: Vec<f64>,
}

/// What is constant over all trials.
pub struct Model {
    facilities: Vec<Facility>,
    mines: Vec<Mine>,
    spot: f64,
    opening_stock: f64,
    largest_stock: f64,
    /// Factor on what is paid, by period.
    discount: Vec<f64>,
    conventions: Conventions,
    opening_price: f64,
    shock: f64,
    jump_mean: f64,
    jump_sd: f64,
    /// Outages a quarter; of running time with `Conventions::Program`.
    outage_rate: f64,
    jumps: Poisson<f64>,
    outages: Poisson<f64>,
    metal_share: Beta<f64>,
    /// Whether the periods before and after a build are passed over.
    windows: bool,
}

impl Model {
    pub fn new(size: &Size, conventions: Conventions, windows: bool) -> Model {
        let periods = size.periods;
        let facilities: Vec<Facility> = (0..size.facilities)
            .map(|j| Facility {
                metal: 1500.0 + 250.0 * (j % 7) as f64,
                plan: ((3 * j) % (5 * periods / 8)) as f64,
                build: 4.0 + (j % 5) as f64,
            })
            .collect();
        let need = facilities.iter().map(|f| f.metal).sum::<f64>() / periods as f64;
        let weight = |i: usize| 1.0 + 0.25 * i as f64;
        let weights: f64 = (0..size.mines).map(weight).sum();
        let ramp = |i: usize, t: usize| {
            let age = (t + i % 3) as f64;
            match conventions {
                Conventions::Plain => ((age + 1.0) / RAMP).min(1.0),
                Conventions::Program => {
                    // It begins a month early, and its mean over the quarter counts.
                    let begin = age + 1.0 / 3.0;
                    ramped(begin + 1.0) - ramped(begin)
                }
            }
        };
        let mines = (0..size.mines)
            .map(|i| Mine {
                capacity: size.supply * need * weight(i) / weights,
                ramp: (0..periods).map(|t| ramp(i, t)).collect(),
            })
            .collect();
        let (opening_price, shock, jump_rate, jump_mean, jump_sd) =
            (9000.0, 0.10, 0.08, 0.10, 0.15);
        let outage_rate = 0.10;
        let paid = |t: usize| if conventions == Conventions::Program { t + 1 } else { t };
        let plain = Model {
            facilities,
            mines,
            spot: size.spot * need,
            opening_stock: 0.5 * need,
            largest_stock: 2.0 * need,
            discount: (0..periods).map(|t| 1.02_f64.powi(-(paid(t) as i32))).collect(),
            conventions,
            opening_price,
            shock,
            jump_mean,
            jump_sd,
            outage_rate,
            jumps: Poisson::new(jump_rate).expect("a positive mean"),
            outages: Poisson::new(outage_rate).expect("a positive mean"),
            metal_share: Beta::new(1.0 + 4.0 * 0.2 / 0.7, 1.0 + 4.0 * 0.5 / 0.7)
                .expect("positive parameters"),
            windows,
        };
        match conventions {
            Conventions::Plain => plain,
            Conventions::Program => plain.told_by_the_scenario(jump_rate),
        }
    }

    /// The parameters with which the conventions of the program come closest to the plain model;
    /// docs/performance.md has the reasons.
    fn told_by_the_scenario(mut self, jump_rate: f64) -> Model {
        let kept = 1.0 - REVERSION;
        let speed = -kept.ln();
        let averaged = 0.5 * (1.0 + kept);
        let square = (self.jump_sd.powi(2) + self.jump_mean.powi(2)) * 2.0 * speed
            / (1.0 - kept * kept)
            / averaged;
        let centre = PRICE_LEVEL.ln() + jump_rate * self.jump_mean / REVERSION;
        self.opening_price =
            (centre + (self.opening_price.ln() - centre) * 2.0 / (1.0 + 1.0 / kept)).exp();
        self.shock /= averaged.sqrt();
        self.jump_mean *= speed / REVERSION;
        self.jump_sd = (square - self.jump_mean.powi(2)).sqrt();
        self.outage_rate /= 1.0 - self.outage_rate * OUTAGE_LENGTH;
        self
    }

    fn periods(&self) -> usize {
        self.discount.len()
    }
}

/// Output since a ramp began, in quarters of full output.
fn ramped(age: f64) -> f64 {
    if age < RAMP { age * age / (2.0 * RAMP) } else { age - RAMP / 2.0 }
}

/// Share of the metal that has fallen due when that share of the build is over.
fn fallen_due(share: f64) -> f64 {
    let y = share.clamp(0.0, 1.0);
    y * y * (3.0 - 2.0 * y)
}

/// How often something ran short, and by how many tonnes in all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Short {
    pub trials: u64,
    pub tonnes: f64,
}

impl Short {
    fn count(&mut self, missing: f64) {
        if missing > 0.0 {
            self.trials += 1;
            self.tonnes += missing;
        }
    }
}

/// What is gathered over trials.
#[derive(Debug, Clone)]
pub struct Tally {
    pub periods: Vec<Short>,
    pub facilities: Vec<Short>,
}

impl Tally {
    fn new(model: &Model) -> Tally {
        Tally {
            periods: vec![Short::default(); model.periods()],
            facilities: vec![Short::default(); model.facilities.len()],
        }
    }

    pub fn merge(mut self, other: &Tally) -> Tally {
        let of_other = other.periods.iter().chain(&other.facilities);
        for (own, other) in self.periods.iter_mut().chain(&mut self.facilities).zip(of_other) {
            own.trials += other.trials;
            own.tonnes += other.tonnes;
        }
        self
    }
}

/// The columns of one trial.
pub struct Worker<'m> {
    model: &'m Model,
    /// At which everything is paid, and at the end, by period.
    price: Vec<f64>,
    end_price: Vec<f64>,
    supply: Vec<f64>,
    need: Vec<f64>,
    /// By facility, then by period.
    facility_need: Vec<f64>,
    /// The periods of a facility that can have a need.
    window: Vec<(usize, usize)>,
    /// Share of the need that is missing, by period.
    missing: Vec<f64>,
    /// Share of its output that outages leave a mine, by period.
    left: Vec<f64>,
    pub tally: Tally,
}

impl<'m> Worker<'m> {
    pub fn new(model: &'m Model) -> Worker<'m> {
        let periods = vec![0.0; model.periods()];
        let facilities = model.facilities.len();
        Worker {
            model,
            price: periods.clone(),
            end_price: periods.clone(),
            supply: periods.clone(),
            need: periods.clone(),
            facility_need: vec![0.0; facilities * periods.len()],
            window: vec![(0, 0); facilities],
            missing: periods.clone(),
            left: periods,
            tally: Tally::new(model),
        }
    }

    /// Simulates one trial: tonnes short, and cost.
    pub fn trial(&mut self, random: &mut impl Rng) -> (f64, f64) {
        self.draw_prices(random);
        self.draw_needs(random);
        self.draw_supply(random);
        self.balance()
    }

    fn draw_prices(&mut self, random: &mut impl Rng) {
        let model = self.model;
        let mut x = model.opening_price.ln();
        let mut before = model.opening_price;
        for (price, end) in self.price.iter_mut().zip(&mut self.end_price) {
            x += REVERSION * (PRICE_LEVEL.ln() - x) + model.shock * normal(random);
            let jumps = model.jumps.sample(random);
            match model.conventions {
                Conventions::Plain => {
                    if jumps > 0.0 {
                        let spread = model.jump_sd * jumps.sqrt();
                        x += model.jump_mean * jumps + spread * normal(random);
                    }
                    *end = x.exp();
                    *price = *end;
                }
                Conventions::Program => {
                    for _ in 0..jumps as usize {
                        let jump = model.jump_mean + model.jump_sd * normal(random);
                        x += jump * (1.0 - REVERSION).powf(random.random());
                    }
                    *end = x.exp();
                    *price = 0.5 * (before + *end);
                    before = *end;
                }
            }
        }
    }

    fn draw_needs(&mut self, random: &mut impl Rng) {
        let model = self.model;
        let periods = model.periods();
        self.need.fill(0.0);
        let rows = self.facility_need.chunks_exact_mut(periods);
        for ((facility, row), window) in model.facilities.iter().zip(rows).zip(&mut self.window) {
            let share = 0.8 + 0.7 * model.metal_share.sample(random);
            let built = random.random_bool(0.92);
            let metal = if built { facility.metal * share } else { 0.0 };
            let begin = facility.plan + (0.6 * normal(random)).exp();
            *window = match (model.windows, built) {
                (false, _) => (0, periods),
                (true, false) => (0, 0),
                (true, true) => {
                    let end = (begin + facility.build).ceil();
                    ((begin as usize).min(periods), (end as usize).min(periods))
                }
            };
            let (first, last) = *window;
            let over = |t: usize| (t as f64 - begin) / facility.build;
            let mut due = fallen_due(over(first));
            let cells = row[first..last].iter_mut().zip(&mut self.need[first..last]);
            for (t, (need, total)) in (first + 1..).zip(cells) {
                let then = fallen_due(over(t));
                *need = metal * (then - due);
                *total += *need;
                due = then;
            }
        }
    }

    fn draw_supply(&mut self, random: &mut impl Rng) {
        let model = self.model;
        self.supply.fill(0.0);
        for mine in &model.mines {
            if model.conventions == Conventions::Program {
                draw_outages(&mut self.left, model.outage_rate, random);
            }
            for (t, supply) in self.supply.iter_mut().enumerate() {
                let score = VARIATION_SIGMA * normal(random);
                let variation = (score - 0.5 * VARIATION_SIGMA * VARIATION_SIGMA).exp();
                let left = match model.conventions {
                    Conventions::Plain => {
                        let outages = model.outages.sample(random);
                        (1.0 - OUTAGE_LOSS * OUTAGE_LENGTH * outages).max(0.0)
                    }
                    Conventions::Program => self.left[t],
                };
                *supply += CONTRACTED * mine.capacity * mine.ramp[t] * variation * left;
            }
        }
    }

    fn balance(&mut self) -> (f64, f64) {
        let model = self.model;
        let mut stock = model.opening_stock;
        let (mut cost, mut resale, mut short) = (0.0, 0.0, 0.0);
        for t in 0..model.periods() {
            let (price, need) = (self.price[t], self.need[t]);
            let available = stock + self.supply[t];
            let on_offer = model.spot * (PRICE_LEVEL / price).sqrt();
            let bought = (need - available).max(0.0).min(on_offer);
            let net = available + bought - need;
            let missing = if net < -DUST { -net } else { 0.0 };
            stock = net.max(0.0).min(model.largest_stock);
            cost += model.discount[t] * price * (1.02 * bought + 0.97 * self.supply[t]);
            resale += model.discount[t] * price * (net - stock).max(0.0);
            self.missing[t] = if missing > 0.0 { missing / need } else { 0.0 };
            self.tally.periods[t].count(missing);
            short += missing;
        }
        if model.conventions == Conventions::Program {
            let last = model.periods() - 1;
            cost += model.opening_price * model.opening_stock
                - resale
                - model.discount[last] * self.end_price[last] * stock;
        }
        if short > 0.0 {
            let rows = self.facility_need.chunks_exact(model.periods());
            let facilities = rows.zip(&self.window).zip(&mut self.tally.facilities);
            for ((row, &(first, last)), tally) in facilities {
                let cells = row[first..last].iter().zip(&self.missing[first..last]);
                tally.count(cells.map(|(need, missing)| need * missing).sum());
            }
        }
        (short, cost)
    }
}

fn normal(random: &mut impl Rng) -> f64 {
    StandardNormal.sample(random)
}

/// What outages leave of each period: they begin at a rate while the mine runs, and last
/// `OUTAGE_LENGTH`, which is less than a period.
fn draw_outages(left: &mut [f64], rate: f64, random: &mut impl Rng) {
    left.fill(1.0);
    let mut clock = 0.0;
    loop {
        let running: f64 = Exp1.sample(random);
        let begin = clock + running / rate;
        let t = begin as usize;
        if t >= left.len() {
            return;
        }
        clock = begin + OUTAGE_LENGTH;
        let here = clock.min((t + 1) as f64) - begin;
        left[t] -= OUTAGE_LOSS * here;
        if let Some(next) = left.get_mut(t + 1) {
            *next -= OUTAGE_LOSS * (OUTAGE_LENGTH - here);
        }
    }
}

/// An estimate and its standard error.
pub type Estimate = (f64, f64);

/// The headline from the tonnes short and the cost of each trial.
pub fn headline(short: &[f64], cost: &[f64]) -> Vec<(&'static str, Estimate)> {
    let trials = short.len() as f64;
    let ordered = ordered(short);
    let probability = short.iter().filter(|&&short| short > 0.0).count() as f64 / trials;
    let of_probability = (probability * (1.0 - probability) / trials).sqrt();
    vec![
        ("prob_positive", (probability, of_probability)),
        ("mean", mean(short)),
        ("q50", quantile(&ordered, 0.50)),
        ("q95", quantile(&ordered, 0.95)),
        ("q99", quantile(&ordered, 0.99)),
        ("cvar95", tail_mean(&ordered, 0.95)),
        ("cost_mean", mean(cost)),
        ("cost_cvar95", tail_mean(&self::ordered(cost), 0.95)),
    ]
}

fn ordered(values: &[f64]) -> Vec<f64> {
    let mut ordered = values.to_vec();
    ordered.sort_unstable_by(f64::total_cmp);
    ordered
}

fn mean(values: &[f64]) -> Estimate {
    let trials = values.len() as f64;
    let mean = values.iter().sum::<f64>() / trials;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, squares.sqrt() / trials)
}

/// The error is half the distance of the order statistics one standard error of the rank away.
fn quantile(ordered: &[f64], level: f64) -> Estimate {
    let trials = ordered.len() as f64;
    let at = |shift: f64| {
        let rank = level * trials + shift * (level * (1.0 - level) * trials).sqrt();
        ordered[(rank.ceil() as usize).clamp(1, ordered.len()) - 1]
    };
    (at(0.0), 0.5 * (at(1.0) - at(-1.0)))
}

/// Mean of the values above a quantile; the error is that of threshold + excess/(1 - level).
fn tail_mean(ordered: &[f64], level: f64) -> Estimate {
    let threshold = quantile(ordered, level).0;
    let excess: Vec<f64> =
        ordered.iter().map(|value| (value - threshold).max(0.0) / (1.0 - level)).collect();
    let (mean, error) = mean(&excess);
    (threshold + mean, error)
}

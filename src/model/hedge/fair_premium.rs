//! Premiums that make a collar worth nothing (docs/model.md, H1).

use std::collections::HashMap;

use rayon::prelude::*;

use crate::model::exogenous::{Exogenous, draw_prices};
use crate::model::region::discount::Discount;
use crate::model::{CompileError, Model};
use crate::numerics::instruction_set::InstructionSet;
use crate::numerics::lanes::{LANES, Lanes, sum_lanes};
use crate::scenario::Scenario;

/// USD/t by path.
pub type FairPremiums = HashMap<String, f64>;

/// Seed of the pilot, whatever that of the scenario: a premium is a term of the deal, the same in
/// every run of it, and not fitted to the trials that it is judged by.
pub const PILOT_SEED: u64 = 0x636f_6c6c_6172_7321;

/// Blocks of the pilot: 65,536 trials.
const BLOCKS: u64 = 1_024;

/// Blocks that are added up one after the other: the sums are the same bits whatever the number of
/// threads.
const BLOCKS_OF_PART: u64 = 64;

/// What a hedge pays to the buyer without a premium, USD, and its tonnes, both discounted to time 0
/// where the scenario does so (E8), added up over periods and trials.
#[derive(Debug, Clone, Copy, Default)]
struct Worth {
    payoff: f64,
    tonnes: f64,
}

/// The premiums of the collars that have none, where `pilot` is the scenario with the seed of the
/// pilot and without those premiums.
///
/// # Errors
/// [`CompileError::NoFairPremium`]
pub fn fair_premiums(scenario: &Scenario, pilot: &Model) -> Result<FairPremiums, CompileError> {
    let parts: Vec<Vec<Worth>> = (0..BLOCKS / BLOCKS_OF_PART)
        .into_par_iter()
        .map(|part| part_of_pilot(pilot, part * BLOCKS_OF_PART))
        .collect();
    let without = scenario.hedges.iter().enumerate().filter(|(_, hedge)| hedge.has_fair_premium());
    without
        .map(|(index, hedge)| {
            let sum = |worth: fn(&Worth) -> f64| parts.iter().map(|part| worth(&part[index])).sum();
            let (payoff, tonnes): (f64, f64) =
                (sum(|worth| worth.payoff), sum(|worth| worth.tonnes));
            // No tonne within the horizon costs nothing.
            let premium = if tonnes == 0.0 { 0.0 } else { payoff / tonnes };
            if premium.is_finite() {
                Ok((hedge.premium_path(), premium))
            } else {
                Err(CompileError::NoFairPremium { hedge: hedge.name.clone() })
            }
        })
        .collect()
}

/// By hedge, from `first_block` on.
fn part_of_pilot(pilot: &Model, first_block: u64) -> Vec<Worth> {
    let instruction_set = InstructionSet::detect();
    let mut exogenous = Exogenous::new(pilot);
    let mut discount = Discount::NONE;
    let mut worths = vec![Worth::default(); pilot.hedges.len()];
    for block in first_block..first_block + BLOCKS_OF_PART {
        draw_prices(instruction_set, pilot, block * LANES as u64, &mut exogenous);
        let values = &exogenous.values;
        discount.begin(pilot, values);
        for (period, price) in exogenous.prices.iter().enumerate() {
            discount.advance(pilot);
            for (hedge, worth) in pilot.hedges.iter().zip(&mut worths) {
                if hedge.years[period] == 0.0 {
                    continue;
                }
                let mut cost = Lanes::ZERO;
                hedge.settle(period, price, values, &mut cost);
                let (tonnes, factor) = (hedge.tonnes(period, values), &discount.factor);
                worth.payoff -= sum_lanes(|lane| factor[lane] * cost[lane]);
                worth.tonnes += sum_lanes(|lane| factor[lane] * tonnes[lane]);
            }
        }
    }
    worths
}

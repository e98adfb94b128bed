//! Who draws on which source, and what each gets of it (docs/model.md, C1 to C4, C9 to C12).

use crate::index::{ContractIndex, IndexVec, SourceIndex};
use std::collections::BTreeMap;

use super::price::Market;
use super::{ContractModel, ContractState, SupplierModel};
use crate::model::moment::Moment;
use crate::model::source::SourceModel;
use crate::numerics::lanes::{LANES, Lanes};

/// Hands each source its contracts, in the order given; returns those without a mine.
pub fn claim(
    sources: &mut IndexVec<SourceIndex, SourceModel>,
    contracts: &IndexVec<ContractIndex, ContractModel>,
    order: &[ContractIndex],
) -> Vec<ContractIndex> {
    let mut claims: IndexVec<SourceIndex, BTreeMap<u32, Vec<ContractIndex>>> =
        vec![BTreeMap::new(); sources.len()].into();
    let mut without = Vec::new();
    for &index in order {
        let contract = &contracts[index];
        match contract.supplier {
            SupplierModel::Mine { source, .. } => {
                claims[source].entry(contract.claim).or_default().push(index);
            }
            SupplierModel::Trader { .. } => without.push(index),
        }
    }
    for (source, claims) in sources.iter_mut().zip(&mut claims) {
        source.claims = std::mem::take(claims).into_values().collect();
    }
    without
}

/// Quotas and offers; where the offers of a source exceed its output, by claim, and in proportion
/// to what they claim among equal ranks (C1 to C4, C9 to C12).
#[inline(always)]
pub fn share_out(moment: &Moment<'_>, contracts: &mut IndexVec<ContractIndex, ContractState>) {
    let &Moment { model, exogenous, period, .. } = moment;
    let values = &exogenous.values;
    let market = |contract: ContractIndex| {
        let region = model.contracts[contract].region;
        let spot = model.regions[region].spot.as_ref();
        Market {
            followed: &exogenous.followed_prices(&model.contracts[contract])[period],
            price: &exogenous.region_prices(region)[period],
            premium: spot.map(|spot| spot.premium.at(values, period)),
        }
    };
    for place in &model.sources {
        let output = &exogenous.output(place)[period];
        let mut left = *output;
        for (rank, of_rank) in place.claims.iter().enumerate() {
            let mut wanted = Lanes::ZERO;
            for &contract in of_rank {
                let state = &mut contracts[contract];
                model.contracts[contract].want(
                    period,
                    model.step,
                    Some(output),
                    market(contract),
                    values,
                    state,
                );
                wanted += &state.offer;
            }
            let share = share_of_claims(of_rank, contracts, &wanted, &left);
            for &contract in of_rank {
                let state = &mut contracts[contract];
                model.contracts[contract].offer(
                    period,
                    &share,
                    exogenous.force_majeure[contract].get(period),
                    market(contract),
                    values,
                    state,
                );
            }
            if rank + 1 < place.claims.len() {
                left.update(|lane, left| (left - wanted[lane]).max(0.0));
            }
        }
    }
    let everything = Lanes::splat(1.0);
    for &contract in &model.trader_contracts {
        let state = &mut contracts[contract];
        model.contracts[contract].want(period, model.step, None, market(contract), values, state);
        model.contracts[contract].offer(period, &everything, None, market(contract), values, state);
    }
    if period == 0 {
        for (contract, state) in model.contracts.iter().zip(contracts) {
            contract.fill_pipeline(values, state);
        }
    }
}

/// The share of what each of a rank claims at which all that is left is given out, where it is less
/// than they want (C3): who wants less than that share of its claim gets what it wants, and the
/// others share the rest.
#[inline(always)]
fn share_of_claims(
    of_rank: &[ContractIndex],
    contracts: &IndexVec<ContractIndex, ContractState>,
    wanted: &Lanes,
    left: &Lanes,
) -> Lanes {
    let mut share = Lanes::ZERO;
    // It rises from round to round, and each round leaves one at least with what it wants.
    for _ in of_rank {
        let (mut given, mut open) = (Lanes::ZERO, Lanes::ZERO);
        for &contract in of_rank {
            let ContractState { offer, claimed, .. } = &contracts[contract];
            for lane in 0..LANES {
                let gets_all = offer[lane] <= share[lane] * claimed[lane];
                given[lane] += if gets_all { offer[lane] } else { 0.0 };
                open[lane] += if gets_all { 0.0 } else { claimed[lane] };
            }
        }
        share.update(|lane, share| {
            if open[lane] > 0.0 { (left[lane] - given[lane]).max(0.0) / open[lane] } else { share }
        });
    }
    Lanes::from_fn(|lane| if wanted[lane] > left[lane] { share[lane] } else { 1.0 })
}

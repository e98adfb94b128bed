//! What a buyer can change in a scenario, and the scenario that comes of it.
//!
//! A lever never takes a quantity away: what is dropped is set to zero, so that every draw of the
//! scenario stays where it was.

use crate::index::{ContractIndex, IndexVec, MineIndex, RegionIndex};
use crate::scenario::{
    Contract, ContractVolume, Inventory, Mine, Quantities, Quantity, Region, Scenario, StockPolicy,
    Supplier, expectation,
};

/// Share of a region's mean need that is stocked where there is no stock to enlarge.
pub const FIRST_STOCK: f64 = 0.05;

/// Months by which orders are placed earlier.
pub const MONTHS_EARLIER: i32 = 3;

/// One change of a scenario. Numbers of contracts, regions and mines are positions in it.
#[derive(Debug, Clone, PartialEq)]
pub enum Lever {
    /// The contract's volume times a factor.
    MoreOfContract { contract: ContractIndex, times: f64 },
    /// The contract delivers nothing and costs nothing.
    ContractRemoved { contract: ContractIndex },
    /// The whole term begins and ends earlier.
    EarlierContract { contract: ContractIndex, months: i32 },
    /// Opening stock, target and capacity are larger by so many tonnes.
    MoreStock { region: RegionIndex, tonnes: f64 },
    /// Target and capacity are larger by so many tonnes: metal is called and bought ahead of need.
    OrderAhead { region: RegionIndex, tonnes: f64, months: i32 },
    /// Tonnes on offer on the spot market times a factor.
    DeeperSpot { region: RegionIndex, times: f64 },
    /// Another mine like this one, with luck of its own, and a contract on it like this one.
    SecondMine { mine: MineIndex, contract: ContractIndex },
}

/// A lever that does not fit a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// What would have been moved, such as `earlier:nuton`.
    pub name: String,
    pub reason: String,
}

/// The levers of a scenario: by contract, by region and by mine. `step` is the relative size of a
/// change, `need` the mean need of each region over the horizon, t. Which levers there are does not
/// depend on `need`.
pub fn levers(
    scenario: &Scenario,
    step: f64,
    need: &IndexVec<RegionIndex, f64>,
) -> (Vec<Lever>, Vec<Omission>) {
    let (mut levers, mut omitted) = (Vec::new(), Vec::new());
    let times = 1.0 + step;
    for (contract, terms) in scenario.contracts.iter_enumerated() {
        if takes_all_output(terms) {
            omitted.push(Omission {
                name: Lever::MoreOfContract { contract, times }.name(scenario),
                reason: format!("{} takes all output of its mine already", terms.name),
            });
        } else {
            levers.push(Lever::MoreOfContract { contract, times });
        }
        levers.push(Lever::ContractRemoved { contract });
        let earlier = Lever::EarlierContract { contract, months: MONTHS_EARLIER };
        if terms.from.0 - MONTHS_EARLIER >= scenario.time.start.0 {
            levers.push(earlier);
        } else {
            let reason = format!(
                "{} begins less than {MONTHS_EARLIER} months after the horizon does",
                terms.name
            );
            omitted.push(Omission { name: earlier.name(scenario), reason });
        }
    }
    let years = scenario.time.period_years() * scenario.time.periods as f64;
    for (region, place) in scenario.regions.iter_enumerated() {
        if !scenario.facilities.iter().any(|facility| facility.region == region) {
            continue;
        }
        let need = need.get(region).copied().unwrap_or(0.0);
        let held = place.inventory.as_ref().map_or(0.0, |inventory| {
            let mean = |quantity| expectation::mean(quantity, scenario).unwrap_or(0.0);
            let level = match &inventory.policy {
                StockPolicy::Reorder { order_up_to, .. } => order_up_to,
                StockPolicy::BaseStock | StockPolicy::DaysOfCover { .. } => &inventory.target,
            };
            mean(&inventory.initial).max(mean(level))
        });
        let tonnes = if held > 0.0 { step * held } else { FIRST_STOCK * need };
        levers.push(Lever::MoreStock { region, tonnes });
        let tonnes = need * f64::from(MONTHS_EARLIER) / (12.0 * years);
        levers.push(Lever::OrderAhead { region, tonnes, months: MONTHS_EARLIER });
        if place.spot.is_some() {
            levers.push(Lever::DeeperSpot { region, times });
        }
    }
    for (mine, place) in scenario.mines.iter_enumerated() {
        match scenario.contracts.position(|contract| contract.mine() == Some(mine)) {
            Some(contract) => levers.push(Lever::SecondMine { mine, contract }),
            None => omitted.push(Omission {
                name: format!("second:{}", place.name),
                reason: format!("no contract takes anything from {}", place.name),
            }),
        }
    }
    (levers, omitted)
}

/// Whether a contract on a share of the output cannot grow.
fn takes_all_output(contract: &Contract) -> bool {
    matches!(contract.volume, ContractVolume::ShareOfOutput)
        && contract.max_share_of_output.constant() == Some(1.0)
}

impl Lever {
    /// The word of the tables for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Lever::MoreOfContract { .. } => "more",
            Lever::ContractRemoved { .. } => "without",
            Lever::EarlierContract { .. } => "earlier",
            Lever::MoreStock { .. } => "stock",
            Lever::OrderAhead { .. } => "ahead",
            Lever::DeeperSpot { .. } => "spot",
            Lever::SecondMine { .. } => "second",
        }
    }

    /// Name of the contract, region or mine that is changed.
    pub fn actor<'s>(&self, scenario: &'s Scenario) -> &'s str {
        self.called(scenario, |contract| &contract.name, |region| &region.name, |mine| &mine.name)
    }

    /// What people call it.
    pub fn shown<'s>(&self, scenario: &'s Scenario) -> &'s str {
        self.called(scenario, Contract::shown, Region::shown, Mine::shown)
    }

    fn called<'s>(
        &self,
        scenario: &'s Scenario,
        of_contract: fn(&Contract) -> &str,
        of_region: fn(&Region) -> &str,
        of_mine: fn(&Mine) -> &str,
    ) -> &'s str {
        match self {
            Lever::MoreOfContract { contract, .. }
            | Lever::ContractRemoved { contract }
            | Lever::EarlierContract { contract, .. } => {
                of_contract(&scenario.contracts[*contract])
            }
            Lever::MoreStock { region, .. }
            | Lever::OrderAhead { region, .. }
            | Lever::DeeperSpot { region, .. } => of_region(&scenario.regions[*region]),
            Lever::SecondMine { mine, .. } => of_mine(&scenario.mines[*mine]),
        }
    }

    /// What tells it apart in a scenario: `more:nuton`, `stock:us`.
    pub fn name(&self, scenario: &Scenario) -> String {
        format!("{}:{}", self.kind(), self.actor(scenario))
    }

    /// The region whose supply it changes.
    pub fn region(&self, scenario: &Scenario) -> RegionIndex {
        match self {
            Lever::MoreOfContract { contract, .. }
            | Lever::ContractRemoved { contract }
            | Lever::EarlierContract { contract, .. }
            | Lever::SecondMine { contract, .. } => scenario.contracts[*contract].region,
            Lever::MoreStock { region, .. }
            | Lever::OrderAhead { region, .. }
            | Lever::DeeperSpot { region, .. } => *region,
        }
    }

    /// The scenario with the change.
    pub fn apply(&self, scenario: &Scenario) -> Scenario {
        let mut changed = scenario.clone();
        match *self {
            Lever::MoreOfContract { contract, times } => {
                scale_volume(&mut changed.contracts[contract], times);
            }
            Lever::ContractRemoved { contract } => {
                scale_volume(&mut changed.contracts[contract], 0.0);
            }
            Lever::EarlierContract { contract, months } => {
                let contract = &mut changed.contracts[contract];
                contract.from.0 -= months;
                contract.to.0 -= months;
                if let ContractVolume::Listed(quotas) = &mut contract.volume {
                    for quota in quotas {
                        quota.from.0 -= months;
                    }
                }
            }
            Lever::MoreStock { region, tonnes } => {
                let inventory = inventory_of(&mut changed, region);
                raise(&mut inventory.initial, tonnes);
                raise_level(inventory, tonnes);
            }
            Lever::OrderAhead { region, tonnes, .. } => {
                let inventory = inventory_of(&mut changed, region);
                raise_level(inventory, tonnes);
            }
            Lever::DeeperSpot { region, times } => {
                if let Some(spot) = &mut changed.regions[region].spot {
                    spot.available = spot.available.changed(times, 0.0);
                }
            }
            Lever::SecondMine { mine, contract } => add_second_mine(&mut changed, mine, contract),
        }
        changed
    }
}

fn raise(quantity: &mut Quantity, tonnes: f64) {
    *quantity = quantity.changed(1.0, tonnes);
}

/// What stock is ordered up to, under any policy, and room for it.
fn raise_level(inventory: &mut Inventory, tonnes: f64) {
    match &mut inventory.policy {
        StockPolicy::Reorder { reorder_point, order_up_to } => {
            raise(reorder_point, tonnes);
            raise(order_up_to, tonnes);
        }
        StockPolicy::BaseStock | StockPolicy::DaysOfCover { .. } => {
            raise(&mut inventory.target, tonnes);
        }
    }
    raise(&mut inventory.capacity, tonnes);
}

fn scale_volume(contract: &mut Contract, times: f64) {
    match &mut contract.volume {
        ContractVolume::Rate(volume) | ContractVolume::Quantity(volume) => {
            *volume = volume.changed(times, 0.0);
        }
        ContractVolume::Listed(quotas) => {
            for quota in quotas {
                quota.quantity = quota.quantity.changed(times, 0.0);
            }
        }
        ContractVolume::ShareOfOutput => {
            let share = contract.max_share_of_output.changed(times, 0.0);
            contract.max_share_of_output = match share.constant() {
                Some(value) if value > 1.0 => share.changed(0.0, 1.0),
                _ => share,
            };
        }
    }
}

/// The stock of a region; an empty one that costs nothing to hold where there was none.
fn inventory_of(scenario: &mut Scenario, region: RegionIndex) -> &mut Inventory {
    let place = &mut scenario.regions[region];
    let name = &place.name;
    let nothing = |key: &str, unit: &str| {
        Quantity::default_constant(&format!("region.{name}.inventory.{key}"), 0.0, unit)
    };
    place.inventory.get_or_insert_with(|| Inventory {
        initial: nothing("initial", "t"),
        capacity: nothing("capacity", "t"),
        target: nothing("target", "t"),
        policy: StockPolicy::BaseStock,
        cheap: None,
        holding_cost: nothing("holding_cost", "USD/t/year"),
    })
}

/// Copies carry other names, and names are what random streams are known by.
fn add_second_mine(scenario: &mut Scenario, mine: MineIndex, contract: ContractIndex) {
    let mine_name = free_name(&scenario.mines[mine].name, |name| {
        scenario.mines.iter().any(|mine| mine.name == name)
    });
    let contract_name = free_name(&scenario.contracts[contract].name, |name| {
        scenario.contracts.iter().any(|contract| contract.name == name)
    });
    let mut second: Mine = scenario.mines[mine].clone();
    rename("mine", &second.name.clone(), &mine_name, second.quantities_mut());
    (second.name, second.label) = (mine_name, None);
    let mut offtake: Contract = scenario.contracts[contract].clone();
    rename("contract", &offtake.name.clone(), &contract_name, offtake.quantities_mut());
    (offtake.name, offtake.label) = (contract_name, None);
    offtake.supplier = Supplier::Mine(scenario.mines.len().into());
    scenario.mines.push(second);
    scenario.contracts.push(offtake);
}

/// `name-2`, or the next number that is free.
fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    (2..=u32::MAX)
        .map(|number| format!("{name}-{number}"))
        .find(|name| !taken(name))
        .unwrap_or_default()
}

fn rename(section: &str, from: &str, to: &str, quantities: Vec<&mut Quantity>) {
    let prefix = format!("{section}.{from}.");
    for quantity in quantities {
        if let Some(rest) = quantity.path.strip_prefix(&prefix) {
            quantity.path = format!("{section}.{to}.{rest}");
        }
    }
}

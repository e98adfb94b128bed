//! Contracts and hedges.

use super::{Month, Product, Quantity, Scenario, Tariff};

/// `[contract.NAME]`: an offtake of one region.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    pub name: String,
    pub supplier: Supplier,
    /// Index into the products of the mine; there if and only if it has any.
    pub product: Option<usize>,
    /// Index into [`Scenario::regions`].
    pub region: usize,
    pub from: Month,
    /// Last month of the term, included.
    pub to: Month,
    pub volume: ContractVolume,
    pub tolerance: Option<Tolerance>,
    /// Rank among the contracts of the mine or product: 1 is served first; default 1.
    pub claim: u32,
    /// Largest share of the output of the mine or product in a period that this contract may take;
    /// default 1; without meaning for a trader.
    pub max_share_of_output: Quantity,
    pub price: ContractPrice,
    pub taking: Taking,
    /// Only together with take or pay.
    pub make_up: Option<MakeUp>,
    pub carry_over: bool,
    pub force_majeure: Option<ForceMajeure>,
    /// 1/year: hazard of the seller's default.
    pub default_rate: Option<Quantity>,
    pub renewal: Option<Renewal>,
    /// Years between taking at the mine and arrival in the region; default 0.
    pub lag: Quantity,
    /// On arrivals, by the contract price.
    pub tariff: Option<Tariff>,
}

/// Who delivers.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum Supplier {
    /// Index into [`Scenario::mines`].
    Mine(usize),
    Trader(Trader),
}

/// A merchant or any other seller without a mine in the scenario; always able to deliver.
#[derive(Debug, Clone, PartialEq)]
pub struct Trader {
    pub name: String,
    /// tCO2e/t.
    pub carbon: Option<Quantity>,
    /// m3/t.
    pub water: Option<Quantity>,
    pub boundary: Option<String>,
}

impl Contract {
    /// Index of the mine that delivers.
    pub fn mine(&self) -> Option<usize> {
        match &self.supplier {
            Supplier::Mine(mine) => Some(*mine),
            Supplier::Trader(_) => None,
        }
    }

    /// Whether the seller may have to pay for what it does not deliver.
    pub fn pays_damages(&self) -> bool {
        self.force_majeure.as_ref().is_some_and(|clause| clause.otherwise == Remedy::Damages)
    }

    /// The product that it is for, of a mine that has several.
    pub fn product<'s>(&self, scenario: &'s Scenario) -> Option<&'s Product> {
        Some(&scenario.mines[self.mine()?].products[self.product?])
    }

    /// Name of the mine or the trader.
    pub fn seller<'s>(&'s self, scenario: &'s Scenario) -> &'s str {
        match &self.supplier {
            Supplier::Mine(mine) => &scenario.mines[*mine].name,
            Supplier::Trader(trader) => &trader.name,
        }
    }

    /// The seller as a reader knows it: `johnson-camp`, or with a product `johnson-camp (nuton)`.
    pub fn origin(&self, scenario: &Scenario) -> String {
        let seller = self.seller(scenario);
        self.product(scenario)
            .map_or_else(|| seller.to_owned(), |product| format!("{seller} ({})", product.name))
    }

    pub fn trader(&self) -> Option<&Trader> {
        match &self.supplier {
            Supplier::Mine(_) => None,
            Supplier::Trader(trader) => Some(trader),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum ContractVolume {
    /// t/year.
    Rate(Quantity),
    /// t over the whole term, in equal quotas.
    Quantity(Quantity),
    /// A shipping schedule.
    Listed(Vec<ListedQuota>),
    /// None of them is given: `max_share_of_output` of whatever the mine produces.
    ShareOfOutput,
}

/// A quota, t, in equal parts over the months from `from` to the next listed quota or the end of
/// the term.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedQuota {
    pub from: Month,
    pub quantity: Quantity,
}

/// By how much of the quota a delivery may be more or less, and who chooses.
#[derive(Debug, Clone, PartialEq)]
pub struct Tolerance {
    pub share: Quantity,
    pub option: Party,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    Buyer,
    Seller,
}

/// The months whose prices make the price of an arrival: they begin `offset` months after that of
/// the arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    pub offset: u32,
    /// At least 1.
    pub months: u32,
}

/// Paid tonnes that may be taken later, free of charge.
#[derive(Debug, Clone, PartialEq)]
pub struct MakeUp {
    /// Months after the settlement that grants them.
    pub window: u32,
    /// Largest balance, t.
    pub cap: Option<Quantity>,
}

/// The seller is excused only while the mine is up less than a share of the time.
#[derive(Debug, Clone, PartialEq)]
pub struct ForceMajeure {
    pub below: Quantity,
    pub otherwise: Remedy,
}

/// What follows when quota is missing without force majeure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// It stays owed until the term ends.
    Owed,
    /// The seller pays what the market asks above the contract price.
    Damages,
}

/// The term may be longer by so many months.
#[derive(Debug, Clone, PartialEq)]
pub struct Renewal {
    pub probability: Quantity,
    pub months: u32,
}

/// `[hedge.NAME]`: a paper position of a region, settled each period against the reference price.
#[derive(Debug, Clone, PartialEq)]
pub struct Hedge {
    pub name: String,
    /// Index into [`Scenario::regions`].
    pub region: usize,
    pub from: Month,
    /// Last month, included.
    pub to: Month,
    /// t/year.
    pub rate: Quantity,
    pub payoff: HedgePayoff,
}

/// What a tonne pays to the buyer, USD/t.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum HedgePayoff {
    /// P − strike
    Swap { strike: Quantity },
    /// max(P − cap, 0) − max(floor − P, 0) − premium; a missing floor or cap pays nothing.
    Collar { floor: Option<Quantity>, cap: Option<Quantity>, premium: Quantity },
}

#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum ContractPrice {
    /// clamp(P, floor, cap) + premium, USD/t; premium defaults to 0. P is the reference price or,
    /// `regional`, the region's.
    Reference {
        regional: bool,
        premium: Quantity,
        floor: Option<Quantity>,
        cap: Option<Quantity>,
        quotation: Quotation,
    },
    /// USD/t.
    Fixed(Quantity),
}

#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum Taking {
    /// Everything offered is taken.
    All,
    /// The region calls what it needs; `take_or_pay` is the share of the offered tonnes paid in any
    /// case.
    Needed { take_or_pay: Option<Quantity> },
}

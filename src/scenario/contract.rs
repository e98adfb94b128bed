//! Contracts: who delivers how much to whom, and at what price.

use super::Scenario;
use super::mine::Product;
use super::money::Tariff;
use super::table::prelude::*;
use super::table::whole_months;
use crate::index::{MineIndex, RegionIndex};

/// A time of whole months.
const MONTHS: QuantityRule = SPAN.constant();

table! {
    /// An offtake contract between a mine or a trader and a region.
    pub struct Contract("a contract", name), sides [&[&["to"], &["term"]]] {
        /// Who delivers.
        supplier: Supplier, keys;
        /// Index into the products of the mine; there if and only if it has any.
        product: Option<usize> = &[Key::optional(
            "product",
            Kind::Text,
            "The product that it is for; required if the mine has products.",
        )], find(product);
        /// The region that receives.
        region: RegionIndex;
        /// First month of the term.
        from: Month;
        /// Last month of the term, included.
        to: Month = &[
            Key::optional(
                "to",
                Kind::Month,
                "Last month of the term, included; or give `term`.",
            ),
            Key::optional(
                "term",
                MONTHS.example("48 month").kind(),
                "Length of the term in whole months; or give `to`.",
            ),
        ], read(end_of_term);
        /// How much is contracted.
        volume: ContractVolume, keys;
        /// By how much of the quota a delivery may be more or less.
        tolerance: Option<Tolerance>;
        /// Rank among the contracts of the mine, or of the product, when its output is short: 1 is
        /// served first, equal ranks in proportion to their quotas.
        claim: u32 = Kind::integer(1, 1000), default("1");
        /// Largest share of the mine's output of a period, or of the product's, that goes to this
        /// contract.
        max_share_of_output: Quantity = SHARE.example("0.8"), default("1");
        /// What a tonne costs.
        price: ContractPrice;
        /// Who decides how much comes.
        taking: Taking, choice;
        /// The buyer's right to take tonnes later that were paid and not taken; only with
        /// `take_or_pay` and `minimum = "paid"`.
        make_up: Option<MakeUp>;
        /// Whether the seller's undelivered quota stays owed until the term ends.
        carry_over: bool, default("false");
        /// When a mine may deliver less without consequence; without it always.
        force_majeure: Option<ForceMajeure>;
        /// Hazard of the seller's default.
        default_rate: Option<Quantity> = &[Key::optional(
            "default",
            Kind::Table(&DEFAULT),
            "The seller may fail for good.",
        )], find(default_rate);
        /// The term may be renewed once.
        renewal: Option<Renewal>;
        /// Time from the mine to the region; paid on arrival.
        lag: Quantity = SPAN.example("1 month"), default("0 month");
        /// On arrivals, by the contract price.
        tariff: Option<Tariff>, keys;
        /// Tonnes on their way at time 0, of a term that began before: they arrive evenly over the
        /// next `lag`, as if sent evenly. If it is missing, what a steady contract would have sent:
        /// by the offer of the first step, with `taking = "needed"` the `take_or_pay` share of it
        /// if that is spread, else nothing.
        under_way: Option<Quantity> = MASS.example("300 t");
        /// Price at which the tonnes under way at time 0 are paid when they arrive, if it is fixed
        /// already; otherwise they cost what all arrivals do.
        under_way_price: Option<Quantity> = PRICE;
        /// Tonnes that the seller owes at time 0; needs `carry_over`, or `force_majeure` with what is
        /// missing owed.
        owed: Option<Quantity> = MASS.example("120 t");
        /// What has happened in the contract year that is under way at time 0; with `take_or_pay`.
        /// If it is missing, nothing is missing of the minimum so far.
        contract_year: Option<ContractYearSoFar>;
        /// What charts, pages and the first screen call it, such as `"Ohio 1"`; its name if it is
        /// missing.
        label: Option<String>;
        .. FACTORS;
    }
}

impl Contract {
    /// Index of the mine that delivers.
    pub fn mine(&self) -> Option<MineIndex> {
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
        let seller = match &self.supplier {
            Supplier::Mine(mine) => scenario.mines[*mine].shown(),
            Supplier::Trader(trader) => &trader.name,
        };
        self.product(scenario)
            .map_or_else(|| seller.to_owned(), |product| format!("{seller} ({})", product.shown()))
    }

    /// The seller, if it has no mine.
    pub fn trader(&self) -> Option<&Trader> {
        match &self.supplier {
            Supplier::Mine(_) => None,
            Supplier::Trader(trader) => Some(trader),
        }
    }
}

fn product(contract: &Record, records: &Records) -> Option<usize> {
    records.product(contract.text("mine")?, contract.text("product")?)
}

fn default_rate(contract: &Record, _: &Records) -> Option<Quantity> {
    contract.table("default")?.quantity("rate").cloned()
}

/// Last month of the term of a contract or a hedge, for the tables of both.
pub fn end_of_term(record: &Record, _: &Records) -> Option<Month> {
    last_month(record)
}

/// Last month of a term, from `to` or `term`.
pub fn last_month(record: &Record) -> Option<Month> {
    if record.is_given("to") {
        return record.month("to").copied();
    }
    let months = whole_months(record.quantity("term")?.constant()?)?;
    Some(Month(record.month("from")?.0 + months - 1))
}

/// Who delivers.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a scenario has few of them")]
pub enum Supplier {
    /// Index into [`Scenario::mines`].
    Mine(MineIndex),
    /// A seller without a mine.
    Trader(Trader),
}

table! {
    /// A merchant or any other seller without a mine in the scenario; always able to deliver.
    pub struct Trader("a trader") {
        /// Name of a seller without a mine in the scenario, who delivers whatever is contracted; or
        /// give `mine`.
        name as "trader": String, optional;
        /// Carbon factor of a trader's metal; a mine has its own.
        carbon: Option<Quantity> = CARBON;
        /// Water factor of a trader's metal; a mine has its own.
        water: Option<Quantity> = WATER;
        /// Label of the accounting boundary of `carbon` and `water`.
        boundary: Option<String>;
    }
}

/// The keys of a trader after its name, at the end of a contract.
const FACTORS: &[Key] = <Trader as FromKeys>::KEYS.split_at(1).1;

impl FromKeys for Supplier {
    const KEYS: &'static [Key] = &[
        Key::optional("mine", Kind::Name("mine"), "The mine that delivers; or give `trader`."),
        <Trader as FromKeys>::KEYS[0],
    ];
    const SIDES: Alternatives =
        &[&["mine", "product", "max_share_of_output"], &["trader", "carbon", "water", "boundary"]];

    fn from_keys(record: &Record, records: &Records) -> Option<Self> {
        if record.is_given("trader") {
            return Trader::from_keys(record, records).map(Supplier::Trader);
        }
        record.read("mine", records).map(Supplier::Mine)
    }
}

impl Quantities for Supplier {
    fn quantities<'q>(&'q mut self, all: &mut Vec<&'q mut Quantity>) {
        match self {
            Supplier::Mine(_) => {}
            Supplier::Trader(trader) => trader.quantities(all),
        }
    }
}

one_of! {
    /// How much is contracted.
    pub enum ContractVolume {
        /// Contracted metal per time.
        Rate(Quantity) = "rate", MASS_RATE.example("875 t/quarter");
        /// Contracted metal over the whole term, in equal quotas; without `rate`, `quantity` and
        /// `quotas` the contract has its share of output.
        Quantity(Quantity) = "quantity", MASS.example("14000 t");
        /// A shipping schedule: each quota in equal parts over the months up to the next one or the
        /// end of the term.
        Listed(Vec<ListedQuota>) = "quotas";
    } else {
        /// `max_share_of_output` of whatever the mine produces.
        ShareOfOutput
    }
}

table! {
    /// A quota, in equal parts over the months up to the next listed one or the end of the term.
    pub struct ListedQuota("a quota") {
        /// First month of the quota.
        from: Month;
        /// Contracted metal from this month to the next quota.
        quantity: Quantity = MASS.example("875 t");
    }
}

table! {
    /// By how much of the quota a delivery may be more or less, and who chooses.
    pub struct Tolerance("a tolerance") {
        /// Share of the quota, more or less.
        share: Quantity = SHARE.example("0.05");
        /// Who chooses how much, for want or by price.
        option: Party;
    }
}

words! {
    /// A party to a contract.
    pub enum Party {
        /// the buyer chooses
        Buyer = "buyer",
        /// the seller chooses
        Seller = "seller",
    }
}

variants! {
    /// Who decides how much comes. What the region needs it calls from its contracts with `needed`:
    /// first what is paid in any case, then by `call_rank`, then the cheapest first.
    pub enum Taking("taking", default "all"), TakingName {
        /// everything offered comes
        All = "all";
        /// the region calls what it needs
        Needed = "needed" {
            /// Share of the offered metal that is paid in any case; only with `taking = "needed"`.
            take_or_pay: Option<Quantity> = SHARE.example("0.9");
            /// How the share of `take_or_pay` comes if the region does not call it.
            minimum: Minimum, default("spread");
            /// Rank among the region's contracts with `taking = "needed"` when it calls: 1 is
            /// called first, equal ranks by what a tonne costs in the period, tariff included.
            call_rank: u32 = Kind::integer(1, 1000), default("1");
        };
    }
}

words! {
    /// How the share of `take_or_pay` comes if the region does not call it.
    pub enum Minimum {
        /// in each period, as it is offered
        Spread = "spread",
        /// with the last period of the contract year, until when the seller keeps it
        YearEnd = "year-end",
        /// never: it is paid for at the end of the contract year, and lost unless made up
        Paid = "paid",
    }
}

table! {
    /// Paid tonnes that may be taken later, free of charge.
    pub struct MakeUp("a make-up right") {
        /// Whole months after the settlement of take-or-pay by the end of which the tonnes must be
        /// taken. They count at the settlements within it, once a contract year.
        window: u32 = MONTHS.example("12 month");
        /// Largest balance of such tonnes.
        cap: Option<Quantity> = MASS;
        /// Such tonnes at time 0, to be taken within the window from then on.
        balance: Option<Quantity> = MASS.example("60 t");
    }
}

table! {
    /// The contract year before time 0.
    pub struct ContractYearSoFar("a contract year") {
        /// Tonnes offered in it; with a buyer's tolerance the firm part of them.
        offered: Quantity = MASS.example("500 t");
        /// Tonnes taken of them.
        taken: Quantity = MASS.example("420 t");
    }
}

table! {
    /// The seller is excused only while an outage leaves less than a share of the mine's output.
    pub struct ForceMajeure("a force majeure clause") {
        /// Share of the output that an outage has to leave less of, at the moment, for the seller to be
        /// excused of what falls due while it lasts.
        below: Quantity = SHARE.example("0.8");
        /// What follows when quota is missing without force majeure.
        otherwise: Remedy, default("owed");
    }
}

words! {
    /// What follows when quota is missing without force majeure.
    pub enum Remedy {
        /// what is missing stays owed until the term ends
        Owed = "owed",
        /// the seller pays what the market asks above the contract price
        Damages = "damages",
    }
}

/// The seller may fail for good.
const DEFAULT: Form = Form::of_keys(
    "a default",
    &[Key::required(
        "rate",
        FREQUENCY.between(0.0, 1000.0).example("0.02 /year").kind(),
        "Expected number of defaults per time; after one nothing more is delivered.",
    )],
);

table! {
    /// The term may be longer.
    pub struct Renewal("a renewal") {
        /// Probability that it is renewed.
        probability: Quantity = SHARE.example("0.6");
        /// By how many whole months the term is then longer.
        months as "term": u32 = MONTHS.example("24 month");
    }
}

/// What a tonne costs, USD/t.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a scenario has few of them")]
pub enum ContractPrice {
    /// clamp(P, floor, cap)·(1 + premium share) + premium. P is the reference price or, `regional`,
    /// the region's.
    Reference {
        /// Whether it follows the region's price.
        regional: bool,
        /// Added to the clamped basis.
        premium: Quantity,
        /// Added to it, as a share of it.
        premium_share: Option<Quantity>,
        /// Lowest value of the basis.
        floor: Option<Quantity>,
        /// Highest value of the basis.
        cap: Option<Quantity>,
        /// Months whose prices are the basis.
        quotation: Quotation,
    },
    /// Follows nothing.
    Fixed(Quantity),
}

table! {
    /// The keys of a contract price, of either kind.
    struct PriceTerms("a contract price"), sides [&[
        &["fixed"],
        &[
            "basis", "premium", "premium_share", "floor", "cap", "quotational_period",
            "averaged_over",
        ],
    ]] {
        /// Price that the contract follows, clamp(basis, floor, cap) with its premiums; or
        /// give `fixed`.
        basis: Option<PriceBasis>;
        /// Added to the clamped basis; 0 if it is missing.
        premium: Option<Quantity> = PRICE.within(Range::ANY).example("150 USD/t");
        /// Added to the clamped basis as a share of it; negative for a discount.
        premium_share: Option<Quantity> = NUMBER.between(-1.0, 1.0).example("0.03");
        /// Lowest value of the basis.
        floor: Option<Quantity> = PRICE;
        /// Highest value of the basis.
        cap: Option<Quantity> = PRICE;
        /// Months whose prices are the basis.
        quotation: Quotation, keys;
        /// A fixed price, instead of `basis`.
        fixed: Option<Quantity> = PRICE;
    }
}

words! {
    /// What a contract price follows.
    enum PriceBasis {
        /// the reference price
        Reference = "reference",
        /// the region's price: the reference price and the region's `basis`
        Region = "region",
    }
}

impl FromValue for ContractPrice {
    const KIND: Kind = PriceTerms::KIND;

    fn from_value(value: &FieldValue, records: &Records) -> Option<Self> {
        let FieldValue::Table(record) = value else { return None };
        let PriceTerms { basis, premium, premium_share, floor, cap, quotation, fixed } =
            PriceTerms::from_keys(record, records)?;
        let no_premium =
            || Quantity::default_constant(&format!("{}.premium", record.path), 0.0, "USD/t");
        match (fixed, basis) {
            (Some(price), _) => Some(ContractPrice::Fixed(price)),
            (None, Some(basis)) => Some(ContractPrice::Reference {
                regional: match basis {
                    PriceBasis::Reference => false,
                    PriceBasis::Region => true,
                },
                premium: premium.unwrap_or_else(no_premium),
                premium_share,
                floor,
                cap,
                quotation,
            }),
            (None, None) => None,
        }
    }
}

impl Quantities for ContractPrice {
    fn quantities<'q>(&'q mut self, all: &mut Vec<&'q mut Quantity>) {
        match self {
            ContractPrice::Reference {
                regional: _,
                premium,
                premium_share,
                floor,
                cap,
                quotation: _,
            } => {
                all.push(premium);
                premium_share.quantities(all);
                floor.quantities(all);
                cap.quantities(all);
            }
            ContractPrice::Fixed(price) => all.push(price),
        }
    }
}

table! {
    /// The months whose prices make the price of an arrival.
    #[derive(Copy, Eq)]
    pub struct Quotation("a quotation") {
        /// Months from that of the arrival to the first of them.
        offset: u32 = &[Key::defaulted(
            "quotational_period",
            <QuotationalPeriod as FromValue>::KIND,
            "M",
            "Month whose price is the basis; until it is known an arrival is paid provisionally.",
        )], read(offset);
        /// Whole months from the quotational period on whose prices are averaged.
        months as "averaged_over": u32 = TIME.between(0.0, 10.0).constant().example("3 month"),
            default("1 month");
    }
}

words! {
    /// The month whose price counts.
    enum QuotationalPeriod {
        /// the month of arrival
        Arrival = "M",
        /// the month after it
        Next = "M+1",
        /// two months after it
        Second = "M+2",
        /// three months after it
        Third = "M+3",
    }
}

fn offset(price: &Record, _: &Records) -> Option<u32> {
    Some(match price.word("quotational_period")? {
        QuotationalPeriod::Arrival => 0,
        QuotationalPeriod::Next => 1,
        QuotationalPeriod::Second => 2,
        QuotationalPeriod::Third => 3,
    })
}

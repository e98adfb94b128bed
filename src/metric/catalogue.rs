//! The catalogue of metrics: one row each. Result tables, watches, thresholds and the engine's
//! reports all read it.

use super::Better::{High, Low, Neither};
#[allow(clippy::enum_glob_use, reason = "the rows name most of them")]
use super::Feature::*;
use super::row::{
    BOTH, COVARIANCE, FAN, FAN_PERIOD, HORIZON, PERIOD, RATIO, RATIO_AND_PERIOD, RATIOS, Row,
};

macro_rules! metrics {
    ($($metric:ident: $name:literal, $unit:literal, $better:ident, $definition:literal,
       $(. $part:ident($($argument:expr),*))*;)*) => {
        /// A number that every trial yields: of the total, a region, mine, product, contract,
        /// facility or fabricator, over the horizon or in a period.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Metric { $(#[doc = $definition] $metric,)* }

        impl Metric {
            /// Every metric in the order of the tables; so do they compare.
            pub const ALL: &'static [Metric] = &[$(Metric::$metric,)*];
        }

        /// The row of every metric, by its number.
        pub(super) const ROWS: [Row; Metric::ALL.len()] = [
            $(Row::new($name, $unit, $better, $definition)$(.$part($($argument),*))*,)*
        ];
    };
}

// A row says the name, the unit, whether a planner wants it low or high, and a definition whose
// numbers in brackets are equations of `docs/model.md`; then what people read, where it is not the
// name, who has it and in which form, and what the scenario must have for it.
metrics! {
    Need: "need", "t", Neither,
        "Metal that falls due in the horizon (F3).",
        .flow(FAN).facility(BOTH).fabricator(BOTH).headline_by_period();
    NeedBefore: "need_before", "t", Neither,
        "Need before the start of the horizon, taken as met (F4).",
        .called("need before the start").accounts(HORIZON).facility(HORIZON);
    NeedAfter: "need_after", "t", Neither,
        "Need after the horizon, outside the simulation (F4).",
        .called("need after the end").accounts(HORIZON).facility(HORIZON);
    Delivered: "delivered", "t", High,
        "Metal served to facilities (R8).",
        .called("metal served").flow(FAN).facility(BOTH).fabricator(BOTH).contract(FAN);
    OriginContract: "origin_contract", "t", Neither,
        "Part of delivered by where it was acquired: under contracts, first in, first out (R14); \
         `delivered_*` tell how it was served.",
        .called("served from contracts").flow(BOTH).when(&[Contract]).headline_by_period();
    OriginSpot: "origin_spot", "t", Neither,
        "Part of delivered that was bought on a spot market, first in, first out (R14).",
        .called("served from the spot market").flow(BOTH).when(&[SpotMetal]).headline_by_period();
    OriginOpeningStock: "origin_opening_stock", "t", Neither,
        "Part of delivered that was in stock at time 0, first in, first out (R14).",
        .called("served from the opening stock").flow(BOTH).when(&[StockMetal])
        .headline_by_period();
    OriginScrap: "origin_scrap", "t", Neither,
        "Part of delivered that came back as scrap of component makers, first in, first out (R14).",
        .called("served from scrap").flow(BOTH).when(&[ScrapMetal]).headline_by_period();
    DeliveredContract: "delivered_contract", "t", Neither,
        "Part of delivered by how it was served: out of contract arrivals of the same period (R3); \
         `origin_*` tell where it was acquired.",
        .called("served straight out of contract arrivals").flow(BOTH).when(&[Contract]);
    DeliveredStock: "delivered_stock", "t", Neither,
        "Part of delivered that was served out of stock, wherever it was acquired (R3, R14).",
        .called("served out of stock").flow(BOTH).when(&[Inventory]);
    DeliveredSpot: "delivered_spot", "t", Neither,
        "Part of delivered that was bought on the spot market in the same period (R3); with a lag \
         what arrived in it.",
        .called("served straight out of spot purchases").flow(BOTH).when(&[Spot]);
    DeliveredRoute: "delivered_route", "t", Neither,
        "Part of delivered that arrived from other regions in the same period (R3).",
        .called("served straight out of arrivals from other regions").flow(BOTH).when(&[RouteIn]);
    Shortfall: "shortfall", "t", Low,
        "Tonnes that were not there in the step of the computation (a month by default) in which \
         they fell due; each tonne counts once (R6, T0).",
        .flow(FAN).facility(BOTH).fabricator(BOTH).given_short()
        .headline_of_actors().headline_by_period();
    Short: "short", "1", Low,
        "Whether metal was due and not there at any time in the period, newly or still (R6, T1).",
        .called("running short").accounts(PERIOD).facility(PERIOD).indicator().largest()
        .headline_by_period();
    Backlog: "backlog", "t", Low,
        "Tonnes overdue at the end of the period or of the horizon (R6).",
        .called("overdue").level(FAN).facility(BOTH).fabricator(BOTH).headline_by_period();
    PeakBacklog: "peak_backlog", "t", Low,
        "Most tonnes overdue at once (T1).",
        .called("most overdue at once").accounts(HORIZON).facility(HORIZON).given_short();
    Stock: "stock", "t", Neither,
        "Stock at the end of the period or of the horizon (R7).",
        .level(FAN).when(&[Inventory]);
    SpotBought: "spot_bought", "t", Neither,
        "Spot purchases for need and for refilling stock (R7).",
        .called("bought on the spot market").flow(FAN).when(&[Spot]);
    SpotReceived: "spot_received", "t", Neither,
        "Spot metal that arrived (R11).",
        .called("arrived from the spot market").flow(BOTH).when(&[SpotLag]);
    RoutedIn: "routed_in", "t", Neither,
        "Metal that arrived from other regions (R13).",
        .called("arrived from other regions").flow(BOTH).when(&[RouteIn]);
    RoutedOut: "routed_out", "t", Neither,
        "Metal that was sent to other regions (R13).",
        .called("sent to other regions").flow(BOTH).when(&[RouteOut]);
    PriceExposure: "price_exposure", "t", Low,
        "Tonnes acquired at a price that follows the market: spot purchases, and arrivals of \
         contracts without a fixed price (E11).",
        .called("tonnes at market prices").flow(BOTH).when(&[Contract, Spot]);
    PriceExposureValue: "price_exposure_value", "USD", Low,
        "Those tonnes at the price of their region (E11).",
        .called("value of the tonnes at market prices").flow(BOTH).when(&[Contract, Spot]);
    Resold: "resold", "t", Neither,
        "Surplus above the capacity of the stock, sold (R7, R8).",
        .flow(BOTH).contract(BOTH).when(&[Contract, Inventory, SpotLag, RouteIn]);
    PaidNotTaken: "paid_not_taken", "t", Low,
        "Tonnes paid and not taken, less those that were made up (C8, C14).",
        .called("paid, not taken").flow(BOTH).contract(BOTH).when(&[PaidMinimum]);
    Cost: "cost", "USD", Low,
        "Spend: net cost of the metal, without penalties and cost of delay (E2).",
        .called("spend").flow(FAN).contract(BOTH).signless().headline_of_actors();
    CostWithPenalty: "cost_with_penalty", "USD", Low,
        "Spend plus penalties or cost of delay (E3).",
        .called("spend with what delay costs").flow(BOTH).signless().when(&[Penalty, CostOfDelay]);
    CostToComplete: "cost_to_complete", "USD", Low,
        "What the tonnes still overdue at the end of the horizon would cost to buy then, booked in \
         the last period (E12).",
        .called("cost of what is still overdue at the end").flow(BOTH).when(&[Backlog]);
    FullCost: "full_cost", "USD", Low,
        "Spend with penalties or cost of delay, and with what is still overdue bought at the end: \
         what plans are compared by (E12).",
        .called("full cost").flow(BOTH).signless();
    PresentValueOfCost: "present_value_of_cost", "USD", Low,
        "Spend without cost of capital, discounted to time 0 (E8).",
        .called("present value of the spend").flow(BOTH).signless().when(&[DiscountRate]);
    CostPerTonne: "cost_per_tonne", "USD/t", Low,
        "Mean spend / mean delivered, a ratio of means (E9).",
        .called("spend per tonne served").accounts(RATIO);
    CostContract: "cost_contract", "USD", Neither,
        "Paid for contract arrivals (C7).",
        .called("contract metal").flow(BOTH).when(&[Contract]);
    CostSpot: "cost_spot", "USD", Neither,
        "Paid for spot metal at the region's price (E1).",
        .called("spot metal").flow(BOTH).when(&[Spot]);
    SpotPriceVolumeCovariance: "spot_price_volume_covariance", "USD", Low,
        "What buying more spot metal at high prices adds to cost: covariances of price and spot \
         purchases, summed over periods (E10).",
        .called("added by buying more spot metal at high prices").total(COVARIANCE).when(&[Spot]);
    CostPremium: "cost_premium", "USD", Neither,
        "Paid as premium on spot metal, its rise with the volume bought included (E1).",
        .called("spot premium").flow(BOTH).when(&[Spot]);
    CostRoute: "cost_route", "USD", Neither,
        "Freight and handling of metal from other regions (E1).",
        .called("transport between regions").flow(BOTH).when(&[RouteIn]);
    CostTariff: "cost_tariff", "USD", Low,
        "Paid as tariff and duty on spot metal, contract arrivals and metal from other regions \
         (E5, R13).",
        .called("tariffs and duties").flow(BOTH).when(&[Tariff]);
    CostHolding: "cost_holding", "USD", Low,
        "Cost of holding stock (E1).",
        .called("holding stock").flow(BOTH).when(&[Inventory]);
    CostTakeOrPay: "cost_take_or_pay", "USD", Low,
        "Paid for tonnes not taken, less what made-up tonnes had cost (C8, C14).",
        .called("take-or-pay, less tonnes made up").flow(BOTH).when(&[PaidMinimum]);
    CostHedge: "cost_hedge", "USD", Neither,
        "Paid for hedges, less received from them (H1).",
        .called("hedges, net").flow(BOTH).when(&[Hedge]);
    CostOpeningStock: "cost_opening_stock", "USD", Neither,
        "Opening stock, and what is paid and under way, at the initial price, in period 0 (E1).",
        .called("opening stock").flow(BOTH).when(&[Inventory, PaidUnderWay]);
    CostCapital: "cost_capital", "USD", Low,
        "Cost of the capital tied up in stock (E6).",
        .called("capital tied up in stock").flow(BOTH).when(&[CapitalCost]);
    CostCarbon: "cost_carbon", "USD", Low,
        "Carbon at the carbon price (E7).",
        .called("cost of carbon").flow(BOTH).when(&[CarbonPrice]);
    CostPenalty: "cost_penalty", "USD", Low,
        "Penalties for lateness, or cost of delay of the facilities (E3).",
        .called("what delay costs").flow(BOTH).when(&[Penalty, CostOfDelay]);
    RevenueResale: "revenue_resale", "USD", Neither,
        "Received for resold tonnes (E1).",
        .called("metal sold again").flow(BOTH).when(&[Contract, Inventory, SpotLag, RouteIn]);
    RevenueDamages: "revenue_damages", "USD", Neither,
        "Received from sellers for quota missing without force majeure (C12).",
        .called("damages from sellers").flow(BOTH).contract(BOTH).when(&[Damages]);
    ClosingStockValue: "closing_stock_value", "USD", Neither,
        "Stock at the horizon, with what is paid and under way, at the resale price, credited \
         to cost (E1).",
        .called("value of the stock at the end").accounts(HORIZON).when(&[Inventory, SpotLag, RouteIn]);
    Carbon: "carbon", "tCO2e", Low,
        "Carbon of the tonnes acquired or produced (E4).",
        .flow(BOTH).mine(BOTH).product(BOTH).when(&[Carbon]);
    Water: "water", "m3", Low,
        "Water of the tonnes acquired or produced (E4).",
        .flow(BOTH).mine(BOTH).product(BOTH).when(&[Water]);
    LowCarbonShare: "low_carbon_share", "1", High,
        "Share of the tonnes acquired whose carbon is at most report.low_carbon, a ratio of \
         means (E4).",
        .called("low-carbon share").accounts(RATIOS).when(&[LowCarbon]);
    FillRate: "fill_rate", "1", High,
        "On-time fill rate, 1 - mean shortfall / mean need, a ratio of means (T2).",
        .called("on-time fill rate").accounts(RATIO).facility(RATIO).complement();
    ServedByHorizon: "served_by_horizon", "1", High,
        "Mean delivered / mean need, late tonnes included, a ratio of means (T2).",
        .called("served by the end").accounts(RATIO);
    Lateness: "lateness", "t.year", Low,
        "Overdue tonnes times the time that they are overdue: backlog over time (T1).",
        .accounts(HORIZON).given_short();
    CoverGap: "cover_gap", "t", Low,
        "Most tonnes by which need ran ahead of stock, arrivals and purchases as they were (R9). \
         A measure of trials, not a reserve: a larger stock changes what is called and bought, \
         and percentiles of regions do not add up.",
        .called("cover gap").accounts(HORIZON).headline_of_actors();
    ComponentShortfall: "component_shortfall", "t", Low,
        "Metal in components that fell due on site and was not there; each tonne counts once \
         (K5).",
        .called("component shortfall").flow(BOTH).facility(BOTH).when(&[Components]);
    ComponentBacklog: "component_backlog", "t", Low,
        "Metal in components overdue on site at the end of the period or of the horizon (K5).",
        .called("components overdue").level(BOTH).facility(BOTH).when(&[Components]);
    ScrapReturned: "scrap_returned", "t", Neither,
        "Scrap of component makers that comes back as metal, for the next period (K4).",
        .called("scrap that comes back").flow(BOTH).when(&[ScrapReturned]);
    Substituted: "substituted", "t", Neither,
        "Metal, with its loss at the maker, that another metal replaced (K7).",
        .flow(BOTH).fabricator(BOTH).when(&[Substitution]);
    CostSubstitute: "cost_substitute", "USD", Neither,
        "Paid for the metal that replaces (K7).",
        .called("substitutes").flow(BOTH).when(&[Substitution]);
    RevenueScrap: "revenue_scrap", "USD", Neither,
        "Received for scrap of component makers (K4).",
        .called("scrap sold").flow(BOTH).when(&[ScrapSold]);
    PeriodsShort: "periods_short", "period", Low,
        "Number of short periods (T1).",
        .called("short periods").accounts(HORIZON).given_short();
    LongestShortRun: "longest_short_run", "period", Low,
        "Longest unbroken run of short periods (T1).",
        .called("longest run of short periods").accounts(HORIZON).given_short();
    FirstShortPeriod: "first_short_period", "period", High,
        "Index of the first short period, among trials that have one (T1).",
        .called("first short period").accounts(HORIZON).signless();
    WorstPeriodShortfall: "worst_period_shortfall", "t", Low,
        "Largest shortfall of a single period (T1).",
        .called("shortfall of the worst period").accounts(HORIZON).given_short();
    Price: "price", "USD/t", Neither,
        "Reference price at the end of the period (P1 to P5).",
        .total(FAN_PERIOD).signless().last().headline_by_period();
    FirstShortfall: "first_shortfall", "1", Low,
        "Whether the first short period is this one.",
        .called("first short here").total(PERIOD).indicator().last().headline_by_period();
    ShortSoFar: "short_so_far", "1", Low,
        "Whether any period up to this one was short.",
        .called("short so far").total(PERIOD).indicator().last().headline_by_period();
    Completion: "completion", "week", Low,
        "From the start of the horizon until the need is served, of all phases together, in trials \
         in which it is built and not cancelled (F5); of what is not complete at the horizon a lower \
         bound that lies after it (F12).",
        .facility(HORIZON).signless();
    CompletionDelay: "completion_delay", "week", Low,
        "From the planned last delivery until the need is served, of all phases together (F5); of \
         what is not complete at the horizon as late as it is by then, a lower bound (F12).",
        .called("completion delay").facility(HORIZON).headline_of_actors();
    ShortageDelay: "shortage_delay", "week", Low,
        "Part of the completion delay that missing metal, or what is made of it, causes (F5, \
         K6); a lower bound where it is not complete at the horizon (F12).",
        .called("delay for want of metal").facility(HORIZON).headline_of_actors();
    NotCompleted: "not_completed", "1", Low,
        "Whether it is not complete within the horizon; of total and regions whether any facility \
         is not (F12).",
        .called("not completed by the end").accounts(HORIZON).facility(HORIZON).indicator()
        .headline_of_actors();
    PhaseDelay: "phase_delay", "week", Low,
        "Delay of the phases that missing metal, or what is made of it, causes, each by itself: \
         the mean by their shares (K6).",
        .called("delay of phases for want of metal").facility(HORIZON).when(&[Phases]);
    Deferral: "deferral", "week", Low,
        "Time by which the build was put off because more urgent facilities lacked metal; of \
         phases the mean by their shares (F10).",
        .facility(HORIZON).when(&[Deferral]);
    SecuredUsed: "secured_used", "t", Neither,
        "Need covered by metal that the facility had at time 0 (F8).",
        .called("secured metal used").facility(HORIZON).when(&[Secured]);
    CostOfDelay: "cost_of_delay", "USD", Low,
        "Cost of the delay that missing metal causes (F5), each phase by its own (K6), or of the \
         tonnes missing on site (F13); a lower bound where it is not complete at the horizon.",
        .called("cost of delay").facility(HORIZON).when(&[CostOfDelay]).headline_of_actors();
    Output: "output", "t", High,
        "Metal produced (M4).",
        .mine(FAN).product(FAN);
    Availability: "availability", "1", High,
        "Share of time not lost to outages; planned shutdowns do not count (M3).",
        .mine(BOTH).signless().mean();
    Utilisation: "utilisation", "1", High,
        "Output over design capacity (M4).",
        .mine(BOTH).signless().mean();
    OutputLost: "output_lost", "t", Low,
        "Production lost to outages (M4); with a heap leach it is late rather than lost.",
        .called("output lost to outages").mine(BOTH);
    SoldElsewhere: "sold_elsewhere", "t", Neither,
        "Output that no contract of the scenario takes (M9, M10).",
        .called("sold elsewhere").mine(BOTH).product(BOTH);
    MaintenanceLoss: "maintenance_loss", "t", Low,
        "Production given up for planned shutdowns (M5).",
        .called("output lost to planned shutdowns").mine(BOTH).when(&[Maintenance]);
    InSolution: "in_solution", "t", Neither,
        "Leached metal that waits for the plant, at the end of the period or of the horizon \
         (M6).",
        .called("metal in solution").mine(BOTH).when(&[Leach]).last();
    ReserveLeft: "reserve_left", "t", Neither,
        "Reserve that is left at the end of the period or of the horizon (M8).",
        .called("ore reserve left").mine(BOTH).when(&[Reserve]).last();
    Entitlement: "entitlement", "t", Neither,
        "Quota (C1).",
        .called("quota").contract(BOTH);
    Owed: "owed", "t", Low,
        "Undelivered quota still owed by the seller at the end of the period or of the horizon \
         (C4).",
        .called("owed by the seller").contract(BOTH).last();
    Taken: "taken", "t", Neither,
        "Tonnes taken at the mine (C5).",
        .contract(BOTH);
    Used: "used", "t", Neither,
        "Part of it that was served to facilities, first in, first out, in other regions too (R14).",
        .called("served to facilities").contract(BOTH);
    Kept: "kept", "t", Neither,
        "Tonnes of the minimum that the seller keeps for the buyer at the end of the period or of \
         the horizon (C8).",
        .called("kept by the seller").contract(BOTH).when(&[KeptMinimum]).last();
    PricePaid: "price_paid", "USD/t", Low,
        "Contract price; over the horizon paid over delivered, a ratio of means (C7).",
        .called("price paid").contract(RATIO_AND_PERIOD).signless().mean();
    ComponentOutput: "component_output", "t", High,
        "Metal in the components whose making began (K4).",
        .called("component output").fabricator(BOTH);
    WaitingForCapacity: "waiting_for_capacity", "t", Low,
        "Metal of orders that the maker could not begin for want of capacity, at the end of the \
         period or of the horizon (K2).",
        .called("waiting for capacity").fabricator(BOTH).when(&[FabricatorCapacity]).last();
    Lent: "lent", "t", Low,
        "Metal of its own that the maker has worked up for the builder and not got back, at the \
         end of the period or of the horizon (K8).",
        .fabricator(BOTH).when(&[FabricatorStock]).last();
    Scrap: "scrap", "t", Neither,
        "Metal that did not end in components (K4).",
        .fabricator(BOTH);
    TakeOrPayPaid: "take_or_pay_paid", "USD", Low,
        "Paid for tonnes not taken, less what made-up tonnes had cost (C8, C14).",
        .called("paid for tonnes not taken").contract(BOTH).when(&[PaidMinimum]);
    MadeUp: "made_up", "t", Neither,
        "Tonnes taken free of charge for others paid and not taken before (C14).",
        .called("made-up tonnes").contract(BOTH).when(&[MakeUp]);
    Defaulted: "defaulted", "1", Low,
        "Whether the seller has failed by then, while the contract ran (C9).",
        .called("seller has failed").contract(BOTH).indicator().when(&[Default]).last();
    Renewed: "renewed", "1", Neither,
        "Whether a renewed term has begun by then (C10).",
        .contract(BOTH).indicator().when(&[Renewal]).last();
}

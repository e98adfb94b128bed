//! The catalogue of metrics: name, unit, which way is better, definition. Result tables, watches
//! and thresholds all read it.

pub mod flow;

pub use flow::FLOWS;

/// Whether a planner wants a metric low or high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    Low,
    High,
    Neither,
}

impl Better {
    /// The word of `metrics.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Better::Low => "low",
            Better::High => "high",
            Better::Neither => "none",
        }
    }
}

macro_rules! metrics {
    ($($variant:ident, $name:literal, $unit:literal, $better:ident, $definition:literal;)*) => {
        /// A number that every trial yields, of the total, a region, mine, contract or facility,
        /// over the horizon or in a period.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Metric { $(#[doc = $definition] $variant,)* }

        impl Metric {
            /// Every metric in the order of the tables; so do they compare.
            pub const ALL: &'static [Metric] = &[$(Metric::$variant,)*];

            /// Name in tables, watches and thresholds.
            pub fn name(self) -> &'static str {
                match self { $(Metric::$variant => $name,)* }
            }

            /// Base unit.
            pub fn unit(self) -> &'static str {
                match self { $(Metric::$variant => $unit,)* }
            }

            pub fn better(self) -> Better {
                match self { $(Metric::$variant => Better::$better,)* }
            }

            /// One sentence; numbers in brackets are equations of `docs/model.md`.
            pub fn definition(self) -> &'static str {
                match self { $(Metric::$variant => $definition,)* }
            }
        }
    };
}

metrics! {
    Need, "need", "t", Neither, "Metal that falls due in the horizon (F3).";
    NeedBefore, "need_before", "t", Neither, "Need before the start of the horizon, taken as met \
        (F4).";
    NeedAfter, "need_after", "t", Neither, "Need after the horizon, outside the simulation (F4).";
    Delivered, "delivered", "t", High, "Metal served to facilities (R8).";
    DeliveredContract, "delivered_contract", "t", Neither, "Part of delivered that came from \
        contract arrivals of the same period (R3).";
    DeliveredStock, "delivered_stock", "t", Neither, "Part of delivered that came from stock (R3).";
    DeliveredSpot, "delivered_spot", "t", Neither, "Part of delivered that was bought on the spot \
        market (R3).";
    DeliveredRoute, "delivered_route", "t", Neither, "Part of delivered that came from other \
        regions in the same period (R3).";
    Shortfall, "shortfall", "t", Low, "Tonnes that fell due and were not served in their period; \
        each tonne counts once (R6).";
    Backlog, "backlog", "t", Low, "Tonnes overdue at the end of the period or of the horizon (R6).";
    Stock, "stock", "t", Neither, "Stock at the end of the period or of the horizon (R7).";
    SpotBought, "spot_bought", "t", Neither, "Spot purchases for need and for refilling stock \
        (R7).";
    SpotReceived, "spot_received", "t", Neither, "Spot metal that arrived (R11).";
    RoutedIn, "routed_in", "t", Neither, "Metal that arrived from other regions (R13).";
    RoutedOut, "routed_out", "t", Neither, "Metal that was sent to other regions (R13).";
    Resold, "resold", "t", Neither, "Surplus above the capacity of the stock, sold (R7, R8).";
    Cost, "cost", "USD", Low, "Net cost of the metal, without penalties (E2).";
    CostWithPenalty, "cost_with_penalty", "USD", Low, "Net cost plus penalties or cost of delay \
        (E3).";
    PresentValueOfCost, "present_value_of_cost", "USD", Low, "Net cost without cost of capital, \
        discounted to time 0 (E8).";
    CostPerTonne, "cost_per_tonne", "USD/t", Low, "Mean net cost / mean delivered, a ratio of \
        means (E9).";
    CostContract, "cost_contract", "USD", Neither, "Paid for contract arrivals (C7).";
    CostSpot, "cost_spot", "USD", Neither, "Paid for spot metal at the region's price (E1).";
    SpotPriceVolumeCovariance, "spot_price_volume_covariance", "USD", Low, "What buying more spot \
        metal at high prices adds to cost: covariances of price and spot purchases, summed over \
        periods (E10).";
    CostPremium, "cost_premium", "USD", Neither, "Paid as premium on spot metal, its rise with the \
        volume bought included (E1).";
    CostRoute, "cost_route", "USD", Neither, "Freight and handling of metal from other regions \
        (E1).";
    CostTariff, "cost_tariff", "USD", Low, "Paid as tariff and duty on spot metal, contract \
        arrivals and metal from other regions (E5, R13).";
    CostHolding, "cost_holding", "USD", Low, "Cost of holding stock (E1).";
    CostTakeOrPay, "cost_take_or_pay", "USD", Low, "Paid for tonnes not taken, less what made-up \
        tonnes had cost (C8, C14).";
    CostHedge, "cost_hedge", "USD", Neither, "Paid for hedges, less received from them (H1).";
    CostOpeningStock, "cost_opening_stock", "USD", Neither, "Opening stock at the initial price, \
        in period 0 (E1).";
    CostCapital, "cost_capital", "USD", Low, "Cost of the capital tied up in stock (E6).";
    CostCarbon, "cost_carbon", "USD", Low, "Carbon at the carbon price (E7).";
    CostPenalty, "cost_penalty", "USD", Low, "Penalties for lateness, or cost of delay of the \
        facilities (E3).";
    RevenueResale, "revenue_resale", "USD", Neither, "Received for resold tonnes (E1).";
    RevenueDamages, "revenue_damages", "USD", Neither, "Received from sellers for quota missing \
        without force majeure (C12).";
    ClosingStockValue, "closing_stock_value", "USD", Neither, "Stock at the horizon, with what is \
        paid and under way, at the resale price, credited to cost (E1).";
    Carbon, "carbon", "tCO2e", Low, "Carbon of the tonnes acquired or produced (E4).";
    Water, "water", "m3", Low, "Water of the tonnes acquired or produced (E4).";
    LowCarbonShare, "low_carbon_share", "1", High, "Share of the tonnes acquired whose carbon is \
        at most report.low_carbon, a ratio of means (E4).";
    FillRate, "fill_rate", "1", High, "On-time fill rate, 1 - mean shortfall / mean need, a ratio \
        of means (T2).";
    ServedByHorizon, "served_by_horizon", "1", High, "Mean delivered / mean need, late tonnes \
        included, a ratio of means (T2).";
    Lateness, "lateness", "t.year", Low, "Backlog summed over periods times their length (T1).";
    CoverGap, "cover_gap", "t", Low, "Extra stock, target and capacity that would have left no \
        shortfall (R9); the 95th percentile is the reserve for 95 % certainty. Regional \
        percentiles do not add up.";
    ComponentShortfall, "component_shortfall", "t", Low, "Metal in components that fell due on \
        site and was not there; each tonne counts once (K5).";
    ComponentBacklog, "component_backlog", "t", Low, "Metal in components overdue on site at the \
        end of the period or of the horizon (K5).";
    ScrapReturned, "scrap_returned", "t", Neither, "Scrap of component makers that comes back as \
        metal, for the next period (K4).";
    Substituted, "substituted", "t", Neither, "Metal, with its loss at the maker, that another \
        metal replaced (K7).";
    CostSubstitute, "cost_substitute", "USD", Neither, "Paid for the metal that replaces (K7).";
    RevenueScrap, "revenue_scrap", "USD", Neither, "Received for scrap of component makers (K4).";
    PeriodsShort, "periods_short", "period", Low, "Number of short periods (T1).";
    LongestShortRun, "longest_short_run", "period", Low, "Longest unbroken run of short periods \
        (T1).";
    FirstShortPeriod, "first_short_period", "period", High, "Index of the first short period, \
        among trials that have one (T1).";
    WorstPeriodShortfall, "worst_period_shortfall", "t", Low, "Largest shortfall of a single \
        period (T1).";
    Price, "price", "USD/t", Neither, "Reference price at the end of the period (P1 to P4).";
    FirstShortfall, "first_shortfall", "1", Low, "Whether the first short period is this one.";
    ShortSoFar, "short_so_far", "1", Low, "Whether any period up to this one was short.";
    CompletionDelay, "completion_delay", "week", Low, "From the planned last delivery until the \
        need is served, of all phases together, censored at the horizon (F5).";
    ShortageDelay, "shortage_delay", "week", Low, "Part of the completion delay that missing \
        metal, or what is made of it, causes (F5, K6).";
    PhaseDelay, "phase_delay", "week", Low, "Delay of the phases that missing metal, or what is \
        made of it, causes, each by itself: the mean by their shares (K6).";
    Deferral, "deferral", "week", Low, "Time by which the build was put off because more urgent \
        facilities lacked metal; of phases the mean by their shares (F10).";
    SecuredUsed, "secured_used", "t", Neither, "Need covered by metal that the facility had at \
        time 0 (F8).";
    CostOfDelay, "cost_of_delay", "USD", Low, "Cost of the delay that missing metal causes (F5), \
        each phase by its own (K6).";
    Output, "output", "t", High, "Metal produced (M4).";
    Availability, "availability", "1", High, "Share of time not lost to outages; planned shutdowns \
        do not count (M3).";
    Utilisation, "utilisation", "1", High, "Output over design capacity (M4).";
    OutputLost, "output_lost", "t", Low, "Production lost to outages (M4); with a heap leach it is \
        late rather than lost.";
    SoldElsewhere, "sold_elsewhere", "t", Neither, "Output that no contract of the scenario takes \
        (M9, M10).";
    MaintenanceLoss, "maintenance_loss", "t", Low, "Production given up for planned shutdowns \
        (M5).";
    InSolution, "in_solution", "t", Neither, "Leached metal that waits for the plant, at the end \
        of the period or of the horizon (M6).";
    ReserveLeft, "reserve_left", "t", Neither, "Reserve that is left at the end of the period or \
        of the horizon (M8).";
    Entitlement, "entitlement", "t", Neither, "Quota (C1).";
    Owed, "owed", "t", Low, "Undelivered quota still owed by the seller at the end of the period \
        or of the horizon (C4).";
    Taken, "taken", "t", Neither, "Tonnes taken at the mine (C5).";
    PricePaid, "price_paid", "USD/t", Low, "Contract price; over the horizon paid over delivered, \
        a ratio of means (C7).";
    ComponentOutput, "component_output", "t", High, "Metal in the components whose making began \
        (K4).";
    WaitingForCapacity, "waiting_for_capacity", "t", Low, "Metal of orders that the maker could \
        not begin for want of capacity, at the end of the period or of the horizon (K2).";
    Lent, "lent", "t", Low, "Metal of its own that the maker has worked up for the builder and not \
        got back, at the end of the period or of the horizon (K8).";
    Scrap, "scrap", "t", Neither, "Metal that did not end in components (K4).";
    TakeOrPayPaid, "take_or_pay_paid", "USD", Low, "Paid for tonnes not taken, less what made-up \
        tonnes had cost (C8, C14).";
    MadeUp, "made_up", "t", Neither, "Tonnes taken free of charge for others paid and not taken \
        before (C14).";
    Defaulted, "defaulted", "1", Low, "Whether the seller has failed by then, while the contract \
        ran (C9).";
    Renewed, "renewed", "1", Neither, "Whether a renewed term has begun by then (C10).";
}

/// Metrics of a region or the total over the horizon beside the flows.
pub const HORIZON: [Metric; 9] = [
    Metric::NeedBefore,
    Metric::NeedAfter,
    Metric::ClosingStockValue,
    Metric::Lateness,
    Metric::CoverGap,
    Metric::PeriodsShort,
    Metric::LongestShortRun,
    Metric::FirstShortPeriod,
    Metric::WorstPeriodShortfall,
];

/// Metrics of a period that only the total has.
pub const TOTAL_PERIOD: [Metric; 3] = [Metric::Price, Metric::FirstShortfall, Metric::ShortSoFar];

pub const FACILITY_PERIOD: [Metric; 6] = [
    Metric::Need,
    Metric::Delivered,
    Metric::Shortfall,
    Metric::Backlog,
    Metric::ComponentShortfall,
    Metric::ComponentBacklog,
];

pub const FACILITY: [Metric; 14] = [
    Metric::Need,
    Metric::NeedBefore,
    Metric::NeedAfter,
    Metric::Delivered,
    Metric::Shortfall,
    Metric::Backlog,
    Metric::CompletionDelay,
    Metric::ShortageDelay,
    Metric::CostOfDelay,
    Metric::ComponentShortfall,
    Metric::ComponentBacklog,
    Metric::SecuredUsed,
    Metric::Deferral,
    Metric::PhaseDelay,
];

pub const FABRICATOR: [Metric; 9] = [
    Metric::Need,
    Metric::Delivered,
    Metric::Shortfall,
    Metric::Backlog,
    Metric::ComponentOutput,
    Metric::WaitingForCapacity,
    Metric::Scrap,
    Metric::Substituted,
    Metric::Lent,
];

pub const MINE: [Metric; 10] = [
    Metric::Output,
    Metric::Availability,
    Metric::Utilisation,
    Metric::OutputLost,
    Metric::Carbon,
    Metric::Water,
    Metric::SoldElsewhere,
    Metric::MaintenanceLoss,
    Metric::InSolution,
    Metric::ReserveLeft,
];

pub const PRODUCT: [Metric; 4] =
    [Metric::Output, Metric::Carbon, Metric::Water, Metric::SoldElsewhere];

pub const CONTRACT: [Metric; 11] = [
    Metric::Entitlement,
    Metric::Delivered,
    Metric::Owed,
    Metric::Taken,
    Metric::Resold,
    Metric::Cost,
    Metric::TakeOrPayPaid,
    Metric::MadeUp,
    Metric::RevenueDamages,
    Metric::Defaulted,
    Metric::Renewed,
];

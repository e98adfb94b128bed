//! The optional parts of a scenario with which metrics come.

macro_rules! features {
    ($($feature:ident: $what:literal,)*) => {
        /// An optional part of a scenario; a metric of an absent part is absent, not zero.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Feature { $(#[doc = "See [`Feature::what`]."] $feature,)* }

        impl Feature {
            /// Every feature.
            pub const ALL: &'static [Feature] = &[$(Feature::$feature,)*];

            /// What a scenario would need, in words.
            pub fn what(self) -> &'static str {
                match self { $(Feature::$feature => $what,)* }
            }
        }
    };
}

features! {
    Backlog: "`unmet = \"backlog\"` in [shortage]",
    CapitalCost: "a `capital_cost` in [money]",
    Carbon: "`carbon` of mines or spot markets",
    CarbonPrice: "a `carbon_price` in [money]",
    Components: "a facility with `components`",
    Contract: "a contract",
    CostOfDelay: "a facility with `cost_of_delay`",
    Damages: "a contract with `force_majeure.otherwise = \"damages\"`",
    Default: "a contract with `default`",
    Deferral: "a facility with a `deferral`",
    DiscountRate: "a `discount_rate` in [money]",
    FabricatorCapacity: "a fabricator with a `capacity`",
    FabricatorStock: "a fabricator with a `stock`",
    Hedge: "a hedge",
    Inventory: "a region with an `inventory`",
    KeptMinimum: "a contract with `take_or_pay` and `minimum = \"year-end\"`",
    Leach: "a mine with a `leach`",
    LowCarbon: "a `low_carbon` in [report]",
    Maintenance: "a mine with `maintenance`",
    MakeUp: "a contract with `make_up` and `minimum = \"paid\"`",
    PaidMinimum: "a contract with `take_or_pay` and `minimum = \"paid\"`",
    PaidUnderWay: "`under_way` of a spot market or route",
    Penalty: "a `penalty` in [shortage]",
    Phases: "a facility with several `phases`",
    Renewal: "a contract with `renewal`",
    Reserve: "a mine with a `reserve`",
    RouteIn: "a [route.NAME]",
    RouteOut: "a [route.NAME]",
    ScrapMetal: "a fabricator with `scrap = \"returned\"`",
    ScrapReturned: "a fabricator with `scrap = \"returned\"`",
    ScrapSold: "a fabricator whose scrap is sold",
    Secured: "a facility with `secured` metal",
    Spot: "a region with a `spot` market",
    SpotMetal: "a region with a `spot` market",
    StockMetal: "a region with an `inventory`, or a route with `under_way`",
    SpotLag: "a spot market with `lag`",
    Substitution: "a fabricator with a `substitution`",
    Tariff: "a `tariff` or `duty` of contracts, spot markets or routes",
    Water: "`water` of mines or spot markets",
}

/// Some of the features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features(u64);

impl Features {
    /// Whether a feature is among them.
    #[inline(always)]
    pub const fn has(self, feature: Feature) -> bool {
        self.0 >> feature as u8 & 1 == 1
    }
}

impl FromIterator<Feature> for Features {
    fn from_iter<I: IntoIterator<Item = Feature>>(features: I) -> Self {
        Features(features.into_iter().fold(0, |bits, feature| bits | 1 << feature as u8))
    }
}

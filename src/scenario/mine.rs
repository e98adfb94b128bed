//! Mines, what they may have, and the districts they lie in.

use super::table::differs;
use super::table::prelude::*;
use crate::index::DistrictIndex;

table! {
    /// Shocks that several mines have in common.
    pub struct District("a district", name) {
        /// Kinds of outages that stop all mines of the district at once: strikes, weather, power.
        outages: Vec<OutageKind>, required;
        /// What charts, pages and the first screen call it, such as `"Ohio 1"`; its name if it is
        /// missing.
        label: Option<String>;
    }
}

table! {
    /// A mine and what it delivers.
    pub struct Mine("a mine", name), sides [&[&["leach"], &["reserve"]]] {
        /// Design capacity; with `leach` that of the SX-EW plant.
        capacity: Quantity = MASS_RATE;
        /// Rise from nothing to design; without it the mine runs at design from time 0.
        ramp: Option<Ramp>;
        /// Share of the design capacity reached on average, drawn once a trial.
        utilisation: Quantity = NUMBER.between(0.0, 10.0).example("0.66"), default("1");
        /// Factor on the output (with `leach` on what is leached), usually drawn each period.
        variation: Quantity = NUMBER.between(0.0, 1000.0).each_period().example("1.0"),
            default("1");
        /// Kinds of outages; a mine is up when none of them holds.
        outages: Vec<OutageKind>;
        /// The district whose outages the mine shares with its neighbours.
        district: Option<DistrictIndex>;
        /// Planned shutdowns; they are no outages and leave the availability as it is.
        maintenance: Vec<Shutdown>;
        /// A heap leach that feeds the plant.
        leach: Option<Leach>;
        /// A later improvement, such as that of process analytics.
        uplift: Option<Uplift>;
        /// Metal that can still be produced from the start of the horizon on; output stops when it
        /// is gone.
        reserve: Option<Quantity> = MASS.example("45 kt");
        /// What the output is split into, such as metal of two processes; each contract then draws
        /// on one of them.
        products as "product": Vec<Product>;
        /// Carbon factor of its metal; of products that have none of their own.
        carbon: Option<Quantity> = CARBON;
        /// Water factor of its metal; of products that have none of their own.
        water: Option<Quantity> = WATER;
        /// Label of the accounting boundary of `carbon` and `water`; unlike labels are not mixed.
        boundary: Option<String>;
        /// What charts, pages and the first screen call it, such as `"Ohio 1"`; its name if it is
        /// missing.
        label: Option<String>;
    }
}

table! {
    /// A part of a mine's output.
    pub struct Product("a product", name) {
        /// Share of the mine's output; uncertain shares are scaled to add up to 1. One product may
        /// do without: it is what the others leave.
        share: Option<Quantity> = SHARE.each_period().example("0.467");
        /// Carbon factor of its metal; if missing that of the mine.
        carbon: Option<Quantity> = CARBON;
        /// Water factor of its metal; if missing that of the mine.
        water: Option<Quantity> = WATER;
        /// Label of the accounting boundary of `carbon` and `water`; if missing that of the mine.
        boundary: Option<String>;
        /// What charts, pages and the first screen call it, such as `"Ohio 1"`; its name if it is
        /// missing.
        label: Option<String>;
    }
}

impl Mine {
    /// Carbon factor of a product, or of all its metal if it has none.
    pub fn carbon_of(&self, product: Option<usize>) -> Option<&Quantity> {
        product.and_then(|product| self.products[product].carbon.as_ref()).or(self.carbon.as_ref())
    }

    /// Water factor of a product, or of all its metal if it has none.
    pub fn water_of(&self, product: Option<usize>) -> Option<&Quantity> {
        product.and_then(|product| self.products[product].water.as_ref()).or(self.water.as_ref())
    }

    /// Whether any of its metal has a carbon factor.
    pub fn has_carbon(&self) -> bool {
        self.carbon.is_some() || self.products.iter().any(|product| product.carbon.is_some())
    }

    /// Whether any of its metal has a water factor.
    pub fn has_water(&self) -> bool {
        self.water.is_some() || self.products.iter().any(|product| product.water.is_some())
    }
}

table! {
    /// Rise of a mine from nothing.
    pub struct Ramp("a ramp") {
        /// Month at whose first moment output begins.
        from: Month;
        /// Probability that design is ever reached.
        reaches_design: Quantity = SHARE.example("0.75"), default("1");
        /// Share of design that a mine that never reaches design rises to instead.
        plateau: Option<Quantity> = SHARE.example("0.7");
        /// How output rises.
        curve: RampCurve, variants;
    }
}

/// Whether it is possible that a mine with this ramp never reaches design.
pub fn never_reaches_design(ramp: &Record) -> bool {
    ramp.quantity("reaches_design").is_some_and(|quantity| differs(quantity, 1.0))
}

variants! {
    /// How output rises.
    pub enum RampCurve("curve", default "linear"), RampCurveName {
        /// A straight line.
        Linear = "linear", "a linear ramp" {
            /// Time until design is reached.
            duration: Quantity = TIME.between(0.0, 1000.0).example("18 month");
        };

        /// 1 - exp(-(age/scale)^shape), which comes ever closer to design.
        Weibull = "weibull", "a Weibull ramp" {
            /// Shape: below 1 the rise is steepest at once, above 1 it begins slowly.
            shape: Quantity = NUMBER.between(0.2, 20.0).example("1.35");
            /// Time after which 63 % of design is reached.
            scale: Quantity = TIME.above_zero(1000.0).example("18 month");
        };
    }
}

table! {
    /// Outages of a kind: a renewal process of running time and repair.
    pub struct OutageKind("an outage") {
        /// What it is, such as "strike", for reports.
        name: Option<String>;
        /// Expected number of outages per unit of running time.
        rate: Quantity = FREQUENCY.between(0.0, 1000.0).example("0.25 /year");
        /// Length of an outage, drawn anew for each.
        duration: Quantity = TIME.between(0.0, 1000.0).drawn(Drawn::Outage).example("14 day");
        /// Share of the output that is lost while it lasts.
        loss: Quantity = SHARE.drawn(Drawn::OutageOrTrial).example("0.5"), default("1");
        /// State in which the mine begins.
        start: OutageStart, default("up");
        /// Time that an outage in progress at the start of the horizon still lasts; not together
        /// with `start = "stationary"`.
        in_progress: Option<Quantity> = SPAN.example("2 month");
    }
}

words! {
    /// State of a mine when its outage clock starts.
    pub enum OutageStart {
        /// running
        Up = "up",
        /// up or down as in the long run
        Stationary = "stationary",
    }
}

table! {
    /// A planned shutdown.
    pub struct Shutdown("a planned shutdown") {
        /// Month at whose first moment it begins.
        month: Month;
        /// Length, drawn once a trial.
        duration: Quantity = SPAN.example("10 day");
        /// Months after which it comes again, and so on.
        every: Option<u32> = Kind::integer(1, 1200);
    }
}

table! {
    /// A heap leach.
    pub struct Leach("a heap leach") {
        /// Contained metal that is stacked per time.
        stacking: Quantity = MASS_RATE.example("12 kt/year");
        /// First month of stacking; may lie before the start of the horizon.
        from: Month;
        /// When stacking ends.
        until: StackingEnd, keys;
        /// Time from stacking to the first metal in solution.
        lag: Quantity = SPAN.example("2 month"), default("0 month");
        /// Mineral classes: oxide, secondary sulphide, primary sulphide.
        classes: Vec<LeachClass>, required;
    }
}

one_of! {
    /// When stacking ends.
    pub enum StackingEnd {
        /// Last month of stacking, included; or give `quantity`. Without either it goes on.
        Month(Month) = "to";
        /// Contained metal that is stacked in all.
        Quantity(Quantity) = "quantity", MASS.example("60 kt");
    } else {
        /// It goes on.
        Never
    }
}

table! {
    /// A mineral class of the ore that is stacked.
    pub struct LeachClass("a mineral class") {
        /// Share of the contained metal; uncertain shares are scaled to add up to 1.
        share: Quantity = SHARE.example("0.3"), default("1");
        /// Share of it that is recovered in the end.
        recovery: Quantity = SHARE.example("0.85");
        /// Time after which 63 % of that is recovered.
        time_constant: Quantity = TIME.above_zero(1000.0).example("6 month");
    }
}

table! {
    /// A later improvement of a mine.
    pub struct Uplift("an uplift") {
        /// Time from the start of the horizon until it arrives.
        after: Quantity = TIME.between(0.0, 1000.0).example("12 month");
        /// What it adds.
        gain: UpliftGain, keys;
    }
}

one_of! {
    /// What an uplift adds.
    pub enum UpliftGain {
        /// With `leach`: added to the recovery of every class, 0.01 is a percentage point.
        Recovery(Quantity) = "recovery", NUMBER.between(-1.0, 1.0).example("0.01");
        /// Without `leach`: factor on the output.
        Output(Quantity) = "output", NUMBER.between(0.0, 10.0).example("1.02");
    }
}

//! `[price]`.

use super::calendar::TimeGrid;
use super::table::prelude::*;

const INITIAL: Key = Key::required(
    "initial",
    PRICE.within(Range::POSITIVE).kind(),
    "Price at time 0, the first moment of the first period.",
);

/// What a month makes of the price.
const FACTOR: QuantityRule = NUMBER.above_zero(100.0).example("1.03");

/// Per square root of a year.
const VOLATILITY: QuantityRule = NUMBER.between(0.0, 10.0).example("0.23");

table! {
    /// The reference price of the commodity, USD/t; P_t is the price at the end of period t.
    pub struct Price("the price") {
        /// Price at time 0; for a table or a forward curve its value there.
        initial: Quantity = &[], read(initial);
        /// How the price moves.
        process: PriceProcess, variants;
    }
}

variants! {
    /// How the price moves.
    pub enum PriceProcess("process"), PriceProcessName {
        /// It stays where it is.
        Constant = "constant", "a constant price" with [&[INITIAL]];

        /// It follows the season.
        Seasonal = "seasonal", "a seasonal price" with [&[INITIAL]] {
            /// Factors on `initial` by month of the calendar, such as { june = 1.03 }; that of the
            /// last month of a period makes its price.
            factors: SeasonalFactors;
        };

        /// Geometric Brownian motion.
        Gbm = "gbm", "a gbm price" with [&[INITIAL]] {
            /// Growth rate of the mean price per year.
            drift: Quantity = FREQUENCY.between(-5.0, 5.0).unit_optional().example("0.02 /year");
            /// Standard deviation of the log price per square root of a year, jumps apart.
            volatility: Quantity = VOLATILITY;
            /// Sudden changes of the log price (Merton).
            jumps: Option<Jumps>;
            /// Whether the drift is lowered so that jumps leave the mean unchanged.
            compensated: bool, default("true");
        };

        /// Mean-reverting log price (Schwartz one-factor).
        MeanReverting = "mean-reverting", "a mean-reverting price" with [&[INITIAL]] {
            /// Long-run median of the diffusion, to which the price returns.
            level: Quantity = PRICE.within(Range::POSITIVE);
            /// Time in which the distance of the log price from its level halves.
            half_life: Quantity = TIME.above_zero(1e4).example("2.9 year");
            /// Standard deviation of the log price per square root of a year, jumps apart.
            volatility: Quantity = VOLATILITY;
            /// Sudden changes of the log price (Merton).
            jumps: Option<Jumps>;
        };

        /// Mean-reverting about a forward curve, which is the mean of every month.
        Forward = "forward", "a forward price" {
            /// Forward prices by month, such as { "2026-01" = "13205 USD/t" }: linear in between,
            /// flat outside.
            points: Vec<(Month, f64)>, required;
            /// Time in which the distance of the log price from the curve halves.
            half_life: Quantity = TIME.above_zero(1e4).example("2.9 year");
            /// Standard deviation of the log price per square root of a year.
            volatility: Quantity = VOLATILITY;
        };

        /// Known prices.
        Table = "table", "a table price" {
            /// Known prices by month, such as { "2026-01" = "13205 USD/t" }: linear in between,
            /// flat outside.
            points: Vec<(Month, f64)>, required;
        };
    }
}

impl PriceProcessName {
    /// Whether a shock of the price is drawn each period.
    pub(crate) fn has_shock(self) -> bool {
        match self {
            PriceProcessName::Gbm | PriceProcessName::MeanReverting | PriceProcessName::Forward => {
                true
            }
            PriceProcessName::Constant | PriceProcessName::Seasonal | PriceProcessName::Table => {
                false
            }
        }
    }
}

table! {
    /// Factors on a price by month of the calendar.
    pub struct SeasonalFactors("seasonal factors") {
        /// Factor of January.
        january: Quantity = FACTOR, default("1");
        /// Factor of February.
        february: Quantity = FACTOR, default("1");
        /// Factor of March.
        march: Quantity = FACTOR, default("1");
        /// Factor of April.
        april: Quantity = FACTOR, default("1");
        /// Factor of May.
        may: Quantity = FACTOR, default("1");
        /// Factor of June.
        june: Quantity = FACTOR, default("1");
        /// Factor of July.
        july: Quantity = FACTOR, default("1");
        /// Factor of August.
        august: Quantity = FACTOR, default("1");
        /// Factor of September.
        september: Quantity = FACTOR, default("1");
        /// Factor of October.
        october: Quantity = FACTOR, default("1");
        /// Factor of November.
        november: Quantity = FACTOR, default("1");
        /// Factor of December.
        december: Quantity = FACTOR, default("1");
    }
}

impl SeasonalFactors {
    /// From January to December.
    pub fn by_month(&self) -> [&Quantity; 12] {
        let SeasonalFactors {
            january,
            february,
            march,
            april,
            may,
            june,
            july,
            august,
            september,
            october,
            november,
            december,
        } = self;
        [
            january, february, march, april, may, june, july, august, september, october, november,
            december,
        ]
    }
}

table! {
    /// Merton jumps of the log price.
    pub struct Jumps("a jump process") {
        /// Expected number of jumps per time.
        // e^{−700} is the least chance of no jump that a number can hold.
        rate: Quantity = FREQUENCY.between(0.0, 700.0);
        /// Mean jump of the log price.
        mean: Quantity = NUMBER.between(-5.0, 5.0).example("-0.013");
        /// Standard deviation of a jump of the log price.
        standard_deviation as "sd": Quantity = NUMBER.between(0.0, 5.0).example("0.11");
    }
}

fn initial(record: &Record, records: &Records) -> Option<Quantity> {
    let Some(points) = record.points("points") else { return record.quantity("initial").cloned() };
    let price = interpolate(points, TimeGrid::of(records)?.start)?;
    Some(Quantity::default_constant("price.initial", price, "USD/t"))
}

/// Linear between points, flat outside.
fn interpolate(points: &[(Month, f64)], month: Month) -> Option<f64> {
    let after = points.partition_point(|(other, _)| *other <= month);
    match (after.checked_sub(1).and_then(|before| points.get(before)), points.get(after)) {
        (Some(&(_, price)), None) | (None, Some(&(_, price))) => Some(price),
        (Some(&(from, low)), Some(&(to, high))) => {
            let share = f64::from(month.0 - from.0) / f64::from(to.0 - from.0);
            Some(low + (high - low) * share)
        }
        (None, None) => None,
    }
}

//! What a mine may have: a heap leach, a later improvement.

use super::{Form, Kind, MASS, MASS_RATE, NUMBER, Range, TIME, defaulted, optional, required};

pub const LEACH: Form = Form::plain(
    "a heap leach",
    &[
        required(
            "stacking",
            Kind::Quantity(MASS_RATE.example("12 kt/year")),
            "Contained metal that is stacked per time.",
        ),
        required(
            "from",
            Kind::Month,
            "First month of stacking; may lie before the start of the horizon.",
        ),
        optional(
            "to",
            Kind::Month,
            "Last month of stacking, included; or give `quantity`. Without either it goes on.",
        ),
        optional(
            "quantity",
            Kind::Quantity(MASS.example("60 kt")),
            "Contained metal that is stacked in all.",
        ),
        defaulted(
            "lag",
            Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("2 month")),
            "0 month",
            "Time from stacking to the first metal in solution.",
        ),
        required(
            "classes",
            Kind::Tables(&LEACH_CLASS),
            "Mineral classes: oxide, secondary sulphide, primary sulphide.",
        ),
    ],
)
.with_alternatives(&[[&["to"], &["quantity"]]]);

const LEACH_CLASS: Form = Form::plain(
    "a mineral class",
    &[
        defaulted(
            "share",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.3")),
            "1",
            "Share of the contained metal; uncertain shares are scaled to add up to 1.",
        ),
        required(
            "recovery",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.85")),
            "Share of it that is recovered in the end.",
        ),
        required(
            "time_constant",
            Kind::Quantity(
                TIME.within(Range { lowest: 0.0, highest: 1000.0, above: true }).example("6 month"),
            ),
            "Time after which 63 % of that is recovered.",
        ),
    ],
);

pub const UPLIFT: Form = Form::plain(
    "an uplift",
    &[
        required(
            "after",
            Kind::Quantity(TIME.within(Range::closed(0.0, 1000.0)).example("12 month")),
            "Time from the start of the horizon until it arrives.",
        ),
        optional(
            "recovery",
            Kind::Quantity(NUMBER.within(Range::closed(-1.0, 1.0)).example("0.01")),
            "With `leach`: added to the recovery of every class, 0.01 is a percentage point.",
        ),
        optional(
            "output",
            Kind::Quantity(NUMBER.within(Range::closed(0.0, 10.0)).example("1.02")),
            "Without `leach`: factor on the output.",
        ),
    ],
)
.with_alternatives(&[[&["recovery"], &["output"]]]);

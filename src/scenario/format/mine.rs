//! `[mine.NAME]` and `[contract.NAME]`.

use super::{
    CARBON, Drawn, FREQUENCY, Form, Kind, MASS, MASS_RATE, NUMBER, PRICE, Range, Section, TIME, WATER, defaulted, optional,
    required,
};

pub const MINE: Section = Section {
    name: "mine",
    named: true,
    required: false,
    form: Form::plain(
        "a mine",
        &[
            required("capacity", Kind::Quantity(MASS_RATE), "Design capacity."),
            optional(
                "ramp",
                Kind::Table(&RAMP),
                "Linear rise from nothing to design; without it the mine runs at design from time 0.",
            ),
            defaulted(
                "utilisation",
                Kind::Quantity(NUMBER.within(Range::closed(0.0, 10.0)).example("0.66")),
                "1",
                "Share of the design capacity reached on average, drawn once a trial.",
            ),
            defaulted(
                "variation",
                Kind::Quantity(NUMBER.within(Range::closed(0.0, 1000.0)).drawn(Drawn::TrialOrPeriod).example("1.0")),
                "1",
                "Factor on the output, usually drawn each period.",
            ),
            optional("outages", Kind::Tables(&OUTAGE), "Kinds of outages; a mine is up when none of them holds."),
            optional("carbon", Kind::Quantity(CARBON), "Carbon factor of its copper."),
            optional("water", Kind::Quantity(WATER), "Water factor of its copper."),
            optional(
                "boundary",
                Kind::Text,
                "Label of the accounting boundary of `carbon` and `water`; unlike labels are not mixed.",
            ),
        ],
    ),
    doc: "A mine and what it delivers.",
};

const RAMP: Form = Form::plain(
    "a ramp",
    &[
        required("from", Kind::Month, "Month at whose first moment output begins."),
        required(
            "duration",
            Kind::Quantity(TIME.within(Range::closed(0.0, 1000.0)).example("18 month")),
            "Time until design is reached.",
        ),
    ],
);

const OUTAGE: Form = Form::plain(
    "an outage",
    &[
        required(
            "rate",
            Kind::Quantity(FREQUENCY.within(Range::closed(0.0, 1000.0)).example("0.25 /year")),
            "Expected number of outages per unit of running time.",
        ),
        required(
            "duration",
            Kind::Quantity(TIME.within(Range::closed(0.0, 1000.0)).drawn(Drawn::Outage).example("14 day")),
            "Length of an outage, drawn anew for each.",
        ),
        defaulted(
            "start",
            Kind::Choice(&[("up", "running"), ("stationary", "up or down as in the long run")]),
            "up",
            "State in which the mine begins.",
        ),
    ],
);

pub const CONTRACT: Section = Section {
    name: "contract",
    named: true,
    required: false,
    form: Form::plain(
        "a contract",
        &[
            optional("mine", Kind::Name("mine"), "The mine that delivers; or give `trader`."),
            optional(
                "trader",
                Kind::Text,
                "Name of a seller without a mine in the scenario, who delivers whatever is contracted; or give `mine`.",
            ),
            required("region", Kind::Name("region"), "The region that receives."),
            required("from", Kind::Month, "First month of the term."),
            optional("to", Kind::Month, "Last month of the term, included; or give `term`."),
            optional(
                "term",
                Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).drawn(Drawn::Never).example("48 month")),
                "Length of the term in whole months; or give `to`.",
            ),
            optional("rate", Kind::Quantity(MASS_RATE.example("875 t/quarter")), "Contracted copper per time."),
            optional(
                "quantity",
                Kind::Quantity(MASS.example("14000 t")),
                "Contracted copper over the whole term, in equal quotas; without `rate` and `quantity` the contract has its share of output.",
            ),
            defaulted(
                "max_share_of_output",
                Kind::Quantity(NUMBER.within(Range::SHARE).example("0.8")),
                "1",
                "Largest share of the mine's output of a period that goes to this contract.",
            ),
            required("price", Kind::Table(&CONTRACT_PRICE), "What a tonne costs."),
            defaulted(
                "taking",
                Kind::Choice(&[("all", "everything offered comes"), ("needed", "the region calls what it needs")]),
                "all",
                "Who decides how much comes.",
            ),
            optional(
                "take_or_pay",
                Kind::Quantity(NUMBER.within(Range::SHARE).example("0.9")),
                "Share of the offered copper that is paid in any case; only with `taking = \"needed\"`.",
            ),
            defaulted(
                "carry_over",
                Kind::Boolean,
                "false",
                "Whether the seller's undelivered quota stays owed until the term ends.",
            ),
            defaulted(
                "lag",
                Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("1 month")),
                "0 month",
                "Time from the mine to the region; paid on arrival.",
            ),
            optional("carbon", Kind::Quantity(CARBON), "Carbon factor of a trader's copper; a mine has its own."),
            optional("water", Kind::Quantity(WATER), "Water factor of a trader's copper; a mine has its own."),
            optional("boundary", Kind::Text, "Label of the accounting boundary of `carbon` and `water`."),
        ],
    )
    .with_alternatives(&[
        [&["mine", "max_share_of_output"], &["trader", "carbon", "water", "boundary"]],
        [&["to"], &["term"]],
        [&["rate"], &["quantity"]],
    ]),
    doc: "An offtake contract between a mine or a trader and a region.",
};

const CONTRACT_PRICE: Form = Form::plain(
    "a contract price",
    &[
        optional(
            "basis",
            Kind::Choice(&[("reference", "the reference price")]),
            "Price that the contract follows, clamp(basis, floor, cap) + premium; or give `fixed`.",
        ),
        optional(
            "premium",
            Kind::Quantity(PRICE.within(Range::ANY).example("150 USD/t")),
            "Added to the clamped basis; 0 if it is missing.",
        ),
        optional("floor", Kind::Quantity(PRICE), "Lowest value of the basis."),
        optional("cap", Kind::Quantity(PRICE), "Highest value of the basis."),
        optional("fixed", Kind::Quantity(PRICE), "A fixed price, instead of `basis`."),
    ],
)
.with_alternatives(&[[&["fixed"], &["basis", "premium", "floor", "cap"]]]);

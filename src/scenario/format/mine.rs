//! `[mine.NAME]`.

use super::{
    CARBON, Drawn, FREQUENCY, Form, Kind, MASS_RATE, NUMBER, Range, Section, TIME, WATER, defaulted, optional, required,
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

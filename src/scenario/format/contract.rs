//! `[contract.NAME]` and `[hedge.NAME]`.

use super::money::{DUTY, TARIFF, TARIFF_FROM};
use super::{
    CARBON, Drawn, FREQUENCY, Form, Kind, MASS, MASS_RATE, NUMBER, PRICE, Range, Section, TIME,
    Variant, Variants, WATER, defaulted, optional, required,
};

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
                "Name of a seller without a mine in the scenario, who delivers whatever is \
                 contracted; or give `mine`.",
            ),
            optional(
                "product",
                Kind::Text,
                "The product that it is for; required if the mine has \
                products.",
            ),
            required("region", Kind::Name("region"), "The region that receives."),
            required("from", Kind::Month, "First month of the term."),
            optional("to", Kind::Month, "Last month of the term, included; or give `term`."),
            optional(
                "term",
                Kind::Quantity(
                    TIME.within(Range::closed(0.0, 100.0)).drawn(Drawn::Never).example("48 month"),
                ),
                "Length of the term in whole months; or give `to`.",
            ),
            optional(
                "rate",
                Kind::Quantity(MASS_RATE.example("875 t/quarter")),
                "Contracted metal \
                per time.",
            ),
            optional(
                "quantity",
                Kind::Quantity(MASS.example("14000 t")),
                "Contracted metal over the whole term, in equal quotas; without `rate`, `quantity` \
                 and `quotas` the contract has its share of output.",
            ),
            optional(
                "quotas",
                Kind::Tables(&QUOTA),
                "A shipping schedule: each quota in equal parts over the months up to the next one \
                 or the end of the term.",
            ),
            optional(
                "tolerance",
                Kind::Table(&TOLERANCE),
                "By how much of the quota a delivery \
                may be more or less.",
            ),
            defaulted(
                "claim",
                Kind::Integer { lowest: 1, highest: 1000 },
                "1",
                "Rank among the contracts of the mine, or of the product, when its output is \
                 short: 1 is served first, equal ranks pro rata.",
            ),
            defaulted(
                "max_share_of_output",
                Kind::Quantity(NUMBER.within(Range::SHARE).example("0.8")),
                "1",
                "Largest share of the mine's output of a period, or of the product's, that goes to \
                 this contract.",
            ),
            required("price", Kind::Table(&CONTRACT_PRICE), "What a tonne costs."),
            defaulted(
                "taking",
                Kind::Choice(&[
                    ("all", "everything offered comes"),
                    (
                        "needed",
                        "the region calls \
                    what it needs",
                    ),
                ]),
                "all",
                "Who decides how much comes. The region calls the contracts with `needed` \
                 together, each in proportion to what it offers, whatever they cost.",
            ),
            optional(
                "take_or_pay",
                Kind::Quantity(NUMBER.within(Range::SHARE).example("0.9")),
                "Share of the offered metal that is paid in any case; only with `taking = \
                 \"needed\"`.",
            ),
            optional(
                "make_up",
                Kind::Table(&MAKE_UP),
                "The buyer's right to take tonnes later that were paid and not taken; only with \
                 `take_or_pay`.",
            ),
            defaulted(
                "carry_over",
                Kind::Boolean,
                "false",
                "Whether the seller's undelivered quota stays owed until the term ends.",
            ),
            optional(
                "force_majeure",
                Kind::Table(&FORCE_MAJEURE),
                "When a mine may deliver less without consequence; without it always.",
            ),
            optional("default", Kind::Table(&DEFAULT), "The seller may fail for good."),
            optional("renewal", Kind::Table(&RENEWAL), "The term may be renewed once."),
            defaulted(
                "lag",
                Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("1 month")),
                "0 month",
                "Time from the mine to the region; paid on arrival.",
            ),
            TARIFF,
            DUTY,
            TARIFF_FROM,
            optional(
                "carbon",
                Kind::Quantity(CARBON),
                "Carbon factor of a trader's metal; a mine \
                has its own.",
            ),
            optional(
                "water",
                Kind::Quantity(WATER),
                "Water factor of a trader's metal; a mine has \
                its own.",
            ),
            optional(
                "boundary",
                Kind::Text,
                "Label of the accounting boundary of `carbon` and \
                `water`.",
            ),
        ],
    )
    .with_alternatives(&[
        [&["mine", "product", "max_share_of_output"], &["trader", "carbon", "water", "boundary"]],
        [&["to"], &["term"]],
        [&["rate"], &["quantity"]],
        [&["rate"], &["quotas"]],
        [&["quantity"], &["quotas"]],
    ]),
    doc: "An offtake contract between a mine or a trader and a region.",
};

const QUOTA: Form = Form::plain(
    "a quota",
    &[
        required("from", Kind::Month, "First month of the quota."),
        required(
            "quantity",
            Kind::Quantity(MASS.example("875 t")),
            "Contracted metal from this month to the next quota.",
        ),
    ],
);

const TOLERANCE: Form = Form::plain(
    "a tolerance",
    &[
        required(
            "share",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.05")),
            "Share of the quota, more or less.",
        ),
        required(
            "option",
            Kind::Choice(&[("buyer", "the buyer chooses"), ("seller", "the seller chooses")]),
            "Who chooses how much, for want or by price.",
        ),
    ],
);

const MAKE_UP: Form = Form::plain(
    "a make-up right",
    &[
        required(
            "window",
            Kind::Quantity(
                TIME.within(Range::closed(0.0, 100.0)).drawn(Drawn::Never).example("12 month"),
            ),
            "Whole months after the settlement of take-or-pay by the end of which the tonnes must \
             be taken. They count at the settlements within it, once a contract year.",
        ),
        optional("cap", Kind::Quantity(MASS), "Largest balance of such tonnes."),
    ],
);

const FORCE_MAJEURE: Form = Form::plain(
    "a force majeure clause",
    &[
        required(
            "below",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.8")),
            "Availability of the mine in a period below which it may deliver less.",
        ),
        defaulted(
            "otherwise",
            Kind::Choice(&[
                ("owed", "what is missing stays owed until the term ends"),
                ("damages", "the seller pays what the market asks above the contract price"),
            ]),
            "owed",
            "What follows when quota is missing without force majeure.",
        ),
    ],
);

const DEFAULT: Form = Form::plain(
    "a default",
    &[required(
        "rate",
        Kind::Quantity(FREQUENCY.within(Range::closed(0.0, 1000.0)).example("0.02 /year")),
        "Expected number of defaults per time; after one nothing more is delivered.",
    )],
);

const RENEWAL: Form = Form::plain(
    "a renewal",
    &[
        required(
            "probability",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.6")),
            "Probability that it is renewed.",
        ),
        required(
            "term",
            Kind::Quantity(
                TIME.within(Range::closed(0.0, 100.0)).drawn(Drawn::Never).example("24 month"),
            ),
            "By how many whole months the term is then longer.",
        ),
    ],
);

const CONTRACT_PRICE: Form = Form::plain(
    "a contract price",
    &[
        optional(
            "basis",
            Kind::Choice(&[
                ("reference", "the reference price"),
                ("region", "the region's price: the reference price and the region's `basis`"),
            ]),
            "Price that the contract follows, clamp(basis, floor, cap) + premium; or give `fixed`.",
        ),
        optional(
            "premium",
            Kind::Quantity(PRICE.within(Range::ANY).example("150 USD/t")),
            "Added to the clamped basis; 0 if it is missing.",
        ),
        optional("floor", Kind::Quantity(PRICE), "Lowest value of the basis."),
        optional("cap", Kind::Quantity(PRICE), "Highest value of the basis."),
        defaulted(
            "quotational_period",
            Kind::Choice(&[
                ("M", "the month of arrival"),
                ("M+1", "the month after it"),
                ("M+2", "two months after it"),
                ("M+3", "three months after it"),
            ]),
            "M",
            "Month whose price is the basis; until it is known an arrival is paid provisionally.",
        ),
        defaulted(
            "averaged_over",
            Kind::Quantity(
                TIME.within(Range::closed(0.0, 10.0)).drawn(Drawn::Never).example("3 month"),
            ),
            "1 month",
            "Whole months from the quotational period on whose prices are averaged.",
        ),
        optional("fixed", Kind::Quantity(PRICE), "A fixed price, instead of `basis`."),
    ],
)
.with_alternatives(&[[
    &["fixed"],
    &["basis", "premium", "floor", "cap", "quotational_period", "averaged_over"],
]]);

pub const HEDGE: Section = Section {
    name: "hedge",
    named: true,
    required: false,
    form: Form {
        noun: "a hedge",
        keys: &[
            required("region", Kind::Name("region"), "The region whose account it is in."),
            required("from", Kind::Month, "First month."),
            optional("to", Kind::Month, "Last month, included; or give `term`."),
            optional(
                "term",
                Kind::Quantity(
                    TIME.within(Range::closed(0.0, 100.0)).drawn(Drawn::Never).example("24 month"),
                ),
                "Length in whole months; or give `to`.",
            ),
            required(
                "rate",
                Kind::Quantity(MASS_RATE.example("100 t/month")),
                "Metal hedged per time.",
            ),
        ],
        variants: Some(&HEDGES),
        alternatives: &[[&["to"], &["term"]]],
    },
    doc: "A position without metal, settled each period against the reference price.",
};

const HEDGES: Variants = Variants {
    tag: "kind",
    doc: "What it pays.",
    default: None,
    list: &[
        Variant {
            name: "swap",
            noun: "a swap",
            keys: &[required(
                "strike",
                Kind::Quantity(PRICE),
                "Fixed price that is paid for the reference price.",
            )],
            doc: "the reference price against a fixed one.",
        },
        Variant {
            name: "collar",
            noun: "a collar",
            keys: &[
                optional(
                    "floor",
                    Kind::Quantity(PRICE),
                    "Price below which the buyer pays the difference.",
                ),
                optional(
                    "cap",
                    Kind::Quantity(PRICE),
                    "Price above which the buyer receives the difference.",
                ),
                defaulted(
                    "premium",
                    Kind::Quantity(PRICE.within(Range::ANY)),
                    "0 USD/t",
                    "Paid for each tonne hedged.",
                ),
            ],
            doc: "a bought call at the cap and a sold put at the floor; with one of them alone, \
                that option.",
        },
    ],
};

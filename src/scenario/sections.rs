//! All tables of a scenario file.

use super::calendar::TimeGrid;
use super::contract::Contract;
use super::fabricator::Fabricator;
use super::facility::{FacilitiesFile, Facility, Shortage};
use super::format::{Form, Key, Kind, NUMBER, Section};
use super::hedge::Hedge;
use super::market::{Region, Route};
use super::mine::{District, Mine};
use super::money::Money;
use super::price::Price;
use super::quantity::Quantity;
use super::record::{FieldValue, Record, Records};
use super::risk_event::RiskEvent;
use super::settings::{ReportSettings, SimulationSettings};
use super::variable::NamedVariable;

/// In the order of the reference page.
pub const SECTIONS: &[Section] = &[
    Section::single::<TimeGrid>("time").required(),
    Section::single::<SimulationSettings>("simulation"),
    Section::single::<Price>("price").required(),
    Section::named::<Region>("region"),
    Section::named::<Route>("route"),
    Section::named::<District>("district"),
    Section::named::<Mine>("mine"),
    Section::named::<Contract>("contract"),
    Section::named::<Hedge>("hedge"),
    Section::named::<Fabricator>("fabricator"),
    Section::named::<Facility>("facility"),
    Section::single::<FacilitiesFile>("facilities"),
    Section::single::<Shortage>("shortage"),
    Section::single::<Money>("money"),
    Section::named::<NamedVariable>("variable"),
    Section::named::<RiskEvent>("event"),
    CORRELATION,
    WATCH,
    Section::single::<ReportSettings>("report"),
];

const CORRELATION: Section = Section {
    name: "correlation",
    named: true,
    required: false,
    form: Form::of_keys(
        "a correlation",
        &[
            Key::required(
                "between",
                Kind::Texts,
                "Paths of random values; `*` stands for any name within a path.",
            ),
            Key::required(
                "coefficient",
                NUMBER.between(-1.0, 1.0).constant().kind(),
                "Correlation of the normal scores of every two of them, between -1 and 1.",
            ),
            Key::optional(
                "repair",
                Kind::Choice(&[("nearest", "take the nearest valid matrix")]),
                "What to do if the coefficients of all correlations contradict each other.",
            ),
        ],
    ),
    doc: "Dependence between random values.",
};

const WATCH: Section = Section {
    name: "watch",
    named: true,
    required: false,
    form: Form::of_keys(
        "a watch",
        &[
            Key::required(
                "when",
                Kind::Texts,
                "Conditions such as \"cost > 200 MUSD\", \"region.us.stock + region.eu.stock < 500 t or \
                 short > 0\"; all must hold.",
            ),
            Key::optional(
                "at",
                Kind::Text,
                "When it looks: horizon (default, the totals), any, every, last (period), \"at least 3 \
                 periods\", a year or a month such as 2027-03.",
            ),
        ],
    ),
    doc: "An event of your own; its probability is reported.",
};

/// The section of a name.
pub fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.name == name)
}

/// All quantities, section by section in the order of the format, tables in the order of mention.
pub fn quantities(records: &Records) -> Vec<&Quantity> {
    let mut quantities = Vec::new();
    for section in SECTIONS {
        let single = records.single.get(section.name).into_iter();
        let named = records.all(section.name).iter().map(|(_, record)| record);
        single.chain(named).for_each(|record| collect(record, &mut quantities));
    }
    quantities
}

/// Appends all quantities, those of inner tables included, in the order of their keys.
fn collect<'a>(record: &'a Record, quantities: &mut Vec<&'a Quantity>) {
    for field in record.fields.values() {
        match &field.value {
            FieldValue::Quantity(quantity) => quantities.push(quantity),
            FieldValue::Table(record) => collect(record, quantities),
            FieldValue::Tables(list) => {
                for record in list {
                    collect(record, quantities);
                }
            }
            FieldValue::NamedTables(list) => {
                for (_, record) in list {
                    collect(record, quantities);
                }
            }
            FieldValue::Text(_)
            | FieldValue::Name { .. }
            | FieldValue::Texts(_)
            | FieldValue::Boolean(_)
            | FieldValue::Integer(_)
            | FieldValue::Month(_)
            | FieldValue::Choice(_)
            | FieldValue::Profile(_)
            | FieldValue::Points(_)
            | FieldValue::Thresholds(_)
            | FieldValue::Effects
            | FieldValue::Shares(_) => {}
        }
    }
}

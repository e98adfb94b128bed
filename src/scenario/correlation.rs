//! `[correlation.NAME]`: which random values are meant, and whether the coefficients go together.

mod matrix;
mod member;

use super::Correlation;
use super::diagnostic::Diagnostic;
use super::quantity::Quantity;
use super::record::Records;
use super::source::Place;
use member::Member;

pub use member::matches;

/// A correlation with its members found.
struct Group {
    name: String,
    /// As written.
    patterns: Vec<String>,
    members: Vec<Member>,
    coefficient: f64,
    repair: bool,
    /// Where the coefficient stands.
    place: Place,
}

/// Finds the members of all correlations and checks the matrices that follow.
pub fn resolve(records: &Records, faults: &mut Vec<Diagnostic>) -> Vec<Correlation> {
    let all = member::all_members(records);
    let mut groups = Vec::new();
    for (name, record) in records.all("correlation") {
        let coefficient = record.quantity("coefficient").and_then(Quantity::constant);
        let members = member::find(name, record, &all, records, faults);
        let (Some(members), Some(coefficient)) = (members, coefficient) else { continue };
        let place = record.value_place("coefficient").clone();
        groups.push(Group {
            name: name.clone(),
            patterns: record
                .texts("between")
                .into_iter()
                .flatten()
                .map(|(pattern, _)| pattern.clone())
                .collect(),
            members,
            coefficient,
            repair: record.is_given("repair"),
            place,
        });
    }
    if matrix::check_pairs(&groups, faults) {
        matrix::check_definite(&groups, faults);
    }
    groups
        .into_iter()
        .map(|group| Correlation {
            name: group.name,
            members: group.members.into_iter().map(|member| member.path).collect(),
            coefficient: group.coefficient,
            repair: group.repair,
        })
        .collect()
}

//! The random values that can be correlated, and the patterns that name them.

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::facility::{certainly_built, possibly_cancelled};
use crate::scenario::mine::never_reaches_design;
use crate::scenario::nearest::nearest;
use crate::scenario::price::PriceProcessName;
use crate::scenario::quantity::{Each, Value};
use crate::scenario::record::{Record, Records};
use crate::scenario::sections::quantities;
use crate::scenario::source::Place;
use crate::scenario::table::differs;

/// A random value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub path: String,
    pub each: Each,
    pub autocorrelation: f64,
}

/// Every random value of the scenario: quantities, the shock of the price, whether a ramp reaches
/// design, when a seller fails and whether a term is renewed, whether a facility is built and
/// whether and when it is cancelled.
pub fn all_members(records: &Records) -> Vec<Member> {
    let mut members = Vec::new();
    let process: Option<PriceProcessName> =
        records.single.get("price").and_then(|price| price.word("process"));
    if process.is_some_and(PriceProcessName::has_shock) {
        members.push(Member { path: "price".to_owned(), each: Each::Period, autocorrelation: 0.0 });
    }
    for quantity in quantities(records) {
        if let Some(random) = quantity.value.random() {
            let (each, autocorrelation) = (random.each, random.autocorrelation);
            members.push(Member { path: quantity.path.clone(), each, autocorrelation });
        }
    }
    let mut once = |path: String| {
        members.push(Member { path, each: Each::Trial, autocorrelation: 0.0 });
    };
    for (name, record) in records.all("mine") {
        if record.table("ramp").is_some_and(never_reaches_design) {
            once(format!("mine.{name}.ramp.reached"));
        }
    }
    for (name, record) in records.all("contract") {
        if record.is_given("default") {
            once(format!("contract.{name}.defaulted"));
        }
        if record.is_given("renewal") {
            once(format!("contract.{name}.renewed"));
        }
    }
    for (name, record) in records.all("event") {
        if record.quantity("probability").is_some_and(|probability| differs(probability, 1.0)) {
            once(format!("event.{name}.happened"));
        }
        if record.is_given("to") {
            once(format!("event.{name}.start"));
        }
    }
    for (name, record) in records.all("facility") {
        if !certainly_built(record) {
            once(format!("facility.{name}.built"));
        }
        if possibly_cancelled(record) {
            once(format!("facility.{name}.cancelled"));
        }
    }
    members
}

/// The members that a correlation's patterns name, in the order of mention; nothing if there is a
/// fault.
pub fn find(
    name: &str,
    record: &Record,
    all: &[Member],
    records: &Records,
    faults: &mut Vec<Diagnostic>,
) -> Option<Vec<Member>> {
    let patterns = record.texts("between")?;
    let mut found: Vec<(Member, Place)> = Vec::new();
    let mut taken = std::collections::BTreeSet::new();
    let (mut sound, mut certain) = (true, false);
    for (pattern, place) in patterns {
        let before = found.len();
        let matching = all.iter().filter(|member| matches(pattern, &member.path));
        let mut any = false;
        for member in matching {
            any = true;
            if taken.insert(member.path.clone()) {
                found.push((member.clone(), place.clone()));
            }
        }
        // What has lost its spread, at the end of a sweep say, goes with nothing any more.
        let is_certain = records.certain.iter().any(|path| matches(pattern, path));
        certain |= is_certain;
        if !any && !is_certain && !pattern.contains('*') {
            faults.push(unknown(pattern, place, all, records));
            sound = false;
        }
        let duration = found[before..].iter().find(|(member, _)| member.each == Each::Outage);
        if let Some((member, _)) = duration {
            let message = format!("`{}` cannot be correlated", member.path);
            faults.push(Diagnostic::error(place, message, "it is drawn anew for every outage"));
            sound = false;
        }
    }
    if !sound {
        return None;
    }
    if found.len() < 2 && certain {
        return None;
    }
    if found.len() < 2 {
        let message = format!("[correlation.{name}] has fewer than two members");
        let label = match found.first() {
            Some((member, _)) => format!("matches only `{}`", member.path),
            None => "matches no random value".to_owned(),
        };
        let fault = Diagnostic::error(record.value_place("between"), message, label);
        let fault = fault.help(format!("random values here: {}", listed(all)));
        faults.push(patterns.iter().fold(fault, |fault, (pattern, _)| fault.missing(pattern)));
        return None;
    }
    let first = &found[0].0;
    if let Some((other, place)) = found.iter().find(|(member, _)| member.each != first.each) {
        let word = |each: Each| {
            if each == Each::Period { "drawn each period" } else { "drawn once a trial" }
        };
        let message = format!("`{}` and `{}` cannot be correlated", first.path, other.path);
        let label = format!(
            "`{}` is {}, `{}` is {}",
            first.path,
            word(first.each),
            other.path,
            word(other.each)
        );
        faults.push(
            Diagnostic::error(place, message, label)
                .help("only values that are drawn equally often have a correlation"),
        );
        return None;
    }
    Some(found.into_iter().map(|(member, _)| member).collect())
}

fn unknown(pattern: &str, place: &Place, all: &[Member], records: &Records) -> Diagnostic {
    let quantities = quantities(records);
    let known = quantities.iter().find(|quantity| quantity.path == pattern);
    match known.map(|quantity| &quantity.value) {
        Some(Value::Variable { name, .. }) => Diagnostic::error(
            place,
            format!("`{pattern}` is no random value of its own"),
            "it follows a variable",
        )
        .help(format!("correlate `variable.{name}` instead")),
        Some(_) => Diagnostic::error(
            place,
            format!("`{pattern}` is a constant"),
            "only random values have a correlation",
        ),
        None => {
            let help = nearest(pattern, all.iter().map(|member| member.path.as_str())).map_or_else(
                || format!("random values here: {}", listed(all)),
                |near| format!("did you mean `{near}`?"),
            );
            Diagnostic::error(
                place,
                format!("there is no random value `{pattern}`"),
                "not in this scenario",
            )
            .help(help)
            .missing(pattern)
        }
    }
}

fn listed(all: &[Member]) -> String {
    let names: Vec<&str> = all
        .iter()
        .filter(|member| member.each != Each::Outage)
        .take(12)
        .map(|member| member.path.as_str())
        .collect();
    match (names.is_empty(), all.len() > 12) {
        (true, _) => "none".to_owned(),
        (false, true) => format!("{}, ...", names.join(", ")),
        (false, false) => names.join(", "),
    }
}

/// Whether a pattern names a path; `*` stands for any part of one segment.
pub fn matches(pattern: &str, path: &str) -> bool {
    let value = pattern.strip_suffix(".value").filter(|_| pattern.starts_with("variable."));
    let pattern = value.unwrap_or(pattern);
    pattern.split('.').count() == path.split('.').count()
        && pattern
            .split('.')
            .zip(path.split('.'))
            .all(|(pattern, segment)| segment_matches(pattern, segment))
}

fn segment_matches(pattern: &str, segment: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = segment.strip_prefix(first) else { return false };
    if !pattern.contains('*') {
        return rest.is_empty();
    }
    let parts: Vec<&str> = parts.collect();
    let (last, middle) = parts.split_last().map_or(("", &[][..]), |(last, middle)| (*last, middle));
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stays_within_its_segment() {
        assert!(matches("facility.*.intensity", "facility.ohio-1.intensity"));
        assert!(matches("facility.ohio-*.intensity", "facility.ohio-1.intensity"));
        assert!(matches("mine.*.outages.*.rate", "mine.a.outages.2.rate"));
        assert!(matches("facility.a*b*c.x", "facility.a-b-b-c.x"));
        assert!(matches("variable.x.value", "variable.x"));
        assert!(!matches("facility.*", "facility.ohio-1.intensity"));
        assert!(!matches("facility.ohio-*.intensity", "facility.texas-1.intensity"));
        assert!(!matches("facility.ab*b.x", "facility.ab.x"));
    }
}

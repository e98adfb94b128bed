//! Whether the coefficients of all correlations go together: the matrix of normal scores must be
//! positive semi-definite.

use std::collections::{BTreeMap, BTreeSet};

use super::Group;
use super::member::Member;
use crate::numerics::spectrum::{nearest_correlation, symmetric_eigen};
use crate::sampling::dependence::Factorisation;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::quantity::Each;

/// Eigenvalues above this, times the number of members, count as not negative.
const ROUNDING: f64 = -1e-12;
/// Larger matrices are not decomposed, which takes seconds (a single correlation between any number
/// of members needs none).
const LARGEST_MATRIX: usize = 400;
/// For larger matrices the nearest valid one is not sought, which takes many decompositions.
const LARGEST_REPAIRED: usize = 120;
/// So many names and coefficients are shown.
const LARGEST_SHOWN: usize = 10;

/// Reports pairs that are given twice with different coefficients; true if there are none.
pub fn check_pairs(groups: &[Group], faults: &mut Vec<Diagnostic>) -> bool {
    let mut sound = true;
    let sets: Vec<BTreeSet<&str>> = groups
        .iter()
        .map(|group| group.members.iter().map(|member| member.path.as_str()).collect())
        .collect();
    for (later, group) in groups.iter().enumerate() {
        for (earlier, other) in groups[..later].iter().enumerate() {
            let mut common =
                group.members.iter().filter(|member| sets[earlier].contains(member.path.as_str()));
            if let (Some(first), Some(second)) = (common.next(), common.next())
                && group.coefficient != other.coefficient
            {
                let message =
                    format!("`{}` and `{}` have two coefficients", first.path, second.path);
                let label = format!("{} in [correlation.{}]", group.coefficient, group.name);
                let context = format!("{} in [correlation.{}]", other.coefficient, other.name);
                faults.push(
                    Diagnostic::error(&group.place, message, label).context(&other.place, context),
                );
                sound = false;
            }
        }
    }
    sound
}

/// Checks the matrix of every set of correlations that hang together.
pub fn check_definite(groups: &[Group], faults: &mut Vec<Diagnostic>) {
    for component in components(groups) {
        let members = distinct_members(&component);
        let even =
            members.iter().all(|member| member.autocorrelation == members[0].autocorrelation);
        match component.as_slice() {
            [group] if even => check_exchangeable(group, faults),
            _ => check_dense(&component, &members, faults),
        }
    }
}

/// Groups that share members, directly or through others, in the order of mention.
fn components(groups: &[Group]) -> Vec<Vec<&Group>> {
    let mut component_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut components: Vec<Vec<&Group>> = Vec::new();
    for group in groups {
        let touched: BTreeSet<usize> = group
            .members
            .iter()
            .filter_map(|member| component_of.get(member.path.as_str()).copied())
            .collect();
        let target = touched.first().copied().unwrap_or(components.len());
        if target == components.len() {
            components.push(Vec::new());
        }
        for merged in touched.into_iter().filter(|merged| *merged != target) {
            let moved = std::mem::take(&mut components[merged]);
            components[target].extend(moved);
        }
        components[target].push(group);
        for member in components[target].iter().flat_map(|group| &group.members) {
            component_of.insert(&member.path, target);
        }
    }
    components.retain(|component| !component.is_empty());
    components
}

/// In the order in which their draws are factorised: that of their names.
fn distinct_members<'a>(component: &[&'a Group]) -> Vec<&'a Member> {
    let by_path: BTreeMap<&str, &Member> = component
        .iter()
        .flat_map(|group| &group.members)
        .map(|member| (member.path.as_str(), member))
        .collect();
    by_path.into_values().collect()
}

/// One coefficient between all pairs of n members: the eigenvalues are 1 − r and 1 + (n − 1)·r.
fn check_exchangeable(group: &Group, faults: &mut Vec<Diagnostic>) {
    let count = group.members.len() as f64;
    if 1.0 + (count - 1.0) * group.coefficient >= count * ROUNDING {
        return;
    }
    let bound = (-1e4 / (count - 1.0)).ceil() / 1e4;
    let message = format!("the coefficient of [correlation.{}] is not possible", group.name);
    let label = format!("{count} values can have at least {bound:.4} with one another");
    if group.repair {
        faults.push(Diagnostic::warning(
            &group.place,
            message,
            format!("repaired: {bound:.4} is used"),
        ));
    } else {
        let help = format!(
            "write {bound:.4}, or accept it with `repair = \"nearest\"` in [correlation.{}]",
            group.name
        );
        faults.push(Diagnostic::error(&group.place, message, label).help(help));
    }
}

fn check_dense(component: &[&Group], members: &[&Member], faults: &mut Vec<Diagnostic>) {
    let n = members.len();
    let last = component[component.len() - 1];
    if n > LARGEST_MATRIX {
        let message = format!("{n} values hang together by several correlations");
        let label = format!("at most {LARGEST_MATRIX} can, unless one correlation names them all");
        faults.push(Diagnostic::error(&last.place, message, label));
        return;
    }
    let innovations = innovation_matrix(component, members);
    let (values, vectors) = symmetric_eigen(&innovations, n);
    let level: Vec<f64> = (0..n * n)
        .map(|at| innovations[at] / innovation_factor(members[at / n], members[at % n]))
        .collect();
    // What is factorised must be factorised: nearly singular matrices are a matter of rounding.
    let is_drawn = |matrix: &[f64]| Factorisation::new(matrix, n).is_ok();
    if values[0] >= n as f64 * ROUNDING && is_drawn(&level) && is_drawn(&innovations) {
        return;
    }
    let names = component
        .iter()
        .map(|group| format!("[correlation.{}]", group.name))
        .collect::<Vec<_>>()
        .join(", ");
    let message = format!("the coefficients of {names} are not possible together");
    let label = format!(
        "smallest eigenvalue {}; at fault: {}",
        if values[0] > -1e-4 { format!("{:.2e}", values[0]) } else { format!("{:.4}", values[0]) },
        weightiest(&vectors[..n], members)
    );
    if n > LARGEST_REPAIRED {
        let fault = Diagnostic::error(&last.place, message, label);
        faults.push(fault.help(format!(
            "with more than {LARGEST_REPAIRED} values this cannot be repaired: \
                write smaller coefficients"
        )));
        return;
    }
    let changes = nearest_coefficients(&innovations, component, members);
    let nearest = in_words(&changes, members);
    if component.iter().any(|group| group.repair) {
        faults.push(
            Diagnostic::warning(&last.place, message, "repaired")
                .help(format!("coefficients used: {nearest}")),
        );
        return;
    }
    let mut fault = Diagnostic::error(&last.place, message, label)
        .help(format!("nearest that are possible: {nearest}"));
    if members.iter().any(|member| member.autocorrelation != 0.0) {
        fault =
            fault.help("values with unlike autocorrelations can be correlated less than others");
    }
    let (write, tables) = match to_paste(&changes, component, members) {
        Some(tables) => ("write these tables in their place", format!("\n{tables}")),
        None => ("write these", String::new()),
    };
    faults.push(fault.help(format!(
        "{write}, or accept the coefficients with `repair = \"nearest\"` in [correlation.{}]{tables}",
        last.name
    )));
}

/// Factor between the coefficient of two AR(1) normal scores and that of their innovations.
fn innovation_factor(a: &Member, b: &Member) -> f64 {
    if a.each != Each::Period {
        return 1.0;
    }
    let (a, b) = (a.autocorrelation, b.autocorrelation);
    (1.0 - a * b) / ((1.0 - a * a) * (1.0 - b * b)).sqrt()
}

fn innovation_matrix(component: &[&Group], members: &[&Member]) -> Vec<f64> {
    let n = members.len();
    let position: BTreeMap<&str, usize> =
        members.iter().enumerate().map(|(at, member)| (member.path.as_str(), at)).collect();
    let mut matrix = vec![0.0; n * n];
    for i in 0..n {
        matrix[i * n + i] = 1.0;
    }
    for group in component {
        let rows: Vec<usize> =
            group.members.iter().map(|member| position[member.path.as_str()]).collect();
        for (i, j) in
            rows.iter().flat_map(|i| rows.iter().map(move |j| (*i, *j))).filter(|(i, j)| i != j)
        {
            matrix[i * n + j] = group.coefficient * innovation_factor(members[i], members[j]);
        }
    }
    matrix
}

/// The members with the largest weights in an eigenvector.
fn weightiest(vector: &[f64], members: &[&Member]) -> String {
    let largest = vector.iter().fold(0.0_f64, |largest, weight| largest.max(weight.abs()));
    let mut order: Vec<usize> =
        (0..vector.len()).filter(|at| vector[*at].abs() >= 0.3 * largest).collect();
    order.sort_by(|i, j| vector[*j].abs().total_cmp(&vector[*i].abs()));
    let names: Vec<String> =
        order.iter().take(LARGEST_SHOWN).map(|at| format!("`{}`", members[*at].path)).collect();
    names.join(", ")
}

/// A pair whose coefficient is another one in the nearest possible matrix.
struct Change {
    i: usize,
    j: usize,
    before: f64,
    /// To four digits.
    after: f64,
}

/// The coefficients of the nearest possible matrix, for the pairs that have one or get one, largest
/// change first. As printed they are possible.
fn nearest_coefficients(
    innovations: &[f64],
    component: &[&Group],
    members: &[&Member],
) -> Vec<Change> {
    let n = members.len();
    let nearest = nearest_correlation(innovations, n);
    let given = given_pairs(component, members);
    // A little towards 0, since digits are cut off.
    let mut shrink = 1e-4 * n as f64;
    loop {
        let mut changes: Vec<Change> = (0..n)
            .flat_map(|i| (i + 1..n).map(move |j| (i, j)))
            .map(|(i, j)| {
                let factor = innovation_factor(members[i], members[j]);
                // Back to the digits that were written.
                let before = (innovations[i * n + j] / factor * 1e12).round() / 1e12;
                let after = (1.0 - shrink) * nearest[i * n + j] / factor;
                Change { i, j, before, after: (after * 1e4).round() / 1e4 }
            })
            .filter(|change| {
                let is_given = given.contains(&(change.i, change.j));
                is_given || (change.before - change.after).abs() >= 5e-3
            })
            .collect();
        let mut printed = vec![0.0; n * n];
        for i in 0..n {
            printed[i * n + i] = 1.0;
        }
        for Change { i, j, after, .. } in &changes {
            let coefficient = after * innovation_factor(members[*i], members[*j]);
            printed[i * n + j] = coefficient;
            printed[j * n + i] = coefficient;
        }
        if shrink > 0.5 || symmetric_eigen(&printed, n).0[0] > 0.0 {
            let size = |change: &Change| (change.before - change.after).abs();
            changes.sort_by(|a, b| size(b).total_cmp(&size(a)));
            return changes;
        }
        shrink *= 2.0;
    }
}

/// The pairs that have a coefficient.
fn given_pairs(component: &[&Group], members: &[&Member]) -> BTreeSet<(usize, usize)> {
    let position: BTreeMap<&str, usize> =
        members.iter().enumerate().map(|(at, member)| (member.path.as_str(), at)).collect();
    let mut pairs = BTreeSet::new();
    for group in component {
        let rows: Vec<usize> =
            group.members.iter().map(|member| position[member.path.as_str()]).collect();
        for &i in &rows {
            pairs.extend(rows.iter().filter(|&&j| i < j).map(|&j| (i, j)));
        }
    }
    pairs
}

fn in_words(changes: &[Change], members: &[&Member]) -> String {
    let mut texts: Vec<String> = changes
        .iter()
        .take(LARGEST_SHOWN)
        .map(|Change { i, j, before, after }| {
            format!(
                "{after} (not {before}) between `{}` and `{}`",
                members[*i].path, members[*j].path
            )
        })
        .collect();
    if changes.len() > LARGEST_SHOWN {
        texts.push(format!("and {} more", changes.len() - LARGEST_SHOWN));
    }
    texts.join("; ")
}

/// The correlations with the changed coefficients, as they are written; nothing where they would be
/// many tables.
fn to_paste(changes: &[Change], component: &[&Group], members: &[&Member]) -> Option<String> {
    let mut tables: Vec<(String, Vec<&str>, f64)> = Vec::new();
    let mut left: Vec<&Change> = changes.iter().collect();
    for group in component {
        let is_own = |at: usize| group.members.iter().any(|member| member.path == members[at].path);
        let (own, others): (Vec<&Change>, Vec<&Change>) =
            left.into_iter().partition(|change| is_own(change.i) && is_own(change.j));
        left = others;
        // Pairs that another correlation names as well are in that one's table.
        let pairs = group.members.len() * (group.members.len() - 1) / 2;
        let first = own.first().map(|change| change.after);
        if let Some(after) = first.filter(|after| own.iter().all(|change| change.after == *after))
            && own.len() == pairs
        {
            let patterns = group.patterns.iter().map(String::as_str).collect();
            tables.push((group.name.clone(), patterns, after));
            continue;
        }
        for (number, change) in own.iter().enumerate() {
            let pair = vec![members[change.i].path.as_str(), members[change.j].path.as_str()];
            tables.push((format!("{}-{}", group.name, number + 1), pair, change.after));
        }
    }
    for (number, change) in left.iter().enumerate() {
        let pair = vec![members[change.i].path.as_str(), members[change.j].path.as_str()];
        tables.push((format!("nearest-{}", number + 1), pair, change.after));
    }
    let tables: Vec<String> = tables
        .into_iter()
        .map(|(name, between, coefficient)| {
            format!("[correlation.{name}]\nbetween = {between:?}\ncoefficient = {coefficient:?}")
        })
        .collect();
    (tables.len() <= LARGEST_SHOWN).then(|| tables.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::Place;

    fn member(path: &str, each: Each, autocorrelation: f64) -> Member {
        Member { path: path.to_owned(), each, autocorrelation }
    }

    fn group(members: &[Member], coefficient: f64, repair: bool) -> Group {
        Group {
            name: "test".to_owned(),
            patterns: members.iter().map(|member| member.path.clone()).collect(),
            members: members.to_vec(),
            coefficient,
            repair,
            place: Place::of_file(0),
        }
    }

    #[test]
    fn innovations_restore_the_coefficient_of_the_levels() {
        let (a, b) = (member("a", Each::Period, 0.6), member("b", Each::Period, -0.2));
        let (r, factor) = (0.3, innovation_factor(&a, &b));
        // Stationary covariance of two AR(1) with unit variances: innovation covariance over 1 - a
        // b.
        let innovation_covariance = r * factor * ((1.0 - 0.36_f64) * (1.0 - 0.04)).sqrt();
        assert!((innovation_covariance / (1.0 - 0.6 * -0.2) - r).abs() < 1e-15);
        assert_eq!(
            innovation_factor(&member("a", Each::Trial, 0.0), &member("b", Each::Trial, 0.0)),
            1.0
        );
    }

    #[test]
    fn the_bound_of_equal_coefficients_is_sharp() {
        let members: Vec<Member> =
            ["a", "b", "c"].iter().map(|path| member(path, Each::Trial, 0.0)).collect();
        for (coefficient, sound) in [(-0.5, true), (-0.5001, false), (0.99, true)] {
            let mut faults = Vec::new();
            check_definite(&[group(&members, coefficient, false)], &mut faults);
            assert_eq!(faults.is_empty(), sound, "{coefficient}");
        }
    }

    #[test]
    fn groups_that_share_a_member_hang_together() {
        let one = |path: &str| member(path, Each::Trial, 0.0);
        let groups = [
            group(&[one("a"), one("b")], 0.1, false),
            group(&[one("c"), one("d")], 0.2, false),
            group(&[one("e"), one("f")], 0.3, false),
            group(&[one("b"), one("c")], 0.4, false),
        ];
        let sizes: Vec<usize> = components(&groups).iter().map(Vec::len).collect();
        assert_eq!(sizes, [3, 1]);
    }
}

//! "Did you mean": the nearest of the names that would have been right.

/// The candidate that a misspelt name most likely stands for, if any is near enough (a third of its
/// letters may differ).
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Edit distance is quadratic: nobody means a name by a page of text.
    if name.len() > 100 {
        return None;
    }
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// More names than this are not listed.
const LARGEST_LIST: usize = 20;
/// Of more, so many.
const FEW: usize = 5;

/// The names there are, as a sentence; of very many those that look most like `name`, and where
/// all of them stand.
pub fn there_are<'a>(
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
    all_stand: &str,
) -> String {
    let mut names: Vec<&str> = names.into_iter().collect();
    if names.len() <= LARGEST_LIST {
        return format!("there are {}", one_of(names));
    }
    let name: String = name.chars().take(100).collect();
    let likeness = |candidate: &str| strsim::jaro_winkler(&name, candidate);
    names.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    format!("the nearest are {}; {all_stand}", one_of(names.into_iter().take(FEW)))
}

/// `a`, `b` or `c`, each in backquotes.
pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let keys = ["half_life", "level", "volatility"];
        assert_eq!(nearest("half_lfe", keys), Some("half_life"));
        assert_eq!(nearest("Volatilty", keys), Some("volatility"));
        assert_eq!(nearest("colour", keys), None);
    }

    #[test]
    fn a_long_list_is_cut_to_what_looks_alike() {
        let names: Vec<String> = (0..60).map(|number| format!("metric_{number}")).collect();
        let names = || names.iter().map(String::as_str);
        let told = there_are("shortage", names().chain(["shortfall"]), "elsewhere are all");
        assert!(told.starts_with("the nearest are `shortfall`, "), "{told}");
        assert!(told.ends_with("; elsewhere are all") && told.len() < 120, "{told}");
        assert_eq!(there_are("x", ["a", "b"], "elsewhere"), "there are `a` or `b`");
    }

    #[test]
    fn words_are_listed_as_a_choice() {
        assert_eq!(one_of(["a"]), "`a`");
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}

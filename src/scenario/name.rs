//! Names that stand in tables, and names of folders.

/// Longer stems of files leave no room for the values of a sweep in the name of a folder.
const LONGEST_FOLDER: usize = 70;

/// What a name of a thing must be, if it is not.
pub fn name_fault(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(|first| first.is_ascii_lowercase());
    if !begins
        || !letters
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
    {
        let rule = "names are lower-case letters, digits and `-`, and begin with a letter";
        return Some(rule.to_owned());
    }
    if let Some(what) = misread_as(name) {
        return Some(format!("tools that read the tables would take it for {what}"));
    }
    (name.len() > 80).then(|| "names have at most 80 letters".to_owned())
}

/// Why a text cannot name a folder of results, which is also the name of the scenario in tables.
pub fn folder_fault(slug: &str) -> Option<String> {
    let sound = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_')
    };
    if slug.is_empty() || slug.starts_with('-') || !slug.chars().all(sound) {
        return Some(
            "such names are letters, digits, `-` and `_`, and do not begin with `-`".to_owned(),
        );
    }
    if let Some(what) = misread_as(slug) {
        return Some(format!("tools that read the tables would take it for {what}"));
    }
    if is_device(slug) {
        return Some("Windows has a device of this name".to_owned());
    }
    (slug.len() > LONGEST_FOLDER).then(|| {
        format!("it has {} letters, and at most {LONGEST_FOLDER} are possible", slug.len())
    })
}

/// A sound name of a folder that is like a text.
pub fn folder_like(text: &str) -> String {
    let letter = |letter: char| match letter.to_ascii_lowercase() {
        letter if letter.is_ascii_alphanumeric() || letter == '_' => letter,
        _ => '-',
    };
    let text: String = text.chars().map(letter).collect();
    let parts: Vec<&str> = text.split('-').filter(|part| !part.is_empty()).collect();
    let mut slug = parts.join("-");
    slug.truncate(LONGEST_FOLDER);
    if folder_fault(&slug).is_some() {
        slug = format!("scenario-{slug}");
    }
    slug.truncate(LONGEST_FOLDER);
    slug.trim_end_matches('-').to_owned()
}

/// What programs that read a CSV file guess of a name, if not that it is a text.
fn misread_as(name: &str) -> Option<&'static str> {
    let digits = name.replace('_', "");
    let is_hexadecimal = digits
        .strip_prefix("0x")
        .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    match name {
        "na" | "nan" | "null" | "none" | "n-a" => Some("a missing value"),
        "true" | "false" => Some("true or false"),
        _ if digits.parse::<f64>().is_ok() || is_hexadecimal => Some("a number"),
        _ if !name.bytes().any(|byte| byte.is_ascii_alphabetic()) => Some("a number or a date"),
        _ => None,
    }
}

fn is_device(name: &str) -> bool {
    let numbered = |stem: &str| {
        let rest = name.strip_prefix(stem);
        rest.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|digit| digit.is_ascii_digit()))
    };
    matches!(name, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_as_something_else_names_no_folder() {
        for (name, what) in [
            ("1", "a number"),
            ("1e5", "a number"),
            ("1_000", "a number"),
            ("0x1f", "a number"),
            ("inf", "a number"),
            ("infinity", "a number"),
            ("2027-04-01", "a number or a date"),
            ("_", "a number or a date"),
            ("true", "true or false"),
            ("na", "a missing value"),
            ("null", "a missing value"),
            ("none", "a missing value"),
        ] {
            let fault = folder_fault(name).expect(name);
            assert!(fault.ends_with(&format!("take it for {what}")), "{name}: {fault}");
        }
        let long = "a".repeat(71);
        for name in ["", "-a", "a b", "é", "nul", "com1", long.as_str()] {
            assert!(folder_fault(name).is_some(), "{name}");
        }
        for name in ["a", "johnson-camp", "2026-q3", "e5", "1-low", "nullarbor", "com", &long[1..]]
        {
            assert_eq!(folder_fault(name), None, "{name}");
        }
    }

    #[test]
    fn a_sound_name_is_found_for_every_text() {
        for (text, slug) in [
            ("1", "scenario-1"),
            ("My plan (v2)", "my-plan-v2"),
            ("NaN", "scenario-nan"),
            ("café", "caf"),
            ("éé", "scenario"),
            ("2027-04-01", "scenario-2027-04-01"),
        ] {
            assert_eq!(folder_like(text), slug, "{text}");
        }
        for text in ["", "-", "x".repeat(500).as_str(), "true", "a-".repeat(60).as_str()] {
            assert_eq!(folder_fault(&folder_like(text)), None, "{text}");
        }
    }

    #[test]
    fn names_of_things_are_texts_in_tables() {
        for name in ["na", "true", "inf", "none", "Ohio", "1a", "a b"] {
            assert!(name_fault(name).is_some(), "{name}");
        }
        assert_eq!(name_fault("ohio-1"), None);
    }
}

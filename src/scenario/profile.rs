//! How the metal of a build falls due over its time.

/// Cumulative share of the metal needed at a share of the build.
#[derive(Debug, Clone, PartialEq)]
pub enum Profile {
    /// y
    Uniform,
    /// 3y² − 2y³
    SCurve,
    /// 1 − (1 − y)²
    Front,
    /// y²
    Back,
    /// Linear between points from (0, 0) to (1, 1).
    Points(Vec<(f64, f64)>),
}

impl Profile {
    /// The profiles that have a word; the first is that of facilities that say nothing.
    pub(crate) const WORDS: &'static [(&'static str, Profile)] = &[
        ("uniform", Profile::Uniform),
        ("s-curve", Profile::SCurve),
        ("front", Profile::Front),
        ("back", Profile::Back),
    ];

    /// The profile of a word.
    pub(crate) fn from_word(word: &str) -> Option<Profile> {
        Profile::WORDS.iter().find(|(known, _)| *known == word).map(|(_, profile)| profile.clone())
    }
}

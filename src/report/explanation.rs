//! What was understood of a scenario, told: on the screen, as JSON, and one variable as a picture.

mod json;
mod picture;
mod screen;
mod table;
mod words;

pub use json::ExplanationDocument;
pub use picture::{NoPicture, picture};
pub use screen::explanation_screen;
pub use table::understood;

/// More actors of a kind are summed up.
const MOST_ACTORS: usize = 8;

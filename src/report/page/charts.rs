//! The charts, and where their numbers stand.

use maud::{Markup, html};

use crate::report::drawing::Drawing;
use crate::report::page::figure;

/// Every chart with the table that holds its numbers.
pub fn charts<'d>(drawings: impl IntoIterator<Item = &'d Drawing>) -> Markup {
    html! {
        @for drawing in drawings {
            (figure(&drawing.wording.title, &drawing.picture, &html! {
                p { "The numbers of this chart stand in " code { (drawing.table) } "." }
            }))
        }
    }
}

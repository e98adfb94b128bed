//! The frame of a page: document, styles, sections, figures. It knows nothing of what the page
//! shows.
//!
//! Every text goes through maud, which escapes it; the only things written as they are come from
//! this program: the style sheet and the charts.

pub mod charts;
pub mod table;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::drawing::{Picture, font_faces, page_colours};

/// File name of a page.
pub const PAGE: &str = "report.html";

const STYLE: &str = include_str!("page/style.css");

/// Keeps a browser from running or loading anything, whatever the page holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri \
    'none'; form-action 'none'";

/// A whole page.
#[derive(Debug)]
pub struct Document<'a> {
    /// What the tab says.
    pub title: &'a str,
    /// What is supplied.
    pub commodity: &'a str,
    /// Holds the only `h1`.
    pub header: Markup,
    pub sections: Vec<Section>,
    pub footer: Markup,
}

/// A part of a page that the contents name.
#[derive(Debug)]
pub struct Section {
    id: &'static str,
    title: &'static str,
    content: Markup,
}

impl Section {
    /// `id` is an anchor, unique in the page.
    pub fn new(id: &'static str, title: &'static str, content: Markup) -> Self {
        Section { id, title, content }
    }
}

impl Document<'_> {
    /// The document as text, without control characters, ending with a line feed.
    pub fn to_html(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content="coppercast";
                    title { (self.title) " – " (self.commodity) " supply risk" }
                    style {
                        (PreEscaped(font_faces())) (PreEscaped(page_colours())) (PreEscaped(STYLE))
                    }
                }
                (PreEscaped("\n"))
                body {
                    header.page-header { (self.header) }
                    nav aria-label="Contents" {
                        ul {
                            @for section in &self.sections {
                                li { a href={ "#" (section.id) } { (section.title) } }
                            }
                        }
                    }
                    main {
                        @for section in &self.sections {
                            (PreEscaped("\n"))
                            section id=(section.id) aria-labelledby={ (section.id) "-title" } {
                                h2 id={ (section.id) "-title" } { (section.title) }
                                (section.content)
                            }
                        }
                    }
                    (PreEscaped("\n"))
                    footer { (self.footer) }
                }
            }
            (PreEscaped("\n"))
        };
        page.into_string()
            .chars()
            .filter(|&character| character == '\n' || !character.is_control())
            .collect()
    }
}

/// The paragraphs of a text, which blank lines part.
pub fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

/// Units that stay on the line of their number.
const UNITS: [&str; 9] = ["%", "t", "USD", "kUSD", "MUSD", "bnUSD", "tCO2e", "weeks", "t·year"];

/// A text whose lines do not break between a number and its unit.
pub fn unbroken(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for word in text.split(' ') {
        if !written.is_empty() {
            let is_unit = UNITS.contains(&word.trim_end_matches(['.', ',', ':', ';', ')']));
            let follows_number = written.ends_with(|letter: char| letter.is_ascii_digit());
            written.push(if is_unit && follows_number { '\u{a0}' } else { ' ' });
        }
        written.push_str(word);
    }
    written
}

/// A box that scrolls by itself where its content is wider than the screen.
pub fn scroller(label: &str, content: &Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (content) } }
}

/// A chart, light or dark as the page is. On a phone it shows whole, and larger on demand.
pub fn figure(title: &str, picture: &Picture, caption: &Markup) -> Markup {
    let picture = html! { div.picture { (PreEscaped(picture.for_page())) } };
    html! {
        figure {
            // The picture's own label says the same.
            p.chart-title aria-hidden="true" { (title) }
            (scroller(title, &picture))
            figcaption {
                (caption)
                // Closed, so that the body is XML as well.
                label.enlarge {
                    (PreEscaped("<input type=\"checkbox\"/>")) "Larger, to swipe sideways"
                }
            }
        }
    }
}

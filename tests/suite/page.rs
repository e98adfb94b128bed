//! The pages of runs, of comparisons and of a stress in a real browser, where there is one.

mod browser;

use browser::{Browser, Frame};

use crate::command_line::program::{Desk, SMALL, shipped};
use crate::skipped::say_skipped;

/// Phone, tablet and desktop, in pixels.
const WIDTHS: [u32; 4] = [360, 390, 768, 1400];

#[test]
fn pages_fit_every_screen_in_a_browser() {
    let Some(browser) = Browser::find() else {
        return say_skipped("pages_fit_every_screen_in_a_browser: no Chromium in PATH");
    };
    let desk = Desk::new();
    // Words that cannot be broken, as long as they may be.
    let long =
        SMALL.replace("One campus, one mine", &"Wide".repeat(40)).replace("ohio", &"w".repeat(80));
    desk.write(
        "long.toml",
        &long.replace("copper-hill", &"m".repeat(80)).replace("offtake", &"c".repeat(80)),
    );
    let shipped = ["johnson-camp", "us-eu-sovereign", "fleet"].map(shipped);
    for file in shipped.iter().map(String::as_str).chain(["long.toml"]) {
        desk.run(&["run", file, "--trials", "500", "--charts", "none", "--quiet"]).done();
    }
    let comparisons =
        [("two", vec!["output/johnson-camp", "output/long"]), ("all", vec!["output"])];
    for (name, inputs) in &comparisons {
        desk.run(
            &[&["compare"], &inputs[..], &["--name", name, "--charts", "none", "--quiet"]].concat(),
        )
        .done();
    }
    desk.run(&["stress", "long.toml", "--trials", "500", "--charts", "none", "--quiet"]).done();
    let runs = ["johnson-camp", "us-eu-sovereign", "fleet", "long", "long--stress"];
    for name in runs.into_iter().chain(comparisons.iter().map(|(name, _)| *name)) {
        let page = desk.read(&format!("output/{name}/report.html"));
        let charts = page.matches("<figure>").count();
        assert!(charts >= 2, "{name}: {charts} charts");
        let view = browser.view(&desk.path(&format!("{name}.html")), &page, &WIDTHS);
        assert_eq!(view.complaints, Vec::<String>::new(), "{name}");
        assert_eq!(view.frames.len(), WIDTHS.len(), "{name}");
        for Frame {
            width,
            scroll_width,
            is_font_loaded,
            pictures,
            pictures_cut,
            grounds,
            letters_outside,
            letters_too_small,
        } in view.frames
        {
            assert!(
                scroll_width <= width,
                "{name}: {scroll_width} pixels wide on a screen of {width}"
            );
            assert!(is_font_loaded, "{name}: the embedded typeface is not used");
            assert_eq!(pictures, charts, "{name}: every chart shows");
            assert_eq!(pictures_cut, 0, "{name}: every chart shows whole at {width} pixels");
            assert_eq!(
                grounds,
                vec!["rgb(255, 255, 255)"; charts],
                "{name}: charts have the colours of the page"
            );
            assert_eq!(
                letters_outside,
                Vec::<String>::new(),
                "{name}: labels that leave their chart"
            );
            assert_eq!(letters_too_small, 0, "{name}: labels too small to read at {width} pixels");
        }
    }
}

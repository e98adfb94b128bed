//! The page of the example: its structure, its words, and that nothing in a scenario can do harm.

use std::collections::HashSet;
use std::time::Duration;

use roxmltree::{Document, Node};

use super::*;
use crate::metric::{Metric, Subject};
use crate::report::charts::{OF_A_RUN, run_drawings as drawings};
use crate::report::example::{facts, outcome, scenario, told};
use crate::results::VERSION;
use crate::scenario::{Scenario, WEEKS_A_YEAR};

fn html(scenario: &Scenario, change: impl FnOnce(&mut RunFacts)) -> String {
    let outcome = outcome(scenario);
    let told = told(scenario);
    let results = Results::new(scenario, &outcome).with_story(Some(&told));
    let headline = Headline::new(scenario, &outcome.plan, &outcome.tally).expect("a total");
    let mut facts = facts(&outcome);
    change(&mut facts);
    let file = page(&results, &headline, &facts, &drawings(&results).expect("charts"));
    assert_eq!(file.path, "report.html");
    String::from_utf8(file.bytes).expect("UTF-8")
}

fn example(regions: usize, facilities: usize) -> Scenario {
    let mut scenario = scenario(regions, facilities);
    scenario.simulation.trials = 500;
    scenario
}

/// The body, which is well-formed XML.
fn body(html: &str) -> &str {
    let (start, end) =
        (html.find("<body>").expect("a body"), html.find("</body>").expect("its end"));
    &html[start..end + "</body>".len()]
}

fn elements<'d>(
    document: &'d Document<'_>,
    name: &'static str,
) -> impl Iterator<Item = Node<'d, 'd>> {
    document
        .descendants()
        .filter(move |node| node.has_tag_name(name) || node.tag_name().name() == name)
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter_map(|part| if part.is_text() { part.text() } else { None }).collect()
}

#[test]
fn page_is_well_formed_and_accessible() {
    let html = html(&example(2, 3), |facts| facts.warnings = vec!["something to know".to_owned()]);
    assert!(
        html.starts_with("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"),
        "{}",
        &html[..200]
    );
    assert!(html.contains("<title>Example, &quot;two&quot; campuses – copper supply risk</title>"));
    let document = Document::parse(body(&html)).unwrap_or_else(|error| panic!("{error}"));
    let mut ids = HashSet::new();
    for id in document.descendants().filter_map(|node| node.attribute("id")) {
        assert!(ids.insert(id), "{id} twice");
    }
    let references = document.descendants().filter_map(|node| node.attribute("aria-labelledby"));
    references.for_each(|reference| assert!(ids.contains(reference), "{reference}"));
    let links: Vec<&str> =
        document.descendants().filter_map(|node| node.attribute("href")).collect();
    assert_eq!(links, ["#answer", "#charts", "#tables", "#story", "#method", "#scenario"]);
    assert!(links.iter().all(|link| ids.contains(&link[1..])));
    let levels: Vec<u32> = document
        .descendants()
        .filter_map(|node| node.tag_name().name().strip_prefix('h')?.parse().ok())
        .collect();
    assert_eq!(levels.iter().filter(|&&level| level == 1).count(), 1);
    assert!(levels[0] == 1 && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    assert_eq!(elements(&document, "figure").count(), OF_A_RUN.len());
    assert_eq!(elements(&document, "svg").count(), OF_A_RUN.len());
    assert!(
        elements(&document, "figcaption").all(|caption| text(caption).contains(".csv")),
        "every chart says where its numbers stand"
    );
    for svg in elements(&document, "svg") {
        assert_eq!(svg.attribute("role"), Some("img"));
        assert!(svg.attribute("aria-label").is_some_and(|label| !label.is_empty()));
    }
    assert_eq!(elements(&document, "table").count(), 13);
    for table in elements(&document, "table") {
        assert!(table.children().any(|child| child.has_tag_name("caption")));
        let columns =
            table.descendants().filter(|node| node.attribute("scope") == Some("col")).count();
        for row in table.descendants().filter(|node| node.has_tag_name("tr")) {
            assert_eq!(row.children().filter(Node::is_element).count(), columns);
        }
    }
    assert!(
        elements(&document, "th")
            .all(|head| matches!(head.attribute("scope"), Some("col" | "row")))
    );
}

#[test]
fn page_needs_nothing_beside_itself() {
    let html = html(&example(1, 2), |_| ());
    for forbidden in [
        "<script",
        "<link",
        "<img",
        "<iframe",
        "<object",
        "<embed",
        "<base",
        // Paper cannot be opened.
        "<details",
        "@import",
        " src=",
        "javascript:",
        "https:",
    ] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    let addresses: HashSet<&str> =
        html.split("http:").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(addresses, HashSet::from(["//www.w3.org/2000/svg"]));
    assert!(
        html.split("url(")
            .skip(1)
            .all(|address| address.trim_start_matches(['"', '\'']).starts_with("data:font/"))
    );
    assert_eq!(
        html.matches("@font-face").count(),
        2,
        "the typeface stands in the page once: regular and bold"
    );
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn nothing_in_a_scenario_becomes_markup() {
    let evil =
        "</title></style><script>alert(1)</script><svg onload=\"alert(2)\">&amp;\u{1b}\u{0}'";
    let harmless = html(&example(1, 2), |_| ());
    let mut scenario = example(1, 2);
    evil.clone_into(&mut scenario.name);
    scenario.description = format!("{evil}\n\nsecond paragraph");
    scenario.sources = vec![evil.to_owned(), "<b>".to_owned()];
    scenario.watches[0].name = evil.to_owned();
    scenario.facilities[0].name = evil.to_owned();
    scenario.regions[0].name = evil.to_owned();
    scenario.mines[0].name = evil.to_owned();
    scenario.contracts[0].name = evil.to_owned();
    let html = html(&scenario, |facts| {
        facts.warnings = vec![evil.to_owned()];
        facts.resolved_scenario = evil.to_owned();
    });
    let count = |html: &str, name| {
        elements(&Document::parse(body(html)).expect("well-formed"), name).count()
    };
    assert_eq!(count(&html, "svg"), count(&harmless, "svg"));
    assert_eq!(count(&html, "b") + count(&html, "script"), 0);
    assert!(
        !html.contains("<script")
            && !html.contains("onload=\"")
            && !html.contains(['\u{1b}', '\0'])
    );
    assert!(html.matches("&lt;script&gt;").count() > 12);
    assert!(html.contains("<p class=\"lead\">second paragraph</p>"));
    let document = Document::parse(body(&html)).expect("well-formed");
    let attributes = document.descendants().flat_map(|node| node.attributes().collect::<Vec<_>>());
    assert!(attributes.into_iter().all(|attribute| !attribute.name().starts_with("on")));
}

#[test]
fn page_says_what_the_screen_says() {
    let mut scenario = example(2, 3);
    scenario.simulation.trials = 2_000;
    let html = html(&scenario, |facts| facts.warnings = vec!["nobody needs the mine".to_owned()]);
    let outcome = outcome(&scenario);
    let headline = Headline::new(&scenario, &outcome.plan, &outcome.tally).expect("a total");
    let document = Document::parse(body(&html)).expect("well-formed");
    let words = text(document.root()).replace('\u{a0}', " ");
    assert!(
        words.contains(&crate::report::run::first_screen::verdict(&headline, scenario.time.step))
    );
    for line in crate::report::run::first_screen::lines(&scenario, &headline, &facts(&outcome)) {
        assert!(words.contains(&line.parts.join(" ")), "{line:?}");
    }
    for phrase in [
        "nobody needs the mine",
        "made up",
        "Every feature once.",
        "cost > 200 MUSD over the horizon",
        "sha256:",
        VERSION,
    ] {
        assert!(words.contains(phrase), "{phrase}");
    }
    let tables: Vec<Node<'_, '_>> = elements(&document, "table").collect();
    let names = |table: usize| -> Vec<String> {
        tables[table]
            .descendants()
            .filter(|node| node.attribute("scope") == Some("row"))
            .map(text)
            .collect()
    };
    let exposed = headline.most_exposed.expect("some futures run short").facility;
    assert_eq!((names(1).len(), &names(1)[0]), (3, &scenario.facilities[exposed].name));
    assert_eq!((names(2).len(), names(2)[0].as_str()), (16, "2026 Q1"));
    assert_eq!(names(3), ["us-0", "us-1", "All regions"]);
}

#[test]
fn page_is_the_same_whenever_and_wherever_it_is_made() {
    let scenario = example(1, 1);
    let one = html(&scenario, |_| ());
    let two = html(&scenario, |facts| {
        facts.started = "2031-05-05T05:05:05Z".to_owned();
        facts.threads = 7;
        facts.instruction_set = "avx2".to_owned();
        facts.compile_time = Duration::from_secs(3);
        facts.simulation_time = Duration::from_secs(77);
    });
    assert_eq!(one, two);
}

#[test]
fn poor_scenarios_have_a_page() {
    for (facilities, trials) in [(0, 100), (1, 1), (1, 65)] {
        let mut scenario = example(1, facilities);
        scenario.simulation.trials = trials;
        scenario.sources.clear();
        let html = html(&scenario, |_| ());
        let document = Document::parse(body(&html)).expect("well-formed");
        let words = text(document.root());
        assert!(!words.contains("NaN") && !words.contains("inf "), "{words}");
        assert!(words.contains("names no sources"));
    }
}

#[test]
fn long_lists_of_facilities_are_cut() {
    let mut scenario = example(1, 70);
    scenario.simulation.trials = 64;
    let html = html(&scenario, |_| ());
    assert!(html.contains("the 60 of 70 likeliest to run short"));
}

#[test]
fn numbers_stay_with_their_units() {
    let text =
        crate::report::page::unbroken("In 9.5 % of futures (9 to 11 %), then 1,500 t at 3.2 MUSD.");
    assert_eq!(
        text,
        "In 9.5\u{a0}% of futures (9 to 11\u{a0}%), then 1,500\u{a0}t at 3.2\u{a0}MUSD."
    );
}

#[test]
fn facilities_are_complete_by_a_month_or_not_by_the_end() {
    let mut example = example(1, 2);
    let page = |example: &Scenario| {
        let html = html(example, |_| {});
        html[html.find("Facilities, the likeliest").expect("facilities")..].to_owned()
    };
    let outcome = outcome(&example);
    let of_first = outcome.plan.series(Subject::facility(0), Metric::Completion);
    let completion = outcome.tally.series(of_first.expect("every facility may be complete"));
    let weeks = completion.quantile(0.5).estimate.expect("some are built");
    let (month, _) = example.time.month_at(weeks / WEEKS_A_YEAR);
    assert!(page(&example).contains(&month.name()), "{}", month.name());
    // A horizon before the end of the build.
    example.time.periods = 6;
    assert!(page(&example).contains("not by Jun 2027"));
}

//! The first screen: the answer to "how likely are we to run short, when, by how much and what does
//! it cost" in a few lines.

mod json;
mod step;

pub use json::FirstScreen;

use crate::analysis::headline::{
    Cover, Headline, MissingComponents, MostExposed, Need, NotCompleted, NotTaken, Spend,
};
use crate::analysis::landmarks::Landmarks;
use crate::analysis::reserve::{Advice, Form, LEFT, Reserve};
use crate::metric::{Detail, Feature};
use crate::number_words::{count, counted, percent, percent_change, quantity, trials};
use crate::report::aligned_text::paragraph;
use crate::report::estimate_words::{
    AT_LEAST, estimate, estimate_between, futures, percent_estimate, percent_limits, percent_value,
};
use crate::report::manifest::RunFacts;
use crate::scenario::{Scenario, Step, Unmet};
use crate::statistics::{Estimate, Statistic};
use step::{moves, step_words};

/// Its words in the results folder.
pub const SCREEN: &str = "summary.txt";
/// Its numbers in the results folder.
pub const SCREEN_JSON: &str = "summary.json";

/// Columns of the screen.
const WIDTH: usize = 80;
/// Columns of the labels.
const LABEL: usize = 21;
/// Share of the need outside the horizon from which on it is a warning.
const OUTSIDE: f64 = 0.05;

/// A labelled answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    /// Pieces of the text, to be joined by spaces; a line of text breaks between rather than within
    /// them.
    pub parts: Vec<String>,
}

/// The screen as plain text, ending with a line feed.
pub fn first_screen(scenario: &Scenario, headline: &Headline, facts: &RunFacts) -> String {
    let whole = |text: &str| paragraph("", 0, WIDTH, [text]);
    let [when, how] = extent(scenario, headline);
    let mut screen = format!(
        "{}{}\n{}\n",
        whole(&scenario.name),
        paragraph("", 0, WIDTH, [when.as_str(), how.as_str()]),
        whole(&verdict(headline, scenario.time.step))
    );
    for Line { label, parts } in lines(scenario, headline, facts) {
        let parts = parts.iter().map(String::as_str);
        screen.push_str(&paragraph(&label, LABEL, WIDTH, parts));
    }
    screen
}

/// What is missing at the worst moment, or at all where it is lost: on average, when short, and in the
/// worst 5 % of futures.
pub fn most_missing<'h>(
    scenario: &Scenario,
    headline: &'h Headline,
) -> (&'static str, [&'h Estimate; 3]) {
    match scenario.shortage.unmet {
        Unmet::Backlog => (
            "Most overdue at once",
            [
                &headline.peak_backlog,
                &headline.peak_backlog_given_short,
                &headline.peak_backlog_worst,
            ],
        ),
        Unmet::Lost => (
            "Shortfall",
            [&headline.shortfall, &headline.shortfall_given_short, &headline.shortfall_worst],
        ),
    }
}

/// Mean lateness.
pub fn lateness(headline: &Headline) -> String {
    estimate(&headline.lateness, "t·year")
}

/// What delay costs, by what the scenario has: `cost of delay`.
pub fn delay_cost(scenario: &Scenario) -> &'static str {
    let features = scenario.features();
    match (features.has(Feature::CostOfDelay), features.has(Feature::Penalty)) {
        (true, true) => "penalties and cost of delay",
        (_, true) => "penalties",
        _ => "cost of delay",
    }
}

/// When metal counts as on time: within the step in which it falls due.
fn on_time(scenario: &Scenario) -> String {
    let step = step_words(&scenario.time);
    format!("is there within the {step} in which it falls due")
}

/// What was simulated, and how often.
pub fn extent(scenario: &Scenario, headline: &Headline) -> [String; 2] {
    let time = &scenario.time;
    let periods = counted(time.periods as u64, time.step.name());
    [
        format!("{periods} from {},", time.label(0)),
        format!("{} (Monte Carlo, seed {})", trials(headline.trials), scenario.simulation.seed),
    ]
}

/// The labelled answers, most important first.
pub fn lines(scenario: &Scenario, headline: &Headline, facts: &RunFacts) -> Vec<Line> {
    let time = &scenario.time;
    let step = time.step.name();
    let mut lines = Vec::new();
    let mut line =
        |label: &str, parts: Vec<String>| lines.push(Line { label: label.to_owned(), parts });
    if let Some(worst) = &headline.worst_period {
        line(
            &format!("Worst {step}"),
            vec![
                format!("{}:", time.label(worst.period)),
                format!("short in {}", futures(&worst.short)),
            ],
        );
    }
    if let Some(first) = headline.first_short_period.estimate {
        // The median of a count of periods is a whole number.
        let label = time.label(first as usize);
        line(
            &format!("First short {step}"),
            vec![label, "(median of the futures that run short)".to_owned()],
        );
    }
    if headline.worst_period.is_some() {
        let (label, tonnes) = most_missing(scenario, headline);
        let [mean, when_short, worst] = tonnes.map(|tonnes| estimate(tonnes, "t"));
        line(
            label,
            vec![
                format!("{mean} on average,"),
                format!("{when_short} when short,"),
                format!("{worst} in the worst 5 %"),
            ],
        );
        if scenario.shortage.unmet == Unmet::Backlog {
            line(
                "Lateness",
                vec![lateness(headline), "on average, how much times how long".into()],
            );
        }
    }
    let mut on_time_share = vec![percent_estimate(&headline.fill_rate)];
    if headline.fill_rate.estimate.is_some() {
        on_time_share.push(on_time(scenario));
        if headline.worst_period.is_some() && scenario.shortage.unmet == Unmet::Backlog {
            let shortfall = estimate(&headline.shortfall, "t");
            on_time_share.last_mut().expect("just pushed").push(';');
            on_time_share.push(format!("mean shortfall {shortfall}"));
        }
    }
    line("On-time fill rate", on_time_share);
    if !scenario.facilities.is_empty() {
        line("Reserve", reserve(scenario, headline));
    }
    if let Some(exposed) = &headline.most_exposed {
        line("Most exposed", exposure(scenario, exposed));
    }
    if let Some(not_completed) = &headline.not_completed {
        line("Not completed", not_completed_parts(scenario, not_completed));
    }
    if let Some(components) = &headline.components {
        line("Components", missing_components(scenario, components));
    }
    line("Need", need_parts(&headline.need));
    if let Some(cover) = &headline.cover {
        line("Covered by", cover_parts(cover, scenario.shortage.unmet));
    }
    if let Some(not_taken) = &headline.not_taken {
        line("Paid, not taken", not_taken_parts(not_taken));
    }
    line("Spend", vec![spend(&headline.cost)]);
    if let Some(cost) = &headline.full_cost {
        line("Full cost", full_cost(scenario, headline, cost));
    }
    if let Some(value) = &headline.present_value {
        line("Present value", vec![spend(value)]);
    }
    if let Some(carbon) = &headline.carbon {
        let cost = headline
            .carbon_cost
            .as_ref()
            .map(|cost| format!("at a cost of {}", estimate(cost, "USD")));
        line(
            "Carbon",
            std::iter::once(format!("{} on average", estimate(carbon, "tCO2e")))
                .chain(cost)
                .collect(),
        );
    }
    for (watch, chance) in scenario.watches.iter().zip(&headline.watches) {
        line("Watch", vec![format!("{}:", watch.name), futures(chance)]);
    }
    if let Some(landmarks) = &headline.landmarks {
        line("Futures to look at", futures_to_look_at(landmarks));
    }
    for (share, place) in outside(&headline.need) {
        let label = if share > OUTSIDE { "Warning" } else { "Outside the horizon" };
        line(
            label,
            vec![
                format!("{} of the {} is needed", percent(share), scenario.commodity),
                place.to_owned(),
            ],
        );
    }
    if let Some(parts) = left_out(scenario.detail()) {
        line("Left out", parts);
    }
    line("Precision", precision(headline, facts));
    if let Some(moved) = headline.step_check.as_ref().and_then(|check| moves(scenario, check)) {
        line("Length of the step", moved);
    }
    for warning in &facts.warnings {
        line("Warning", warning.split(' ').map(str::to_owned).collect());
    }
    lines
}

/// What is not counted, and how to have it.
fn left_out(detail: Detail) -> Option<Vec<String>> {
    let what = match detail {
        Detail::Full => return None,
        Detail::Actors => "facilities by period",
        Detail::Headline => "all but the headline",
    };
    Some(vec![format!("{what} (detail `{}`;", detail.name()), "`--detail full` has it)".to_owned()])
}

/// The sentence that answers the question.
pub fn verdict(headline: &Headline, step: Step) -> String {
    let step = step.name();
    let chance = futures(&headline.short);
    let (number, limits) = chance.split_at(chance.find(" (").unwrap_or(chance.len()));
    if headline.short.estimate == Some(0.0) {
        format!("In {number} does any {step} run short{limits}.")
    } else {
        format!("In {number} at least one {step} runs short{limits}.")
    }
}

/// Regions whose reserve is told one by one.
const REGIONS_TOLD: usize = 3;

/// How much more stock is to be held, where, and what that does.
fn reserve(scenario: &Scenario, headline: &Headline) -> Vec<String> {
    match &headline.reserve {
        None => vec!["not searched for".to_owned()],
        Some(Reserve::NotNeeded) => {
            let most = percent_change(LEFT);
            vec!["none needed:".to_owned(), format!("at most {most} of the futures run short")]
        }
        Some(Reserve::Hold(advice)) => advice_parts(scenario, advice),
    }
}

fn advice_parts(scenario: &Scenario, advice: &Advice) -> Vec<String> {
    let mut parts = Vec::new();
    if !advice.is_enough {
        parts.push("no stock is enough:".to_owned());
    }
    parts.push(format!("hold {} more", quantity(advice.total(), None, "t")));
    let place = |region: usize| scenario.regions[region].shown();
    let held: Vec<usize> =
        (0..advice.tonnes.len()).filter(|&region| advice.tonnes[region] > 0.0).collect();
    match held.as_slice() {
        [] => {}
        [only] => parts.push(format!("in {}", place(*only))),
        few if few.len() <= REGIONS_TOLD => {
            let told = |&region: &usize| {
                format!("{} in {}", quantity(advice.tonnes[region], None, "t"), place(region))
            };
            parts.push(format!("({})", few.iter().map(told).collect::<Vec<_>>().join(", ")));
        }
        many => parts.push(format!("in {} regions (reserve.csv)", many.len())),
    }
    parts.push(match advice.form {
        Form::Ordered => "(target and room);".to_owned(),
        Form::LaidIn => "from the start (opening stock, target and room);".to_owned(),
    });
    // The chance is estimated anew, and may lie a little above what was aimed at.
    let aim =
        if advice.is_enough { format!("aim {}", percent_change(LEFT)) } else { String::new() };
    let limits = percent_limits(&advice.left);
    let notes: Vec<String> =
        limits.into_iter().chain([aim]).filter(|note| !note.is_empty()).collect();
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    parts.push("simulated,".to_owned());
    parts.push(format!("it leaves {} short{notes},", percent_value(&advice.left)));
    let saves = advice.cost.estimate < Some(0.0);
    let cost = estimate_between(&advice.cost, "USD");
    parts.push(if saves {
        format!("takes {} off the spend on average", cost.trim_start_matches('\u{2212}'))
    } else {
        format!("adds {cost} to the spend on average")
    });
    parts
}

/// Marks what is known only as a lower bound.
fn at_least(is_lower_bound: bool) -> &'static str {
    if is_lower_bound { AT_LEAST } else { "" }
}

fn not_completed_parts(scenario: &Scenario, not_completed: &NotCompleted) -> Vec<String> {
    let NotCompleted { any, facility, probability } = not_completed;
    let name = scenario.facilities[*facility].shown();
    let mut parts = match scenario.facilities.len() {
        1 => vec![format!("{name} by the end in {};", futures(any))],
        _ => vec![
            "any facility by the end".to_owned(),
            format!("in {},", futures(any)),
            format!("{name} in {};", futures(probability)),
        ],
    };
    parts.push("delays and their costs are at least what they are by then".to_owned());
    parts
}

fn exposure(scenario: &Scenario, exposed: &MostExposed) -> Vec<String> {
    let mut parts = vec![
        format!("{}:", scenario.facilities[exposed.facility].shown()),
        format!("short in {},", futures(&exposed.short)),
    ];
    if exposed.delayed.estimate > Some(0.0) {
        let at_least = at_least(exposed.not_completed.estimate > Some(0.0));
        let weeks = format!("{at_least}{}", estimate(&exposed.delay_given_delayed, "weeks"));
        parts.push(format!("completed late for want of {}", scenario.commodity));
        parts.push(format!("in {},", futures(&exposed.delayed)));
        match &exposed.cost_of_delay {
            Some(cost) => {
                parts.push(format!("then by {weeks};"));
                let cost = estimate(cost, "USD");
                parts.push(format!("cost of delay {at_least}{cost} on average"));
            }
            None => parts.push(format!("then by {weeks}")),
        }
    } else {
        parts.push("never completed late for it".to_owned());
    }
    parts
}

fn missing_components(scenario: &Scenario, components: &MissingComponents) -> Vec<String> {
    if components.missing.estimate == Some(0.0) {
        return vec!["never missing on site".to_owned()];
    }
    let mut parts = vec![
        format!("missing on site in {},", futures(&components.missing)),
        format!("{} on average;", estimate(&components.tonnes, "t")),
    ];
    match &components.latest {
        Some((facility, weeks)) => {
            parts.push(format!("{} waits longest,", scenario.facilities[*facility].shown()));
            let at_least = at_least(components.is_lower_bound);
            parts.push(format!("{at_least}{} on average", estimate(weeks, "weeks")));
        }
        None => parts.push("no facility is completed later for it".to_owned()),
    }
    parts
}

fn cover_parts(cover: &Cover, unmet: Unmet) -> Vec<String> {
    let rest = if unmet == Unmet::Backlog { "still overdue at the end" } else { "not served" };
    let mut parts: Vec<String> = [
        ("contract", cover.contract),
        ("spot", cover.spot),
        // Nothing of them says nothing.
        ("opening stock", cover.opening_stock.filter(|&share| share > 0.0)),
        ("scrap", cover.scrap.filter(|&share| share > 0.0)),
    ]
    .into_iter()
    .filter_map(|(source, share)| share.map(|share| format!("{source} {},", percent(share))))
    .collect();
    parts.push(format!("{rest} {}", percent(cover.unserved)));
    parts
}

fn not_taken_parts(not_taken: &NotTaken) -> Vec<String> {
    let mut parts = vec![format!(
        "{} on average for {}",
        estimate(&not_taken.tonnes, "t"),
        estimate(&not_taken.cost, "USD")
    )];
    if let Some(bought) = &not_taken.spot_bought {
        parts.push(format!("beside {} bought at spot", estimate(bought, "t")));
    }
    parts
}

fn spend(spend: &Spend) -> String {
    format!("{} on average, P95 {}", estimate(&spend.mean, "USD"), estimate(&spend.high, "USD"))
}

/// What comparisons rank by, and what it adds to the spend.
fn full_cost(scenario: &Scenario, headline: &Headline, cost: &Spend) -> Vec<String> {
    let is_priced = scenario.prices_delay();
    let at_least = at_least(is_priced && headline.not_completed.is_some());
    let overdue = headline.cover.is_some_and(|cover| cover.unserved > 0.0)
        && scenario.shortage.unmet == Unmet::Backlog;
    let added = match (is_priced, overdue) {
        (true, true) => {
            format!("spend, {} and what is still overdue at the end", delay_cost(scenario))
        }
        (true, false) => format!("spend and {}", delay_cost(scenario)),
        (false, _) => "spend and what is still overdue at the end".to_owned(),
    };
    vec![format!("{at_least}{}:", spend(cost)), added]
}

fn need_parts(need: &Need) -> Vec<String> {
    let range = need.low.estimate.zip(need.high.estimate).map(|(low, high)| {
        format!(
            "(P5 to P95: {} to {})",
            quantity(low, None, "t").trim_end_matches(" t"),
            quantity(high, None, "t")
        )
    });
    std::iter::once(format!("{} on average", estimate(&need.mean, "t"))).chain(range).collect()
}

/// Trials whose story is worth telling.
fn futures_to_look_at(landmarks: &Landmarks) -> Vec<String> {
    let Landmarks { of_trials, median, p95, worst } = landmarks;
    vec![
        format!("trial {} for the median of the full cost,", median.trial),
        format!("{} for its P95,", p95.trial),
        format!("{} for the most", worst.trial),
        format!("(of the first {});", count(*of_trials)),
        "--trial tells one".to_owned(),
    ]
}

/// Shares of the metal that are needed outside the horizon, and where.
pub fn outside(need: &Need) -> impl Iterator<Item = (f64, &'static str)> {
    let parts = [
        (need.share_before, "before the start (taken as met)"),
        (need.share_after, "after the end (not simulated)"),
    ];
    parts
        .into_iter()
        .filter_map(|(share, place)| Some((share.filter(|&share| share > 0.0)?, place)))
}

/// Whether the run converged, and how precise it is.
pub fn precision(headline: &Headline, facts: &RunFacts) -> Vec<String> {
    let state = match (facts.precision, facts.converged) {
        (None, _) => None,
        (Some(target), Some(true)) => Some(format!("converged to ±{};", percent(target))),
        (Some(target), _) => Some(format!("NOT converged to ±{};", percent(target))),
    };
    let error = match headline.shortfall.std_error {
        Some(error) => {
            format!("standard error of the mean shortfall {}", quantity(error, None, "t"))
        }
        None => format!("no shortfall seen in {}", trials(headline.trials)),
    };
    let limiting = facts.limiting.filter(|limiting| limiting.relative_half_width.is_finite()).map(
        |limiting| {
            format!(
                "(least precise: {} of {}, ±{})",
                statistic_words(limiting.statistic),
                limiting.metric.shown(),
                percent(limiting.relative_half_width)
            )
        },
    );
    state.into_iter().chain([error]).chain(limiting).collect()
}

fn statistic_words(statistic: Statistic) -> String {
    match statistic {
        Statistic::Mean => "mean".to_owned(),
        Statistic::ProbabilityPositive => "probability".to_owned(),
        other => other.name().into_owned(),
    }
}

//! The page of a comparison: which scenario, by how much, and how sure.

use maud::{Markup, html};

use crate::analysis::comparison::{Comparison, ComparisonRow, MONEY};
use crate::metric::Metric;
use crate::number_words::{count, percent_of_trials, quantity, sentence_start};
use crate::report::comparison::words::{
    at_least, change_in_brackets, conclusions, lower_bounds, money, value, verdict,
};
use crate::report::drawing::Drawing;
use crate::report::page::PAGE;
use crate::report::page::charts::charts;
use crate::report::page::table::{Cell, Column, Table};
use crate::report::page::{Document, Section, unbroken};
use crate::report::result_file::ResultFile;
use crate::results::{PROGRAM, VERSION};
use crate::statistics::BATCHES;

/// The page of a comparison.
pub fn comparison_page(comparison: &Comparison, drawings: &[Drawing]) -> ResultFile {
    let base = &comparison.runs[comparison.base];
    let title = format!("Scenarios compared with {}", base.name);
    let document = Document {
        title: &title,
        commodity: comparison.commodity(),
        header: header(comparison, &title),
        sections: vec![
            Section::new("answer", "The answer", answer(comparison)),
            Section::new("charts", "Charts", charts(drawings)),
            Section::new("tables", "Tables", tables(comparison)),
            Section::new("method", "How to read this", method(comparison)),
            Section::new("scenarios", "The scenarios", scenarios(comparison)),
        ],
        footer: html! { p { (PROGRAM) " " (VERSION) ". The tables stand in comparison.csv, \
        dominance.csv and regret.csv beside this page." } },
    };
    ResultFile { path: PAGE.to_owned(), bytes: document.to_html().into_bytes() }
}

fn header(comparison: &Comparison, title: &str) -> Markup {
    let base = &comparison.runs[comparison.base];
    html! {
        p.kicker { (sentence_start(comparison.commodity())) " supply risk" }
        h1 { (title) }
        p.extent { (count(comparison.runs.len() as u64)) " scenarios, \
            " (count(base.trials)) " trials each, seed " (base.seed) "." }
    }
}

fn answer(comparison: &Comparison) -> Markup {
    let lines = conclusions(comparison);
    html! {
        @if let Some(verdict) = verdict(comparison) { p.verdict { (unbroken(&verdict)) } }
        (headlines(comparison).to_markup())
        @if !lines.is_empty() {
            ul { @for line in &lines { li { (unbroken(line)) } } }
        }
        @if let Some(bound) = lower_bounds(comparison) { p { (unbroken(&bound)) } }
        @for note in &comparison.notes { p { strong { "Note: " } (note) "." } }
    }
}

/// An estimate, its change below it.
fn cell(comparison: &Comparison, run: usize, metric: Metric, statistic: &str) -> Cell {
    let Some(row) = comparison.summary_row(run, metric, statistic) else { return Cell::absent() };
    let note = if run == comparison.base {
        Some("base".to_owned())
    } else {
        let row = comparison.row(run, metric, statistic);
        row.and_then(|row| Some(change_in_brackets(row.difference.as_ref()?, &row.unit)))
    };
    let bound = if metric == MONEY { at_least(comparison, run) } else { "" };
    Cell { note, ..Cell::text(format!("{bound}{}", value(row))) }
}

fn headlines(comparison: &Comparison) -> Table {
    let columns = vec![
        Column::text("Scenario"),
        Column::number("Chance of running short", ""),
        Column::number("Mean shortfall", ""),
        Column::number("Mean full cost", ""),
        Column::number("Mean spend", ""),
        Column::number("Carbon", ""),
    ];
    let rows = (0..comparison.runs.len())
        .map(|run| {
            vec![
                Cell::text(&comparison.runs[run].slug),
                cell(comparison, run, Metric::Shortfall, "prob_positive"),
                cell(comparison, run, Metric::Shortfall, "mean"),
                cell(comparison, run, MONEY, "mean"),
                cell(comparison, run, Metric::Cost, "mean"),
                cell(comparison, run, Metric::Carbon, "mean"),
            ]
        })
        .collect();
    Table::new(
        "Each scenario, and below it what changes against the base (± half of the 95 % interval)",
        columns,
        rows,
    )
    .without_absent_columns()
}

fn tables(comparison: &Comparison) -> Markup {
    html! {
        @if !comparison.dominance.is_empty() { (dominance(comparison).titled("Dominance")) }
        @if !comparison.regrets.is_empty() { (regret(comparison).titled("Regret")) }
        (all_rows(comparison).titled("All estimates"))
    }
}

fn dominance(comparison: &Comparison) -> Table {
    let columns = vec![
        Column::text("Scenario"),
        Column::text("Metric"),
        Column::text("Order"),
        Column::text("Less at every level"),
        Column::number("Largest gain", ""),
        Column::number("Largest loss", ""),
    ];
    let rows = comparison
        .dominance
        .iter()
        .map(|row| {
            let unit = row.metric.unit();
            let at = |amount: f64, level: Option<f64>| Cell {
                note: level.map(|level| format!("at the {:.0} % level", 100.0 * level)),
                ..Cell::text(quantity(amount, None, unit))
            };
            let verdict = &row.verdict;
            vec![
                Cell::text(&comparison.runs[row.scenario].slug),
                Cell::text(row.metric.shown()),
                Cell::text(verdict.order.number().to_string()),
                Cell::text(verdict.dominance.name()),
                at(verdict.largest_gain, verdict.gain_level),
                at(verdict.largest_loss, verdict.loss_level),
            ]
        })
        .collect();
    Table::new("Stochastic dominance over the base, from dominance.csv", columns, rows).compact()
}

fn regret(comparison: &Comparison) -> Table {
    let columns = vec![
        Column::text("Scenario"),
        Column::text("Metric"),
        Column::number("Mean regret", ""),
        Column::number("95 % quantile", ""),
        Column::number("Best in", ""),
    ];
    let rows = comparison
        .regrets
        .iter()
        .map(|row| {
            let unit = row.metric.unit();
            vec![
                Cell::text(&comparison.runs[row.scenario].slug),
                Cell::text(row.metric.shown()),
                Cell::text(quantity(
                    row.regret.mean.estimate.unwrap_or_default(),
                    row.regret.mean.std_error,
                    unit,
                )),
                Cell::text(quantity(row.regret.p95, None, unit)),
                Cell::text(percent_of_trials(
                    row.regret.best.estimate.unwrap_or_default(),
                    row.regret.trials as u64,
                )),
            ]
        })
        .collect();
    Table::new(
        "What choosing a scenario costs beyond the one that turns out best, from regret.csv",
        columns,
        rows,
    )
    .compact()
}

fn all_rows(comparison: &Comparison) -> Table {
    let columns = vec![
        Column::text("Scenario"),
        Column::text("Metric"),
        Column::text("Statistic"),
        Column::number("Estimate", ""),
        Column::number("Change", ""),
        Column::number("Gain of pairing", ""),
    ];
    let row = |row: &ComparisonRow| {
        let difference = row.difference.as_ref();
        vec![
            Cell::text(&comparison.runs[row.scenario].slug),
            Cell::text(&row.key.metric),
            Cell::text(format!("{} {}", row.key.statistic, row.key.threshold).trim_end()),
            Cell::text(value(&row.value)),
            difference.map_or_else(Cell::absent, |difference| {
                Cell::text(change_in_brackets(difference, &row.unit))
            }),
            difference
                .and_then(|difference| difference.variance_reduction)
                .map_or_else(Cell::absent, |gain| Cell::text(format!("{gain:.1} ×"))),
        ]
    };
    Table::new(
        "All compared estimates, as in comparison.csv",
        columns,
        comparison.rows.iter().map(row).collect(),
    )
    .compact()
}

fn method(comparison: &Comparison) -> Markup {
    html! {
        p {
            "Scenarios of the same seed and number of trials face the same futures: a quantity \
             that both have is drawn alike in both. So their "
            "difference is known far better than each of them. Its interval comes from \
             " (BATCHES) " batches of trials, each compared with the same batch "
            "of the base; the gain of pairing says how many times as many independent trials would \
             be as good."
        }
        p {
            "Where futures are compared one by one, the first \
             " (count(comparison.trials)) " trials are. First-order dominance means less at every \
             quantile, "
            "second-order less at every tail average; differences under 4 standard errors are left \
             aside. Regret is told as if each scenario were a choice "
            "before the same futures; where a scenario is another state of the world, such as a \
             disappointing mine, it says nothing."
        }
        p {
            (sentence_start(&money(comparison))) "; scenarios are ranked by it, as if each were a \
            choice and none another state of the world. Spend alone counts what was bought: a \
            scenario that runs short spends less."
        }
    }
}

fn scenarios(comparison: &Comparison) -> Markup {
    let columns = vec![
        Column::text("Scenario"),
        Column::text("Name"),
        Column::number("Trials", ""),
        Column::number("Seed", ""),
    ];
    let rows = comparison
        .runs
        .iter()
        .map(|run| {
            vec![
                Cell::text(&run.slug),
                Cell::text(&run.name),
                Cell::text(count(run.trials)),
                Cell::text(run.seed.to_string()),
            ]
        })
        .collect();
    html! {
        (Table::new("What was compared", columns, rows).to_markup())
        p { "Each has its own page, tables and sources in the folder of its name." }
    }
}

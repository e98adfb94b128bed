//! `levers.csv`: what each change does.

use super::words::{change_in_words, standing_word};
use super::{Row, StressResults};
use crate::analysis::stress::Change;
use crate::analysis::stress::effect::{Measured, Quotient};
use crate::analysis::stress::ranking::standing;
use crate::report::result_file::ResultFile;
use crate::report::schema::Table;
use crate::report::table_writer::{Cell, TableWriter};
use crate::statistics::difference::Difference;
use crate::statistics::{Estimate, Statistic};

/// What all rows of a change begin with.
struct Opening<'a> {
    scenario: &'a str,
    lever: String,
    kind: &'a str,
    actor: &'a str,
    change: String,
    standing: Option<&'a str>,
}

/// What is estimated, in the words of the table.
struct Subject<'a> {
    region: Option<&'a str>,
    metric: &'a str,
    unit: &'a str,
    statistic: String,
    level: Option<f64>,
}

/// The numbers of a row.
#[derive(Default)]
struct Numbers {
    estimate: Option<f64>,
    std_error: Option<f64>,
    limits: (Option<f64>, Option<f64>),
    base: Option<f64>,
    difference: Option<Difference>,
}

/// The table: the scenario as it is, the levers in the order of what helps most per dollar, the
/// restricted inputs in that of what matters most.
pub fn lever_table(results: &StressResults<'_>, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    let scenario = results.scenario;
    let base = Opening {
        scenario: &scenario.slug,
        lever: "base".to_owned(),
        kind: "base",
        actor: "",
        change: "as it is".to_owned(),
        standing: None,
    };
    for (of, estimate) in &results.stress.base {
        write(&mut writer, &base, &subject(results, *of), &of_estimate(estimate));
    }
    let inputs = results.inputs().into_iter().flatten();
    for row in results.levers().into_iter().chain(inputs) {
        write_change(&mut writer, results, row);
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}

fn write_change(
    writer: &mut TableWriter<'_>,
    results: &StressResults<'_>,
    (change, effects): Row<'_>,
) {
    let scenario = results.scenario;
    let opening = Opening {
        scenario: &scenario.slug,
        lever: change.name(scenario),
        kind: change.kind(),
        actor: change.actor(scenario),
        change: change_in_words(change, scenario),
        standing: matches!(change, Change::Lever(_)).then(|| standing_word(standing(effects))),
    };
    for effect in &effects.effects {
        let mut numbers = of_estimate(&effect.estimate);
        (numbers.base, numbers.difference) = (effect.base.estimate, Some(effect.difference));
        write(writer, &opening, &subject(results, effect.of), &numbers);
    }
    let region = change.region(scenario).map(|region| scenario.regions[region].name.as_str());
    if let Some(firm) = &effects.firm_tonnes {
        let subject = Subject {
            region,
            metric: "firm_tonnes",
            unit: "t",
            statistic: "equivalent".to_owned(),
            level: None,
        };
        let numbers = Numbers {
            estimate: firm.estimate,
            std_error: firm.std_error,
            limits: (firm.conf_low, firm.conf_high),
            ..Numbers::default()
        };
        write(writer, &opening, &subject, &numbers);
    }
    let ratios = [
        ("cost_per_firm_tonne", region, effects.cost_per_firm_tonne),
        ("cost_per_tonne_served", None, effects.cost_per_tonne_served),
    ];
    for (metric, region, ratio) in ratios {
        let Some(Quotient { estimate, std_error, conf_low, conf_high }) = ratio else { continue };
        let subject = Subject {
            region,
            metric,
            unit: "USD/t",
            statistic: "ratio_of_differences".to_owned(),
            level: None,
        };
        let numbers = Numbers {
            estimate: Some(estimate),
            std_error,
            limits: (conf_low, conf_high),
            ..Numbers::default()
        };
        write(writer, &opening, &subject, &numbers);
    }
}

fn subject<'a>(results: &StressResults<'a>, of: Measured) -> Subject<'a> {
    Subject {
        region: of.region.map(|region| results.scenario.regions[region].name.as_str()),
        metric: of.metric.name(),
        unit: if of.statistic == Statistic::ProbabilityPositive { "1" } else { of.metric.unit() },
        statistic: of.statistic.name().into_owned(),
        level: of.statistic.level(),
    }
}

fn of_estimate(estimate: &Estimate) -> Numbers {
    Numbers {
        estimate: estimate.estimate,
        std_error: estimate.std_error,
        limits: (estimate.conf_low, estimate.conf_high),
        ..Numbers::default()
    }
}

fn write(
    writer: &mut TableWriter<'_>,
    opening: &Opening<'_>,
    subject: &Subject<'_>,
    numbers: &Numbers,
) {
    let difference = numbers.difference;
    writer.row([
        Cell::Text(opening.scenario),
        Cell::Text(&opening.lever),
        Cell::Text(opening.kind),
        if opening.actor.is_empty() { Cell::Blank } else { Cell::Text(opening.actor) },
        Cell::Text(&opening.change),
        opening.standing.map_or(Cell::Blank, Cell::Text),
        subject.region.map_or(Cell::Blank, Cell::Text),
        Cell::Text(subject.metric),
        Cell::Text(subject.unit),
        Cell::Text(&subject.statistic),
        subject.level.into(),
        numbers.estimate.into(),
        numbers.std_error.into(),
        numbers.limits.0.into(),
        numbers.limits.1.into(),
        numbers.base.into(),
        difference.map(|difference| difference.difference).into(),
        difference.and_then(|difference| difference.std_error).into(),
        difference.and_then(|difference| difference.conf_low).into(),
        difference.and_then(|difference| difference.conf_high).into(),
    ]);
}

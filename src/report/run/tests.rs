//! The tables of whole runs against their schema.

use std::collections::{HashMap, HashSet};

use super::*;
use crate::analysis::headline::Headline;
use crate::analysis::reserve::{Advice, Form, Reserve};
use crate::metric::Metric;
use crate::report::drawing::{Formats, Theme};
use crate::report::example::{facts, outcome, scenario, told};
use crate::report::run::first_screen::{FirstScreen, first_screen, lines};
use crate::report::schema::{Column, ColumnKind, Table};
use crate::scenario::{MetalNeed, Product, Quantities, Quantity, Scenario, Supplier, Unmet, Value};
use crate::statistics::{Estimate, Interval, Statistic};
use tables::{estimate_columns, table_schemas};

const NO_CHARTS: ChartFiles = ChartFiles { formats: Formats::NONE, theme: Theme::Light };

/// A table that was read back.
struct Parsed {
    schema: Table<'static>,
    bytes: Vec<u8>,
    /// Without the header.
    rows: Vec<Vec<String>>,
}

impl Parsed {
    fn new((schema, file): (Table<'static>, ResultFile)) -> Self {
        assert_eq!(file.path, schema.path());
        let rows = csv::Reader::from_reader(file.bytes.as_slice())
            .records()
            .map(|record| record.expect("rows of equal length").iter().map(str::to_owned).collect())
            .collect();
        Parsed { schema, bytes: file.bytes, rows }
    }

    fn place(&self, column: &str) -> usize {
        let is_it = |candidate: &Column<'_>| candidate.name == column;
        self.schema.columns.iter().position(is_it).expect("a column of the table")
    }

    fn cell<'r>(&self, row: &'r [String], column: &str) -> &'r str {
        &row[self.place(column)]
    }

    fn cells<'r>(&self, row: &'r [String], columns: &[&str]) -> Vec<&'r str> {
        columns.iter().map(|column| self.cell(row, column)).collect()
    }

    fn number(&self, row: &[String], column: &str) -> Option<f64> {
        self.cell(row, column).parse().ok()
    }

    /// Rows with these values.
    fn find(&self, values: &[(&str, &str)]) -> Vec<&Vec<String>> {
        let has = |row: &&Vec<String>| {
            values.iter().all(|(column, value)| self.cell(row, column) == *value)
        };
        self.rows.iter().filter(has).collect()
    }

    /// The estimates of the rows with these values.
    fn estimates(&self, values: &[(&str, &str)]) -> Vec<f64> {
        let estimate = |row: &Vec<String>| self.number(row, "estimate").expect("a number");
        self.find(values).into_iter().map(estimate).collect()
    }

    fn check_cells(&self) {
        for row in &self.rows {
            self.schema.columns.iter().zip(row).for_each(|(column, cell)| check_cell(column, cell));
        }
    }
}

/// A reserve as it might be found.
fn reserve_of(scenario: &Scenario) -> Reserve {
    let tonnes: Vec<f64> =
        scenario.regions.iter().enumerate().map(|(place, _)| 120.0 * place as f64 + 40.0).collect();
    let mean = |value, error| {
        Estimate::symmetric(Statistic::Mean, Interval::Normal, 2_048, Some(value), Some(error))
    };
    Reserve::Hold(Box::new(Advice {
        form: Form::LaidIn,
        tonnes: tonnes.into(),
        is_enough: true,
        left: Estimate::probability(Statistic::ProbabilityPositive, 98, 2_048),
        cost: mean(1.23e6, 0.02e6),
        search_trials: 2_048,
        seed: 8,
    }))
}

/// The tables of a scenario's run by name.
fn run_of(scenario: &Scenario) -> HashMap<&'static str, Parsed> {
    let (outcome, reserve, told) = (outcome(scenario), reserve_of(scenario), told(scenario));
    let results = Results::new(scenario, &outcome).with_reserve(Some(&reserve));
    let files = table_files(&results.with_story(Some(&told)));
    files.into_iter().map(|written| (written.0.name, Parsed::new(written))).collect()
}

fn check_cell(column: &Column<'_>, cell: &str) {
    if cell.is_empty() {
        return assert!(!column.required, "{} is blank", column.name);
    }
    match column.kind {
        ColumnKind::Text => assert!(
            column.values.is_empty() || column.values.contains(&cell),
            "{}: {cell}",
            column.name
        ),
        ColumnKind::Integer => assert!(cell.parse::<u64>().is_ok(), "{}: {cell}", column.name),
        ColumnKind::Boolean => assert!(matches!(cell, "true" | "false"), "{}: {cell}", column.name),
        ColumnKind::Date => {
            assert!(cell.len() == 10 && cell.as_bytes()[4] == b'-', "{}: {cell}", column.name);
        }
        ColumnKind::Number => {
            let value: f64 = cell.parse().expect("a number");
            assert!(
                value.is_finite() && column.minimum.is_none_or(|minimum| value >= minimum),
                "{}: {cell}",
                column.name
            );
            assert!(
                column.maximum.is_none_or(|maximum| value <= maximum),
                "{}: {cell}",
                column.name
            );
        }
    }
}

/// Two mines with products of the same names; a contract on each.
fn scenario_with_products() -> Scenario {
    let mut scenario = scenario(2, 2);
    let share = |mine: &str, product: &str| {
        Quantity::default_constant(&format!("mine.{mine}.product.{product}.share"), 0.4, "1")
    };
    let (mut mine, mut contract) = (scenario.mines[0].clone(), scenario.contracts[0].clone());
    (mine.name, contract.name) = ("second".to_owned(), "second-offtake".to_owned());
    for quantity in mine.quantities_mut() {
        quantity.path = quantity.path.replace("johnson-camp", "second");
    }
    contract.supplier = Supplier::Mine(1.into());
    scenario.mines.push(mine);
    scenario.contracts.push(contract);
    for mine in &mut scenario.mines {
        let product = |name: &str, share| Product {
            label: None,
            name: name.to_owned(),
            share,
            carbon: None,
            water: None,
            boundary: None,
        };
        mine.products =
            vec![product("nuton", Some(share(&mine.name, "nuton"))), product("conventional", None)];
    }
    for contract in &mut scenario.contracts {
        contract.product = Some(0);
    }
    scenario
}

#[test]
fn products_have_tables_of_their_own() {
    let scenario = scenario_with_products();
    let tables = run_of(&scenario);
    for metric in ["output", "sold_elsewhere", "carbon", "water"] {
        let mean = |table: &str, keys: &[(&str, &str)]| -> f64 {
            let wanted = [keys, &[("metric", metric), ("statistic", "mean")]].concat();
            tables[table].estimates(&wanted).into_iter().sum()
        };
        for mine in scenario.mines.iter().map(|mine| ("mine", mine.name.as_str())) {
            let whole = mean("mines", &[mine]);
            let is_whole = |mean: f64| (mean - whole).abs() <= 1e-9 * whole;
            assert!(is_whole(mean("products", &[mine])), "{metric} of {mine:?}");
            assert!(is_whole(mean("product_periods", &[mine])), "{metric} of {mine:?}");
            let nuton = mean("products", &[mine, ("product", "nuton")]);
            assert!(
                metric == "sold_elsewhere" || (nuton - 0.4 * whole).abs() <= 1e-9 * whole,
                "{metric} of {mine:?}"
            );
        }
    }
    let actors = &tables["actors"];
    assert_eq!(actors.find(&[("kind", "product"), ("mine", "second")]).len(), 2);
    assert_eq!(
        actors.find(&[("kind", "contract"), ("product", "nuton")]).len(),
        scenario.contracts.len()
    );
}

#[test]
fn rows_keep_the_schema() {
    for scenario in [scenario(1, 3), scenario(2, 3), scenario_with_products()] {
        let tables = run_of(&scenario);
        let names = |tables: Vec<Table<'static>>| tables.into_iter().map(|table| table.name);
        assert!(names(table_schemas()).all(|name| tables.contains_key(name)));
        for (name, table) in &tables {
            let header: Vec<&str> = table.schema.columns.iter().map(|column| column.name).collect();
            assert!(table.bytes.starts_with((header.join(",") + "\n").as_bytes()));
            // Without fabricators and products their tables have a header only.
            let may_be_empty =
                ["fabricator", "product"].iter().any(|actor| name.starts_with(actor));
            assert!(
                !table.bytes.contains(&b'\r') && (may_be_empty || !table.rows.is_empty()),
                "{name}"
            );
            table.check_cells();
            let primary_key = table.schema.primary_key();
            let mut keys = HashSet::new();
            for row in &table.rows {
                let key = table.cells(row, &primary_key);
                assert!(keys.insert(key.clone()), "{name}: {key:?} twice");
            }
            for reference in table.schema.references() {
                let other = &tables[reference.table];
                let (own, theirs): (Vec<&str>, Vec<&str>) =
                    reference.columns.iter().copied().unzip();
                let known: HashSet<Vec<&str>> =
                    other.rows.iter().map(|row| other.cells(row, &theirs)).collect();
                for row in &table.rows {
                    let value = table.cells(row, &own);
                    assert!(
                        known.contains(&value),
                        "{name}: {value:?} is not in {}",
                        reference.table
                    );
                }
            }
        }
    }
}

#[test]
fn limits_enclose_the_estimate() {
    let tables = run_of(&scenario(2, 3));
    let of_estimates: Vec<&Parsed> = tables
        .values()
        .filter(|table| table.schema.columns.ends_with(&estimate_columns()))
        .collect();
    assert_eq!(of_estimates.len(), 14);
    for table in of_estimates {
        for row in &table.rows {
            let number = |column| table.number(row, column);
            if let (Some(low), Some(value), Some(high)) =
                (number("conf_low"), number("estimate"), number("conf_high"))
            {
                assert!(low <= value && value <= high, "{}: {row:?}", table.schema.name);
            }
            // Half the interval is two standard errors: the columns are what they say.
            if let (Some(low), Some(error), Some(high), "normal") = (
                number("conf_low"),
                number("std_error"),
                number("conf_high"),
                table.cell(row, "interval"),
            ) && table.cell(row, "statistic") == "mean"
            {
                assert!(
                    (high - low - 3.92 * error).abs() <= 0.01 * error + 1e-9 * high.abs()
                        || number("trials") < Some(200.0),
                    "{row:?}"
                );
            }
        }
    }
}

#[test]
fn rows_stand_in_order() {
    let tables = run_of(&scenario(2, 3));
    for name in ["periods", "region_periods", "facility_periods"] {
        let table = &tables[name];
        let order = |row: &Vec<String>| {
            let actor = row[1..table.place("period")].join(" ");
            let period: usize = table.cell(row, "period").parse().expect("an integer");
            let metric = table.cell(row, "metric");
            (actor, period, Metric::ALL.iter().position(|candidate| candidate.name() == metric))
        };
        assert!(table.rows.windows(2).all(|pair| order(&pair[0]) <= order(&pair[1])), "{name}");
        let ends: HashSet<&str> =
            table.rows.iter().map(|row| table.cell(row, "period_end")).collect();
        assert!(ends.contains("2026-03-31") && ends.contains("2029-12-31") && ends.len() == 16);
    }
}

#[test]
fn single_region_is_the_total() {
    let tables = run_of(&scenario(1, 2));
    let (summary, regions) = (&tables["summary"], &tables["regions"]);
    let is_own = |row: &&Vec<String>| {
        !summary.cell(row, "metric").starts_with("watch:")
            && summary.cell(row, "statistic") != "prob_above"
    };
    let total: Vec<_> =
        summary.rows.iter().filter(is_own).map(|row| &row[summary.place("metric")..]).collect();
    let region: Vec<_> = regions.rows.iter().map(|row| &row[regions.place("metric")..]).collect();
    assert_eq!(total, region);
}

#[test]
fn summary_has_thresholds_watches_and_conditional_rows() {
    let tables = run_of(&scenario(2, 2));
    let summary = &tables["summary"];
    let column = |rows: &[&Vec<String>], column: &str| -> Vec<String> {
        rows.iter().map(|row| summary.cell(row, column).to_owned()).collect()
    };
    let thresholds = summary.find(&[("statistic", "prob_above"), ("metric", "shortfall")]);
    assert_eq!(column(&thresholds, "threshold"), ["500.0", "1000.0"]);
    assert_eq!(column(&thresholds, "unit"), ["1", "1"]);
    let above = summary.find(&[("statistic", "prob_above"), ("metric", "cost")]);
    let watch = summary.find(&[("metric", "watch:budget")]);
    assert_eq!(column(&above, "threshold"), ["200000000.0"]);
    assert_eq!(column(&above, "estimate"), column(&watch, "estimate"));
    let first = summary.find(&[("metric", "first_short_period")]);
    assert!(!first.is_empty() && column(&first, "given").iter().all(|given| given == "short"));
    // E[X] = P(short) · E[X | short]
    let number = |values: &[(&str, &str)]| summary.estimates(values)[0];
    let chance = number(&[("metric", "shortfall"), ("statistic", "prob_positive")]);
    for metric in
        ["shortfall", "lateness", "worst_period_shortfall", "periods_short", "longest_short_run"]
    {
        let mean = number(&[("metric", metric), ("statistic", "mean"), ("given", "")]);
        let given_short = number(&[("metric", metric), ("statistic", "mean"), ("given", "short")]);
        assert!(
            (mean - chance * given_short).abs() <= 1e-9 * mean,
            "{metric}: {mean} {chance} {given_short}"
        );
    }
}

#[test]
fn absent_features_have_no_rows() {
    let mut scenario = scenario(1, 1);
    scenario.simulation.trials = 100;
    scenario.regions[0].spot = None;
    scenario.regions[0].inventory = None;
    scenario.facilities[0].cost_of_delay = None;
    scenario.shortage.unmet = Unmet::Lost;
    scenario.report.low_carbon = None;
    let tables = run_of(&scenario);
    let summary = &tables["summary"];
    for metric in
        ["cost_spot", "stock", "cost_penalty", "low_carbon_share", "water", "closing_stock_value"]
    {
        assert!(summary.find(&[("metric", metric)]).is_empty(), "{metric}");
    }
    assert!(summary.find(&[("metric", "lateness"), ("given", "short")]).is_empty());
}

#[test]
fn actors_without_a_feature_have_no_rows_of_it() {
    let mut scenario = scenario(2, 2);
    scenario.simulation.trials = 100;
    scenario.regions[1].inventory = None;
    scenario.facilities[0].cost_of_delay = None;
    let tables = run_of(&scenario);
    let has = |table: &str, values: &[(&str, &str)]| !tables[table].find(values).is_empty();
    assert!(has("regions", &[("region", "us-0"), ("metric", "stock")]));
    assert!(!has("regions", &[("region", "us-1"), ("metric", "stock")]));
    assert!(!has("region_periods", &[("region", "us-1"), ("metric", "stock")]));
    assert!(has("facilities", &[("facility", "campus-1"), ("metric", "cost_of_delay")]));
    assert!(!has("facilities", &[("facility", "campus-0"), ("metric", "cost_of_delay")]));
}

#[test]
fn distributions_sum_to_one_and_agree_with_the_summary() {
    let tables = run_of(&scenario(2, 2));
    let (summary, bins) = (&tables["summary"], &tables["distributions"]);
    for metric in ["shortfall", "cost", "carbon", "cover_gap", "worst_period_shortfall"] {
        let own = bins.find(&[("kind", "total"), ("metric", metric)]);
        let number = |row: &[String], column| bins.number(row, column).expect("a number");
        let trials: f64 = own.iter().map(|row| number(row, "trials")).sum();
        assert_eq!(trials, 4_000.0, "{metric}");
        assert_eq!(number(own[own.len() - 1], "exceedance"), 0.0);
        assert!(
            own.windows(2).all(|pair| number(pair[0], "bin_high") <= number(pair[1], "bin_low"))
        );
        let zero = own.iter().find(|row| number(row, "bin_high") == 0.0);
        let positive = summary.find(&[("metric", metric), ("statistic", "prob_positive")]);
        if let (Some(zero), Some(positive)) = (zero, positive.first()) {
            assert_eq!(
                bins.cell(zero, "exceedance"),
                summary.cell(positive, "estimate"),
                "{metric}"
            );
        }
    }
}

#[test]
fn variables_are_all_that_is_random() {
    let mut scenario = scenario(1, 2);
    scenario.simulation.trials = 1;
    let tables = run_of(&scenario);
    let paths: Vec<String> = tables["variables"]
        .rows
        .iter()
        .map(|row| format!("{} {} {} {}", row[1], row[2], row[5], row[11]))
        .collect();
    assert_eq!(
        paths,
        [
            "price.level price trial example.toml:9",
            "mine.johnson-camp.ramp.duration johnson-camp trial example.toml:14",
            "mine.johnson-camp.utilisation johnson-camp trial example.toml:15",
            "mine.johnson-camp.variation johnson-camp period example.toml:16",
            "mine.johnson-camp.outages.1.duration johnson-camp outage example.toml:20",
            "mine.johnson-camp.outages.2.duration johnson-camp outage example.toml:23",
            "facility.campus-0.intensity campus-0 trial example.toml:59",
            "facility.campus-0.start_delay campus-0 trial example.toml:64",
            "facility.campus-1.intensity campus-1 trial example.toml:71",
            "facility.campus-1.start_delay campus-1 trial example.toml:76",
        ]
    );
}

#[test]
fn tables_are_the_same_bytes_each_time_and_the_manifest_lists_them() {
    let mut scenario = scenario(2, 2);
    scenario.simulation.trials = 500;
    let files = |threads: usize| {
        let outcome = outcome(&scenario);
        let facts = RunFacts { threads, ..facts(&outcome) };
        run_files(&Results::new(&scenario, &outcome), &facts, NO_CHARTS).expect("charts").files
    };
    let (one, two) = (files(1), files(2));
    assert_eq!(one[..one.len() - 1], two[..two.len() - 1]);
    let manifest = |files: &[ResultFile]| -> serde_json::Value {
        serde_json::from_slice(&files.last().expect("a manifest").bytes).expect("JSON")
    };
    let (mut first, mut second) = (manifest(&one), manifest(&two));
    assert_eq!(first["program"], "coppercast");
    assert_eq!(first["files"].as_array().map(Vec::len), Some(one.len() - 1));
    assert_eq!(first["scenario_hash"].as_str().map(str::len), Some(71));
    assert_ne!(first["run"], second["run"]);
    for manifest in [&mut first, &mut second] {
        manifest["run"] = serde_json::Value::Null;
    }
    assert_eq!(first, second);
}

#[test]
fn screen_fits_and_says_what_matters() {
    let scenario = scenario(1, 2);
    let outcome = outcome(&scenario);
    let headline = Headline::new(&scenario, &outcome.plan, &outcome.tally).expect("a total");
    let facts = facts(&outcome);
    let screen = first_screen(&scenario, &headline, &facts);
    assert!(screen.lines().all(|line| line.chars().count() <= 80), "{screen}");
    for words in [
        "at least one quarter runs short",
        "Worst quarter",
        "Most exposed",
        "Reserve",
        "Watch",
        "% of futures",
        "mean shortfall",
        "not searched for",
    ] {
        assert!(screen.contains(words), "{words} is not in\n{screen}");
    }
    let headline = Headline { reserve: Some(reserve_of(&scenario)), ..headline };
    let told = lines(&scenario, &headline, &facts);
    let reserve = told.iter().find(|line| line.label == "Reserve").expect("a reserve");
    assert_eq!(
        reserve.parts.join(" "),
        "hold 40.0 t more in us-0 from the start (opening stock, target and room); simulated, it \
         leaves 4.8 % short (3.9 to 5.8 %; aim 5 %), adds 1.23 MUSD to the spend on average"
    );
    let document =
        serde_json::to_value(FirstScreen::new(&scenario, &headline, &facts)).expect("JSON");
    assert_eq!(document["probability_short"]["estimate"].as_f64(), headline.short.estimate);
    assert_eq!(document["reserve"]["regions"][0]["tonnes"].as_f64(), Some(40.0));
    assert_eq!(document["reserve"]["probability_short"]["estimate"].as_f64(), Some(98.0 / 2_048.0));
    assert_eq!(
        document["worst_period"]["period"].as_u64(),
        headline.worst_period.map(|worst| worst.period as u64)
    );
}

#[test]
fn screen_without_a_shortfall_gives_the_bound() {
    let mut scenario = scenario(1, 1);
    if let MetalNeed::Intensity(intensity) = &mut scenario.facilities[0].metal {
        intensity.value = Value::Constant(0.01);
    }
    let outcome = outcome(&scenario);
    let headline = Headline::new(&scenario, &outcome.plan, &outcome.tally).expect("a total");
    let headline = Headline { reserve: Some(Reserve::NotNeeded), ..headline };
    let screen = first_screen(&scenario, &headline, &facts(&outcome));
    assert!(
        screen.contains(
            "In none of 4,000 futures does any quarter run short (chance below 0.075 %)."
        ),
        "{screen}"
    );
    assert!(!screen.contains("Worst quarter") && screen.contains("none needed"), "{screen}");
}

#[test]
fn poor_scenarios_have_tables_and_a_screen() {
    for (facilities, trials) in [(0, 100), (1, 1), (1, 65)] {
        let mut scenario = scenario(1, facilities);
        scenario.simulation.trials = trials;
        let outcome = outcome(&scenario);
        let results = Results::new(&scenario, &outcome);
        let files = run_files(&results, &facts(&outcome), NO_CHARTS).expect("charts").files;
        table_files(&results).into_iter().for_each(|written| Parsed::new(written).check_cells());
        assert!(files.iter().any(|file| file.path == "manifest.json"));
        let headline = Headline::new(&scenario, &outcome.plan, &outcome.tally).expect("a total");
        let screen = first_screen(&scenario, &headline, &facts(&outcome));
        assert!(!screen.contains("NaN") && !screen.contains("inf "), "{screen}");
    }
}

#[test]
fn fleet_is_written_in_a_moment() {
    let mut scenario = scenario(4, 40);
    scenario.time.periods = 24;
    scenario.simulation.trials = 2_000;
    let outcome = outcome(&scenario);
    let begin = std::time::Instant::now();
    let files = table_files(&Results::new(&scenario, &outcome));
    let elapsed = begin.elapsed();
    assert!(elapsed.as_secs_f64() < 5.0, "{elapsed:?}");
    assert!(files.iter().map(|(_, file)| file.bytes.len()).sum::<usize>() > 1_000_000);
}

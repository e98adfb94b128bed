//! The tables of whole runs against their schema.

use std::collections::{HashMap, HashSet};

use super::*;
use crate::analysis::headline::Headline;
use crate::report::example::{facts, outcome, results, scenario};
use crate::report::run::first_screen::{FirstScreen, first_screen};
use crate::report::schema::{self, ColumnKind, Table};
use crate::scenario::{MetalNeed, Product, Quantities, Quantity, Scenario, Supplier, Unmet, Value};

/// Rows of a file without the header.
fn rows(file: &ResultFile) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    reader
        .records()
        .map(|record| record.expect("rows of equal length").iter().map(str::to_owned).collect())
        .collect()
}

fn place(table: &Table, column: &str) -> usize {
    table
        .columns
        .iter()
        .position(|candidate| candidate.name == column)
        .expect("a column of the table")
}

fn cells(table: &Table, row: &[String], columns: &[&'static str]) -> Vec<String> {
    columns.iter().map(|column| row[place(table, column)].clone()).collect()
}

/// Rows of a table with these values.
fn find<'r>(
    table: &Table,
    rows: &'r [Vec<String>],
    values: &[(&str, &str)],
) -> Vec<&'r Vec<String>> {
    rows.iter()
        .filter(|row| values.iter().all(|(column, value)| row[place(table, column)] == *value))
        .collect()
}

fn check_cell(column: &schema::Column, cell: &str) {
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
            assert!(cell.len() == 10 && cell.as_bytes()[4] == b'-', "{}: {cell}", column.name)
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
    contract.supplier = Supplier::Mine(1);
    scenario.mines.push(mine);
    scenario.contracts.push(contract);
    for mine in &mut scenario.mines {
        let product = |name: &str, share| Product {
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
    let outcome = outcome(&scenario);
    let tables = Tables::new();
    let files = table_files(&results(&scenario, &outcome), &tables);
    let file = |table: &Table| {
        rows(files.iter().find(|file| file.path == table.path()).expect("the table is written"))
    };
    let (mines, products, periods) =
        (file(&tables.mines), file(&tables.products), file(&tables.product_periods));
    for metric in ["output", "sold_elsewhere", "carbon", "water"] {
        let mean = |table: &Table, rows: &[Vec<String>], keys: &[(&str, &str)]| -> f64 {
            let found =
                find(table, rows, &[keys, &[("metric", metric), ("statistic", "mean")]].concat());
            found
                .iter()
                .map(|row| row[place(table, "estimate")].parse::<f64>().expect("a number"))
                .sum()
        };
        for mine in scenario.mines.iter().map(|mine| ("mine", mine.name.as_str())) {
            let whole = mean(&tables.mines, &mines, &[mine]);
            assert!(
                (mean(&tables.products, &products, &[mine]) - whole).abs() <= 1e-9 * whole,
                "{metric} of {mine:?}"
            );
            assert!(
                (mean(&tables.product_periods, &periods, &[mine]) - whole).abs() <= 1e-9 * whole,
                "{metric} of {mine:?}"
            );
            let nuton = mean(&tables.products, &products, &[mine, ("product", "nuton")]);
            assert!(
                metric == "sold_elsewhere" || (nuton - 0.4 * whole).abs() <= 1e-9 * whole,
                "{metric} of {mine:?}"
            );
        }
    }
    let actors = file(&tables.actors);
    assert_eq!(find(&tables.actors, &actors, &[("kind", "product"), ("mine", "second")]).len(), 2);
    assert_eq!(
        find(&tables.actors, &actors, &[("kind", "contract"), ("product", "nuton")]).len(),
        scenario.contracts.len()
    );
}

#[test]
fn rows_keep_the_schema() {
    for scenario in [scenario(1, 3), scenario(2, 3), scenario_with_products()] {
        let outcome = outcome(&scenario);
        let tables = Tables::new();
        let files = table_files(&results(&scenario, &outcome), &tables);
        let parsed: HashMap<&str, Vec<Vec<String>>> = tables
            .all()
            .into_iter()
            .zip(&files)
            .map(|(table, file)| (table.name, rows(file)))
            .collect();
        for (table, file) in tables.all().into_iter().zip(&files) {
            assert_eq!(file.path, table.path());
            let header: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            assert!(file.bytes.starts_with((header.join(",") + "\n").as_bytes()));
            // Without makers and products their tables have a header only.
            let may_be_empty =
                ["fabricator", "product"].iter().any(|actor| table.name.starts_with(actor));
            assert!(
                !file.bytes.contains(&b'\r') && (may_be_empty || !parsed[table.name].is_empty()),
                "{}",
                table.name
            );
            let mut keys = HashSet::new();
            for row in &parsed[table.name] {
                table.columns.iter().zip(row).for_each(|(column, cell)| check_cell(column, cell));
                let key = cells(table, row, &table.primary_key);
                assert!(keys.insert(key.clone()), "{}: {key:?} twice", table.name);
            }
            for key in &table.foreign_keys {
                let other = tables
                    .all()
                    .into_iter()
                    .find(|other| other.name == key.table)
                    .expect("a table");
                let known: HashSet<Vec<String>> = parsed[key.table]
                    .iter()
                    .map(|row| cells(other, row, &key.referenced))
                    .collect();
                for row in &parsed[table.name] {
                    let value = cells(table, row, &key.columns);
                    assert!(
                        known.contains(&value),
                        "{}: {value:?} is not in {}",
                        table.name,
                        key.table
                    );
                }
            }
        }
    }
}

#[test]
fn limits_enclose_the_estimate() {
    let scenario = scenario(2, 3);
    let outcome = outcome(&scenario);
    let tables = Tables::new();
    let files = table_files(&results(&scenario, &outcome), &tables);
    for (table, file) in
        tables.all().into_iter().zip(&files).filter(|(table, _)| table.is_of_estimates())
    {
        for row in rows(file) {
            let number = |column| row[place(table, column)].parse::<f64>().ok();
            if let (Some(low), Some(value), Some(high)) =
                (number("conf_low"), number("estimate"), number("conf_high"))
            {
                assert!(low <= value && value <= high, "{}: {row:?}", table.name);
            }
            // Half the interval is two standard errors: the columns are what they say.
            if let (Some(low), Some(error), Some(high), "normal") = (
                number("conf_low"),
                number("std_error"),
                number("conf_high"),
                row[place(table, "interval")].as_str(),
            ) && row[place(table, "statistic")] == "mean"
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
    let scenario = scenario(2, 3);
    let outcome = outcome(&scenario);
    let tables = Tables::new();
    let files = table_files(&results(&scenario, &outcome), &tables);
    for (table, file) in [
        (&tables.periods, &files[1]),
        (&tables.region_periods, &files[3]),
        (&tables.facility_periods, &files[5]),
    ] {
        let order = |row: &Vec<String>| {
            let actor = row[1..place(table, "period")].join(" ");
            let period: usize = row[place(table, "period")].parse().expect("an integer");
            let metric = &row[place(table, "metric")];
            (actor, period, Metric::ALL.iter().position(|candidate| candidate.name() == metric))
        };
        assert!(
            rows(file).windows(2).all(|pair| order(&pair[0]) <= order(&pair[1])),
            "{}",
            table.name
        );
        let periods: HashSet<String> =
            rows(file).iter().map(|row| row[place(table, "period_end")].clone()).collect();
        assert!(
            periods.contains("2026-03-31") && periods.contains("2029-12-31") && periods.len() == 16
        );
    }
}

#[test]
fn single_region_is_the_total() {
    let scenario = scenario(1, 2);
    let outcome = outcome(&scenario);
    let tables = Tables::new();
    let files = table_files(&results(&scenario, &outcome), &tables);
    let (summary, regions) = (rows(&files[0]), rows(&files[2]));
    let statistics = |table: &Table, row: &[String]| row[place(table, "metric")..].to_vec();
    let is_own = |row: &&Vec<String>| {
        let metric = &row[place(&tables.summary, "metric")];
        !metric.starts_with("watch:") && row[place(&tables.summary, "statistic")] != "prob_above"
    };
    let total: Vec<_> =
        summary.iter().filter(is_own).map(|row| statistics(&tables.summary, row)).collect();
    let region: Vec<_> = regions.iter().map(|row| statistics(&tables.regions, row)).collect();
    assert_eq!(total, region);
}

#[test]
fn summary_has_thresholds_watches_and_conditional_rows() {
    let scenario = scenario(2, 2);
    let outcome = outcome(&scenario);
    let tables = Tables::new();
    let summary = rows(&table_files(&results(&scenario, &outcome), &tables)[0]);
    let find = |values: &[(&str, &str)]| find(&tables.summary, &summary, values);
    let thresholds = find(&[("statistic", "prob_above"), ("metric", "shortfall")]);
    assert_eq!(
        thresholds
            .iter()
            .map(|row| row[place(&tables.summary, "threshold")].as_str())
            .collect::<Vec<_>>(),
        ["500.0", "1000.0"]
    );
    assert!(thresholds.iter().all(|row| row[place(&tables.summary, "unit")] == "1"));
    let above = find(&[("statistic", "prob_above"), ("metric", "cost")]);
    let watch = find(&[("metric", "watch:budget")]);
    let estimate = place(&tables.summary, "estimate");
    assert_eq!(
        (above[0][place(&tables.summary, "threshold")].as_str(), &above[0][estimate]),
        ("200000000.0", &watch[0][estimate])
    );
    let first = find(&[("metric", "first_short_period")]);
    assert!(
        !first.is_empty()
            && first.iter().all(|row| row[place(&tables.summary, "given")] == "short")
    );
    // E[X] = P(short) · E[X | short]
    let number =
        |values: &[(&str, &str)]| find(values)[0][estimate].parse::<f64>().expect("a number");
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
    let outcome = outcome(&scenario);
    let tables = Tables::new();
    let summary = rows(&table_files(&results(&scenario, &outcome), &tables)[0]);
    for metric in
        ["cost_spot", "stock", "cost_penalty", "low_carbon_share", "water", "closing_stock_value"]
    {
        assert!(find(&tables.summary, &summary, &[("metric", metric)]).is_empty(), "{metric}");
    }
    assert!(
        find(&tables.summary, &summary, &[("metric", "lateness"), ("given", "short")]).is_empty()
    );
}

#[test]
fn actors_without_a_feature_have_no_rows_of_it() {
    let mut scenario = scenario(2, 2);
    scenario.simulation.trials = 100;
    scenario.regions[1].inventory = None;
    scenario.facilities[0].cost_of_delay = None;
    let outcome = outcome(&scenario);
    let tables = Tables::new();
    let files = table_files(&results(&scenario, &outcome), &tables);
    let count = |table: &Table, file: usize, values: &[(&str, &str)]| {
        find(table, &rows(&files[file]), values).len()
    };
    assert!(count(&tables.regions, 2, &[("region", "us-0"), ("metric", "stock")]) > 0);
    assert_eq!(count(&tables.regions, 2, &[("region", "us-1"), ("metric", "stock")]), 0);
    assert_eq!(count(&tables.region_periods, 3, &[("region", "us-1"), ("metric", "stock")]), 0);
    assert!(
        count(&tables.facilities, 4, &[("facility", "campus-1"), ("metric", "cost_of_delay")]) > 0
    );
    assert_eq!(
        count(&tables.facilities, 4, &[("facility", "campus-0"), ("metric", "cost_of_delay")]),
        0
    );
}

#[test]
fn distributions_sum_to_one_and_agree_with_the_summary() {
    let scenario = scenario(2, 2);
    let outcome = outcome(&scenario);
    let tables = Tables::new();
    let files = table_files(&results(&scenario, &outcome), &tables);
    let table = &tables.distributions;
    let bins = files.iter().find(|file| file.path == table.path()).expect("the table is written");
    let (summary, bins) = (rows(&files[0]), rows(bins));
    for metric in ["shortfall", "cost", "carbon", "cover_gap", "worst_period_shortfall"] {
        let own = find(table, &bins, &[("kind", "total"), ("metric", metric)]);
        let number =
            |row: &[String], column| row[place(table, column)].parse::<f64>().expect("a number");
        let trials: u64 = own
            .iter()
            .map(|row| row[place(table, "trials")].parse::<u64>().expect("a count"))
            .sum();
        assert_eq!(trials, 4_000, "{metric}");
        assert_eq!(number(own[own.len() - 1], "exceedance"), 0.0);
        assert!(
            own.windows(2).all(|pair| number(pair[0], "bin_high") <= number(pair[1], "bin_low"))
        );
        let zero = own.iter().find(|row| number(row, "bin_high") == 0.0);
        let positive =
            find(&tables.summary, &summary, &[("metric", metric), ("statistic", "prob_positive")]);
        if let (Some(zero), Some(positive)) = (zero, positive.first()) {
            assert_eq!(
                zero[place(table, "exceedance")],
                positive[place(&tables.summary, "estimate")],
                "{metric}"
            );
        }
    }
}

#[test]
fn variables_are_all_that_is_random() {
    let scenario = scenario(1, 2);
    let file = tables::variables::variable_table(&scenario, &Tables::new().variables);
    let paths: Vec<String> = rows(&file)
        .into_iter()
        .map(|row| format!("{} {} {} {}", row[1], row[2], row[5], row[11]))
        .collect();
    assert_eq!(
        paths,
        [
            "price.level price trial example.toml:9",
            "mine.johnson-camp.ramp.duration johnson-camp trial example.toml:28",
            "mine.johnson-camp.utilisation johnson-camp trial example.toml:29",
            "mine.johnson-camp.variation johnson-camp period example.toml:30",
            "mine.johnson-camp.outages.0.duration johnson-camp outage example.toml:30",
            "mine.johnson-camp.outages.1.duration johnson-camp outage example.toml:31",
            "facility.campus-0.intensity campus-0 trial example.toml:20",
            "facility.campus-0.start_delay campus-0 trial example.toml:21",
            "facility.campus-1.intensity campus-1 trial example.toml:20",
            "facility.campus-1.start_delay campus-1 trial example.toml:21",
        ]
    );
}

#[test]
fn tables_are_the_same_bytes_each_time_and_the_manifest_lists_them() {
    let mut scenario = scenario(2, 2);
    scenario.simulation.trials = 500;
    let files = |threads: usize| {
        let outcome = outcome(&scenario);
        result_files(
            &results(&scenario, &outcome),
            &RunFacts { threads, ..facts(&scenario, &outcome) },
            Vec::new(),
        )
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
    let facts = facts(&scenario, &outcome);
    let screen = first_screen(&scenario, &headline, &facts);
    assert!(screen.lines().all(|line| line.chars().count() <= 80), "{screen}");
    for words in [
        "at least one quarter runs short",
        "Worst quarter",
        "Most exposed",
        "Reserve",
        "Watch",
        "of 100 futures",
    ] {
        assert!(screen.contains(words), "{words} is not in\n{screen}");
    }
    let document =
        serde_json::to_value(FirstScreen::new(&scenario, &headline, &facts)).expect("JSON");
    assert_eq!(document["probability_short"]["estimate"].as_f64(), headline.short.estimate);
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
    let screen = first_screen(&scenario, &headline, &facts(&scenario, &outcome));
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
        let files =
            result_files(&results(&scenario, &outcome), &facts(&scenario, &outcome), Vec::new());
        for (table, file) in Tables::new().all().into_iter().zip(&files) {
            for row in rows(file) {
                table.columns.iter().zip(&row).for_each(|(column, cell)| check_cell(column, cell));
            }
        }
        let headline = Headline::new(&scenario, &outcome.plan, &outcome.tally).expect("a total");
        let screen = first_screen(&scenario, &headline, &facts(&scenario, &outcome));
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
    let files = table_files(&results(&scenario, &outcome), &Tables::new());
    let elapsed = begin.elapsed();
    assert!(elapsed.as_secs_f64() < 5.0, "{elapsed:?}");
    assert!(files.iter().map(|file| file.bytes.len()).sum::<usize>() > 1_000_000);
}

//! Units and the arithmetic of a deal: values that are not sampled. U and V28.

use super::program::{ResultTables, simulate};
use super::{assert_exact, exact_answer};

/// A year in which what is not contracted is bought on the spot market.
fn year(step: &str, rest: &str) -> ResultTables {
    let text = format!(
        r#"
        time = {{ start = "2026-01", step = "{step}", substeps = 1, periods = 1 }}
        price = {{ process = "constant", initial = "6 USD/lb" }}
        region.us.spot = {{ available = "1 Mt/year", carbon = "4.6 tCO2e/t", water = "130 L/kg" }}
        {rest}
        "#
    );
    simulate(&text, 64, 1)
}

fn facility(copper: &str) -> String {
    format!(
        "[facility.hall]\nregion = \"us\"\n{copper}\nstart = \"2026-01\"\nbuild = \"12 month\"\n"
    )
}

#[test]
fn units_are_converted() {
    let pounds = 2_000_000.0;
    let tables = year("year", &facility(&format!("copper = \"{pounds} lb\"")));
    assert_exact("U1", pounds / tables.value("summary: need mean").estimate);
    assert_exact("U2", tables.value("periods: 0 price mean").estimate);
    let mine =
        "[mine.pit]\ncapacity = \"25 Mlb/year\"\ncarbon = \"2.82 tCO2e/t\"\nwater = \"71 L/kg\"\n";
    assert_exact("U3", year("year", mine).value("mines: pit output mean").estimate);
    assert_exact("U4", year("month", mine).value("mines: pit output mean").estimate);
    let tables = year("year", &facility("copper = \"14,000 t\""));
    assert_exact("U5", tables.value("summary: cost mean").estimate);
}

/// Need of a campus of the power that a case names, at 27 t/MW.
fn need_at_27_tonnes(case: &str) -> f64 {
    let megawatts = exact_answer(case);
    let tables =
        year("year", &facility(&format!("power = \"{megawatts} MW\"\nintensity = \"27 t/MW\"")));
    tables.value("summary: need mean").estimate
}

#[test]
fn copper_and_power_of_the_deal_go_together() {
    for (case, tonnes) in
        [("V28a", 14_000.0), ("V28b", 3_500.0), ("V28c", 5_000.0), ("V28d", 15_000.0)]
    {
        // The ratio of need to tonnes is that of the case to the quotient.
        assert_exact(case, tonnes / 27.0);
        assert!((need_at_27_tonnes(case) / tonnes - 1.0).abs() < 1e-12, "{case}");
    }
    let tables = year("year", &facility("power = \"80 MW\"\nintensity = \"27.2125 t/MW\""));
    assert_exact("V28j", tables.value("summary: need mean").estimate / 80.0);
    assert!((tables.value("summary: need mean").estimate - 2177.0).abs() < 1e-9);
}

/// A mine of 25 Mlb/year that makes 30 000 t in four years, of which the contract takes 14 000 t.
/// The campus needs just these, or gets them from the spot market when there is no contract.
fn deal(contract: &str) -> ResultTables {
    let text = format!(
        r#"
        time = {{ start = "2026-01", step = "year", substeps = 1, periods = 4 }}
        price = {{ process = "constant", initial = "6 USD/lb" }}
        region.us.spot = {{ available = "1 Mt/year", carbon = "4.6 tCO2e/t", water = "130 L/kg" }}
        [mine.pit]
        capacity = "25 Mlb/year"
        utilisation = {utilisation}
        carbon = "2.82 tCO2e/t"
        water = "71 L/kg"
        {contract}
        [facility.hall]
        region = "us"
        copper = "14,000 t"
        start = "2026-01"
        build = "48 month"
        "#,
        utilisation = exact_answer("V28g"),
    );
    simulate(&text, 64, 1)
}

#[test]
fn the_deal_saves_carbon_and_water_against_the_spot_market() {
    let contract = r#"
        [contract.offtake]
        mine = "pit"
        region = "us"
        from = "2026-01"
        to = "2029-12"
        quantity = "14,000 t"
        price = { basis = "reference" }
    "#;
    let (with, without) = (deal(contract), deal(""));
    let mean = |tables: &ResultTables, row: &str| tables.value(&format!("{row} mean")).estimate;
    let output = mean(&with, "mines: pit output");
    assert!((output / 30_000.0 - 1.0).abs() < 1e-12, "{output}");
    assert_exact("V28g", mean(&with, "mines: pit utilisation"));
    assert_exact("V28f", output / mean(&with, "mines: pit utilisation"));
    assert_exact("V28e", mean(&with, "contracts: offtake delivered") / output);
    assert_exact("V28h", mean(&without, "summary: carbon") - mean(&with, "summary: carbon"));
    assert_exact("V28i", mean(&without, "summary: water") - mean(&with, "summary: water"));
}

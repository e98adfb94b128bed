//! Contracts that end early or go on (C9, C10): V42.

use super::program::simulate;
use super::{ONE_PERCENT, assert_agrees};

#[test]
fn sellers_fail_and_terms_are_renewed_as_often_as_they_should() {
    let text = r#"
        time = { start = "2026-01", step = "quarter", substeps = 1, periods = 24 }
        price = { process = "constant", initial = "13000 USD/t" }
        [region.us]
        [contract.offtake]
        trader = "merchant"
        region = "us"
        from = "2026-01"
        term = "24 month"
        rate = "100 t/quarter"
        default = { rate = "0.2 /year" }
        renewal = { probability = 0.6, term = "24 month" }
        price = { basis = "reference" }
    "#;
    let tables = simulate(text, 600_000, 420);
    assert_agrees("V42a", tables.value("contracts: offtake defaulted prob_positive"), ONE_PERCENT);
    assert_agrees("V42b", tables.value("contracts: offtake renewed prob_positive"), ONE_PERCENT);
    assert_agrees("V42c", tables.value("contracts: offtake delivered mean"), ONE_PERCENT);
}

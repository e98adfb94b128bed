//! Products of a mine, worked out by hand (M10).

use super::*;

/// A product with a constant share.
fn product(name: &str, share: f64) -> Product {
    let product = DEFAULTS.mines[0].products[0].clone();
    Product { name: name.to_owned(), share: Some(constant(share)), ..product }
}

/// What the others leave.
fn rest(name: &str) -> Product {
    Product { share: None, ..product(name, 0.0) }
}

/// 100 t a year of which 40 % are Nuton and the rest conventional.
fn two_products(periods: usize) -> Scenario {
    let mut case = scenario(Step::Year, periods);
    case.mines
        .push(Mine { products: vec![product("nuton", 0.4), rest("conventional")], ..mine(100.0) });
    case
}

fn of_product(product: usize, contract: Contract) -> Contract {
    Contract { product: Some(product), name: format!("offtake-{product}"), ..contract }
}

/// A product's metric by period, of the oracle and of the engine, in a scenario without random
/// values.
#[track_caller]
fn assert_product_periods(case: &Scenario, product: usize, metric: Metric, expected: &[f64]) {
    assert_periods(&trial(case, &[]), Subject::product(product), metric.name(), expected);
    for (t, &expected) in expected.iter().enumerate() {
        let found = by_engine(case, Subject::product(product).in_period(t), metric);
        assert_close(
            found,
            expected,
            &format!("the engine's {} of product {product} in period {t}", metric.name()),
        );
    }
    let (whole, sum) = (by_engine(case, Subject::product(product), metric), expected.iter().sum());
    assert_close(whole, sum, &format!("the engine's {} of product {product}", metric.name()));
}

#[test]
fn each_contract_draws_on_its_product() {
    let mut case = two_products(2);
    case.contracts = vec![of_product(0, rate(30.0)), of_product(1, rate(50.0))].into();
    assert_product_periods(&case, 0, Metric::Output, &[40.0; 2]);
    assert_product_periods(&case, 1, Metric::Output, &[60.0; 2]);
    assert_product_periods(&case, 0, Metric::SoldElsewhere, &[10.0; 2]);
    assert_product_periods(&case, 1, Metric::SoldElsewhere, &[10.0; 2]);
    assert_mine_periods(&case, 0, Metric::Output, &[100.0; 2]);
    assert_mine_periods(&case, 0, Metric::SoldElsewhere, &[20.0; 2]);
    assert_metric(&trial(&case, &[]), Subject::mine(0), "sold_elsewhere", 40.0);
}

#[test]
fn surplus_of_one_product_serves_no_contract_of_another() {
    let mut case = two_products(2);
    // 50 and 15 t claim 40 t of Nuton; of the conventional metal 60 t are left over.
    case.contracts = vec![
        of_product(0, rate(50.0)),
        Contract { name: "second".to_owned(), ..of_product(0, rate(15.0)) },
    ]
    .into();
    let short = trial(&case, &[]);
    assert_periods(&short, Subject::contract(0), "delivered", &[40.0 * 50.0 / 65.0; 2]);
    assert_periods(&short, Subject::contract(1), "delivered", &[40.0 * 15.0 / 65.0; 2]);
    assert_product_periods(&case, 0, Metric::SoldElsewhere, &[0.0; 2]);
    assert_product_periods(&case, 1, Metric::SoldElsewhere, &[60.0; 2]);
    assert_mine_periods(&case, 0, Metric::SoldElsewhere, &[60.0; 2]);

    // The second has the first claim, but to Nuton only; a contract on the other product takes
    // nothing from either.
    case.contracts[0].claim = 2;
    case.contracts.push(of_product(1, rate(70.0)));
    let ranked = trial(&case, &[]);
    assert_periods(&ranked, Subject::contract(0), "delivered", &[25.0; 2]);
    assert_periods(&ranked, Subject::contract(1), "delivered", &[15.0; 2]);
    assert_periods(&ranked, Subject::contract(2), "delivered", &[60.0; 2]);
}

#[test]
fn owed_tonnes_and_shares_of_output_are_those_of_the_product() {
    let mut case = two_products(3);
    case.mines[0].reserve = Some(constant(250.0));
    // 40, 40 and 20 t of Nuton: 6 t stay owed of each of the first years.
    case.contracts = vec![
        Contract {
            carry_over: true,
            max_share_of_output: constant(0.6),
            ..of_product(0, rate(30.0))
        },
        Contract {
            max_share_of_output: constant(0.25),
            ..of_product(1, contract(ContractVolume::ShareOfOutput))
        },
    ]
    .into();
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::contract(0), "delivered", &[24.0, 24.0, 12.0]);
    assert_periods(&trial, Subject::contract(0), "owed", &[6.0, 12.0, 30.0]);
    assert_periods(&trial, Subject::contract(1), "entitlement", &[15.0, 15.0, 7.5]);
    assert_periods(&trial, Subject::contract(1), "delivered", &[15.0, 15.0, 7.5]);
    assert_product_periods(&case, 0, Metric::SoldElsewhere, &[16.0, 16.0, 8.0]);
    assert_product_periods(&case, 1, Metric::SoldElsewhere, &[45.0, 45.0, 22.5]);
}

#[test]
fn force_majeure_of_a_product_is_that_of_its_mine() {
    let mut case = two_products(2);
    case.mines[0].outages = vec![outage(1.0, constant(0.5))];
    let clause = ForceMajeure { below: constant(0.8), otherwise: Remedy::Owed };
    case.contracts =
        vec![Contract { force_majeure: Some(clause), ..of_product(0, rate(45.0)) }].into();
    // Down for half of the first year: 20 t, and of the 25 missing are excused the 22.5 that fell due
    // in that half. In the second year 5 t more stay owed.
    let trial = trial(&case, &[("mine.pit.outages.1", 0, 0.25), ("mine.pit.outages.1", 2, 9.0)]);
    assert_periods(&trial, Subject::product(0), "output", &[20.0, 40.0]);
    assert_periods(&trial, Subject::product(1), "output", &[30.0, 60.0]);
    assert_periods(&trial, Subject::contract(0), "delivered", &[20.0, 40.0]);
    assert_periods(&trial, Subject::contract(0), "owed", &[2.5, 7.5]);
}

#[test]
fn carbon_and_water_are_those_of_the_product() {
    let mut case = two_products(2);
    case.mines[0].carbon = Some(constant(4.0));
    case.mines[0].products[0].carbon = Some(constant(1.5));
    case.mines[0].products[0].water = Some(constant(70.0));
    case.mines[0].products[1].water = Some(constant(130.0));
    case.report.low_carbon = Some(2.0);
    case.contracts = vec![of_product(0, rate(30.0)), of_product(1, rate(50.0))].into();
    let trial = trial(&case, &[]);
    // The conventional metal has the carbon of the mine.
    assert_periods(&trial, Subject::region(0), "carbon", &[30.0 * 1.5 + 50.0 * 4.0; 2]);
    assert_periods(&trial, Subject::region(0), "water", &[30.0 * 70.0 + 50.0 * 130.0; 2]);
    assert_periods(&trial, Subject::region(0), "low_carbon_tonnes", &[30.0; 2]);
    assert_product_periods(&case, 0, Metric::Carbon, &[60.0; 2]);
    assert_product_periods(&case, 1, Metric::Carbon, &[240.0; 2]);
    assert_product_periods(&case, 0, Metric::Water, &[2_800.0; 2]);
    assert_product_periods(&case, 1, Metric::Water, &[7_800.0; 2]);
    assert_mine_periods(&case, 0, Metric::Carbon, &[300.0; 2]);
    assert_mine_periods(&case, 0, Metric::Water, &[10_600.0; 2]);
    assert_metric(&trial, Subject::mine(0), "carbon", 600.0);
}

#[test]
fn shares_count_over_their_sum() {
    let mut case = scenario(Step::Year, 3);
    let path = "mine.pit.product.nuton.share";
    let share = |path: &str, each| Some(random(path, each, distribution_with_mean(0.4)));
    let nuton = Product { share: share(path, Each::Period), ..product("nuton", 0.0) };
    case.mines.push(Mine {
        products: vec![nuton, rest("conventional"), product("cement", 0.3)],
        ..mine(100.0)
    });
    let drawn = [(path, 0, 0.2), (path, 1, 0.9), (path, 2, 0.0)];
    let with_rest = trial(&case, &drawn);
    // In the second year the others leave nothing, and add up to 1.2.
    assert_periods(&with_rest, Subject::product(0), "output", &[20.0, 75.0, 0.0]);
    assert_periods(&with_rest, Subject::product(1), "output", &[50.0, 0.0, 70.0]);
    assert_periods(&with_rest, Subject::product(2), "output", &[30.0, 25.0, 30.0]);
    assert_periods(&with_rest, Subject::mine(0), "sold_elsewhere", &[100.0; 3]);

    // Without a rest 0.5 and 0.3 stand for all of it; and where nothing is said of anything, all
    // parts are equal.
    case.mines[0].products.remove(1);
    case.mines[0].products[1].share = share("mine.pit.product.cement.share", Each::Trial);
    let cement = "mine.pit.product.cement.share";
    let scaled = trial(&case, &[(path, 0, 0.5), (path, 1, 0.3), (path, 2, 0.0), (cement, 0, 0.3)]);
    assert_periods(&scaled, Subject::product(0), "output", &[62.5, 50.0, 0.0]);
    assert_periods(&scaled, Subject::product(1), "output", &[37.5, 50.0, 100.0]);
    let none = trial(&case, &[(path, 0, 0.0), (path, 1, 0.0), (path, 2, 0.0), (cement, 0, 0.0)]);
    assert_periods(&none, Subject::product(0), "output", &[50.0; 3]);
    assert_periods(&none, Subject::product(1), "output", &[50.0; 3]);
}

#[test]
fn constant_shares_count_over_their_sum_too() {
    let shares = |nuton: f64, cement: f64| {
        vec![product("nuton", nuton), rest("conventional"), product("cement", cement)]
    };
    let mut case = scenario(Step::Year, 1);
    for (products, outputs) in [
        (shares(0.2, 0.3), vec![20.0, 50.0, 30.0]),
        (shares(0.9, 0.3), vec![75.0, 0.0, 25.0]),
        (vec![product("nuton", 0.5), product("cement", 0.3)], vec![62.5, 37.5]),
        (vec![product("nuton", 0.0), product("cement", 0.0)], vec![50.0, 50.0]),
        (vec![rest("nuton")], vec![100.0]),
    ] {
        case.mines = vec![Mine { products, ..mine(100.0) }].into();
        for (product, output) in outputs.into_iter().enumerate() {
            assert_product_periods(&case, product, Metric::Output, &[output]);
        }
    }
}

#[test]
fn products_are_counted_over_all_mines() {
    let mut case = two_products(1);
    case.mines.insert(0, Mine { name: "quarry".to_owned(), ..mine(10.0) });
    let products = vec![product("nuton", 0.25), product("conventional", 0.75)];
    case.mines.push(Mine { name: "hill".to_owned(), products, ..mine(80.0) });
    case.contracts = vec![
        rate(6.0),
        Contract { supplier: Supplier::Mine(1.into()), ..of_product(1, rate(7.0)) },
        Contract { supplier: Supplier::Mine(2.into()), ..of_product(0, rate(8.0)) },
    ]
    .into();
    for (product, (output, left)) in
        [(40.0, 40.0), (60.0, 53.0), (20.0, 12.0), (60.0, 60.0)].into_iter().enumerate()
    {
        assert_product_periods(&case, product, Metric::Output, &[output]);
        assert_product_periods(&case, product, Metric::SoldElsewhere, &[left]);
    }
    for (mine, left) in [4.0, 93.0, 72.0].into_iter().enumerate() {
        assert_mine_periods(&case, mine, Metric::SoldElsewhere, &[left]);
    }
}

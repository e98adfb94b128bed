//! The metrics of each actor, by period and over the horizon (T1).

use super::bill::Bill;
use super::contract::{Supply, has_been_renewed, has_defaulted};
use super::fabricator::{Making, Site};
use super::facility::{Delay, Plan};
use super::mine::Production;
use super::money::{Account, factors};
use super::order::beyond_rounding;
use super::price::Prices;
use super::region::{Course, Flow, Origin, periods_of};
use super::{Inputs, Subject, Trial};
use coppercast::scenario::{Contract, Quantity};

/// Everything that a trial computes, by index into the scenario's lists.
pub struct Outcome {
    pub prices: Prices,
    pub plans: Vec<Plan>,
    pub productions: Vec<Production>,
    pub supplies: Vec<Supply>,
    pub courses: Vec<Course>,
    pub bills: Vec<Bill>,
    pub delays: Vec<Delay>,
    pub sites: Vec<Site>,
    /// By fabricator, then period.
    pub makings: Vec<Vec<Making>>,
    /// By region, then period.
    pub accounts: Vec<Vec<Account>>,
}

pub fn metrics(inputs: &Inputs, outcome: &Outcome) -> Trial {
    let mut trial = Trial::default();
    mines(&mut trial, inputs, outcome);
    contracts(&mut trial, inputs, outcome);
    facilities(&mut trial, inputs, outcome);
    fabricators(&mut trial, inputs, outcome);
    regions(&mut trial, inputs, outcome);
    total(&mut trial, inputs, outcome);
    trial
}

/// How the value of the horizon comes from those of the periods.
#[derive(Clone, Copy, PartialEq)]
enum Horizon {
    Sum,
    /// That of the last period.
    End,
}

/// Records what a step has of a metric of the period in which it lies, and of the horizon's.
/// `shares` are the subjects that it counts for.
fn record(
    trial: &mut Trial,
    inputs: &Inputs,
    shares: &[Subject],
    t: usize,
    metric: &'static str,
    over: Horizon,
    x: f64,
) {
    for &subject in shares {
        if over == Horizon::Sum || inputs.ends_period(t) {
            trial.add(subject.in_period(inputs.report_period(t)), metric, x);
        }
        if over == Horizon::Sum || t + 1 == inputs.periods() {
            trial.add(subject, metric, x);
        }
    }
}

fn mines(trial: &mut Trial, inputs: &Inputs, outcome: &Outcome) {
    let mut products_before = 0;
    for (m, production) in outcome.productions.iter().enumerate() {
        let mine = &inputs.scenario.mines[m];
        let of_mine = [Subject::mine(m)];
        match mine.products.len() {
            0 => sales(trial, inputs, outcome, m, None, &of_mine),
            count => {
                for k in 0..count {
                    let shares = [Subject::mine(m), Subject::product(products_before + k)];
                    sales(trial, inputs, outcome, m, Some(k), &shares);
                    for t in 0..inputs.periods() {
                        record(
                            trial,
                            inputs,
                            &shares[1..],
                            t,
                            "output",
                            Horizon::Sum,
                            production.products[k][t],
                        );
                    }
                }
            }
        }
        products_before += mine.products.len();
        for t in 0..inputs.periods() {
            record(trial, inputs, &of_mine, t, "output", Horizon::Sum, production.output[t]);
            record(trial, inputs, &of_mine, t, "output_lost", Horizon::Sum, production.lost[t]);
            record(
                trial,
                inputs,
                &of_mine,
                t,
                "maintenance_loss",
                Horizon::Sum,
                production.maintenance_loss[t],
            );
            record(
                trial,
                inputs,
                &of_mine,
                t,
                "in_solution",
                Horizon::End,
                production.in_solution[t],
            );
            record(
                trial,
                inputs,
                &of_mine,
                t,
                "reserve_left",
                Horizon::End,
                production.reserve_left[t],
            );
            let parts = inputs.scenario.time.substeps() as f64;
            let period = Subject::mine(m).in_period(inputs.report_period(t));
            trial.add(period, "availability", production.availability[t] / parts);
            trial.add(period, "utilisation", production.utilisation[t] / parts);
        }
        let mean = production.availability.iter().sum::<f64>() / inputs.periods() as f64;
        trial.set(Subject::mine(m), "availability", mean);
        trial.set(Subject::mine(m), "utilisation", production.utilisation_of_horizon);
    }
}

/// What a mine, or a product of it, sells elsewhere and emits (M9, M10). `shares` are the subjects
/// that it counts for.
fn sales(
    trial: &mut Trial,
    inputs: &Inputs,
    outcome: &Outcome,
    m: usize,
    product: Option<usize>,
    shares: &[Subject],
) {
    let scenario = inputs.scenario;
    let (carbon, water) = factors(&scenario.mines[m], product);
    for (t, &output) in outcome.productions[m].output_of(product).iter().enumerate() {
        let emitted =
            |factor: Option<&Quantity>| output * factor.map_or(0.0, |factor| inputs.at(factor, t));
        if has_carbon(inputs) {
            record(trial, inputs, shares, t, "carbon", Horizon::Sum, emitted(carbon));
        }
        if has_water(inputs) {
            record(trial, inputs, shares, t, "water", Horizon::Sum, emitted(water));
        }
        let buys =
            |contract: &Contract| contract.mine() == Some(m.into()) && contract.product == product;
        let contracts =
            scenario.contracts.iter().enumerate().filter(|(_, contract)| buys(contract));
        // What is kept for a buyer is not sold (C8).
        let before = |flow: &Flow| if t > 0 { flow.kept[t - 1] } else { flow.kept_at_start };
        let laid_aside = |flow: &Flow| flow.kept[t] - before(flow);
        let taken: f64 = contracts
            .map(|(c, contract)| &outcome.courses[contract.region.get()].contracts[&c])
            .map(|flow| flow.taken[t] + laid_aside(flow))
            .sum();
        record(trial, inputs, shares, t, "sold_elsewhere", Horizon::Sum, (output - taken).max(0.0));
    }
}

/// What is served of contract c in period t, in whatever region (R14).
fn used(outcome: &Outcome, c: usize, t: usize) -> f64 {
    let of_contract =
        |course: &Course| course.periods[t].origins.get(&Origin::Contract(c)).copied();
    outcome.courses.iter().filter_map(of_contract).sum()
}

fn contracts(trial: &mut Trial, inputs: &Inputs, outcome: &Outcome) {
    for (c, contract) in inputs.scenario.contracts.iter().enumerate() {
        let (supply, bill) = (&outcome.supplies[c], &outcome.bills[c]);
        let flow = &outcome.courses[contract.region.get()].contracts[&c];
        let of_contract = [Subject::contract(c)];
        for t in 0..inputs.periods() {
            let sums = [
                ("entitlement", supply.quota[t]),
                ("delivered", flow.arrivals[t]),
                ("used", used(outcome, c, t)),
                ("taken", flow.taken[t]),
                ("resold", flow.resold[t]),
                ("cost", bill.cost[t]),
                ("take_or_pay_paid", bill.take_or_pay.paid[t]),
                ("paid_not_taken", bill.take_or_pay.not_taken[t]),
                ("made_up", bill.take_or_pay.made_up[t]),
                ("revenue_damages", supply.damages[t]),
            ];
            for (metric, x) in sums {
                record(trial, inputs, &of_contract, t, metric, Horizon::Sum, x);
            }
            record(trial, inputs, &of_contract, t, "owed", Horizon::End, supply.owed[t]);
            record(trial, inputs, &of_contract, t, "kept", Horizon::End, flow.kept[t]);
            let is = |happened: bool| if happened { 1.0 } else { 0.0 };
            record(
                trial,
                inputs,
                &of_contract,
                t,
                "defaulted",
                Horizon::End,
                is(has_defaulted(inputs, contract, t)),
            );
            record(
                trial,
                inputs,
                &of_contract,
                t,
                "renewed",
                Horizon::End,
                is(has_been_renewed(inputs, contract, t)),
            );
            let period = Subject::contract(c).in_period(inputs.report_period(t));
            let parts = inputs.scenario.time.substeps() as f64;
            trial.add(period, "price_paid", bill.price[t] / parts);
        }
    }
}

fn facilities(trial: &mut Trial, inputs: &Inputs, outcome: &Outcome) {
    for f in 0..inputs.scenario.facilities.len() {
        let (plan, delay) = (&outcome.plans[f], &outcome.delays[f]);
        let of_facility = [Subject::facility(f)];
        for (requirement, periods) in
            plan.requirements.iter().zip(periods_of(f, plan, &outcome.courses))
        {
            for (t, period) in periods.iter().enumerate() {
                record(trial, inputs, &of_facility, t, "need", Horizon::Sum, period.need);
                record(trial, inputs, &of_facility, t, "delivered", Horizon::Sum, period.delivered);
                record(trial, inputs, &of_facility, t, "shortfall", Horizon::Sum, period.shortfall);
                record(trial, inputs, &of_facility, t, "backlog", Horizon::End, period.backlog);
                note_short(trial, inputs, Subject::facility(f), t, period.short);
            }
            for subject in
                [Subject::facility(f), Subject::region(requirement.region), Subject::Total]
            {
                trial.add(subject, "need_before", beyond_rounding(requirement.before));
                trial.add(subject, "need_after", beyond_rounding(requirement.after));
            }
        }
        let backlog = |t: usize| -> f64 {
            periods_of(f, plan, &outcome.courses).iter().map(|periods| periods[t].backlog).sum()
        };
        let peak = (0..inputs.periods()).map(backlog).fold(0.0, f64::max);
        trial.set(Subject::facility(f), "peak_backlog", peak);
        if has_components(inputs) {
            let site = &outcome.sites[f];
            for t in 0..inputs.periods() {
                record(
                    trial,
                    inputs,
                    &of_facility,
                    t,
                    "component_shortfall",
                    Horizon::Sum,
                    site.shortfall[t],
                );
                record(
                    trial,
                    inputs,
                    &of_facility,
                    t,
                    "component_backlog",
                    Horizon::End,
                    site.backlog[t],
                );
            }
        }
        if inputs.scenario.facilities.iter().any(|facility| facility.secured.is_some()) {
            trial.set(Subject::facility(f), "secured_used", plan.secured_used);
        }
        if inputs.scenario.facilities.iter().any(|facility| facility.deferral.is_some()) {
            let mean: f64 = plan.put_off.iter().map(|(share, years)| share * years).sum();
            trial.set(Subject::facility(f), "deferral", mean * 365.25 / 7.0);
        }
        if inputs.scenario.facilities.iter().any(|facility| facility.phases.len() > 1) {
            trial.set(Subject::facility(f), "phase_delay", delay.of_phases);
        }
        if let Some(completed) = delay.completed {
            trial.set(Subject::facility(f), "completion", completed);
        }
        trial.set(Subject::facility(f), "completion_delay", delay.completion);
        trial.set(Subject::facility(f), "shortage_delay", delay.shortage);
        let not_completed = f64::from(u8::from(delay.not_completed));
        trial.set(Subject::facility(f), "not_completed", not_completed);
        if let Some(cost) = delay.cost {
            trial.set(Subject::facility(f), "cost_of_delay", cost);
        }
    }
}

/// Whether any of these facilities is not complete within the horizon.
fn any_not_completed(
    trial: &mut Trial,
    inputs: &Inputs,
    outcome: &Outcome,
    subject: Subject,
    is_of: impl Fn(usize) -> bool,
) {
    let mut facilities = (0..inputs.scenario.facilities.len()).filter(|&f| is_of(f));
    let any = facilities.any(|f| outcome.delays[f].not_completed);
    trial.set(subject, "not_completed", f64::from(u8::from(any)));
}

fn fabricators(trial: &mut Trial, inputs: &Inputs, outcome: &Outcome) {
    for (k, making) in outcome.makings.iter().enumerate() {
        let of_fabricator = [Subject::fabricator(k)];
        for (t, period) in making.iter().enumerate() {
            let sums = [
                ("need", period.need),
                ("delivered", period.delivered),
                ("shortfall", period.shortfall),
                ("component_output", period.output),
                ("scrap", period.scrap),
                ("substituted", period.substituted),
            ];
            for (metric, x) in sums {
                record(trial, inputs, &of_fabricator, t, metric, Horizon::Sum, x);
            }
            record(trial, inputs, &of_fabricator, t, "backlog", Horizon::End, period.backlog);
            if inputs.scenario.fabricators.iter().any(|fabricator| fabricator.stock.is_some()) {
                record(trial, inputs, &of_fabricator, t, "lent", Horizon::End, period.lent);
            }
            record(
                trial,
                inputs,
                &of_fabricator,
                t,
                "waiting_for_capacity",
                Horizon::End,
                period.waiting,
            );
        }
    }
}

fn regions(trial: &mut Trial, inputs: &Inputs, outcome: &Outcome) {
    for (r, course) in outcome.courses.iter().enumerate() {
        let shares = [Subject::region(r), Subject::Total];
        for (t, (period, account)) in course.periods.iter().zip(&outcome.accounts[r]).enumerate() {
            let origin = |origin| period.origins.get(&origin).copied().unwrap_or(0.0);
            let by_contract =
                (0..inputs.scenario.contracts.len()).map(|c| origin(Origin::Contract(c))).sum();
            let mut sums = vec![
                ("need", period.need),
                (
                    "delivered",
                    period.from_contracts
                        + period.from_routes
                        + period.from_stock
                        + period.from_spot,
                ),
                ("origin_contract", by_contract),
                ("origin_spot", origin(Origin::Spot)),
                ("origin_opening_stock", origin(Origin::OpeningStock)),
                ("origin_scrap", origin(Origin::Scrap)),
                ("price_exposure", account.price_exposure),
                ("price_exposure_value", period.price * account.price_exposure),
                ("delivered_route", period.from_routes),
                ("delivered_contract", period.from_contracts),
                ("delivered_stock", period.from_stock),
                ("delivered_spot", period.from_spot),
                ("shortfall", period.shortfall),
                ("spot_bought", period.spot_bought),
                ("spot_received", period.spot_received),
                ("routed_in", period.routed_in),
                ("routed_out", period.routed_out),
                ("resold", period.resold),
                ("cost", account.cost()),
                ("cost_with_penalty", account.cost() + account.penalty),
                ("cost_to_complete", account.to_complete),
                ("full_cost", account.cost() + account.penalty + account.to_complete),
                ("cost_contract", account.contract),
                ("cost_spot", account.spot),
                ("cost_premium", account.premium),
                ("cost_route", account.route),
                ("cost_tariff", account.tariff),
                ("cost_substitute", account.substitute),
                ("revenue_scrap", account.scrap),
                ("scrap_returned", period.scrap_returned),
                ("cost_capital", account.capital),
                ("cost_carbon", account.carbon_price),
                ("cost_holding", account.holding),
                ("cost_take_or_pay", account.take_or_pay),
                ("paid_not_taken", account.paid_not_taken),
                ("cost_hedge", account.hedge),
                ("revenue_damages", account.damages),
                ("cost_opening_stock", account.opening_stock),
                ("cost_penalty", account.penalty),
                ("revenue_resale", account.resale),
                ("acquired_tonnes", account.acquired),
            ];
            if inputs.scenario.money.discount_rate.is_some() {
                sums.push(("present_value_of_cost", account.present_value));
            }
            if has_carbon(inputs) {
                sums.push(("carbon", account.carbon));
            }
            if has_water(inputs) {
                sums.push(("water", account.water));
            }
            if inputs.scenario.report.low_carbon.is_some() {
                sums.push(("low_carbon_tonnes", account.low_carbon));
            }
            let scenario = inputs.scenario;
            let here = outcome
                .makings
                .iter()
                .zip(&scenario.fabricators)
                .filter(|(_, fabricator)| fabricator.region.get() == r);
            sums.push(("substituted", here.map(|(making, _)| making[t].substituted).sum()));
            if has_components(inputs) {
                let sites = || {
                    outcome
                        .sites
                        .iter()
                        .zip(&scenario.facilities)
                        .filter(|(_, facility)| facility.region.get() == r)
                };
                sums.push((
                    "component_shortfall",
                    sites().map(|(site, _)| site.shortfall[t]).sum(),
                ));
                let backlog = sites().map(|(site, _)| site.backlog[t]).sum();
                record(trial, inputs, &shares, t, "component_backlog", Horizon::End, backlog);
            }
            for (metric, x) in sums {
                record(trial, inputs, &shares, t, metric, Horizon::Sum, x);
            }
            record(trial, inputs, &shares, t, "backlog", Horizon::End, period.backlog);
            record(trial, inputs, &shares, t, "stock", Horizon::End, period.closing_stock);
            for subject in shares {
                // (T1), (E1)
                let before = t
                    .checked_sub(1)
                    .map_or(course.opening_backlog, |before| course.periods[before].backlog);
                trial.add(subject, "lateness", inputs.delta() * (before + period.backlog) / 2.0);
                trial.add(subject, "closing_stock_value", account.closing_stock);
            }
        }
        for subject in shares {
            trial.add(subject, "cover_gap", course.cover_gap);
            trial.add(subject, "need_before", 0.0);
            trial.add(subject, "need_after", 0.0);
        }
        shortage(trial, inputs, Subject::region(r), &[course]);
        any_not_completed(trial, inputs, outcome, Subject::region(r), |f| {
            inputs.scenario.facilities[f].region.get() == r
        });
    }
}

fn total(trial: &mut Trial, inputs: &Inputs, outcome: &Outcome) {
    let courses: Vec<&Course> = outcome.courses.iter().collect();
    shortage(trial, inputs, Subject::Total, &courses);
    any_not_completed(trial, inputs, outcome, Subject::Total, |_| true);
    let first = trial.get(Subject::Total, "first_short_period").map(|first| first as usize);
    let steps = outcome.prices.at_end.chunks(inputs.scenario.time.substeps());
    for (t, steps) in steps.enumerate() {
        let price = steps[steps.len() - 1];
        let subject = Subject::Total.in_period(t);
        trial.set(subject, "price", price);
        trial.set(subject, "first_shortfall", if first == Some(t) { 1.0 } else { 0.0 });
        trial.set(
            subject,
            "short_so_far",
            if first.is_some_and(|first| first <= t) { 1.0 } else { 0.0 },
        );
    }
}

/// How often, how long, when and how badly some regions together are short (T1).
fn shortage(trial: &mut Trial, inputs: &Inputs, subject: Subject, courses: &[&Course]) {
    let mut short = vec![false; inputs.scenario.time.periods];
    let mut peak: f64 = 0.0;
    for t in 0..inputs.periods() {
        let any = courses.iter().any(|course| course.periods[t].short);
        short[inputs.report_period(t)] |= any;
        note_short(trial, inputs, subject, t, any);
        peak = peak.max(courses.iter().map(|course| course.periods[t].backlog).sum());
    }
    let mut count = 0;
    let mut run = 0;
    let mut longest = 0;
    for &short in &short {
        count += usize::from(short);
        run = if short { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    trial.set(subject, "periods_short", count as f64);
    trial.set(subject, "longest_short_run", f64::from(longest));
    if let Some(first) = short.iter().position(|&short| short) {
        trial.set(subject, "first_short_period", first as f64);
    }
    let worst = largest(trial, inputs, subject, "shortfall");
    trial.set(subject, "worst_period_shortfall", worst);
    trial.set(subject, "peak_backlog", peak);
}

/// Notes whether a step of the period is short.
fn note_short(trial: &mut Trial, inputs: &Inputs, subject: Subject, t: usize, short: bool) {
    let period = subject.in_period(inputs.report_period(t));
    let before = trial.get(period, "short").unwrap_or(0.0);
    trial.set(period, "short", if short { 1.0 } else { before });
}

/// The largest value of a period.
fn largest(trial: &Trial, inputs: &Inputs, subject: Subject, metric: &str) -> f64 {
    let values =
        (0..inputs.scenario.time.periods).filter_map(|t| trial.get(subject.in_period(t), metric));
    values.fold(0.0, f64::max)
}

fn has_carbon(inputs: &Inputs) -> bool {
    let scenario = inputs.scenario;
    scenario.mines.iter().any(|mine| {
        mine.carbon.is_some() || mine.products.iter().any(|product| product.carbon.is_some())
    }) || scenario
        .contracts
        .iter()
        .filter_map(|contract| contract.trader())
        .any(|trader| trader.carbon.is_some())
        || scenario.regions.iter().flat_map(|region| &region.spot).any(|spot| spot.carbon.is_some())
        || scenario.routes.iter().any(|route| route.carbon.is_some())
}

fn has_water(inputs: &Inputs) -> bool {
    let scenario = inputs.scenario;
    scenario.mines.iter().any(|mine| {
        mine.water.is_some() || mine.products.iter().any(|product| product.water.is_some())
    }) || scenario
        .contracts
        .iter()
        .filter_map(|contract| contract.trader())
        .any(|trader| trader.water.is_some())
        || scenario.regions.iter().flat_map(|region| &region.spot).any(|spot| spot.water.is_some())
}

fn has_components(inputs: &Inputs) -> bool {
    inputs.scenario.facilities.iter().any(|facility| !facility.components.is_empty())
}

//! Features of the scenario file, each with a probe for it.

use coppercast::distribution::*;
use coppercast::scenario::*;

type Probe = (&'static str, fn(&Scenario) -> bool);

/// Every random quantity that some part of the scenario holds.
fn randoms(scenario: &Scenario) -> Vec<&RandomQuantity> {
    let mut quantities: Vec<&Quantity> = vec![&scenario.price.initial];
    match &scenario.price.process {
        PriceProcess::Gbm { drift, volatility, .. } => quantities.extend([drift, volatility]),
        PriceProcess::MeanReverting { level, half_life, volatility, .. } => {
            quantities.extend([level, half_life, volatility]);
        }
        PriceProcess::Seasonal { factors } => quantities.extend(factors.by_month()),
        PriceProcess::Forward { half_life, volatility, .. } => {
            quantities.extend([half_life, volatility]);
        }
        PriceProcess::Constant | PriceProcess::Table { .. } => {}
    }
    for region in &scenario.regions {
        quantities.extend(
            region.spot.iter().flat_map(|spot| [&spot.available, &spot.elasticity, &spot.premium]),
        );
        quantities.extend(&region.basis);
        let tariffs = region.spot.iter().filter_map(|spot| spot.tariff.as_ref());
        quantities.extend(tariffs.flat_map(|tariff| tariff.rate.iter().chain(&tariff.duty)));
        quantities.extend(
            region
                .inventory
                .iter()
                .flat_map(|stock| [&stock.initial, &stock.capacity, &stock.target]),
        );
    }
    for mine in &scenario.mines {
        quantities.extend([&mine.capacity, &mine.utilisation, &mine.variation]);
        quantities.extend(mine.products.iter().flat_map(|product| &product.share));
        quantities
            .extend(mine.outages.iter().flat_map(|kind| [&kind.rate, &kind.duration, &kind.loss]));
    }
    quantities.extend(
        scenario
            .contracts
            .iter()
            .flat_map(|contract| [&contract.lag, &contract.max_share_of_output]),
    );
    for facility in &scenario.facilities {
        let (MetalNeed::Lump(copper) | MetalNeed::Intensity(copper)) = &facility.metal;
        quantities.extend([
            copper,
            &facility.build,
            &facility.start_delay,
            &facility.overrun,
            &facility.built_probability,
        ]);
    }
    quantities.extend(
        [&scenario.money.discount_rate, &scenario.money.carbon_price].into_iter().flatten(),
    );
    quantities.extend(scenario.variables.iter().map(|variable| &variable.value));
    quantities.into_iter().filter_map(random).collect()
}

fn random(quantity: &Quantity) -> Option<&RandomQuantity> {
    quantity.value.random()
}

fn any_touched(scenario: &Scenario, is: impl Fn(&Touched) -> bool) -> bool {
    let mut scenario = scenario.clone();
    scenario.quantities_mut().into_iter().any(|quantity| match &quantity.value {
        Value::Touched(touched) => is(touched),
        _ => false,
    })
}

fn any_schedule(scenario: &Scenario, is: impl Fn(&Schedule) -> bool) -> bool {
    let mut scenario = scenario.clone();
    scenario.quantities_mut().into_iter().any(|quantity| match &quantity.value {
        Value::Schedule(schedule) => is(schedule),
        _ => false,
    })
}

fn any_random(scenario: &Scenario, is: impl Fn(&RandomQuantity) -> bool) -> bool {
    randoms(scenario).into_iter().any(is)
}

fn any_law<L: Law>(scenario: &Scenario) -> bool {
    any_random(scenario, |random| random.distribution.law::<L>().is_some())
}

fn jumps(scenario: &Scenario) -> Option<(&'static str, bool)> {
    match &scenario.price.process {
        PriceProcess::Gbm { jumps, compensated, .. } => {
            jumps.as_ref().map(|_| ("gbm", *compensated))
        }
        PriceProcess::MeanReverting { jumps, .. } => {
            jumps.as_ref().map(|_| ("mean-reverting", false))
        }
        _ => None,
    }
}

fn any_mine(scenario: &Scenario, is: impl Fn(&Mine) -> bool) -> bool {
    scenario.mines.iter().any(is)
}

fn any_ramp(scenario: &Scenario, is: impl Fn(&Ramp) -> bool) -> bool {
    scenario.mines.iter().flat_map(|mine| &mine.ramp).any(is)
}

fn any_shutdown(scenario: &Scenario, is: impl Fn(&Shutdown) -> bool) -> bool {
    scenario.mines.iter().flat_map(|mine| &mine.maintenance).any(is)
}

fn any_leach(scenario: &Scenario, is: impl Fn(&Leach) -> bool) -> bool {
    scenario.mines.iter().flat_map(|mine| &mine.leach).any(is)
}

fn any_uplift(scenario: &Scenario, is: impl Fn(&Uplift) -> bool) -> bool {
    scenario.mines.iter().flat_map(|mine| &mine.uplift).any(is)
}

fn any_tolerance(scenario: &Scenario, is: impl Fn(&Tolerance, &Taking) -> bool) -> bool {
    any_contract(scenario, |contract| {
        contract.tolerance.as_ref().is_some_and(|tolerance| is(tolerance, &contract.taking))
    })
}

fn any_quotation(scenario: &Scenario, is: impl Fn(&Quotation) -> bool) -> bool {
    any_contract(
        scenario,
        |contract| matches!(&contract.price, ContractPrice::Reference { quotation, .. } if is(quotation)),
    )
}

fn any_force_majeure(scenario: &Scenario, otherwise: Remedy) -> bool {
    any_contract(scenario, |contract| {
        contract.force_majeure.as_ref().is_some_and(|clause| clause.otherwise == otherwise)
    })
}

fn any_outage(scenario: &Scenario, is: impl Fn(&OutageKind) -> bool) -> bool {
    scenario.mines.iter().flat_map(|mine| &mine.outages).any(is)
}

/// Whether a contract with take-or-pay is so; asked with how its minimum comes.
fn any_minimum(scenario: &Scenario, is: impl Fn(&Contract, Minimum) -> bool) -> bool {
    any_contract(scenario, |contract| match contract.taking {
        Taking::Needed { take_or_pay: Some(_), minimum, .. } => is(contract, minimum),
        _ => false,
    })
}

fn any_contract(scenario: &Scenario, is: impl Fn(&Contract) -> bool) -> bool {
    scenario.contracts.iter().any(is)
}

fn any_event(scenario: &Scenario, is: impl Fn(&Event) -> bool) -> bool {
    scenario.watches.iter().any(|watch| is(&watch.event))
}

fn any_term(scenario: &Scenario, is: impl Fn(&Term) -> bool) -> bool {
    let conditions = scenario.watches.iter().flat_map(|watch| watch.event.conditions());
    conditions.flat_map(|condition| &condition.terms).any(is)
}

/// Two contracts on products of one mine.
fn any_two_contracts(scenario: &Scenario, are: impl Fn(&Contract, &Contract) -> bool) -> bool {
    scenario.contracts.iter().enumerate().any(|(c, one)| {
        let others = &scenario.contracts.as_slice()[..c];
        others
            .iter()
            .any(|other| one.product.is_some() && one.mine() == other.mine() && are(one, other))
    })
}

fn any_product(scenario: &Scenario, is: impl Fn(&Product) -> bool) -> bool {
    scenario.products().any(|(_, product)| is(product))
}

/// Whether a facility that waits for a more urgent one is so.
fn any_deferral(scenario: &Scenario, is: impl Fn(&Facility) -> bool) -> bool {
    any_facility(scenario, |facility| {
        let urgent = |other: &Facility| {
            other.region == facility.region && other.priority < facility.priority
        };
        facility.deferral.is_some() && any_facility(scenario, urgent) && is(facility)
    })
}

fn any_facility(scenario: &Scenario, is: impl Fn(&Facility) -> bool) -> bool {
    scenario.facilities.iter().any(is)
}

fn any_spot(scenario: &Scenario, is: impl Fn(&Spot) -> bool) -> bool {
    scenario.regions.iter().flat_map(|region| &region.spot).any(is)
}

fn any_stock(scenario: &Scenario, is: impl Fn(&Inventory) -> bool) -> bool {
    scenario.regions.iter().flat_map(|region| &region.inventory).any(is)
}

fn spot_lag(scenario: &Scenario, spot: &Spot) -> Option<f64> {
    spot.lag.constant().map(|lag| lag / scenario.time.period_years())
}

fn is_random(quantity: &Quantity) -> bool {
    random(quantity).is_some()
}

fn is_variable(quantity: &Quantity) -> bool {
    matches!(quantity.value, Value::Variable { .. })
}

fn each_period(quantity: &Quantity) -> bool {
    random(quantity).is_some_and(|random| random.each == Each::Period)
}

fn last_month(scenario: &Scenario) -> Month {
    scenario.time.last_month(scenario.time.periods - 1)
}

fn lag_in_periods(scenario: &Scenario, contract: &Contract) -> Option<f64> {
    contract.lag.constant().map(|lag| lag / scenario.time.period_years())
}

/// Whether a path that ends so is correlated.
fn any_member(scenario: &Scenario, end: &str) -> bool {
    let mut members = scenario.correlations.iter().flat_map(|correlation| &correlation.members);
    members.any(|member| member.ends_with(end))
}

/// Whether its members are drawn each period.
fn is_of_periods(correlation: &Correlation) -> bool {
    let ends = [
        ".variation",
        ".available",
        ".premium",
        ".basis",
        ".impact",
        ".tariff",
        ".duty",
        ".carbon_price",
    ];

    correlation
        .members
        .iter()
        .any(|member| member == "price" || ends.iter().any(|end| member.ends_with(end)))
}

pub const PROBES: &[Probe] = &[
    ("a monthly step", |s| s.time.step == Step::Month),
    ("a quarterly step", |s| s.time.step == Step::Quarter),
    ("a yearly step", |s| s.time.step == Step::Year),
    ("a step of a period", |s| s.time.substeps() == 1),
    ("a step of a month", |s| s.time.steps().months() == 1.0),
    ("a step of part of a month", |s| s.time.steps().parts > 1),
    ("a step of some months", |s| s.time.substeps() > 1 && s.time.steps().length > 1),
    ("one region", |s| s.regions.len() == 1),
    ("three regions", |s| s.regions.len() == 3),
    ("four mines", |s| s.mines.len() == 4),
    ("no contract", |s| s.contracts.is_empty()),
    ("five contracts", |s| s.contracts.len() == 5),
    ("a contract that follows the price of its region", |s| {
        any_contract(s, |contract| {
            matches!(contract.price, ContractPrice::Reference { regional: true, .. })
                && s.regions[contract.region.get()].basis.is_some()
        })
    }),
    ("three makers", |s| s.fabricators.len() == 3),
    ("a maker with a limit that takes by priority", |s| {
        s.fabricators.iter().any(|k| k.capacity.is_some() && k.allocation == Allocation::Priority)
    }),
    ("a maker with a limit that takes pro rata", |s| {
        s.fabricators.iter().any(|k| k.capacity.is_some() && k.allocation == Allocation::ProRata)
    }),
    ("a capacity drawn each period", |s| {
        s.fabricators.iter().any(|k| k.capacity.as_ref().is_some_and(each_period))
    }),
    ("scrap that comes back", |s| s.fabricators.iter().any(|k| k.scrap == Scrap::Returned)),
    ("scrap that is sold", |s| s.fabricators.iter().any(|k| k.scrap != Scrap::Returned)),
    ("a maker with metal of its own", |s| {
        s.shortage.unmet == Unmet::Backlog
            && s.fabricators.iter().any(|k| k.stock.is_some() && k.capacity.is_none())
    }),
    ("a maker with metal of its own and a limit", |s| {
        s.shortage.unmet == Unmet::Backlog
            && s.fabricators.iter().any(|k| k.stock.is_some() && k.capacity.is_some())
    }),
    ("a substitution", |s| s.fabricators.iter().any(|k| k.substitution.is_some())),
    ("a random lead time", |s| s.fabricators.iter().any(|k| is_random(&k.lead_time))),
    ("components of two makers", |s| any_facility(s, |f| f.components.len() == 2)),
    ("a maker in another region", |s| {
        any_facility(s, |f| {
            f.components.iter().any(|part| s.fabricators[part.fabricator].region != f.region)
        })
    }),
    ("phases with lengths of their own", |s| {
        any_facility(s, |f| f.phases.iter().any(|phase| phase.build.is_some()))
    }),
    ("phases and components", |s| {
        any_facility(s, |f| f.phases.len() > 1 && !f.components.is_empty())
    }),
    ("a build that may be put off", |s| {
        any_deferral(s, |f| f.phases.is_empty() && f.components.is_empty())
    }),
    ("phases that may be put off", |s| any_deferral(s, |f| f.phases.len() > 1)),
    ("components that may be put off", |s| any_deferral(s, |f| !f.components.is_empty())),
    ("a build that may be put off or cancelled", |s| any_deferral(s, |f| f.cancellation.is_some())),
    ("a build that may be put off where what is missing is lost", |s| {
        s.shortage.unmet == Unmet::Lost && any_deferral(s, |_| true)
    }),
    ("recycled metal", |s| any_facility(s, |f| f.recycled.is_some())),
    ("secured metal", |s| any_facility(s, |f| f.secured.is_some() && f.components.is_empty())),
    ("secured metal of a facility with components", |s| {
        any_facility(s, |f| f.secured.is_some() && !f.components.is_empty())
    }),
    ("a build that may be cancelled", |s| any_facility(s, |f| f.cancellation.is_some())),
    ("a build with components that may be cancelled", |s| {
        any_facility(s, |f| f.cancellation.is_some() && !f.components.is_empty())
    }),
    ("eight facilities", |s| s.facilities.len() == 8),
    ("a constant price", |s| s.price.process == PriceProcess::Constant),
    ("a seasonal price", |s| matches!(s.price.process, PriceProcess::Seasonal { .. })),
    ("a gbm price without jumps", |s| {
        matches!(s.price.process, PriceProcess::Gbm { jumps: None, .. })
    }),
    ("a gbm price with compensated jumps", |s| jumps(s) == Some(("gbm", true))),
    ("a gbm price with jumps as they come", |s| jumps(s) == Some(("gbm", false))),
    ("a mean-reverting price without jumps", |s| {
        matches!(s.price.process, PriceProcess::MeanReverting { jumps: None, .. })
    }),
    ("a mean-reverting price with jumps", |s| {
        jumps(s).is_some_and(|(process, _)| process == "mean-reverting")
    }),
    ("a price around a forward curve", |s| matches!(s.price.process, PriceProcess::Forward { .. })),
    (
        "a table of prices",
        |s| matches!(&s.price.process, PriceProcess::Table { points } if points.len() > 1),
    ),
    ("a normal distribution", any_law::<Normal>),
    ("a logistic distribution", any_law::<Logistic>),
    ("a lognormal distribution by its mean", any_law::<Lognormal>),
    ("a lognormal distribution by a percentile", any_law::<LognormalPercentile>),
    ("a Student's t distribution", any_law::<StudentT>),
    ("a Laplace distribution", any_law::<Laplace>),
    ("a Gumbel distribution", any_law::<Gumbel>),
    ("a generalised extreme value distribution", any_law::<GeneralisedExtremeValue>),
    ("a Pareto distribution", any_law::<Pareto>),
    ("a generalised Pareto distribution", any_law::<GeneralisedPareto>),
    ("a log-logistic distribution", any_law::<LogLogistic>),
    ("a log-uniform distribution", any_law::<LogUniform>),
    ("a metalog distribution", any_law::<Metalog>),
    ("a uniform distribution", any_law::<Uniform>),
    ("a triangular distribution", any_law::<Triangular>),
    ("a pert distribution", any_law::<Pert>),
    ("a beta distribution", any_law::<Beta>),
    ("a gamma distribution by its shape", any_law::<Gamma>),
    ("a gamma distribution by its moments", any_law::<GammaMoments>),
    ("a weibull distribution", any_law::<Weibull>),
    ("an exponential distribution", any_law::<Exponential>),
    ("a poisson distribution", any_law::<Poisson>),
    ("a bernoulli distribution", any_law::<Bernoulli>),
    ("a binomial distribution", any_law::<Binomial>),
    ("a negative binomial distribution", any_law::<NegativeBinomial>),
    ("an empirical distribution", any_law::<Empirical>),
    ("a piecewise distribution", any_law::<Piecewise>),
    ("a discrete distribution", any_law::<Discrete>),
    ("a truncated distribution", |s| {
        any_random(s, |random| random.distribution.truncation().is_some())
    }),
    ("a schedule of steps", |s| {
        any_schedule(s, |schedule| schedule.interpolation == Interpolation::Steps)
    }),
    ("a schedule of lines", |s| {
        any_schedule(s, |schedule| schedule.interpolation == Interpolation::Linear)
    }),
    ("a schedule with an uncertain factor", |s| {
        any_schedule(s, |schedule| schedule.times.random().is_some())
    }),
    ("a schedule with an uncertain delay", |s| {
        any_schedule(s, |schedule| schedule.delay.follows("weather"))
    }),
    ("an event that changes values step by step", |s| any_touched(s, |touched| touched.is_by_step)),
    ("an event that changes what is the same all the time", |s| {
        any_touched(s, |touched| !touched.is_by_step)
    }),
    ("a value that two events change", |s| {
        any_touched(s, |touched| matches!(touched.value, Value::Touched(_)))
    }),
    ("an event that changes the price", |s| !s.price_effects.is_empty()),
    ("an event within a window", |s| s.events.iter().any(|event| event.to.is_some())),
    ("an event after another", |s| s.events.iter().any(|event| event.after.is_some())),
    ("an event unless another", |s| s.events.iter().any(|event| event.unless.is_some())),
    ("an event that ends", |s| s.events.iter().any(|event| event.duration.is_some())),
    ("autocorrelation", |s| any_random(s, |random| random.autocorrelation > 0.0)),
    ("negative autocorrelation", |s| any_random(s, |random| random.autocorrelation < 0.0)),
    ("a variable with a scale", |s| {
        any_mine(
            s,
            |mine| matches!(mine.capacity.value, Value::Variable { scale, .. } if scale != 1.0),
        )
    }),
    ("a correlation within trials", |s| {
        s.correlations.iter().any(|correlation| !is_of_periods(correlation))
    }),
    ("a correlation within periods", |s| s.correlations.iter().any(is_of_periods)),
    ("a correlation of four", |s| {
        s.correlations.iter().any(|correlation| correlation.members.len() == 4)
    }),
    ("correlations that share a member", |s| s.correlations.len() == 2),
    ("a negative correlation", |s| {
        s.correlations.iter().any(|correlation| correlation.coefficient < 0.0)
    }),
    ("a correlation of whether a facility is built", |s| any_member(s, ".built")),
    ("a correlation of when a build is cancelled", |s| any_member(s, ".cancelled")),
    ("a correlation of when a seller fails", |s| any_member(s, ".defaulted")),
    ("a correlation of whether a term is renewed", |s| any_member(s, ".renewed")),
    ("a correlation of whether design is reached", |s| any_member(s, ".reached")),
    ("a ramp from before the start", |s| {
        any_mine(s, |mine| mine.ramp.as_ref().is_some_and(|ramp| ramp.from < s.time.start))
    }),
    ("a ramp from after the start", |s| {
        any_mine(s, |mine| mine.ramp.as_ref().is_some_and(|ramp| ramp.from > s.time.start))
    }),
    ("a mine without a ramp", |s| any_mine(s, |mine| mine.ramp.is_none())),
    ("a ramp of random length", |s| {
        any_ramp(
            s,
            |ramp| matches!(&ramp.curve, RampCurve::Linear { duration } if is_random(duration)),
        )
    }),
    ("a Weibull ramp of constants", |s| {
        any_ramp(
            s,
            |ramp| matches!(&ramp.curve, RampCurve::Weibull { shape, scale } if !is_random(shape) && !is_random(scale)),
        )
    }),
    ("a Weibull ramp of random shape", |s| {
        any_ramp(
            s,
            |ramp| matches!(&ramp.curve, RampCurve::Weibull { shape, .. } if is_random(shape)),
        )
    }),
    ("a Weibull ramp of random scale", |s| {
        any_ramp(
            s,
            |ramp| matches!(&ramp.curve, RampCurve::Weibull { scale, .. } if is_random(scale)),
        )
    }),
    ("a ramp that may end at a random plateau", |s| {
        any_ramp(s, |ramp| ramp.plateau.as_ref().is_some_and(is_random))
    }),
    ("an uncertain chance of design", |s| any_ramp(s, |ramp| is_random(&ramp.reaches_design))),
    ("an outage in progress", |s| any_outage(s, |kind| kind.in_progress.is_some())),
    ("an outage in progress with a loss by outage", |s| {
        any_outage(s, |kind| {
            kind.in_progress.is_some()
                && random(&kind.loss).is_some_and(|random| random.each == Each::Outage)
        })
    }),
    ("a pipeline that is told", |s| any_contract(s, |contract| contract.under_way.is_some())),
    ("a pipeline that is priced", |s| {
        any_contract(s, |contract| contract.under_way_price.is_some())
    }),
    ("a pipeline of a contract that is over", |s| {
        any_contract(s, |contract| contract.under_way.is_some() && contract.to < s.time.start)
    }),
    ("spot metal under way at time 0", |s| {
        s.regions.iter().flat_map(|region| &region.spot).any(|spot| spot.under_way.is_some())
    }),
    ("metal on a route at time 0", |s| s.routes.iter().any(|route| route.under_way.is_some())),
    ("a steady pipeline", |s| {
        any_contract(s, |contract| {
            contract.from < s.time.start
                && contract.under_way.is_none()
                && contract.taking == Taking::All
                && contract.lag.constant() != Some(0.0)
        })
    }),
    ("a steady pipeline of a minimum", |s| {
        any_minimum(s, |contract, minimum| {
            contract.from < s.time.start
                && contract.under_way.is_none()
                && minimum == Minimum::Spread
                && contract.lag.constant() != Some(0.0)
        })
    }),
    ("tonnes owed at the start", |s| any_contract(s, |contract| contract.owed.is_some())),
    ("a contract year that has begun", |s| {
        any_contract(s, |contract| contract.contract_year.is_some())
    }),
    ("a balance of make-up", |s| {
        any_contract(s, |contract| {
            contract.make_up.as_ref().is_some_and(|make_up| make_up.balance.is_some())
        })
    }),
    ("a facility with overdue metal", |s| any_facility(s, |facility| facility.overdue.is_some())),
    ("overdue metal of a facility with phases", |s| {
        any_facility(s, |facility| facility.overdue.is_some() && !facility.phases.is_empty())
    }),
    ("outages with a loss by trial", |s| {
        any_outage(s, |kind| random(&kind.loss).is_some_and(|random| random.each == Each::Trial))
    }),
    ("a loss by a variable", |s| any_outage(s, |kind| is_variable(&kind.loss))),
    ("a stationary start with a loss by outage", |s| {
        any_outage(s, |kind| {
            kind.start == OutageStart::Stationary
                && random(&kind.loss).is_some_and(|random| random.each == Each::Outage)
        })
    }),
    ("two mines of a district", |s| {
        let of = |district: usize| {
            s.mines.iter().filter(|mine| mine.district == Some(district.into())).count()
        };
        (0..s.districts.len()).any(|district| of(district) > 1)
    }),
    ("two districts", |s| s.districts.len() > 1),
    ("a shutdown that comes again", |s| any_shutdown(s, |shutdown| shutdown.every.is_some())),
    ("a single shutdown", |s| any_shutdown(s, |shutdown| shutdown.every.is_none())),
    ("a shutdown of random length", |s| any_shutdown(s, |shutdown| is_random(&shutdown.duration))),
    ("a shutdown from before the start", |s| {
        any_shutdown(s, |shutdown| shutdown.month < s.time.start)
    }),
    ("a heap leach without end", |s| any_leach(s, |leach| leach.until == StackingEnd::Never)),
    ("a heap leach until a month", |s| {
        any_leach(s, |leach| matches!(leach.until, StackingEnd::Month(_)))
    }),
    ("a heap leach of a quantity", |s| {
        any_leach(s, |leach| matches!(leach.until, StackingEnd::Quantity(_)))
    }),
    ("a heap leach from before the start", |s| any_leach(s, |leach| leach.from < s.time.start)),
    ("random shares of minerals", |s| {
        any_leach(s, |leach| leach.classes.iter().any(|class| is_random(&class.share)))
    }),
    ("three classes of minerals", |s| any_leach(s, |leach| leach.classes.len() == 3)),
    ("a heap leach with a random lag", |s| any_leach(s, |leach| is_random(&leach.lag))),
    ("a heap leach with a ramp, a shutdown and outages", |s| {
        any_mine(s, |mine| {
            mine.leach.is_some()
                && mine.ramp.is_some()
                && !mine.maintenance.is_empty()
                && !mine.outages.is_empty()
        })
    }),
    ("an uplift of the recovery", |s| {
        any_uplift(s, |uplift| matches!(uplift.gain, UpliftGain::Recovery(_)))
    }),
    ("an uplift of the output", |s| {
        any_uplift(s, |uplift| matches!(uplift.gain, UpliftGain::Output(_)))
    }),
    ("an uplift at a random time", |s| any_uplift(s, |uplift| is_random(&uplift.after))),
    ("a reserve", |s| any_mine(s, |mine| mine.reserve.is_some())),
    ("a random reserve with shutdowns", |s| {
        any_mine(s, |mine| {
            mine.reserve.as_ref().is_some_and(is_random) && !mine.maintenance.is_empty()
        })
    }),
    ("two products", |s| any_mine(s, |mine| mine.products.len() == 2)),
    ("three products", |s| any_mine(s, |mine| mine.products.len() == 3)),
    ("products of two mines", |s| {
        s.mines.iter().filter(|mine| !mine.products.is_empty()).count() > 1
    }),
    ("a product that is what the others leave", |s| {
        any_product(s, |product| product.share.is_none())
    }),
    ("a random share of a product", |s| {
        any_product(s, |product| product.share.as_ref().is_some_and(is_random))
    }),
    ("a share of a product by period", |s| {
        any_product(s, |product| product.share.as_ref().is_some_and(each_period))
    }),
    ("a product with factors of its own", |s| {
        any_product(s, |product| product.carbon.is_some() && product.water.is_some())
    }),
    ("a product with factors of its mine", |s| {
        any_mine(s, |mine| {
            mine.carbon.is_some() && mine.products.iter().any(|product| product.carbon.is_none())
        })
    }),
    ("a part of a product", |s| {
        any_contract(s, |contract| {
            contract.product.is_some() && contract.volume == ContractVolume::ShareOfOutput
        })
    }),
    ("force majeure of a product", |s| {
        any_contract(s, |contract| contract.product.is_some() && contract.force_majeure.is_some())
    }),
    ("two contracts of a product", |s| {
        any_two_contracts(s, |one, other| one.product == other.product)
    }),
    ("contracts of two products of a mine", |s| {
        any_two_contracts(s, |one, other| one.product != other.product)
    }),
    ("a watch of a product", |s| {
        any_term(s, |term| matches!(term.subject, coppercast::metric::Subject::Product(_)))
    }),
    ("variation by period", |s| any_mine(s, |mine| each_period(&mine.variation))),
    ("two kinds of outages", |s| any_mine(s, |mine| mine.outages.len() == 2)),
    ("outages of constant length", |s| any_outage(s, |kind| kind.duration.constant().is_some())),
    ("outages of random length", |s| any_outage(s, |kind| is_random(&kind.duration))),
    ("a drawn rate of outages", |s| any_outage(s, |kind| is_random(&kind.rate))),
    ("a rate of outages by a variable", |s| any_outage(s, |kind| is_variable(&kind.rate))),
    ("a stationary start of constant outages", |s| {
        any_outage(s, |kind| {
            kind.start == OutageStart::Stationary && kind.duration.constant().is_some()
        })
    }),
    ("a stationary start of random outages", |s| {
        any_outage(s, |kind| kind.start == OutageStart::Stationary && is_random(&kind.duration))
    }),
    ("a contract for a rate", |s| {
        any_contract(s, |contract| matches!(contract.volume, ContractVolume::Rate(_)))
    }),
    ("a contract for a quantity", |s| {
        any_contract(s, |contract| matches!(contract.volume, ContractVolume::Quantity(_)))
    }),
    ("a contract for a share", |s| {
        any_contract(s, |contract| contract.volume == ContractVolume::ShareOfOutput)
    }),
    ("a contract with a trader", |s| any_contract(s, |contract| contract.mine().is_none())),
    ("a trader with carbon and water", |s| {
        any_contract(s, |contract| {
            contract
                .trader()
                .is_some_and(|trader| trader.carbon.is_some() && trader.water.is_some())
        })
    }),
    ("listed quotas", |s| {
        any_contract(
            s,
            |contract| matches!(&contract.volume, ContractVolume::Listed(quotas) if quotas.len() > 1),
        )
    }),
    ("a tolerance of the seller", |s| {
        any_tolerance(s, |tolerance, _| tolerance.option == Party::Seller)
    }),
    ("a tolerance of a buyer who takes all", |s| {
        any_tolerance(s, |tolerance, taking| {
            tolerance.option == Party::Buyer && *taking == Taking::All
        })
    }),
    ("a tolerance of a buyer with take or pay", |s| {
        let settled =
            |taking: &Taking| matches!(taking, Taking::Needed { take_or_pay: Some(_), .. });
        any_tolerance(s, |tolerance, taking| tolerance.option == Party::Buyer && settled(taking))
    }),
    ("a month of quotation after arrival", |s| any_quotation(s, |quotation| quotation.offset > 0)),
    ("an average over months of quotation", |s| {
        any_quotation(s, |quotation| quotation.offset > 0 && quotation.months > 1)
    }),
    ("a make-up right", |s| {
        any_contract(s, |contract| {
            contract.make_up.as_ref().is_some_and(|make_up| make_up.cap.is_none())
        })
    }),
    ("a capped make-up right", |s| {
        any_contract(s, |contract| {
            contract.make_up.as_ref().is_some_and(|make_up| make_up.cap.is_some())
        })
    }),
    ("force majeure, else owed", |s| any_force_majeure(s, Remedy::Owed)),
    ("force majeure, else damages", |s| any_force_majeure(s, Remedy::Damages)),
    ("unlike claims on a mine", |s| {
        any_contract(s, |contract| {
            any_contract(s, |other| {
                contract.mine().is_some()
                    && contract.mine() == other.mine()
                    && contract.claim < other.claim
            })
        })
    }),
    ("a default of a mine", |s| {
        any_contract(s, |contract| contract.default_rate.is_some() && contract.mine().is_some())
    }),
    ("a default of a trader", |s| {
        any_contract(s, |contract| contract.default_rate.is_some() && contract.mine().is_none())
    }),
    ("a renewal within the horizon", |s| {
        any_contract(s, |contract| {
            contract.renewal.is_some() && contract.to < last_month(s) && contract.to > s.time.start
        })
    }),
    ("a renewal of listed quotas", |s| {
        any_contract(s, |contract| {
            contract.renewal.is_some() && matches!(contract.volume, ContractVolume::Listed(_))
        })
    }),
    ("a renewal with take or pay", |s| {
        any_contract(s, |contract| {
            contract.renewal.is_some()
                && matches!(contract.taking, Taking::Needed { take_or_pay: Some(_), .. })
        })
    }),
    ("a swap", |s| s.hedges.iter().any(|hedge| matches!(hedge.payoff, HedgePayoff::Swap { .. }))),
    ("a collar", |s| {
        s.hedges.iter().any(|hedge| {
            matches!(hedge.payoff, HedgePayoff::Collar { floor: Some(_), cap: Some(_), .. })
        })
    }),
    ("a collar whose premium is left out", |s| s.hedges.iter().any(Hedge::has_fair_premium)),
    ("two contracts of a mine", |s| {
        s.contracts.iter().enumerate().any(|(c, contract)| {
            s.contracts.as_slice()[..c]
                .iter()
                .any(|other| contract.mine().is_some() && other.mine() == contract.mine())
        })
    }),
    ("a largest share of the output", |s| {
        any_contract(s, |contract| {
            contract.max_share_of_output.constant().is_some_and(|share| share < 1.0)
        })
    }),
    ("a premium as a share of the price", |s| {
        any_contract(s, |contract| {
            matches!(contract.price, ContractPrice::Reference { premium_share: Some(_), .. })
        })
    }),
    ("a floor", |s| {
        any_contract(s, |contract| {
            matches!(contract.price, ContractPrice::Reference { floor: Some(_), .. })
        })
    }),
    ("a cap", |s| {
        any_contract(s, |contract| {
            matches!(contract.price, ContractPrice::Reference { cap: Some(_), .. })
        })
    }),
    ("a fixed price", |s| {
        any_contract(s, |contract| matches!(contract.price, ContractPrice::Fixed(_)))
    }),
    ("everything taken", |s| any_contract(s, |contract| contract.taking == Taking::All)),
    ("taken as needed", |s| {
        any_contract(s, |contract| {
            matches!(contract.taking, Taking::Needed { take_or_pay: None, .. })
        })
    }),
    ("a minimum that is spread", |s| any_minimum(s, |_, minimum| minimum == Minimum::Spread)),
    ("a minimum at the end of the year", |s| {
        any_minimum(s, |_, minimum| minimum == Minimum::YearEnd)
    }),
    ("a minimum at the end of the year of a mine's contract", |s| {
        any_minimum(s, |contract, minimum| minimum == Minimum::YearEnd && contract.mine().is_some())
    }),
    ("a minimum at the end of the year of a seller that may fail", |s| {
        any_minimum(s, |contract, minimum| {
            minimum == Minimum::YearEnd && contract.default_rate.is_some()
        })
    }),
    ("a minimum that is paid and lost", |s| any_minimum(s, |_, minimum| minimum == Minimum::Paid)),
    ("three contracts of a region that it calls, two of a rank", |s| {
        let called = |contract: &Contract| match contract.taking {
            Taking::Needed { call_rank, .. } => Some((contract.region, call_rank)),
            Taking::All => None,
        };
        (0..s.regions.len()).any(|region| {
            let mut ranks: Vec<u32> = (s.contracts.iter().filter_map(called))
                .filter(|&(of, _)| of.get() == region)
                .map(|(_, rank)| rank)
                .collect();
            ranks.sort_unstable();
            let all = ranks.len();
            ranks.dedup();
            all >= 3 && ranks.len() > 1 && ranks.len() < all
        })
    }),
    ("a tolerance of a buyer with a minimum that is spread", |s| {
        any_minimum(s, |contract, minimum| {
            minimum == Minimum::Spread
                && contract
                    .tolerance
                    .as_ref()
                    .is_some_and(|tolerance| tolerance.option == Party::Buyer)
        })
    }),
    ("carry-over", |s| any_contract(s, |contract| contract.carry_over)),
    ("a lag of whole periods", |s| {
        any_contract(s, |contract| {
            lag_in_periods(s, contract).is_some_and(|lag| lag >= 1.0 && lag % 1.0 == 0.0)
        })
    }),
    ("a lag of broken periods", |s| {
        any_contract(s, |contract| lag_in_periods(s, contract).is_some_and(|lag| lag % 1.0 > 0.1))
    }),
    ("a random lag", |s| any_contract(s, |contract| is_random(&contract.lag))),
    ("a lag by a variable", |s| any_contract(s, |contract| is_variable(&contract.lag))),
    ("a lag longer than the horizon", |s| {
        any_contract(s, |contract| {
            lag_in_periods(s, contract).is_some_and(|lag| lag > s.time.periods as f64)
        })
    }),
    ("a term from before the start", |s| any_contract(s, |contract| contract.from < s.time.start)),
    ("a term beyond the horizon", |s| any_contract(s, |contract| contract.to > last_month(s))),
    ("an inventory", |s| s.regions.iter().any(|region| region.inventory.is_some())),
    ("a region without inventory", |s| s.regions.iter().any(|region| region.inventory.is_none())),
    ("a target", |s| {
        s.regions
            .iter()
            .flat_map(|region| &region.inventory)
            .any(|stock| stock.target.constant() != Some(0.0))
    }),
    ("a stock above its capacity", |s| {
        let stocks = s.regions.iter().flat_map(|region| &region.inventory);
        stocks.into_iter().any(|stock| {
            stock.initial.constant() > stock.capacity.constant()
                && stock.capacity.constant().is_some()
        })
    }),
    ("a region without spot market", |s| s.regions.iter().any(|region| region.spot.is_none())),
    ("neither spot market nor inventory", |s| {
        s.regions.iter().any(|region| region.spot.is_none() && region.inventory.is_none())
    }),
    ("a basis", |s| s.regions.iter().any(|region| region.basis.is_some())),
    ("a basis by period", |s| {
        s.regions.iter().filter_map(|region| region.basis.as_ref()).any(each_period)
    }),
    ("a spot lag within a period", |s| {
        any_spot(s, |spot| spot_lag(s, spot).is_some_and(|lag| lag > 0.0 && lag < 1.0))
    }),
    ("a spot lag of several periods", |s| {
        any_spot(s, |spot| spot_lag(s, spot).is_some_and(|lag| lag > 1.0))
    }),
    ("a random spot lag", |s| any_spot(s, |spot| is_random(&spot.lag))),
    ("an impact on the premium", |s| any_spot(s, |spot| spot.impact.is_some())),
    ("a cap on the spot price", |s| {
        any_spot(s, |spot| spot.price_cap.is_some() && spot.impact.is_none())
    }),
    ("a cap on a rising spot price", |s| {
        any_spot(s, |spot| spot.price_cap.is_some() && spot.impact.is_some())
    }),
    ("a reorder point", |s| {
        any_stock(s, |stock| matches!(stock.policy, StockPolicy::Reorder { .. }))
    }),
    ("days of cover", |s| {
        any_stock(s, |stock| matches!(stock.policy, StockPolicy::DaysOfCover { .. }))
    }),
    ("buying when cheap", |s| any_stock(s, |stock| stock.cheap.is_some())),
    ("calls from contracts up to a reorder level", |s| {
        s.contracts.iter().any(|contract| {
            let stock = &s.regions[contract.region.get()].inventory;
            let reorders = stock
                .as_ref()
                .is_some_and(|stock| matches!(stock.policy, StockPolicy::Reorder { .. }));
            reorders && matches!(contract.taking, Taking::Needed { .. })
        })
    }),
    ("a route", |s| s.routes.len() == 1),
    ("three routes", |s| s.routes.len() == 3),
    ("a route there and back", |s| {
        s.routes.iter().any(|route| {
            s.routes.iter().any(|other| other.from == route.to && other.to == route.from)
        })
    }),
    ("a lead time", |s| s.routes.iter().any(|route| route.lead_time.constant() != Some(0.0))),
    ("a route without lead time", |s| {
        s.routes.iter().any(|route| route.lead_time.constant() == Some(0.0))
    }),
    ("a tariff on a route", |s| s.routes.iter().any(|route| route.tariff.constant() != Some(0.0))),
    ("stock kept from a route", |s| s.routes.iter().any(|route| route.keep.is_some())),
    ("carbon of a route", |s| s.routes.iter().any(|route| route.carbon.is_some())),
    ("an elasticity", |s| any_spot(s, |spot| spot.elasticity.constant() != Some(0.0))),
    ("an elasticity at a reference price", |s| {
        any_spot(s, |spot| {
            spot.elasticity.constant() != Some(0.0) && spot.reference_price.is_some()
        })
    }),
    ("spot copper by period", |s| any_spot(s, |spot| each_period(&spot.available))),
    ("a spot premium by period", |s| any_spot(s, |spot| each_period(&spot.premium))),
    ("a resale discount", |s| {
        s.regions.iter().any(|region| region.resale_discount.constant() != Some(0.0))
    }),
    ("priorities in a region", |s| {
        s.facilities.iter().any(|facility| {
            s.facilities
                .iter()
                .any(|other| other.region == facility.region && other.priority != facility.priority)
        })
    }),
    ("a uniform profile", |s| any_facility(s, |facility| facility.profile == Profile::Uniform)),
    ("an s-curve", |s| any_facility(s, |facility| facility.profile == Profile::SCurve)),
    ("a front-loaded profile", |s| any_facility(s, |facility| facility.profile == Profile::Front)),
    ("a back-loaded profile", |s| any_facility(s, |facility| facility.profile == Profile::Back)),
    ("a profile of points", |s| {
        any_facility(
            s,
            |facility| matches!(&facility.profile, Profile::Points(points) if points.len() > 2),
        )
    }),
    ("a facility that may not be built", |s| {
        any_facility(s, |facility| facility.built_probability.constant() != Some(1.0))
    }),
    ("copper by power", |s| {
        any_facility(s, |facility| matches!(facility.metal, MetalNeed::Intensity(_)))
    }),
    ("a lead", |s| any_facility(s, |facility| facility.lead.constant() != Some(0.0))),
    ("a random delay", |s| any_facility(s, |facility| is_random(&facility.start_delay))),
    ("a random overrun", |s| any_facility(s, |facility| is_random(&facility.overrun))),
    ("need before the start", |s| any_facility(s, |facility| facility.start < s.time.start)),
    ("a cost of delay with backlog", |s| {
        s.shortage.unmet == Unmet::Backlog
            && any_facility(s, |facility| facility.cost_of_delay.is_some())
    }),
    ("a cost of delay without backlog", |s| {
        s.shortage.unmet == Unmet::Lost
            && any_facility(s, |facility| facility.cost_of_delay.is_some())
    }),
    ("a penalty with backlog", |s| {
        s.shortage.unmet == Unmet::Backlog && s.shortage.penalty.is_some()
    }),
    ("a penalty without backlog", |s| {
        s.shortage.unmet == Unmet::Lost && s.shortage.penalty.is_some()
    }),
    ("a tariff of spot metal from a month", |s| {
        any_spot(s, |spot| {
            spot.tariff
                .as_ref()
                .is_some_and(|tariff| tariff.rate.is_some() && tariff.from.is_some())
        })
    }),
    ("a tariff from within a period", |s| {
        let within = |from: Month| {
            (from.0 - s.time.start.0) % s.time.step.months() != 0 && from > s.time.start
        };
        any_spot(s, |spot| spot.tariff.as_ref().and_then(|tariff| tariff.from).is_some_and(within))
    }),
    ("a tariff of a contract", |s| {
        any_contract(s, |contract| {
            contract.tariff.as_ref().is_some_and(|tariff| tariff.rate.is_some())
        })
    }),
    ("a duty of a contract", |s| {
        any_contract(s, |contract| {
            contract.tariff.as_ref().is_some_and(|tariff| tariff.duty.is_some())
        })
    }),
    ("a tariff by period", |s| {
        any_spot(s, |spot| {
            spot.tariff.as_ref().and_then(|tariff| tariff.rate.as_ref()).is_some_and(each_period)
        })
    }),
    ("a discount rate", |s| s.money.discount_rate.is_some()),
    ("a random discount rate", |s| s.money.discount_rate.as_ref().is_some_and(is_random)),
    ("a cost of capital", |s| s.money.capital_cost.is_some()),
    ("a carbon price", |s| s.money.carbon_price.is_some()),
    ("a carbon price by period", |s| s.money.carbon_price.as_ref().is_some_and(each_period)),
    ("carbon of mines", |s| any_mine(s, |mine| mine.carbon.is_some())),
    ("carbon of spot copper only", |s| {
        any_spot(s, |spot| spot.carbon.is_some()) && !any_mine(s, |mine| mine.carbon.is_some())
    }),
    ("water", |s| any_mine(s, |mine| mine.water.is_some())),
    ("a bound of low carbon", |s| s.report.low_carbon.is_some()),
    ("a bound of low carbon beside unknown carbon", |s| {
        s.report.low_carbon.is_some()
            && any_contract(s, |contract| {
                contract.mine().is_some_and(|mine| s.mines[mine].carbon.is_none())
            })
    }),
    ("a watch of the horizon", |s| s.watches.iter().any(|watch| watch.at == WatchTime::Horizon)),
    ("a watch of any period", |s| s.watches.iter().any(|watch| watch.at == WatchTime::Any)),
    ("a watch of every period", |s| s.watches.iter().any(|watch| watch.at == WatchTime::Every)),
    ("a watch of the last period", |s| s.watches.iter().any(|watch| watch.at == WatchTime::Last)),
    ("a watch of a month", |s| {
        s.watches.iter().any(|watch| matches!(watch.at, WatchTime::Period(_)))
    }),
    ("a watch of two conditions", |s| any_event(s, |event| matches!(event, Event::All(_)))),
    ("a watch of one of two", |s| any_event(s, |event| matches!(event, Event::Any(_)))),
    ("a watch of so many conditions", |s| {
        any_event(s, |event| matches!(event, Event::AtLeast(..)))
    }),
    ("a watch of what is not", |s| any_event(s, |event| matches!(event, Event::Not(_)))),
    ("a watch of a sum", |s| {
        let mut conditions = s.watches.iter().flat_map(|watch| watch.event.conditions());
        conditions.any(|condition| condition.terms.len() == 2)
    }),
    ("a watch of a year", |s| {
        s.watches.iter().any(|watch| matches!(watch.at, WatchTime::Within(..)))
    }),
    ("a watch of so many periods", |s| {
        s.watches.iter().any(|watch| matches!(watch.at, WatchTime::AtLeast(_)))
    }),
];

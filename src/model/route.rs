//! Routes between regions (docs/model.md, R13).

use super::input::{Input, InputTable};
use super::pipeline::Transit;
use crate::scenario::{Route, Scenario, expectation};

#[derive(Debug)]
pub struct RouteModel {
    /// Indices into [`super::Model::regions`].
    pub from: usize,
    pub to: usize,
    pub capacity: Input,
    pub cost: Input,
    pub tariff: Option<Input>,
    pub transit: Transit,
    pub keep: Option<Input>,
    pub carbon: Option<Input>,
}

impl RouteModel {
    /// All routes, in the order in which they are used: that of their mean cost, then that of
    /// mention.
    pub fn all(scenario: &Scenario, inputs: &mut InputTable) -> Vec<Self> {
        let mut routes: Vec<&Route> = scenario.routes.iter().collect();
        let cost = |route: &Route| expectation::mean(&route.cost, scenario).unwrap_or(0.0);
        routes.sort_by(|first, second| cost(first).total_cmp(&cost(second)));
        routes
            .into_iter()
            .map(|route| RouteModel {
                from: route.from,
                to: route.to,
                capacity: inputs.input(&route.capacity),
                cost: inputs.input(&route.cost),
                tariff: (route.tariff.constant() != Some(0.0)).then(|| inputs.input(&route.tariff)),
                transit: Transit::new(&route.lead_time, &scenario.time, inputs),
                keep: route.keep.as_ref().map(|keep| inputs.input(keep)),
                carbon: route.carbon.as_ref().map(|carbon| inputs.input(carbon)),
            })
            .collect()
    }
}

//! The series that a run observes: one metric of one subject, numbered.
//!
//! With a single region the total is that region: its metrics are the same series and are not
//! observed twice.

use super::features::Features;
use crate::metric::flow::cost_categories;
use crate::metric::{
    CONTRACT, FABRICATOR, FACILITY, FACILITY_PERIOD, FLOWS, HORIZON, MINE, Metric, PRODUCT,
    TOTAL_PERIOD,
};
use crate::numerics::lanes::LANES;

/// What a metric is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    Total,
    TotalPeriod(usize),
    Region(usize),
    RegionPeriod(usize, usize),
    Facility(usize),
    FacilityPeriod(usize, usize),
    Mine(usize),
    MinePeriod(usize, usize),
    /// By position in [`crate::scenario::Scenario::products`].
    Product(usize),
    ProductPeriod(usize, usize),
    Contract(usize),
    ContractPeriod(usize, usize),
    Fabricator(usize),
    FabricatorPeriod(usize, usize),
}

/// How finely the distribution of a series is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Mean, standard deviation and the probability of a positive value.
    Moments,
    /// Those, and quantiles of an integer up to the number of periods.
    Integer,
    /// Those, and quantiles from bins a hundredth wide.
    Fine,
    /// Those, and quantiles from bins a thousandth wide.
    Finest,
}

/// Receives what a block of trials yields. Bit i of `mask` says whether lane i counts.
pub trait Observer {
    /// Block number `block` begins; its lanes in `mask` count.
    fn begin(&mut self, block: u64, mask: u64);
    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64);
    fn observe_ratio(
        &mut self,
        ratio: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        mask: u64,
    );
}

/// Any observer, called through a pointer: the engine is compiled once for all that need not be
/// fast.
impl Observer for &mut dyn Observer {
    fn begin(&mut self, block: u64, mask: u64) {
        (**self).begin(block, mask);
    }

    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        (**self).observe(series, values, mask);
    }

    fn observe_ratio(
        &mut self,
        ratio: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        mask: u64,
    ) {
        (**self).observe_ratio(ratio, numerator, denominator, mask);
    }
}

/// Keeps nothing, but makes sure that everything is computed: for measurements of speed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn begin(&mut self, _: u64, _: u64) {}

    #[inline(always)]
    fn observe(&mut self, _: usize, values: &[f64; LANES], _: u64) {
        std::hint::black_box(values);
    }

    #[inline(always)]
    fn observe_ratio(
        &mut self,
        _: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        _: u64,
    ) {
        std::hint::black_box((numerator, denominator));
    }
}

/// A metric that is a ratio of means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    pub subject: Subject,
    pub metric: Metric,
    /// The metric is 1 − numerator/denominator.
    pub complement: bool,
}

/// The metrics of one kind of subject; the series of subject i start at `base + i · metrics.len()`.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub base: usize,
    pub metrics: Vec<Metric>,
}

impl Group {
    fn series(&self, ordinal: usize, metric: Metric) -> Option<usize> {
        let position = self.metrics.iter().position(|&candidate| candidate == metric)?;
        Some(self.base + ordinal * self.metrics.len() + position)
    }
}

/// Numbers of actors and periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    pub periods: usize,
    pub regions: usize,
    pub facilities: usize,
    pub mines: usize,
    /// Of all mines.
    pub products: usize,
    pub contracts: usize,
    pub fabricators: usize,
}

/// All series of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesPlan {
    pub extent: Extent,
    pub features: Features,
    /// Numbers of the flows that the scenario has, in the order of the region groups.
    pub flows: Vec<usize>,
    /// Numbers of the categories of cost that it has, in the order in which they are added up, each
    /// with whether it is paid.
    pub cost_categories: Vec<(usize, bool)>,
    pub region: Group,
    pub region_period: Group,
    /// Without metrics when there is one region.
    pub total: Group,
    /// [`TOTAL_PERIOD`], after the flows when there are several regions.
    pub total_period: Group,
    pub facility: Group,
    pub facility_period: Group,
    pub mine: Group,
    pub mine_period: Group,
    pub product: Group,
    pub product_period: Group,
    pub contract: Group,
    pub contract_period: Group,
    pub fabricator: Group,
    pub fabricator_period: Group,
    /// First series of the watches.
    pub watches: usize,
    pub series: usize,
    pub ratios: Vec<Ratio>,
    /// Whether the reference price and the total's spot purchases are observed together, a pair a
    /// period, after the ratios.
    pub has_spot_pairs: bool,
}

impl SeriesPlan {
    pub fn new(extent: Extent, features: Features, watches: usize) -> Self {
        let present = |metrics: &[Metric]| {
            metrics.iter().copied().filter(|&metric| features.has(metric)).collect::<Vec<_>>()
        };
        let mut flows: Vec<usize> =
            (0..FLOWS.len()).filter(|&flow| features.has(FLOWS[flow])).collect();
        let cost_categories = cost_categories(&flows);
        flows.sort_by_key(|&flow| FLOWS[flow]);
        let flow_metrics: Vec<Metric> = flows.iter().map(|&flow| FLOWS[flow]).collect();
        let horizon_metrics = [flow_metrics.clone(), present(&HORIZON)].concat();
        let several = extent.regions != 1;
        let mut next = 0;
        let mut group = |metrics: Vec<Metric>, subjects: usize| {
            let base = next;
            next += metrics.len() * subjects;
            Group { base, metrics }
        };
        let contract_period = [present(&CONTRACT), vec![Metric::PricePaid]].concat();
        let region = group(horizon_metrics.clone(), extent.regions);
        let region_period = group(flow_metrics.clone(), extent.regions * extent.periods);
        let total = group(if several { horizon_metrics } else { Vec::new() }, 1);
        let total_period = group(
            if several {
                [flow_metrics, TOTAL_PERIOD.to_vec()].concat()
            } else {
                TOTAL_PERIOD.to_vec()
            },
            extent.periods,
        );
        let facility = group(present(&FACILITY), extent.facilities);
        let facility_period = group(present(&FACILITY_PERIOD), extent.facilities * extent.periods);
        let mine = group(present(&MINE), extent.mines);
        let mine_period = group(present(&MINE), extent.mines * extent.periods);
        let product = group(present(&PRODUCT), extent.products);
        let product_period = group(present(&PRODUCT), extent.products * extent.periods);
        let contract = group(present(&CONTRACT), extent.contracts);
        let contract_period = group(contract_period, extent.contracts * extent.periods);
        let fabricator = group(present(&FABRICATOR), extent.fabricators);
        let fabricator_period = group(present(&FABRICATOR), extent.fabricators * extent.periods);
        let mut plan = SeriesPlan {
            extent,
            features,
            flows,
            cost_categories,
            region,
            region_period,
            total,
            total_period,
            facility,
            facility_period,
            mine,
            mine_period,
            product,
            product_period,
            contract,
            contract_period,
            fabricator,
            fabricator_period,
            watches: next,
            series: next + watches,
            ratios: Vec::new(),
            has_spot_pairs: features.spot,
        };
        plan.ratios = plan.ratio_list();
        plan
    }

    /// Ratios in the order in which [`SeriesPlan::ratio`] numbers them.
    fn ratio_list(&self) -> Vec<Ratio> {
        let mut ratios = Vec::new();
        let mut push =
            |subject, metric, complement| ratios.push(Ratio { subject, metric, complement });
        let several = self.extent.regions != 1;
        let bodies = several
            .then_some(Subject::Total)
            .into_iter()
            .chain((0..self.extent.regions).map(Subject::Region));
        for subject in bodies {
            push(subject, Metric::FillRate, true);
            push(subject, Metric::ServedByHorizon, false);
            push(subject, Metric::CostPerTonne, false);
            if self.features.low_carbon {
                push(subject, Metric::LowCarbonShare, false);
            }
        }
        if self.features.low_carbon {
            for period in 0..self.extent.periods {
                if several {
                    push(Subject::TotalPeriod(period), Metric::LowCarbonShare, false);
                }
                for region in 0..self.extent.regions {
                    push(Subject::RegionPeriod(region, period), Metric::LowCarbonShare, false);
                }
            }
        }
        for facility in 0..self.extent.facilities {
            push(Subject::Facility(facility), Metric::FillRate, true);
        }
        for contract in 0..self.extent.contracts {
            push(Subject::Contract(contract), Metric::PricePaid, false);
        }
        ratios
    }

    /// Numbers, as of ratios, of the pairs of the reference price and the total's spot purchases by
    /// period (E10).
    #[inline(always)]
    pub fn spot_pairs(&self) -> std::ops::Range<usize> {
        let first = self.ratios.len();
        first..first + if self.has_spot_pairs { self.extent.periods } else { 0 }
    }

    /// The single region, if the total is it.
    fn resolve(&self, subject: Subject) -> Subject {
        match subject {
            Subject::Total if self.extent.regions == 1 => Subject::Region(0),
            Subject::TotalPeriod(period) if self.extent.regions == 1 => {
                Subject::RegionPeriod(0, period)
            }
            other => other,
        }
    }

    fn place(&self, subject: Subject) -> (&Group, usize) {
        let periods = self.extent.periods;
        match subject {
            Subject::Total => (&self.total, 0),
            Subject::TotalPeriod(period) => (&self.total_period, period),
            Subject::Region(region) => (&self.region, region),
            Subject::RegionPeriod(region, period) => {
                (&self.region_period, region * periods + period)
            }
            Subject::Facility(facility) => (&self.facility, facility),
            Subject::FacilityPeriod(facility, period) => {
                (&self.facility_period, facility * periods + period)
            }
            Subject::Mine(mine) => (&self.mine, mine),
            Subject::MinePeriod(mine, period) => (&self.mine_period, mine * periods + period),
            Subject::Product(product) => (&self.product, product),
            Subject::ProductPeriod(product, period) => {
                (&self.product_period, product * periods + period)
            }
            Subject::Contract(contract) => (&self.contract, contract),
            Subject::ContractPeriod(contract, period) => {
                (&self.contract_period, contract * periods + period)
            }
            Subject::Fabricator(fabricator) => (&self.fabricator, fabricator),
            Subject::FabricatorPeriod(fabricator, period) => {
                (&self.fabricator_period, fabricator * periods + period)
            }
        }
    }

    /// First series of a subject; the others follow in the order of its group's metrics.
    #[inline(always)]
    pub fn base(&self, subject: Subject) -> usize {
        let (group, ordinal) = self.place(subject);
        group.base + ordinal * group.metrics.len()
    }

    /// The series of a metric, `None` if the scenario does not have it (or it is a ratio of means).
    pub fn series(&self, subject: Subject, metric: Metric) -> Option<usize> {
        let (group, ordinal) = self.place(subject);
        group.series(ordinal, metric).or_else(|| {
            let resolved = self.resolve(subject);
            if resolved == subject {
                return None;
            }
            let (group, ordinal) = self.place(resolved);
            group.series(ordinal, metric)
        })
    }

    /// The number of a ratio, `None` if the scenario does not have it.
    pub fn ratio(&self, subject: Subject, metric: Metric) -> Option<usize> {
        let subject = self.resolve(subject);
        self.ratios.iter().position(|ratio| ratio.subject == subject && ratio.metric == metric)
    }

    /// The detail of every series, by its number.
    pub fn details(&self) -> Vec<Detail> {
        let several = self.extent.regions != 1;
        let horizon = |metric| match metric {
            Metric::PeriodsShort | Metric::LongestShortRun | Metric::FirstShortPeriod => {
                Detail::Integer
            }
            _ => Detail::Finest,
        };
        let total_period = |metric| match metric {
            Metric::FirstShortfall | Metric::ShortSoFar => Detail::Moments,
            _ => Detail::Fine,
        };
        // Quantiles by actor and period only of what is drawn as a fan: they would cost more than
        // the simulation.
        let region_period = |metric| match metric {
            Metric::Need
            | Metric::Delivered
            | Metric::Shortfall
            | Metric::Backlog
            | Metric::Stock
            | Metric::SpotBought
            | Metric::Cost => Detail::Fine,
            _ if several => Detail::Moments,
            _ => Detail::Fine,
        };
        let mine_period =
            |metric| if metric == Metric::Output { Detail::Fine } else { Detail::Moments };
        let contract_period =
            |metric| if metric == Metric::Delivered { Detail::Fine } else { Detail::Moments };
        let mut details = Vec::with_capacity(self.series);
        let mut extend = |group: &Group, subjects: usize, detail: &dyn Fn(Metric) -> Detail| {
            for _ in 0..subjects {
                details.extend(group.metrics.iter().map(|&metric| detail(metric)));
            }
        };
        let extent = self.extent;
        extend(&self.region, extent.regions, &horizon);
        extend(&self.region_period, extent.regions * extent.periods, &region_period);
        extend(&self.total, 1, &horizon);
        extend(&self.total_period, extent.periods, &total_period);
        extend(&self.facility, extent.facilities, &|_| Detail::Fine);
        extend(&self.facility_period, extent.facilities * extent.periods, &|_| Detail::Moments);
        extend(&self.mine, extent.mines, &|_| Detail::Fine);
        extend(&self.mine_period, extent.mines * extent.periods, &mine_period);
        extend(&self.product, extent.products, &|_| Detail::Fine);
        extend(&self.product_period, extent.products * extent.periods, &mine_period);
        let contract = |metric| {
            if matches!(metric, Metric::Defaulted | Metric::Renewed) {
                Detail::Moments
            } else {
                Detail::Fine
            }
        };
        extend(&self.contract, extent.contracts, &contract);
        extend(&self.contract_period, extent.contracts * extent.periods, &contract_period);
        extend(&self.fabricator, extent.fabricators, &|_| Detail::Fine);
        extend(&self.fabricator_period, extent.fabricators * extent.periods, &|_| Detail::Moments);
        details.resize(self.series, Detail::Moments);
        details
    }
}

//! What a metric is of.

/// The total or an actor, by its index in the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// All regions together.
    Total,
    /// A region.
    Region(usize),
    /// A facility.
    Facility(usize),
    /// A mine.
    Mine(usize),
    /// By position among the products of all mines.
    Product(usize),
    /// A contract.
    Contract(usize),
    /// A component maker.
    Fabricator(usize),
}

/// A subject over the horizon or in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Observed {
    /// Whose metric.
    pub subject: Subject,
    /// `None`: over the horizon.
    pub period: Option<usize>,
}

/// A subject without its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// The total.
    Total,
    /// Regions.
    Region,
    /// Facilities.
    Facility,
    /// Mines.
    Mine,
    /// Products.
    Product,
    /// Contracts.
    Contract,
    /// Component makers.
    Fabricator,
}

impl SubjectKind {
    /// Every kind.
    pub const ALL: [SubjectKind; 7] = [
        SubjectKind::Total,
        SubjectKind::Region,
        SubjectKind::Facility,
        SubjectKind::Mine,
        SubjectKind::Product,
        SubjectKind::Contract,
        SubjectKind::Fabricator,
    ];
}

impl Subject {
    /// The subject in a period.
    #[inline(always)]
    pub const fn in_period(self, period: usize) -> Observed {
        Observed { subject: self, period: Some(period) }
    }

    /// Its kind and its index; that of the total is 0.
    #[inline(always)]
    pub const fn parts(self) -> (SubjectKind, usize) {
        match self {
            Subject::Total => (SubjectKind::Total, 0),
            Subject::Region(region) => (SubjectKind::Region, region),
            Subject::Facility(facility) => (SubjectKind::Facility, facility),
            Subject::Mine(mine) => (SubjectKind::Mine, mine),
            Subject::Product(product) => (SubjectKind::Product, product),
            Subject::Contract(contract) => (SubjectKind::Contract, contract),
            Subject::Fabricator(fabricator) => (SubjectKind::Fabricator, fabricator),
        }
    }
}

/// The subject over the horizon.
impl From<Subject> for Observed {
    #[inline(always)]
    fn from(subject: Subject) -> Observed {
        Observed { subject, period: None }
    }
}

//! What a metric is of.

use crate::index::{
    ContractIndex, FabricatorIndex, FacilityIndex, MineIndex, ProductIndex, RegionIndex,
};

/// The total or an actor, by its index in the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// All regions together.
    Total,
    /// A region.
    Region(RegionIndex),
    /// A facility.
    Facility(FacilityIndex),
    /// A mine.
    Mine(MineIndex),
    /// A product of a mine.
    Product(ProductIndex),
    /// A contract.
    Contract(ContractIndex),
    /// A component maker.
    Fabricator(FabricatorIndex),
}

macro_rules! subjects_at {
    ($($function:ident, $kind:ident($index:ty);)*) => {
        /// Subjects by an index or, written out, a number.
        impl Subject {$(
            #[doc = concat!("The ", stringify!($function), " at an index.")]
            #[inline(always)]
            pub fn $function(index: impl Into<$index>) -> Subject {
                Subject::$kind(index.into())
            }
        )*}
    };
}

subjects_at! {
    region, Region(RegionIndex);
    facility, Facility(FacilityIndex);
    mine, Mine(MineIndex);
    product, Product(ProductIndex);
    contract, Contract(ContractIndex);
    fabricator, Fabricator(FabricatorIndex);
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
            Subject::Region(region) => (SubjectKind::Region, region.get()),
            Subject::Facility(facility) => (SubjectKind::Facility, facility.get()),
            Subject::Mine(mine) => (SubjectKind::Mine, mine.get()),
            Subject::Product(product) => (SubjectKind::Product, product.get()),
            Subject::Contract(contract) => (SubjectKind::Contract, contract.get()),
            Subject::Fabricator(fabricator) => (SubjectKind::Fabricator, fabricator.get()),
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

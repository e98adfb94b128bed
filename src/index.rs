//! Positions in lists, a type for each kind of thing: a region's does not reach into the contracts.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Index, IndexMut};

/// A position in the lists of one kind of thing.
pub trait Position: Copy + From<usize> + Into<usize> {}

macro_rules! positions {
    ($($(#[$about:meta])* $name:ident;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(usize);

        impl $name {
            /// From 0.
            pub const fn get(self) -> usize {
                self.0
            }
        }

        impl From<usize> for $name {
            #[inline(always)]
            fn from(position: usize) -> $name {
                $name(position)
            }
        }

        impl From<$name> for usize {
            #[inline(always)]
            fn from(index: $name) -> usize {
                index.0
            }
        }

        impl Position for $name {}
    )*};
}

positions! {
    /// Of a region in the scenario.
    RegionIndex;
    /// Of a district in the scenario.
    DistrictIndex;
    /// Of a mine in the scenario.
    MineIndex;
    /// Of a product among those of all mines.
    ProductIndex;
    /// Of a contract in the scenario.
    ContractIndex;
    /// Of a component maker in the scenario.
    FabricatorIndex;
    /// Of a facility in the scenario.
    FacilityIndex;
    /// Of an event in the scenario.
    RiskEventIndex;
    /// Of what contracts draw on, in the model.
    SourceIndex;
    /// Of what a facility needs of one thing in one phase, in the model's order of service.
    RequirementIndex;
}

/// A list whose entries are reached by an index of their own kind; a plain number will do where
/// there is none yet.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexVec<I, T>(Vec<T>, PhantomData<I>);

impl<I: Position, T> IndexVec<I, T> {
    /// The entry at an index, if there is one.
    #[inline(always)]
    pub fn get(&self, index: I) -> Option<&T> {
        self.0.get(index.into())
    }

    /// The index of the first entry that is so.
    pub fn position(&self, is_so: impl Fn(&T) -> bool) -> Option<I> {
        self.0.iter().position(is_so).map(I::from)
    }

    /// The index of every entry, in the order of their names: what is done in this order does not
    /// depend on that of the file.
    pub fn in_order_of_names(&self, name: impl Fn(&T) -> &str) -> Vec<I> {
        let mut order: Vec<I> = self.indices().collect();
        order.sort_by(|&first, &second| name(&self[first]).cmp(name(&self[second])));
        order
    }

    /// The index of every entry.
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = I> + Clone + use<I, T> {
        (0..self.0.len()).map(I::from)
    }

    /// Every entry with its index.
    pub fn iter_enumerated(&self) -> impl Iterator<Item = (I, &T)> {
        self.indices().zip(&self.0)
    }

    /// Every entry with its index, to be changed.
    pub fn iter_mut_enumerated(&mut self) -> impl Iterator<Item = (I, &mut T)> {
        self.indices().zip(&mut self.0)
    }
}

impl<I: Position, T> Index<I> for IndexVec<I, T> {
    type Output = T;

    #[inline(always)]
    fn index(&self, index: I) -> &T {
        &self.0[index.into()]
    }
}

impl<I: Position, T> IndexMut<I> for IndexVec<I, T> {
    #[inline(always)]
    fn index_mut(&mut self, index: I) -> &mut T {
        &mut self.0[index.into()]
    }
}

impl<I, T> Index<usize> for IndexVec<I, T> {
    type Output = T;

    fn index(&self, position: usize) -> &T {
        &self.0[position]
    }
}

impl<I, T> IndexMut<usize> for IndexVec<I, T> {
    fn index_mut(&mut self, position: usize) -> &mut T {
        &mut self.0[position]
    }
}

impl<I, T> Deref for IndexVec<I, T> {
    type Target = Vec<T>;

    #[inline(always)]
    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<I, T> DerefMut for IndexVec<I, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<I, T> From<Vec<T>> for IndexVec<I, T> {
    fn from(list: Vec<T>) -> Self {
        IndexVec(list, PhantomData)
    }
}

impl<I, T> FromIterator<T> for IndexVec<I, T> {
    fn from_iter<S: IntoIterator<Item = T>>(list: S) -> Self {
        Vec::from_iter(list).into()
    }
}

impl<'v, I, T> IntoIterator for &'v IndexVec<I, T> {
    type Item = &'v T;
    type IntoIter = std::slice::Iter<'v, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'v, I, T> IntoIterator for &'v mut IndexVec<I, T> {
    type Item = &'v mut T;
    type IntoIter = std::slice::IterMut<'v, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

//! Where the counts of histograms live.

use super::resolution::FINEST_BITS;

/// Page start of an octave without a page: beyond any arena, so that one bounds check finds it.
pub(super) const UNALLOCATED: u32 = u32::MAX - (1 << FINEST_BITS);

/// The counts of all histograms of a tally, a page per touched octave.
#[derive(Debug, Clone, Default)]
pub struct CountPages {
    pub(super) counts: Vec<u32>,
}

impl CountPages {
    /// An empty arena.
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes of counts held.
    pub fn bytes(&self) -> usize {
        self.counts.len() * size_of::<u32>()
    }

    pub(super) fn allocate(&mut self, length: usize) -> u32 {
        let start = self.counts.len();
        assert!(start + length <= UNALLOCATED as usize, "a tally's histograms stay below 16 GiB");
        self.counts.resize(start + length, 0);
        start as u32
    }
}

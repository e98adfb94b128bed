//! What of a scenario is counted.

use super::{Scenario, WatchTime};
use crate::metric::{Detail, Metric, SubjectKind};

impl Scenario {
    /// How much is counted.
    pub fn detail(&self) -> Detail {
        let of_size = Detail::of_size(self.facilities.len(), self.time.periods);
        self.report.detail.unwrap_or(of_size)
    }

    /// The same with everything counted.
    pub fn in_full(&self) -> Scenario {
        let mut full = self.clone();
        full.report.detail = Some(Detail::Full);
        full
    }

    /// Whether watches look at a metric of a kind of subject, over the horizon or by period.
    pub fn is_watched(&self) -> impl Fn(Metric, SubjectKind, bool) -> bool {
        let mut watched = Vec::new();
        for watch in &self.watches {
            let by_period = watch.at != WatchTime::Horizon;
            for term in watch.event.conditions().into_iter().flat_map(|one| &one.terms) {
                watched.push((term.metric, term.subject.parts().0, by_period));
            }
        }
        move |metric, kind, by_period| watched.contains(&(metric, kind, by_period))
    }
}

impl super::table::Quantities for Detail {}

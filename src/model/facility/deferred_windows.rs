//! The windows of what may be put off (docs/model.md, F10).

use crate::index::RequirementIndex;
use crate::model::moment::Moment;
use crate::model::window::Window;

/// The windows of requirements that may be put off, as they are by now.
#[derive(Debug)]
pub struct DeferredWindows(pub Vec<Window>);

impl DeferredWindows {
    /// The window of a requirement, put off or not.
    #[inline(always)]
    pub fn of<'w>(&'w self, moment: &Moment<'w>, requirement: RequirementIndex) -> &'w Window {
        match moment.model.requirements[requirement].deferred {
            Some(slot) => &self.0[slot],
            None => &moment.exogenous.windows[requirement],
        }
    }
}

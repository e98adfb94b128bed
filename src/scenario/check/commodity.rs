//! The name of the commodity.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;

/// Letters of the longest name: it stands in titles of charts.
const LONGEST: usize = 30;

impl Checker<'_> {
    pub(super) fn commodity(&mut self) {
        let Some(top) = &self.records.top else { return };
        let Some(commodity) = top.text("commodity") else { return };
        let sound = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-');
        let length = commodity.chars().count();
        if length == 0
            || length > LONGEST
            || commodity.trim() != commodity
            || !commodity.chars().all(sound)
        {
            let message = format!("`{commodity}` cannot name a commodity");
            let label = format!("expected a word or a few, of at most {LONGEST} letters");
            let fault = Diagnostic::error(top.value_place("commodity"), message, label);
            self.faults.push(fault.help(
                "write it as in the middle of a sentence, such as `commodity = \"aluminium\"`",
            ));
        }
    }
}

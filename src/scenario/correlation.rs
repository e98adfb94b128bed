use super::Correlation;
use super::diagnostic::Diagnostic;
use super::record::Records;
pub fn resolve(_records: &Records, _faults: &mut Vec<Diagnostic>) -> Vec<Correlation> {
    Vec::new()
}

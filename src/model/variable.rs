//! Named variables, on which other quantities rest.

use super::CompileError;
use super::input::InputTable;
use crate::scenario::{NamedVariable, Value};

/// Gives the named variables their columns, those first on which others rest.
pub fn define_variables(
    variables: &[NamedVariable],
    inputs: &mut InputTable,
) -> Result<(), CompileError> {
    let mut waiting: Vec<&NamedVariable> = variables.iter().collect();
    let mut defined: Vec<&str> = Vec::new();
    while !waiting.is_empty() {
        let (ready, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|variable| is_ready(&variable.value.value, &defined));
        if ready.is_empty() {
            return Err(CompileError::CircularVariable { name: later[0].name.clone() });
        }
        for variable in ready {
            let input = inputs.input(&variable.value);
            inputs.define_variable(&variable.name, input);
            defined.push(&variable.name);
        }
        waiting = later;
    }
    Ok(())
}

/// Whether a value rests on defined variables only.
fn is_ready(value: &Value, defined: &[&str]) -> bool {
    match value {
        // A variable is drawn once a trial: it does not change in time, nor by an event.
        Value::Constant(_) | Value::Random(_) | Value::Schedule(_) | Value::Touched(_) => true,
        Value::Variable { name, .. } => defined.contains(&name.as_str()),
        Value::Changed { value, .. } => is_ready(value, defined),
    }
}

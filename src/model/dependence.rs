//! Groups of correlated draws.

use super::CompileError;
use super::input::InputTable;
use crate::numerics::spectrum;
use crate::sampling::DependentDraws;
use crate::scenario::Correlation;

/// Merges the correlations that share a member into groups with one matrix each; pairs that no
/// correlation names are independent.
pub fn dependent_draws(
    correlations: &[Correlation],
    inputs: &InputTable,
) -> Result<Vec<DependentDraws>, CompileError> {
    let position_of = |path: &String| {
        inputs
            .draws
            .iter()
            .position(|draw| &draw.path == path)
            .ok_or_else(|| CompileError::NotDrawn { path: path.clone() })
    };
    let mut groups: Vec<(Vec<usize>, Vec<&Correlation>)> = Vec::new();
    for correlation in correlations {
        let positions =
            correlation.members.iter().map(position_of).collect::<Result<Vec<_>, _>>()?;
        let (touched, mut others): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(members, _)| members.iter().any(|member| positions.contains(member)));
        let mut merged: (Vec<usize>, Vec<&Correlation>) = (Vec::new(), Vec::new());
        for (members, of) in touched {
            merged.0.extend(members);
            merged.1.extend(of);
        }
        merged.0.extend(
            positions
                .iter()
                .filter(|position| !merged.0.contains(position))
                .copied()
                .collect::<Vec<_>>(),
        );
        merged.1.push(correlation);
        others.push(merged);
        groups = others;
    }
    groups
        .into_iter()
        .map(|(mut members, mut of)| {
            // By name, so that neither the order of the file nor that of a table moves a draw.
            members.sort_by(|&first, &second| {
                inputs.draws[first].path.cmp(&inputs.draws[second].path)
            });
            of.sort_by(|first, second| first.name.cmp(&second.name));
            let n = members.len();
            let mut matrix = vec![0.0; n * n];
            for diagonal in 0..n {
                matrix[diagonal * n + diagonal] = 1.0;
            }
            for correlation in &of {
                let places = correlation
                    .members
                    .iter()
                    .map(|path| {
                        position_of(path).map(|position| {
                            members.iter().position(|&member| member == position).unwrap_or(0)
                        })
                    })
                    .collect::<Result<Vec<_>, _>>()?;
                for &row in &places {
                    for &column in places.iter().filter(|&&column| column != row) {
                        matrix[row * n + column] = correlation.coefficient;
                    }
                }
            }
            if of.iter().any(|correlation| correlation.repair) {
                let autocorrelations: Vec<f64> =
                    members.iter().map(|&member| inputs.draws[member].autocorrelation).collect();
                matrix = repaired(&matrix, &autocorrelations);
            }
            Ok(DependentDraws { name: format!("correlation.{}", of[0].name), members, matrix })
        })
        .collect()
}

/// The correlation matrix of scores whose innovations have the nearest possible correlation matrix.
/// Its entries are those of the innovations times √((1−a²)(1−b²))/(1−ab), a positive definite
/// kernel, so it is possible too.
fn repaired(matrix: &[f64], autocorrelations: &[f64]) -> Vec<f64> {
    let n = autocorrelations.len();
    let kernel = |i: usize, j: usize| {
        let (a, b) = (autocorrelations[i], autocorrelations[j]);
        if a == b { 1.0 } else { ((1.0 - a * a) * (1.0 - b * b)).sqrt() / (1.0 - a * b) }
    };
    let innovations: Vec<f64> =
        (0..n * n).map(|entry| matrix[entry] / kernel(entry / n, entry % n)).collect();
    let nearest = spectrum::nearest_correlation(&innovations, n);
    (0..n * n).map(|entry| nearest[entry] * kernel(entry / n, entry % n)).collect()
}

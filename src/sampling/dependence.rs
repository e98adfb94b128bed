//! Dependence between draws: a Gaussian copula on normal scores.

/// How the scores of n dependent draws come from n independent ones.
#[derive(Debug, Clone, PartialEq)]
pub enum Factorisation {
    /// zᵢ = √ρ·f + √(1−ρ)·eᵢ with a factor f of its own: equal non-negative correlation between
    /// every two.
    CommonFactor {
        /// √ρ.
        factor_weight: f64,
        /// √(1−ρ).
        own_weight: f64,
    },
    /// zᵢ = Σⱼ≤ᵢ Lᵢⱼ·√dⱼ·eⱼ, rows of the scaled lower triangle. A draw depends only on itself and
    /// those before it.
    Triangular {
        /// Row i has i + 1 entries.
        rows: Vec<Vec<f64>>,
    },
}

impl Factorisation {
    /// Factorises a correlation matrix (row-major, n × n).
    ///
    /// # Errors
    /// The row at which a pivot is negative beyond rounding: the matrix is not positive
    /// semi-definite.
    pub fn new(matrix: &[f64], n: usize) -> Result<Self, usize> {
        if let Some(coefficient) =
            equal_coefficient(matrix, n).filter(|&coefficient| coefficient >= 0.0)
        {
            return Ok(Factorisation::CommonFactor {
                factor_weight: coefficient.sqrt(),
                own_weight: (1.0 - coefficient).sqrt(),
            });
        }
        scaled_ldl(matrix, n).map(|rows| Factorisation::Triangular { rows })
    }
}

/// The coefficient off the diagonal if it is the same everywhere.
fn equal_coefficient(matrix: &[f64], n: usize) -> Option<f64> {
    let first = *matrix.get(1)?;
    let equal = (0..n).all(|i| (0..n).all(|j| i == j || matrix[i * n + j] == first));
    equal.then_some(first)
}

/// L·√D of the LDLᵀ factorisation without pivoting (Golub & Van Loan, *Matrix Computations*, 4th
/// ed., algorithm 4.1.2). A pivot within rounding of zero (a singular matrix) gives a zero column.
fn scaled_ldl(matrix: &[f64], n: usize) -> Result<Vec<Vec<f64>>, usize> {
    const ROUNDING: f64 = 1e-12;
    let mut lower = vec![vec![0.0; n]; n];
    let mut pivots = vec![0.0; n];
    for j in 0..n {
        let mut pivot = matrix[j * n + j];
        for k in 0..j {
            pivot -= lower[j][k] * lower[j][k] * pivots[k];
        }
        if pivot < -ROUNDING * n as f64 {
            return Err(j);
        }
        pivots[j] = if pivot > ROUNDING * n as f64 { pivot } else { 0.0 };
        lower[j][j] = 1.0;
        for i in j + 1..n {
            let mut sum = matrix[i * n + j];
            for k in 0..j {
                sum -= lower[i][k] * lower[j][k] * pivots[k];
            }
            lower[i][j] = if pivots[j] > 0.0 { sum / pivots[j] } else { 0.0 };
        }
    }
    Ok((0..n).map(|i| (0..=i).map(|j| lower[i][j] * pivots[j].sqrt()).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_reproduce_the_matrix() {
        let matrix = [1.0, 0.4, 0.2, 0.4, 1.0, 0.3, 0.2, 0.3, 1.0];
        let Ok(Factorisation::Triangular { rows }) = Factorisation::new(&matrix, 3) else {
            panic!("not triangular")
        };
        for i in 0..3 {
            for j in 0..3 {
                let product: f64 = (0..=i.min(j)).map(|k| rows[i][k] * rows[j][k]).sum();
                assert!((product - matrix[i * 3 + j]).abs() < 1e-14, "{i} {j} {product}");
            }
        }
    }

    #[test]
    fn equal_coefficients_share_a_factor() {
        let matrix = [1.0, 0.25, 0.25, 0.25, 1.0, 0.25, 0.25, 0.25, 1.0];
        assert_eq!(
            Factorisation::new(&matrix, 3),
            Ok(Factorisation::CommonFactor { factor_weight: 0.5, own_weight: 0.75f64.sqrt() })
        );
    }

    #[test]
    fn an_impossible_matrix_is_refused() {
        let matrix = [1.0, 0.9, -0.9, 0.9, 1.0, 0.9, -0.9, 0.9, 1.0];
        assert_eq!(Factorisation::new(&matrix, 3), Err(2));
    }
}

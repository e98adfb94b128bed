//! Eigenvalues of small symmetric matrices and the nearest correlation matrix.
//!
//! Matrices are dense, row by row. Only + − × ÷ and square roots are used, in a fixed order, so
//! that the results are the same bits on every machine.

/// Sweeps of the Jacobi method; it converges quadratically, and 10 are plenty for any matrix met in
/// practice.
const LARGEST_SWEEPS: usize = 60;
/// Projections of Higham's method.
const LARGEST_PROJECTIONS: usize = 400;
/// Change of an entry below which the projections have converged.
const CONVERGED: f64 = 1e-12;
/// Eigenvalues of a repaired matrix are at least this, so that it can be factored.
const SMALLEST_EIGENVALUE: f64 = 1e-8;

/// Eigenvalues in ascending order and eigenvectors as rows (vector `k` is `vectors[k * n..][..n]`)
/// of a symmetric `n` × `n` matrix, by the cyclic Jacobi method (Golub and Van Loan, Matrix
/// Computations, 4th ed., section 8.5.3).
pub fn symmetric_eigen(matrix: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut a = matrix.to_vec();
    let mut vectors = identity(n);
    for _ in 0..LARGEST_SWEEPS {
        let off: f64 = (0..n)
            .flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| a[i * n + j] * a[i * n + j])
            .sum();
        let all: f64 = a.iter().map(|entry| entry * entry).sum();
        if off <= 1e-30 * all {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, n, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|i, j| a[i * n + i].total_cmp(&a[j * n + j]));
    let values = order.iter().map(|k| a[k * n + k]).collect();
    let rows = order.iter().flat_map(|k| vectors[k * n..(k + 1) * n].to_vec()).collect();
    (values, rows)
}

/// Makes the entry (p, q) zero.
fn rotate(a: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    let entry = a[p * n + q];
    if entry == 0.0 {
        return;
    }
    let tau = (a[q * n + q] - a[p * n + p]) / (2.0 * entry);
    let root = (1.0 + tau * tau).sqrt();
    let t = if tau >= 0.0 { 1.0 / (tau + root) } else { 1.0 / (tau - root) };
    let c = 1.0 / (1.0 + t * t).sqrt();
    let s = t * c;
    for k in 0..n {
        let (x, y) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
        let (x, y) = (vectors[p * n + k], vectors[q * n + k]);
        vectors[p * n + k] = c * x - s * y;
        vectors[q * n + k] = s * x + c * y;
    }
    a[p * n + q] = 0.0;
    a[q * n + p] = 0.0;
}

fn identity(n: usize) -> Vec<f64> {
    (0..n * n).map(|at| if at / n == at % n { 1.0 } else { 0.0 }).collect()
}

/// The correlation matrix nearest to a symmetric matrix in the Frobenius norm, by alternating
/// projections with Dykstra's correction (Higham 2002, "Computing the nearest correlation matrix",
/// IMA J. Numer. Anal. 22, algorithm 3.3).
///
/// Its eigenvalues are bounded away from 0 a little, so that it can be factored.
pub fn nearest_correlation(matrix: &[f64], n: usize) -> Vec<f64> {
    let mut y = matrix.to_vec();
    let mut correction = vec![0.0; n * n];
    for _ in 0..LARGEST_PROJECTIONS {
        let r: Vec<f64> = y.iter().zip(&correction).map(|(y, correction)| y - correction).collect();
        let x = raise_eigenvalues(&r, n);
        for ((correction, x), r) in correction.iter_mut().zip(&x).zip(&r) {
            *correction = x - r;
        }
        let before = std::mem::replace(&mut y, x);
        for i in 0..n {
            y[i * n + i] = 1.0;
        }
        let change =
            y.iter().zip(&before).map(|(now, before)| (now - before).abs()).fold(0.0, f64::max);
        if change < CONVERGED {
            break;
        }
    }
    // The last projection may have left it indefinite by rounding: raise the eigenvalues and scale
    // the diagonal back to 1.
    let x = raise_eigenvalues(&y, n);
    let scale: Vec<f64> = (0..n).map(|i| 1.0 / x[i * n + i].sqrt()).collect();
    (0..n * n)
        .map(|at| if at / n == at % n { 1.0 } else { x[at] * scale[at / n] * scale[at % n] })
        .collect()
}

/// The nearest symmetric matrix without eigenvalues below [`SMALLEST_EIGENVALUE`].
fn raise_eigenvalues(matrix: &[f64], n: usize) -> Vec<f64> {
    let (values, vectors) = symmetric_eigen(matrix, n);
    let mut result = vec![0.0; n * n];
    for (value, vector) in values.iter().zip(vectors.chunks_exact(n.max(1))) {
        let value = value.max(SMALLEST_EIGENVALUE);
        for i in 0..n {
            for j in 0..=i {
                result[i * n + j] += value * vector[i] * vector[j];
            }
        }
    }
    for i in 0..n {
        for j in 0..i {
            result[j * n + i] = result[i * n + j];
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvalues_of_an_exchangeable_matrix_are_known() {
        let (n, rho) = (5, 0.3);
        let matrix: Vec<f64> =
            (0..n * n).map(|at| if at / n == at % n { 1.0 } else { rho }).collect();
        let (values, _) = symmetric_eigen(&matrix, n);
        for value in &values[..4] {
            assert!((value - 0.7).abs() < 1e-14);
        }
        assert!((values[4] - 2.2).abs() < 1e-14);
    }

    #[test]
    fn vectors_and_values_restore_the_matrix() {
        let n = 6;
        let entry =
            |i: usize, j: usize| 1.0 / (1.0 + i as f64 + j as f64) - if i == j { 0.5 } else { 0.0 };
        let matrix: Vec<f64> = (0..n * n).map(|at| entry(at / n, at % n)).collect();
        let (values, vectors) = symmetric_eigen(&matrix, n);
        for i in 0..n {
            for j in 0..n {
                let restored: f64 =
                    (0..n).map(|k| values[k] * vectors[k * n + i] * vectors[k * n + j]).sum();
                let product: f64 = (0..n).map(|k| vectors[i * n + k] * vectors[j * n + k]).sum();
                assert!((restored - matrix[i * n + j]).abs() < 1e-14);
                assert!((product - if i == j { 1.0 } else { 0.0 }).abs() < 1e-14);
            }
        }
    }

    /// Higham (2002), section 4: the nearest correlation matrix to tridiagonal(1, 1, 1) of order 3.
    #[test]
    fn highams_example_is_found() {
        let nearest = nearest_correlation(&[1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0], 3);
        assert!((nearest[1] - 0.7607).abs() < 5e-5, "{nearest:?}");
        assert!((nearest[2] - 0.1573).abs() < 5e-5, "{nearest:?}");
        assert!((nearest[5] - 0.7607).abs() < 5e-5, "{nearest:?}");
        assert!(symmetric_eigen(&nearest, 3).0[0] > 0.0);
    }

    #[test]
    fn a_correlation_matrix_is_its_own_nearest() {
        let matrix = [1.0, 0.5, 0.2, 0.5, 1.0, -0.3, 0.2, -0.3, 1.0];
        let nearest = nearest_correlation(&matrix, 3);
        assert!(matrix.iter().zip(&nearest).all(|(a, b)| (a - b).abs() < 1e-12));
    }
}

//! Systems of linear equations.

/// The `x` with `A x = b`, for the square matrix of `b.len()` rows in `matrix`, row after row. `None` if
/// it is singular (a pivot below 1e-300, or NaN) or has another size. Gaussian elimination with partial
/// pivoting, n³/3 multiplications; Golub and Van Loan, "Matrix Computations", 4th ed. 2013, 3.4.
#[must_use]
pub fn solve(mut matrix: Vec<f64>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    if matrix.len() != n * n {
        return None;
    }
    for column in 0..n {
        let size = |row: &usize| matrix[row * n + column].abs();
        let pivot = (column..n).max_by(|one, other| size(one).total_cmp(&size(other)))?;
        if matrix[pivot * n + column].is_nan() || matrix[pivot * n + column].abs() < 1e-300 {
            return None;
        }
        if pivot != column {
            for j in column..n {
                matrix.swap(column * n + j, pivot * n + j);
            }
            b.swap(column, pivot);
        }
        let (done, rest) = matrix.split_at_mut((column + 1) * n);
        let head = &done[column * n..];
        for (i, row) in rest.chunks_exact_mut(n).enumerate() {
            let factor = row[column] / head[column];
            // Sparse matrices of birth and death have many zeros.
            if factor != 0.0 {
                for j in column + 1..n {
                    row[j] -= factor * head[j];
                }
                b[column + 1 + i] -= factor * b[column];
            }
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|j| matrix[row * n + j] * b[j]).sum();
        b[row] = (b[row] - known) / matrix[row * n + row];
    }
    Some(b)
}

/// The `x` of a tridiagonal system: `below[i]·x[i−1] + diagonal[i]·x[i] + above[i]·x[i+1] = b[i]`; the first
/// of `below` and the last of `above` are not read. All four have the same length. Linear time. `None`
/// for a zero pivot or other lengths: there is no pivoting, so a diagonal should dominate its row or
/// column, as those of birth and death do.
///
/// Source: Golub and Van Loan (as above), 4.3 (the Thomas algorithm).
#[must_use]
pub fn solve_tridiagonal(
    below: &[f64],
    diagonal: &[f64],
    above: &[f64],
    b: &[f64],
) -> Option<Vec<f64>> {
    let n = b.len();
    if below.len() != n || diagonal.len() != n || above.len() != n {
        return None;
    }
    let (mut ratios, mut x) = (vec![0.0; n], vec![0.0; n]);
    for i in 0..n {
        let (left, ratio, before) =
            if i == 0 { (0.0, 0.0, 0.0) } else { (below[i], ratios[i - 1], x[i - 1]) };
        let pivot = diagonal[i] - left * ratio;
        if pivot == 0.0 || pivot.is_nan() {
            return None;
        }
        ratios[i] = above[i] / pivot;
        x[i] = (b[i] - left * before) / pivot;
    }
    for i in (1..n).rev() {
        x[i - 1] -= ratios[i - 1] * x[i];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Seed;

    #[test]
    fn a_small_system_has_its_solution() {
        // The first pivot is zero: without pivoting this fails.
        let matrix = vec![0.0, 2.0, 1.0, 1.0, -1.0, 0.0, 4.0, 0.0, -2.0];
        assert_eq!(solve(matrix, vec![7.0, -1.0, -2.0]), Some(vec![1.0, 2.0, 3.0]));
        assert_eq!(solve(vec![1.0, 2.0, 2.0, 4.0], vec![1.0, 2.0]), None);
        assert_eq!(solve(vec![1.0, 2.0], vec![1.0, 2.0]), None);
        assert_eq!(solve(vec![], vec![]), Some(vec![]));
    }

    #[test]
    fn a_tiny_pivot_is_not_used() {
        let x = solve(vec![1e-20, 1.0, 1.0, 1.0], vec![1.0, 2.0]).unwrap();
        assert!((x[0] - 1.0).abs() < 1e-15 && (x[1] - 1.0).abs() < 1e-15, "{x:?}");
    }

    #[test]
    fn random_systems_return_what_went_in() {
        let mut stream = Seed(5).stream(0);
        for n in [1, 2, 7, 40] {
            let matrix: Vec<f64> = (0..n * n).map(|_| stream.uniform() - 0.5).collect();
            let x: Vec<f64> = (0..n).map(|_| stream.uniform()).collect();
            let b = (0..n).map(|i| (0..n).map(|j| matrix[i * n + j] * x[j]).sum()).collect();
            for (found, expected) in solve(matrix, b).unwrap().iter().zip(&x) {
                assert!((found - expected).abs() < 1e-11, "{n}: {found} {expected}");
            }
        }
    }

    #[test]
    fn the_tridiagonal_solution_is_the_dense_one() {
        let mut stream = Seed(6).stream(0);
        for n in [1, 2, 9] {
            let mut draw =
                |shift: f64| (0..n).map(|_| stream.uniform() + shift).collect::<Vec<_>>();
            let (below, diagonal, above, b) = (draw(0.0), draw(2.0), draw(0.0), draw(0.0));
            let mut dense = vec![0.0; n * n];
            for i in 0..n {
                dense[i * n + i] = diagonal[i];
                if i > 0 {
                    dense[i * n + i - 1] = below[i];
                    dense[(i - 1) * n + i] = above[i - 1];
                }
            }
            let found = solve_tridiagonal(&below, &diagonal, &above, &b).unwrap();
            for (found, expected) in found.iter().zip(solve(dense, b).unwrap()) {
                assert!((found - expected).abs() < 1e-14);
            }
        }
        assert_eq!(solve_tridiagonal(&[0.0], &[0.0], &[0.0], &[1.0]), None);
        assert_eq!(solve_tridiagonal(&[], &[0.0], &[0.0], &[1.0]), None);
    }
}

//! Small systems of linear equations.

/// Solves `a x = b` for a dense matrix in rows, by elimination with partial pivoting; `None` when the
/// matrix is singular.
#[must_use]
pub fn solve(mut a: Vec<f64>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    debug_assert_eq!(a.len(), n * n, "a square matrix");
    for column in 0..n {
        let rows = column..n;
        let pivot =
            rows.max_by(|i, j| a[i * n + column].abs().total_cmp(&a[j * n + column].abs()))?;
        if a[pivot * n + column] == 0.0 {
            return None;
        }
        if pivot != column {
            for k in column..n {
                a.swap(pivot * n + k, column * n + k);
            }
            b.swap(pivot, column);
        }
        for row in column + 1..n {
            let factor = a[row * n + column] / a[column * n + column];
            if factor != 0.0 {
                for k in column..n {
                    a[row * n + k] -= factor * a[column * n + k];
                }
                b[row] -= factor * b[column];
            }
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| a[row * n + k] * b[k]).sum();
        b[row] = (b[row] - known) / a[row * n + row];
    }
    Some(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Seed;

    #[test]
    fn the_solution_solves() {
        let n = 20;
        let mut stream = Seed(3).stream(0);
        let a: Vec<f64> = (0..n * n).map(|_| stream.uniform() - 0.5).collect();
        let x: Vec<f64> = (0..n).map(|i| i as f64).collect();
        let row = |i: usize| (0..n).map(|k| a[i * n + k] * x[k]).sum();
        let b: Vec<f64> = (0..n).map(row).collect();
        let solved = solve(a.clone(), b).expect("it is regular");
        assert!(solved.iter().zip(&x).all(|(a, b)| (a - b).abs() < 1e-10), "{solved:?}");
        assert_eq!(solve(vec![1.0, 2.0, 2.0, 4.0], vec![1.0, 2.0]), None);
    }
}

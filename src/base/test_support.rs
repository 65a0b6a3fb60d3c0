//! What tests of numbers share.

/// Fails unless `found` is within the share `relative` of `expected` (equal, where that is 0 or infinite).
#[track_caller]
pub(crate) fn assert_close(found: f64, expected: f64, relative: f64) {
    let close = found == expected || (found - expected).abs() <= relative * expected.abs();
    assert!(close, "found {found:e}, expected {expected:e}, off by {:e}", found / expected - 1.0);
}

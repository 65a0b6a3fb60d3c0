use super::*;
use crate::base::rng::BUILD_SEED;
use proptest::prelude::*;

proptest! {
    #[test]
    fn more_rows_share_less_and_two_hashes_less_still(ids in 1..1_000_000_000_u64, rows in 1..1_000_000_000_u64) {
        let table = Table { ids: ids as f64, rows: rows as f64 };
        let larger = Table { rows: 2.0 * table.rows, ..table };
        prop_assert!(larger.shared() <= table.shared());
        prop_assert!(table.shared_twice() <= table.shared());
        prop_assert!(table.used() <= table.ids.min(table.rows) * (1.0 + 1e-12));
        prop_assert!((0.0..=1.0).contains(&table.shared()));
    }
}

#[test]
fn hashing_at_random_fills_as_many_rows_and_lets_as_many_share() {
    const TRIES: u32 = 400;
    let mut stream = BUILD_SEED.stream(0);
    for (ids, rows) in [(50_usize, 80_usize), (300, 40), (200, 1000)] {
        let (mut used, mut squares, mut shared) = (0.0, 0.0, 0.0);
        for _ in 0..TRIES {
            let mut counts = vec![0_usize; rows];
            for _ in 0..ids {
                counts[(stream.uniform() * rows as f64) as usize] += 1;
            }
            let filled = counts.iter().filter(|count| **count > 0).count() as f64;
            used += filled;
            squares += filled * filled;
            shared += counts.iter().filter(|count| **count > 1).sum::<usize>() as f64;
        }
        let tries = f64::from(TRIES);
        let table = Table { ids: ids as f64, rows: rows as f64 };
        let error = ((squares / tries - (used / tries) * (used / tries)) / tries).sqrt();
        assert!((used / tries - table.used()).abs() < 4.0 * error + 1e-9, "{ids} in {rows}");
        // The share of the ids; each empty row more means at most two ids more that share.
        let share = shared / tries / ids as f64;
        let most = 8.0 * error / ids as f64 + 1e-9;
        assert!((share - table.shared()).abs() < most, "{ids} in {rows}: {share}");
    }
}

#[test]
fn one_row_and_one_id_are_their_limits() {
    let alone = Table { ids: 1.0, rows: 1.0 };
    assert_eq!((alone.used(), alone.shared(), alone.shared_twice()), (1.0, 0.0, 0.0));
    let crowded = Table { ids: 2.0, rows: 1.0 };
    assert_eq!((crowded.used(), crowded.shared()), (1.0, 1.0));
}

use super::che::{Found, Keep, Search};
use super::policies::{Fifo, Lru};
use super::ttl_cache::Key;
use super::zipf::{self, Alias};
use crate::base::math;
use crate::base::rng::Seed;
use proptest::prelude::*;

fn square(x: f64) -> f64 {
    x * x
}

fn solved(shares: &[f64], capacity: usize, keep: Keep) -> Found {
    let mut search = Search::new(capacity, keep);
    for _ in 0..200 {
        search.step(shares);
        if let Some(found) = search.found() {
            return found;
        }
    }
    panic!("no characteristic time for {capacity} of {}", shares.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn at_the_characteristic_time_the_cache_is_just_full(
        items in 2..400_usize, alpha in 0.0..3.0_f64, room in 0.0..1.0_f64
    ) {
        let shares = zipf::shares(items, alpha);
        let capacity = 1 + (room * (items - 1) as f64) as usize;
        let (lru, fifo) =
            (solved(&shares, capacity, Keep::Recent), solved(&shares, capacity, Keep::Oldest));
        let there: f64 = shares.iter().map(|share| 1.0 - math::exp(-share * lru.time)).sum();
        prop_assert!((there / capacity as f64 - 1.0).abs() < 1e-9, "{there} of {capacity}");
        let best: f64 = shares[..capacity].iter().sum();
        // First in first out is never better, and the most popular items are never worse.
        prop_assert!(fifo.hit <= lru.hit + 1e-12 && lru.hit <= best + 1e-12);
        prop_assert!(fifo.hit >= capacity as f64 / items as f64 - 1e-12);
        if capacity + 1 < items {
            prop_assert!(solved(&shares, capacity + 1, Keep::Recent).hit > lru.hit);
        }
    }

    /// A list of items, searched one by one.
    #[test]
    fn the_list_through_the_items_is_a_least_recently_used_cache(
        items in 2..30_usize, room in 0.0..1.0_f64, seed in 0..1000_u32
    ) {
        let capacity = 1 + (room * (items - 1) as f64) as usize;
        let shares = zipf::shares(items, 0.7);
        let mut lru = Lru::settled(&shares, capacity, &mut Seed(seed).stream(0));
        let (alias, mut stream) = (Alias::new(&shares), Seed(seed).stream(1));
        let mut naive: Vec<u32> = Vec::new();
        for request in 0..400 {
            let item = alias.draw(&mut stream);
            let place = naive.iter().position(|kept| *kept == item);
            let hit = lru.request(item);
            // Until the naive cache is full, it does not know what the other has seen.
            if naive.len() == capacity {
                prop_assert_eq!(hit, place.is_some(), "request {}", request);
            }
            if let Some(place) = place { naive.remove(place); }
            naive.push(item);
            if naive.len() > capacity { naive.remove(0); }
        }
    }

    #[test]
    fn staleness_grows_and_the_load_on_the_origin_falls_with_the_time_to_live(
        requests in 0.01..100.0_f64, lives in 0.1..1e4_f64, updates in 1e-6..1.0_f64, factor in 1.01..3.0_f64
    ) {
        let key = Key { requests, lives, updates };
        let longer = Key { lives: lives * factor, ..key };
        prop_assert!(longer.stale_given_hit() > key.stale_given_hit());
        prop_assert!(longer.origin_load() < key.origin_load());
        // What is asked for is either a hit or a fetch.
        let fetched = key.origin_load() / requests;
        prop_assert!((key.hit_ratio() + fetched - 1.0).abs() < 1e-12);
    }
}

/// The formulas are approximations: off by at most 0.004, by what is known of them.
#[test]
fn the_formulas_predict_what_the_caches_hit() {
    for (seed, items, capacity, alpha) in [(1, 200, 20, 0.9), (2, 500, 300, 0.5), (3, 90, 9, 1.3)] {
        let shares = zipf::shares(items, alpha);
        let oldest = solved(&shares, capacity, Keep::Oldest);
        let mut lru = Lru::settled(&shares, capacity, &mut Seed(seed).stream(0));
        let mut fifo =
            Fifo::nearly_settled(&shares, capacity, oldest.time, &mut Seed(seed).stream(1));
        let (alias, mut stream) = (Alias::new(&shares), Seed(seed).stream(2));
        let (mut recent_hits, mut oldest_hits) = (0.0, 0.0);
        let requests = 60_000;
        for _ in 0..requests {
            let item = alias.draw(&mut stream);
            recent_hits += f64::from(u8::from(lru.request(item)));
            oldest_hits += f64::from(u8::from(fifo.request(item)));
        }
        let n = f64::from(requests);
        // Hits of neighbouring requests depend on each other a little, hence five instead of four.
        let most = 0.004 + 5.0 * (0.25 / n).sqrt();
        let recent = solved(&shares, capacity, Keep::Recent);
        assert!((recent_hits / n - recent.hit).abs() < most, "{} {recent:?}", recent_hits / n);
        assert!((oldest_hits / n - oldest.hit).abs() < most, "{} {oldest:?}", oldest_hits / n);
    }
}

/// King 1971: with two items and room for one, a cache of any kind holds the last one asked for.
#[test]
fn caches_of_one_item_hit_when_the_same_is_asked_for_twice() {
    let shares = zipf::shares(2, 1.0);
    let (alias, mut stream) = (Alias::new(&shares), Seed(9).stream(0));
    let mut lru = Lru::settled(&shares, 1, &mut Seed(9).stream(1));
    let mut fifo = Fifo::nearly_settled(&shares, 1, 1.0, &mut Seed(9).stream(2));
    let mut hits = 0;
    for _ in 0..100_000 {
        let item = alias.draw(&mut stream);
        let hit = lru.request(item);
        assert_eq!(hit, fifo.request(item));
        hits += u32::from(hit);
    }
    let exact: f64 = shares.iter().map(|share| share * share).sum();
    let error = (exact * (1.0 - exact) / 1e5).sqrt();
    assert!((f64::from(hits) / 1e5 - exact).abs() < 4.0 * error);
}

#[test]
fn the_alias_table_draws_each_item_as_often_as_it_should() {
    let shares = zipf::shares(50, 1.1);
    let (alias, mut stream) = (Alias::new(&shares), Seed(2).stream(0));
    let mut counts = [0.0; 50];
    let draws = 200_000.0;
    for _ in 0..200_000 {
        counts[alias.draw(&mut stream) as usize] += 1.0;
    }
    let chi_square: f64 =
        counts.iter().zip(&shares).map(|(n, q)| square(n - q * draws) / (q * draws)).sum();
    // 49 degrees of freedom: four standard deviations above the mean.
    assert!(chi_square < 49.0 + 4.0 * 98.0_f64.sqrt(), "{chi_square}");
}

/// A cache with a clock: requests, updates and expiry, event by event.
#[test]
fn a_simulated_cache_expires_and_goes_stale_as_the_formulas_say() {
    for (requests, lives, updates) in [(2.0, 3.0, 0.1), (0.5, 10.0, 0.05), (5.0, 0.4, 1.0)] {
        let key = Key { requests, lives, updates };
        let (mut arrivals, mut changes) = (Seed(4).stream(0), Seed(4).stream(1));
        let (mut now, mut fetched, mut changed) = (0.0, f64::NEG_INFINITY, 0.0);
        let mut next_change = changes.exponential() / updates;
        let (mut hits, mut stale) = (0.0, 0.0);
        let asked = 100_000;
        for _ in 0..asked {
            now += arrivals.exponential() / requests;
            while next_change < now {
                changed = next_change;
                next_change += changes.exponential() / updates;
            }
            if now - fetched < lives {
                hits += 1.0;
                stale += f64::from(u8::from(changed > fetched));
            } else {
                fetched = now;
            }
        }
        let (hit, old) = (key.hit_ratio(), key.hit_ratio() * key.stale_given_hit());
        let n = f64::from(asked);
        assert!((hits / n - hit).abs() < 0.01, "{key:?}: {} {hit}", hits / n);
        assert!((stale / n - old).abs() < 0.01, "{key:?}: {} {old}", stale / n);
    }
}

//! What a lab's card can be checked against in the learner's browser: a few rows of the tables that the
//! tests hold it to, and the published figures.

use crate::sim::agreement::{Table, case, published_case};
use crate::sim::study::proof::Case;
use crate::sim::{Simulator, card};

/// Rows of each table: a formula takes no time, a simulation at full accuracy takes a second.
const ROWS_OF_FORMULA: usize = 3;
const ROWS_OF_SIMULATION: usize = 1;
/// Results of a row, so that a page stays small.
const WANTS: usize = 6;

macro_rules! tables {
    ($($name:literal)*) => {
        const TABLES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../tests/reference/", $name, ".csv")))),*];
    };
}

// In alphabetic order.
tables! {
    "ab_sample_size"
    "active_learning"
    "adaptive_throttle"
    "adwin_ddm"
    "allreduce"
    "ann_hnsw"
    "ann_ivf"
    "ann_memory"
    "autoscale_fluid"
    "availability"
    "bandit"
    "batch_window"
    "binormal"
    "calibration"
    "canary"
    "cascade"
    "checkpoint"
    "chinchilla"
    "ciw_ggc"
    "continuous_batching"
    "cuped"
    "dp_mechanisms"
    "dp_sgd"
    "drift_power"
    "dynamic_batching"
    "fairness"
    "fanout"
    "feature_staleness"
    "federated"
    "finite_queue"
    "freshness"
    "fsrs"
    "funnel"
    "gg1"
    "hash_embedding"
    "hedging"
    "interleaving"
    "k_anonymity"
    "kv_cache"
    "load_balancing"
    "lru_che"
    "mg1"
    "mm1"
    "mmc"
    "msprt"
    "peeking"
    "pipeline"
    "po2_meanfield"
    "psi_chi2_ks"
    "quantisation"
    "rag_topk"
    "ranking_metrics"
    "retrain_cadence"
    "retries"
    "retry_storm"
    "review_queue"
    "roofline"
    "serving_skew"
    "shadow_paired"
    "shapley"
    "slo_burn"
    "speculative"
    "token_bucket"
    "ttl_cache"
    "unit_economics"
    "zero_memory"
}

/// The cases of a simulator, in the order of its card.
pub(super) fn cases(simulator: &'static Simulator) -> Vec<Case> {
    let card = card(simulator.id);
    let most = if simulator.simulates() { ROWS_OF_SIMULATION } else { ROWS_OF_FORMULA };
    let of_tables = card.references.iter().flat_map(|reference| {
        let text = TABLES.iter().find(|(name, _)| *name == reference.file).map(|(_, text)| *text);
        let table = Table::read(text.expect("each table is in the list"));
        let table = table.expect("the tests have read it");
        let count = table.rows.len();
        // Spread over the table, from its first row on.
        let rows = (0..most.min(count)).map(|i| i * count / most.min(count));
        rows.map(|row| case(simulator, reference, &table, row)).collect::<Vec<_>>()
    });
    let published = card.published.iter().filter_map(|p| published_case(simulator, p));
    let mut cases: Vec<Case> = of_tables.chain(published).collect();
    cases.iter_mut().for_each(|case| case.wants.truncate(WANTS));
    cases.retain(|case| !case.wants.is_empty());
    cases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Seed;
    use crate::sim::study::{Found, Question, Request, Studies};
    use crate::sim::values::Values;

    #[test]
    fn every_case_agrees_as_the_worker_computes_it() {
        let mut without = Vec::new();
        let mut count = 0;
        for simulator in crate::sim::all() {
            let cases = cases(simulator);
            if cases.is_empty() {
                without.push(simulator.id);
                continue;
            }
            let mut studies = Studies::default();
            studies.start(Request {
                lab: 0,
                ticket: 1,
                simulator: simulator.id.into(),
                values: Values::defaults(simulator.controls),
                seed: Seed(9),
                question: Question::Proof(cases.iter().map(|case| case.given.clone()).collect()),
                part: (0, 1),
            });
            while !studies.is_idle() {
                let Some(reply) = studies.step(usize::MAX) else { continue };
                let Found::Outcome(number, outcome) = reply.found else { panic!("an outcome") };
                for want in &cases[number as usize].wants {
                    let verdict = want.verdict(&outcome);
                    assert!(verdict.agrees, "{}: {want:?}: {verdict:?}", simulator.id);
                    count += 1;
                }
            }
        }
        assert!(count > 300, "only {count} values were compared");
        // Held against theory in their tests alone.
        assert!(without.len() < 12, "{without:?} have nothing to show");
    }
}

//! What a run of the server measures.

use crate::sim::engine::Histogram;

/// What is counted on the way.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) first: Histogram,
    pub(super) each: Histogram,
    pub(super) first_sum: f64,
    /// Tokens, time and busy time between the first measured arrival and the last; and what was
    /// before.
    pub(super) tokens: u64,
    pub(super) busy: f64,
    /// Time that sequences have spent in the batch.
    pub(super) sequence_seconds: f64,
    pub(super) from: f64,
    pub(super) until: f64,
    pub(super) preempted: u64,
    /// Requests that waited, summed over the arrivals of the third and of the last quarter.
    pub(super) queue: [u64; 2],
}

impl Measured {
    /// Tokens, time, busy time, time in the batch, preemptions, measured requests, waiting requests in
    /// two quarters for each arrival, sum of the times to the first token; then histograms of the time
    /// to the first token and of that between tokens.
    pub(super) fn measures(&self, requests: u64, warm_up: u64) -> Vec<f64> {
        let quarter = requests as f64 / 4.0;
        let mut measures = vec![
            self.tokens as f64,
            self.until - self.from,
            self.busy,
            self.sequence_seconds,
            self.preempted as f64,
            (requests - warm_up) as f64,
            self.queue[0] as f64 / quarter,
            self.queue[1] as f64 / quarter,
            self.first_sum,
        ];
        self.first.append_to(&mut measures);
        self.each.append_to(&mut measures);
        measures
    }
}

//! How long an iteration takes, and how many tokens the memory holds.

/// A decoder model on an accelerator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Machine {
    /// Floating-point operations for a token: two for each parameter.
    pub(super) flop_per_token: f64,
    /// Bytes of all weights.
    pub(super) weights: f64,
    /// Bytes of keys and values for a token.
    pub(super) kv: f64,
    /// Floating-point operations per second that kernels reach.
    pub(super) flops: f64,
    /// Bytes per second that they reach.
    pub(super) bandwidth: f64,
    /// Tokens whose keys and values find room beside the weights.
    pub(super) room: u64,
}

impl Machine {
    /// Seconds of arithmetic for so many tokens.
    pub(super) fn compute(&self, tokens: u64) -> f64 {
        tokens as f64 * self.flop_per_token / self.flops
    }

    /// Seconds to read the weights, and the keys and values of so many tokens.
    pub(super) fn read(&self, context: u64) -> f64 {
        (self.weights + context as f64 * self.kv) / self.bandwidth
    }

    /// Seconds of an iteration that works on so many tokens and looks at so much context: the longer of
    /// arithmetic and reading (Williams, Waterman and Patterson 2009).
    pub(super) fn iteration(&self, tokens: u64, context: u64) -> f64 {
        self.compute(tokens).max(self.read(context))
    }

    /// How many iterations of a batch of `tokens` sequences, whose context grows by a token for each
    /// sequence, and how long they take together: at most `most`, and fewer where that reaches
    /// `enough` seconds or where reading begins to take longer than arithmetic.
    ///
    /// A sum of an arithmetic series in the place of a loop.
    pub(super) fn iterations(
        &self,
        tokens: u64,
        context: u64,
        most: u64,
        enough: f64,
    ) -> (u64, f64) {
        let (compute, read) = (self.compute(tokens), self.read(context));
        let growth = tokens as f64 * self.kv / self.bandwidth;
        if compute > read {
            let until_reading = whole((compute - read) / growth).max(1);
            let count = most.min(until_reading).min(whole(enough / compute));
            return (count, count as f64 * compute);
        }
        // The least k with k·read + growth·k(k − 1)/2 ≥ enough.
        let half = read - 0.5 * growth;
        let root = (half * half + 2.0 * growth * enough).sqrt();
        let count = most.min(whole(2.0 * enough / (half + root)));
        let k = count as f64;
        (count, k * read + 0.5 * growth * k * (k - 1.0))
    }
}

/// Rounded up, and at least 1; what is no number is beyond all bounds.
fn whole(x: f64) -> u64 {
    if x.is_finite() { x.ceil().max(1.0) as u64 } else { u64::MAX }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: Machine = Machine {
        flop_per_token: 16e9,
        weights: 16e9,
        kv: 131_072.0,
        flops: 200e12,
        bandwidth: 1.5e12,
        room: 300_000,
    };

    /// One after another, as a loop would.
    fn looped(tokens: u64, context: u64, count: u64) -> f64 {
        (0..count).map(|i| MACHINE.iteration(tokens, context + i * tokens)).sum()
    }

    #[test]
    fn many_iterations_take_what_they_take_one_by_one() {
        for tokens in [1, 7, 60, 200, 2000] {
            for context in [0, 1000, 90_000] {
                for enough in [0.0, 0.013, 0.7, f64::INFINITY] {
                    let (count, time) = MACHINE.iterations(tokens, context, 500, enough);
                    let exact = looped(tokens, context, count);
                    assert!((1..=500).contains(&count), "{tokens} {context} {enough}: {count}");
                    assert!((time / exact - 1.0).abs() < 1e-9, "{tokens} {context}: {time} {exact}");
                    if count > 1 {
                        let fewer = looped(tokens, context, count - 1);
                        assert!(fewer < enough * (1.0 + 1e-9), "{fewer} was enough: {enough}");
                    }
                }
            }
        }
    }
}

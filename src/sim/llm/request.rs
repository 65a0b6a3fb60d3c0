//! What a server meets: requests, and who of them joins the batch when.

use super::machine::Machine;

/// Who joins the batch when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    /// Between any two iterations; prompts are worked on before the batch goes on.
    Continuous,
    /// The same, but each iteration takes so many prompt tokens at most, beside the batch.
    Chunked(u64),
    /// When the whole batch is done.
    Static,
}

/// What a server meets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) machine: Machine,
    pub(super) policy: Policy,
    /// Requests per second.
    pub(super) rate: f64,
    /// Mean tokens of a prompt, and of an answer.
    pub(super) prompt: f64,
    pub(super) answer: f64,
    /// Sequences in the batch at most.
    pub(super) most: usize,
}

/// A request that waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request {
    pub(super) number: u64,
    pub(super) arrived: f64,
    /// Tokens to work on before the next one is generated.
    pub(super) prompt: u64,
    /// Tokens still to generate, and all of them.
    pub(super) left: u64,
    pub(super) answer: u64,
    /// When the first one was there; negative before.
    pub(super) first: f64,
}

/// A request in the batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sequence {
    pub(super) request: Request,
    /// Prompt tokens still to be worked on.
    pub(super) prompt_left: u64,
    /// The iteration of the batch in which it began to generate.
    pub(super) began: u64,
}

impl Sequence {
    pub(super) fn generates(&self) -> bool {
        self.prompt_left == 0
    }

    /// Tokens that it has generated in this batch.
    pub(super) fn generated(&self, iteration: u64) -> u64 {
        if self.generates() { iteration - self.began } else { 0 }
    }
}

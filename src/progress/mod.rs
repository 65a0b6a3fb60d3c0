//! Layer 4: what the learner did.

//! Whether a goal is met by more than luck: the same settings on days that the learner does not see.

use crate::base::rng::Seed;

/// How many other days a goal must hold on.
pub const OTHERS: usize = 5;
/// Days that nobody reaches by pressing "another day" for a while; one more than needed, in case the
/// learner is on one of them.
const HIDDEN: [u32; OTHERS + 1] =
    [2_718_281_828, 1_414_213_562, 1_732_050_807, 2_236_067_977, 3_141_592_653, 2_645_751_311];

/// The seeds of the other days; none is the given one.
pub fn seeds(shown: Seed) -> impl Iterator<Item = Seed> {
    HIDDEN.into_iter().map(Seed).filter(move |seed| *seed != shown).take(OTHERS)
}

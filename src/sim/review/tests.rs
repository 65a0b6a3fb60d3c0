use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn what_the_reviewers_find_is_what_the_screen_lets_through(
        separation in 0.0..4.0_f64, prevalence in 0.001..0.999_f64, threshold in -2.0..4.0_f64
    ) {
        let screen = Screen { separation, prevalence, threshold };
        let found = screen.precision() * screen.flagged();
        prop_assert!((found / (screen.recall() * prevalence) - 1.0).abs() < 1e-12);
        let lower = Screen { threshold: threshold - 0.1, ..screen };
        prop_assert!(lower.recall() > screen.recall() && lower.flagged() > screen.flagged());
        // Scores that say more the higher they are: whoever sends less, sends better.
        prop_assert!(lower.precision() <= screen.precision() * (1.0 + 1e-12));
    }

    #[test]
    fn one_more_reviewer_shortens_the_wait_and_the_fewest_keep_up(
        arrivals in 0.01..10.0_f64, review in 0.1..20.0_f64, more in 0..20_u32
    ) {
        let screen = Screen { separation: 1.0, prevalence: 0.1, threshold: 1.0 };
        let desk = |reviewers| Desk { screen, arrivals, review, reviewers };
        let fewest = desk(1).fewest() as u32;
        prop_assert!(desk(fewest).utilisation() < 1.0);
        prop_assert!(fewest == 1 || desk(fewest - 1).utilisation() >= 1.0);
        let (few, many) = (desk(fewest + more).wait(), desk(fewest + more + 1).wait());
        prop_assert!(many.0 < few.0 && many.1 < few.1);
    }
}

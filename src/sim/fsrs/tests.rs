use super::*;
use crate::sim::row::Cell;

fn row(ratings: &str, gaps: &str, retention: &str, place: &str) -> Result<Row, Impossible> {
    let fields = [
        ("ratings", ratings),
        ("gaps_days", gaps),
        ("desired_retention", retention),
        ("review_index", place),
    ];
    compute(&Given::read(CONTROLS, fields)?)
}

fn number(row: &Row, place: usize) -> f64 {
    row.cells[place].number().expect("a number")
}

#[test]
fn on_the_day_it_is_due_recall_is_what_was_desired() {
    for retention in ["0.75", "0.9", "0.97"] {
        let row = row("3333333", "due", retention, "5").expect("possible");
        let expected: f64 = retention.parse().expect("a number");
        // Intervals are whole days, and half of one is most where little is to be forgotten.
        assert!((number(&row, 3) - expected).abs() < 5e-3, "{retention}: {row:?}");
    }
}

#[test]
fn cramming_strengthens_less_than_waiting() {
    let crammed = row("3333", "0|0|0", "0.9", "3").expect("possible");
    let spaced = row("3333", "due", "0.9", "3").expect("possible");
    assert!(number(&spaced, 0) > 10.0 * number(&crammed, 0), "{spaced:?} {crammed:?}");
}

#[test]
fn the_first_review_has_no_recall_before_it() {
    assert_eq!(row("3", "due", "0.9", "0").expect("possible").cells[3], Cell::Undefined);
}

#[test]
fn gaps_and_ratings_are_read_or_refused_by_name() {
    let same = row("3|3|1|3", "due|5", "0.9", "3").expect("possible");
    assert_eq!(same, row("3313", " due | 5 ", "0.9", "3").expect("possible"));
    for (ratings, gaps, place, input) in [
        ("", "due", "0", "ratings"),
        ("3053", "due", "0", "ratings"),
        ("333", "soon", "1", "gaps_days"),
        ("333", "-1", "1", "gaps_days"),
        ("333", "nan", "1", "gaps_days"),
        ("333", "due", "3", "review_index"),
        ("333", "due", "9007199254740992", "review_index"),
    ] {
        let refused = row(ratings, gaps, "0.9", place).expect_err(input);
        assert_eq!(refused.input, input);
    }
}

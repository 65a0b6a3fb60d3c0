//! A prediction on a scale of ratios around the truth.

use super::frame::{WIDTH, class_of, escape};
use crate::base::math;
use crate::sim::outcome::Quantity;

/// Room on both sides, for half a label.
const EDGE: f64 = 44.0;
/// Where the scale lies.
const LINE: f64 = 36.0;

/// The truth in the middle, full marks beside it, none at both ends, and the prediction where it
/// lies: `ratio` times the truth; one beyond the ends stands at the end. `words` are the prediction
/// and the truth, the factors those of full marks and of none.
#[must_use]
pub fn forecast(
    quantity: Quantity,
    words: &[String; 2],
    ratio: f64,
    (full, none): (f64, f64),
) -> String {
    let half = (WIDTH - 2.0 * EDGE) / 2.0;
    let end = math::ln(none);
    let place = |ratio: f64| WIDTH / 2.0 + half * (math::ln(ratio) / end).clamp(-1.0, 1.0);
    let [said_words, is_words] = words.each_ref().map(|words| escape(words));
    let x = place(ratio);
    let (from, to, left, right) = (place(1.0 / full), place(full), EDGE, WIDTH - EDGE);
    let (middle, class) = (WIDTH / 2.0, class_of(quantity));
    format!(
        "<svg class=\"chart forecast-scale {class}\" viewBox=\"0 0 {WIDTH} 72\" role=\"img\" \
         aria-label=\"You predicted {said_words}; it is {is_words}.\">\
         <rect class=\"band\" x=\"{from:.1}\" y=\"24\" width=\"{:.1}\" height=\"24\"/>\
         <line class=\"axis\" x1=\"{left}\" x2=\"{right}\" y1=\"{LINE}\" y2=\"{LINE}\"/>\
         <line class=\"mark\" x1=\"{middle}\" x2=\"{middle}\" y1=\"20\" y2=\"48\"/>\
         <circle class=\"here\" cx=\"{x:.1}\" cy=\"{LINE}\" r=\"6.5\"/>\
         <text class=\"mark-label\" text-anchor=\"middle\" x=\"{middle}\" y=\"64\">it is {is_words}</text>\
         <text class=\"here-label\" text-anchor=\"middle\" x=\"{:.1}\" y=\"14\">you: {said_words}</text>\
         <text class=\"tick-label\" text-anchor=\"middle\" x=\"{left}\" y=\"64\">÷ {none}</text>\
         <text class=\"tick-label\" text-anchor=\"middle\" x=\"{right}\" y=\"64\">× {none}</text></svg>",
        to - from,
        x.clamp(60.0, WIDTH - 60.0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(said: f64) -> f64 {
        let words = ["<said>".to_owned(), "is".to_owned()];
        let svg = forecast(Quantity::Latency, &words, said / 10.0, (1.25, 4.0));
        assert!(!svg.contains("<said>") && svg.contains("&lt;said&gt;"));
        let at = svg.split("cx=\"").nth(1).and_then(|rest| rest.split('"').next());
        at.and_then(|at| at.parse().ok()).expect("a circle")
    }

    #[test]
    fn the_prediction_lies_by_its_ratio_and_never_outside() {
        assert_eq!(place(10.0), WIDTH / 2.0);
        assert_eq!(place(40.0), WIDTH - EDGE);
        assert_eq!(place(1e300), WIDTH - EDGE);
        assert_eq!(place(1e-300), EDGE);
        let (half, double) = (WIDTH / 2.0 - place(5.0), place(20.0) - WIDTH / 2.0);
        assert!((half - double).abs() < 0.2, "{half} {double}");
    }
}

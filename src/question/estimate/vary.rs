//! Estimates whose numbers may be drawn anew: a simulator computes what is right for each draw.

#[cfg(feature = "view")]
pub mod view;

use crate::base::format::{self, Unit};
use crate::sim::outcome::Outcome;
use crate::sim::values::Values;
use serde::{Deserialize, Serialize};

/// What may differ from one try to the next, and how the answer follows from it.
///
/// A draw is a number for each of [`Vary::axes`]. The first one stands in the page; each draw leads to
/// the next in a fixed round through all of them, so no chance is needed and none comes twice before
/// all others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vary {
    /// The simulator's id.
    pub simulator: String,
    /// All settings, at the first draw.
    pub values: Values,
    /// The place of the readout that is the answer.
    pub answer: u32,
    /// The controls that differ.
    pub axes: Vec<Axis>,
    /// What the names in braces of the texts stand for.
    pub names: Vec<Name>,
}

/// A control that differs, and the values that it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// The place of the control.
    pub control: u32,
    /// The smallest value, in the control's unit.
    pub min: f64,
    /// From one value to the next.
    pub step: f64,
    /// How many values there are, at least 2.
    pub count: u32,
}

/// What a name in braces such as `{arrival_rate}` stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// The word in braces: the key of a control or of a readout.
    pub key: String,
    /// Whether it is a readout, which is known only once the simulator has run.
    pub is_readout: bool,
    /// The place of the control or the readout.
    pub place: u32,
    /// The unit that is printed after the number.
    pub unit: Unit,
}

impl Axis {
    /// The value at a place, free of the last bits that a sum of steps would bring.
    #[must_use]
    pub fn value(&self, at: u32) -> f64 {
        let exact = self.min + self.step * f64::from(at);
        (exact * 1e9).round() / 1e9
    }

    /// The place of a value, if it is one of them.
    #[must_use]
    pub fn place(&self, value: f64) -> Option<u32> {
        (0..self.count).find(|at| (self.value(*at) - value).abs() <= 1e-9 * value.abs().max(1.0))
    }
}

impl Vary {
    /// How many draws there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.axes.iter().map(|axis| u64::from(axis.count)).product()
    }

    /// The draw that the page is written with.
    #[must_use]
    pub fn first(&self) -> Vec<f64> {
        self.axes.iter().map(|axis| self.values.get(axis.control as usize)).collect()
    }

    /// The draw after this one. What is no draw, as in an answer from before a change of the question,
    /// is followed by the one after the first.
    #[must_use]
    pub fn next(&self, draw: &[f64]) -> Vec<f64> {
        self.draw(self.after(self.index(draw)))
    }

    /// The number of the draw after that of a number.
    #[must_use]
    pub fn after(&self, index: u32) -> u32 {
        let next = (u64::from(index) + self.stride()) % self.count().max(1);
        u32::try_from(next).unwrap_or(0)
    }

    /// The draw of a number.
    #[must_use]
    pub fn draw(&self, index: u32) -> Vec<f64> {
        let mut rest = index;
        let digit = |axis: &Axis| {
            let at = rest % axis.count;
            rest /= axis.count;
            axis.value(at)
        };
        self.axes.iter().map(digit).collect()
    }

    /// The number of a draw; that of the first for what is no draw.
    #[must_use]
    pub fn index(&self, draw: &[f64]) -> u32 {
        let found = |draw: &[f64]| {
            let places = self.axes.iter().zip(draw).rev();
            places.map(|(axis, value)| Some((axis, axis.place(*value)?))).try_fold(
                0,
                |sum, next| {
                    let (axis, at) = next?;
                    Some(sum * axis.count + at)
                },
            )
        };
        let fits = Some(draw).filter(|draw| draw.len() == self.axes.len());
        fits.and_then(found).or_else(|| found(&self.first())).unwrap_or(0)
    }

    /// How many draws are passed over each time: about the golden section of them, so that neighbours
    /// differ in most numbers, and without a common factor, so that all draws have their turn.
    fn stride(&self) -> u64 {
        let count = self.count();
        let common = |mut a: u64, mut b: u64| {
            while b > 0 {
                (a, b) = (b, a % b);
            }
            a
        };
        let golden = (count as f64 * 0.618_033_988_749_895) as u64;
        (golden.max(1)..).find(|stride| common(*stride, count) == 1).unwrap_or(1)
    }

    /// All settings at a draw.
    #[must_use]
    pub fn values(&self, draw: &[f64]) -> Values {
        let axes = self.axes.iter().zip(draw);
        axes.fold(self.values.clone(), |values, (axis, value)| {
            values.replaced(axis.control as usize, *value)
        })
    }

    /// What is right, if the result has a number for it.
    #[must_use]
    pub fn truth(&self, outcome: &Outcome) -> Option<f64> {
        let place = self.answer as usize;
        let value = outcome.readings.get(place).map(|reading| reading.value);
        let has_number = outcome.words(place).is_none() && outcome.trouble.is_none();
        value.filter(|value| has_number && value.is_finite() && *value > 0.0)
    }

    /// A text with its names in braces replaced. Those of readouts stay until there is a result.
    #[must_use]
    pub fn fill(&self, text: &str, draw: &[f64], outcome: Option<&Outcome>) -> String {
        let values = self.values(draw);
        let mut filled = text.to_owned();
        for name in &self.names {
            let place = name.place as usize;
            let shown = match (name.is_readout, outcome) {
                (false, _) => format::setting(values.get(place), name.unit),
                (true, Some(outcome)) => outcome.shown(place, name.unit),
                (true, None) => continue,
            };
            filled = filled.replace(&["{", &name.key, "}"].concat(), &shown);
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::BUILD_SEED;
    use crate::sim::{self, Simulator};

    fn simulator() -> &'static Simulator {
        sim::find("mm1").unwrap()
    }

    fn axis(key: &str, min: f64, step: f64, count: u32) -> Axis {
        let (place, _) = simulator().control(key).unwrap();
        Axis { control: place as u32, min, step, count }
    }

    fn name(key: &str) -> Name {
        let (place, unit, is_readout) = match simulator().control(key) {
            Some((place, control)) => (place, control.unit, false),
            None => simulator().readout(key).map(|(place, r)| (place, r.unit, true)).unwrap(),
        };
        Name { key: key.into(), is_readout, place: place as u32, unit }
    }

    fn vary() -> Vary {
        let set = [("lambda_per_s", 18.0), ("mu_per_s", 20.0)];
        let (answer, _) = simulator().readout("W_s").unwrap();
        Vary {
            simulator: "mm1".into(),
            values: Values::with(simulator().controls, set).unwrap(),
            answer: answer as u32,
            axes: vec![axis("lambda_per_s", 12.0, 2.0, 4), axis("mu_per_s", 20.0, 5.0, 3)],
            names: vec![name("lambda_per_s"), name("mu_per_s"), name("W_s")],
        }
    }

    #[test]
    fn every_draw_has_its_turn_before_one_comes_again() {
        let twelve = vary();
        assert_eq!((twelve.count(), twelve.first()), (12, vec![18.0, 20.0]));
        // The golden section of ten is six, and steps of six would pass over half of the draws.
        let axes = vec![axis("lambda_per_s", 10.0, 2.0, 5), axis("mu_per_s", 20.0, 5.0, 2)];
        let ten = Vary { axes, ..vary() };
        for (vary, count) in [(twelve, 12), (ten, 10)] {
            let mut seen = vec![vary.first()];
            for _ in 1..count {
                let next = vary.next(seen.last().unwrap());
                assert!(!seen.contains(&next), "{next:?} came twice");
                seen.push(next);
            }
            assert_eq!(vary.next(seen.last().unwrap()), vary.first());
        }
    }

    #[test]
    fn what_is_no_draw_is_followed_by_the_second() {
        let vary = vary();
        let second = vary.next(&vary.first());
        for stray in [&[][..], &[18.0], &[18.0, 21.0], &[f64::NAN, 20.0]] {
            assert_eq!(vary.next(stray), second, "{stray:?}");
        }
    }

    #[test]
    fn sums_of_steps_carry_no_last_bits() {
        let axis = axis("lambda_per_s", 0.1, 0.1, 9);
        assert_eq!(axis.value(2), 0.3);
        assert_eq!(axis.place(0.3), Some(2));
        assert_eq!(axis.place(0.35), None);
    }

    #[test]
    fn the_simulator_says_what_is_right_and_the_texts_say_the_numbers() {
        let vary = vary();
        let draw = vec![15.0 - 1.0, 25.0];
        let outcome = simulator().run(&vary.values(&draw), BUILD_SEED);
        // 1/(μ - λ), by hand.
        assert!((vary.truth(&outcome).unwrap() - 1.0 / 11.0).abs() < 1e-12);
        let text = "{lambda_per_s} of {mu_per_s} give {W_s}; {other}";
        let plain = |text: String| text.replace('\u{202f}', " ");
        let before = plain(vary.fill(text, &draw, None));
        assert!(before.starts_with("14") && before.ends_with("give {W_s}; {other}"), "{before}");
        assert!(plain(vary.fill(text, &draw, Some(&outcome))).contains("give 90.9 ms"));
    }
}

//! Detectors of change in a stream of errors: ADWIN, DDM and the test of Page and Hinkley.
//!
//! Each is as river 0.26.1 has it with its default settings, so that an alarm falls on the same
//! observation; where river departs from the papers, river is followed and the comment says so. After an
//! alarm each starts anew with the next observation.

use crate::base::math;

/// One detector, fed one observation at a time.
#[derive(Debug, Clone)]
pub enum Detector {
    /// Adaptive windowing.
    Adwin(Adwin),
    /// The drift detection method.
    Ddm(Ddm),
    /// The test of Page and Hinkley, for a rise and a fall.
    PageHinkley(PageHinkley),
}

impl Detector {
    /// Takes 1 for an error and 0 for none; says whether there is an alarm now.
    pub fn update(&mut self, x: f64) -> bool {
        match self {
            Self::Adwin(adwin) => adwin.update(x),
            Self::Ddm(ddm) => ddm.update(x),
            Self::PageHinkley(test) => test.update(x),
        }
    }
}

/// Cuts are looked for once in so many observations.
const CLOCK: u32 = 32;
/// Buckets of one size before the two oldest become one of twice the size.
const MAX_BUCKETS: usize = 5;
/// Neither half of a cut is shorter.
const MIN_LENGTH: f64 = 5.0;
/// No cut before so many observations.
const GRACE: f64 = 10.0;

/// ADWIN: an alarm when some cut of the window leaves two halves whose means differ by more than a
/// confidence bound.
///
/// Source: Bifet and Gavaldà, "Learning from Time-Changing Data with Adaptive Windowing", SDM 2007,
/// with the variance-based bound of its section 4 in place of Hoeffding's.
#[derive(Debug, Clone)]
pub struct Adwin {
    /// The confidence: about the probability of a false alarm at each look.
    delta: f64,
    /// Sums of buckets, oldest first; those of `rows[i]` hold 2ⁱ observations each.
    rows: Vec<Vec<f64>>,
    width: f64,
    total: f64,
    /// The sum of squared deviations from the mean.
    squares: f64,
    ticks: u32,
}

impl Adwin {
    /// With this confidence, between 0 and 1.
    #[must_use]
    pub fn new(delta: f64) -> Self {
        Self { delta, rows: vec![Vec::new()], width: 0.0, total: 0.0, squares: 0.0, ticks: 0 }
    }

    fn update(&mut self, x: f64) -> bool {
        self.insert(x);
        self.ticks += 1;
        let alarm = self.ticks.is_multiple_of(CLOCK) && self.width > GRACE && self.has_cut();
        if alarm {
            // The paper drops the older half only; river's detector forgets all of it.
            *self = Self::new(self.delta);
        }
        alarm
    }

    fn insert(&mut self, x: f64) {
        self.width += 1.0;
        if self.width > 1.0 {
            let before = self.width - 1.0;
            let deviation = x - self.total / before;
            self.squares += before * deviation * deviation / self.width;
        }
        self.total += x;
        self.rows[0].push(x);
        for size in 0.. {
            if self.rows[size].len() <= MAX_BUCKETS {
                break;
            }
            if size + 1 == self.rows.len() {
                self.rows.push(Vec::new());
            }
            let merged: f64 = self.rows[size].drain(..2).sum();
            self.rows[size + 1].push(merged);
        }
    }

    /// Whether two halves differ, for some cut between buckets.
    fn has_cut(&self) -> bool {
        let spread = math::ln(2.0 * math::ln(self.width) / self.delta);
        let variance = self.squares / self.width;
        let (mut n0, mut u0) = (0.0, 0.0);
        for (size, row) in self.rows.iter().enumerate().rev() {
            for sum in row {
                n0 += (1_u64 << size) as f64;
                u0 += sum;
                let (n1, u1) = (self.width - n0, self.total - u0);
                if n0 < MIN_LENGTH || n1 < MIN_LENGTH {
                    continue;
                }
                let inverse = 1.0 / (n0 - MIN_LENGTH + 1.0) + 1.0 / (n1 - MIN_LENGTH + 1.0);
                let bound =
                    (2.0 * inverse * variance * spread).sqrt() + 2.0 / 3.0 * spread * inverse;
                if (u0 / n0 - u1 / n1).abs() > bound {
                    return true;
                }
            }
        }
        false
    }
}

/// Observations before DDM and Page-Hinkley may say anything.
const WARM_START: f64 = 30.0;

/// A mean that is updated as river does, to the last bit.
#[derive(Debug, Clone, Copy, Default)]
struct RunningMean {
    n: f64,
    mean: f64,
}

impl RunningMean {
    fn update(&mut self, x: f64) -> f64 {
        self.n += 1.0;
        self.mean += (1.0 / self.n) * (x - self.mean);
        self.mean
    }
}

/// DDM: an alarm when the error rate is so many standard errors above its lowest. Blind to a fall.
///
/// Source: Gama, Medas, Castillo and Rodrigues, "Learning with Drift Detection", SBIA 2004.
#[derive(Debug, Clone)]
pub struct Ddm {
    /// How many standard errors.
    threshold: f64,
    rate: RunningMean,
    /// Rate and standard error when their sum was lowest.
    lowest: Option<(f64, f64)>,
}

impl Ddm {
    /// With an alarm at so many standard errors.
    #[must_use]
    pub fn new(threshold: f64) -> Self {
        Self { threshold, rate: RunningMean::default(), lowest: None }
    }

    fn update(&mut self, x: f64) -> bool {
        let p = self.rate.update(x);
        let s = (p * (1.0 - p) / self.rate.n).sqrt();
        if self.rate.n <= WARM_START {
            return false;
        }
        let (p_min, s_min) = match self.lowest {
            Some((p_min, s_min)) if p + s > p_min + s_min => (p_min, s_min),
            _ => (p, s),
        };
        self.lowest = Some((p_min, s_min));
        let alarm = p + s > p_min + self.threshold * s_min;
        if alarm {
            *self = Self::new(self.threshold);
        }
        alarm
    }
}

/// A change below this much is not looked for.
const SLACK: f64 = 0.005;
/// How much of the sums is kept at each observation.
const KEEP: f64 = 1.0 - 0.0001;

/// Page and Hinkley: an alarm when the sum of deviations from the running mean is so far from its
/// extreme. Not a number of standard errors: the right threshold grows with the error rate.
///
/// Source: Page, "Continuous Inspection Schemes", Biometrika 41, 1954; the running mean and the
/// forgetting are river's.
#[derive(Debug, Clone)]
pub struct PageHinkley {
    /// λ: in errors more, or fewer, than the mean would give.
    threshold: f64,
    mean: RunningMean,
    rise: f64,
    fall: f64,
    lowest_rise: f64,
    highest_fall: f64,
}

impl PageHinkley {
    /// With an alarm at so many errors too many or too few.
    #[must_use]
    pub fn new(threshold: f64) -> Self {
        Self {
            threshold,
            mean: RunningMean::default(),
            rise: 0.0,
            fall: 0.0,
            lowest_rise: f64::INFINITY,
            // Not −∞: river begins here.
            highest_fall: -1.0,
        }
    }

    fn update(&mut self, x: f64) -> bool {
        let deviation = x - self.mean.update(x);
        self.rise = KEEP * self.rise + deviation - SLACK;
        self.fall = KEEP * self.fall + deviation + SLACK;
        self.lowest_rise = self.lowest_rise.min(self.rise);
        self.highest_fall = self.highest_fall.max(self.fall);
        let alarm = self.mean.n >= WARM_START
            && (self.rise - self.lowest_rise > self.threshold
                || self.highest_fall - self.fall > self.threshold);
        if alarm {
            *self = Self::new(self.threshold);
        }
        alarm
    }
}

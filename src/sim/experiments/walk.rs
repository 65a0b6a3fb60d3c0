//! A random walk between two boundaries: with which probability it has crossed neither after n steps.
//!
//! A test that is looked at again and again is such a walk. The density of those that are still inside is
//! carried from look to look: f₁ = φ, f_k(s) = ∫ f_{k−1}(u) φ(s − u) du over the inside (Armitage,
//! McPherson and Rowe, "Repeated Significance Tests on Accumulating Data", Journal of the Royal
//! Statistical Society A 132, 1969).
//!
//! The density is even, so half of it is kept, on Gauss-Legendre nodes in panels of one width: the kernel
//! between two full panels depends on their distance only and is computed once. What is left between the
//! last full panel and the boundary gets nodes of its own at each look.

use crate::base::{math, normal, quadrature};

/// Nodes of a panel.
const NODES: usize = 6;
/// A normal density further out than this is nothing beside its peak.
const REACH: f64 = 7.0;

/// Values at the nodes of a panel, or weights.
type Panel = [f64; NODES];
/// Densities between the nodes of two panels.
type Kernel = [Panel; NODES];

/// The walks that are still inside.
pub(super) struct Walk {
    width: f64,
    /// Places in a panel from 0 to 1, and weights that sum to 1.
    places: Panel,
    weights: Panel,
    /// By the distance of two panels: density of a step to node `a` (rows) from node `b` (columns) of a
    /// panel that lies so far inward, outward, and inward with its nodes mirrored.
    kernels: Vec<[Kernel; 3]>,
    /// Density times weight at the nodes of the full panels, from 0 outward.
    full: Vec<Panel>,
    /// The same between the last full panel and the boundary: places and values.
    rest: [Panel; 2],
    next: Vec<Panel>,
    /// Steps so far.
    steps: f64,
}

impl Walk {
    /// After `steps` unobserved steps (at least one) of variance 1, then a look at the boundary. The error
    /// of the result grows with the panels' width: about 1e-9 at 1.5, 1e-6 at 2.5.
    pub(super) fn new(steps: u64, boundary: f64, width: f64) -> Self {
        let rule = quadrature::gauss_legendre(NODES);
        let mut places = [0.0; NODES];
        let mut weights = [0.0; NODES];
        for (node, (x, weight)) in rule.iter().enumerate() {
            places[node] = 0.5 * (x + 1.0);
            weights[node] = 0.5 * weight;
        }
        let panels = (REACH / width).ceil() as usize + 1;
        let pair = |d: usize, a: usize, b: usize| {
            normal::pdf(width * (d as f64 + places[a] - places[b]))
        };
        let table = |f: &dyn Fn(usize, usize) -> f64| -> Kernel {
            std::array::from_fn(|a| std::array::from_fn(|b| f(a, b)))
        };
        let kernels = (0..=panels)
            .map(|d| {
                [
                    table(&|a, b| pair(d, a, b)),
                    table(&|a, b| pair(d, b, a)),
                    table(&|a, b| pair(d, a, NODES - 1 - b)),
                ]
            })
            .collect();
        let mut walk = Self {
            width,
            places,
            weights,
            kernels,
            full: Vec::new(),
            rest: [[0.0; NODES]; 2],
            next: Vec::new(),
            steps: steps as f64,
        };
        walk.begin(boundary);
        walk
    }

    fn begin(&mut self, boundary: f64) {
        let root = self.steps.sqrt();
        let density = |s: f64| normal::pdf(s / root) / root;
        let (panels, left) = self.split(boundary);
        self.full = (0..panels)
            .map(|i| {
                std::array::from_fn(|a| density(self.place(i, a)) * self.weights[a] * self.width)
            })
            .collect();
        let places: Panel = std::array::from_fn(|a| panels as f64 * self.width + left * self.places[a]);
        let values = std::array::from_fn(|a| density(places[a]) * self.weights[a] * left);
        self.rest = [places, values];
    }

    fn place(&self, panel: usize, node: usize) -> f64 {
        self.width * (panel as f64 + self.places[node])
    }

    /// The number of full panels inside the boundary, and the width of the rest. Where hardly any walk can
    /// be, nothing is computed.
    fn split(&self, boundary: f64) -> (usize, f64) {
        let boundary = boundary.min((REACH + 0.5) * self.steps.sqrt());
        let panels = (boundary / self.width).floor();
        (panels as usize, boundary - panels * self.width)
    }

    /// One more step, then a look at the boundary, which must not shrink.
    pub(super) fn step(&mut self, boundary: f64) {
        self.steps += 1.0;
        let (panels, left) = self.split(boundary);
        let mut next = std::mem::take(&mut self.next);
        next.clear();
        for i in 0..panels {
            let mut sums = self.arrivals_at_panel(i);
            for (a, sum) in sums.iter_mut().enumerate() {
                *sum += self.arrivals_of_rest(self.place(i, a));
                *sum *= self.weights[a] * self.width;
            }
            next.push(sums);
        }
        let places: Panel = std::array::from_fn(|a| panels as f64 * self.width + left * self.places[a]);
        let values = std::array::from_fn(|a| {
            (self.arrivals_of_rest(places[a]) + self.arrivals_of_panels(places[a])) * self.weights[a] * left
        });
        self.rest = [places, values];
        self.next = std::mem::replace(&mut self.full, next);
    }

    /// Density at the nodes of panel `i` from the full panels, by the kernel that is known, on both
    /// sides of 0.
    fn arrivals_at_panel(&self, i: usize) -> Panel {
        let far = self.kernels.len() - 1;
        let mut sums = [0.0; NODES];
        let first = i.saturating_sub(far);
        for (j, values) in self.full.iter().enumerate().take(i + far + 1).skip(first) {
            let [outward, inward, _] = &self.kernels[i.abs_diff(j)];
            add_product(&mut sums, if i >= j { outward } else { inward }, values);
        }
        let mirrored = self.kernels.iter().skip(i + 1);
        for (values, [_, _, across]) in self.full.iter().zip(mirrored) {
            add_product(&mut sums, across, values);
        }
        sums
    }

    fn arrivals_of_rest(&self, s: f64) -> f64 {
        let [places, values] = &self.rest;
        if places[0] - s > REACH {
            return 0.0;
        }
        places.iter().zip(values).map(|(u, value)| value * both_ways(s, *u)).sum()
    }

    fn arrivals_of_panels(&self, s: f64) -> f64 {
        let panel = |x: f64| (x / self.width).max(0.0) as usize;
        let last = self.full.len().min(panel(s + REACH) + 1);
        let mut sum = 0.0;
        for j in panel(s - REACH)..last {
            for b in 0..NODES {
                sum += self.full[j][b] * both_ways(s, self.place(j, b));
            }
        }
        sum
    }

    /// About how many kernel values the last step took, as a measure of work.
    pub(super) fn work(&self) -> u64 {
        (self.full.len() as u64 + 1) * 300
    }

    /// The probability of having crossed by now.
    pub(super) fn crossed(&self) -> f64 {
        self.crossed_with_drift(0.0)
    }

    /// The probability of having crossed by now if each step had this mean. By the likelihood ratio of the
    /// two walks, which depends on the last place only: exp(μ s − n μ²/2).
    pub(super) fn crossed_with_drift(&self, mean: f64) -> f64 {
        let shift = 0.5 * self.steps * mean * mean;
        let ratio = |s: f64| math::exp(mean * s - shift) + math::exp(-mean * s - shift);
        let mut inside = math::CompensatedSum::new();
        for (i, values) in self.full.iter().enumerate() {
            for (a, value) in values.iter().enumerate() {
                inside.add(value * ratio(self.place(i, a)));
            }
        }
        for (place, value) in self.rest[0].iter().zip(&self.rest[1]) {
            inside.add(value * ratio(*place));
        }
        (1.0 - inside.value()).clamp(0.0, 1.0)
    }
}

/// Adds a matrix times a vector.
fn add_product(sums: &mut Panel, kernel: &Kernel, values: &Panel) {
    for (sum, row) in sums.iter_mut().zip(kernel) {
        let [a, b, c, d, e, f] = *row;
        let [u, v, w, x, y, z] = *values;
        *sum += (a * u + b * v) + (c * w + d * x) + (e * y + f * z);
    }
}

/// The density of a step from `u` or from −`u` to `s`.
fn both_ways(s: f64, u: f64) -> f64 {
    let near = if (s - u).abs() < REACH { normal::pdf(s - u) } else { 0.0 };
    if s + u < REACH { near + normal::pdf(s + u) } else { near }
}

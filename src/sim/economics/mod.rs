//! What a thousand predictions cost, and what is worth keeping in memory.

#[cfg(test)]
mod tests;

use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};
use crate::base::format::{self, Unit};

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "unit-economics",
        title: "What a thousand predictions cost",
        question: "From which demand on is a GPU of your own cheaper than CPUs or somebody's API?",
        summary: "Nodes come whole and idle ones are paid too: cost per prediction falls with demand in steps.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("gpu", "Cost per thousand on GPUs against demand", (CONTROLS, 0), (READOUTS, 2))
                .logarithmic(),
            PlotSpec::sweep("cpu", "Cost per thousand on CPUs against demand", (CONTROLS, 0), (READOUTS, 3))
                .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const fn price(key: &'static str, label: &'static str, meaning: &'static str, max: f64, start: f64) -> Control {
    Control::number(key, label, meaning, 0.01, max).steps_of(0.01).starts(start).logarithmic().accepts(Accepts::NotNegative)
}

const CONTROLS: &[Control] = &[
    Control::number("demand_rps", "Demand", "Requests that arrive each second, on average.", 1.0, 5000.0)
        .unit(Unit::PerSecond).steps_of(1.0).starts(50.0).logarithmic().accepts(Accepts::Positive),
    price("gpu_usd_per_h", "Price of a GPU node", "What one GPU node costs an hour, busy or idle.", 50.0, 2.5)
        .unit(Unit::DollarsPerHour),
    Control::number("gpu_rps", "Throughput of a GPU node", "Requests that it finishes each second at full load.", 1.0, 5000.0)
        .unit(Unit::PerSecond).steps_of(1.0).starts(400.0).logarithmic().accepts(Accepts::Positive),
    price("cpu_usd_per_h", "Price of a CPU node", "What one CPU node costs an hour, busy or idle.", 10.0, 0.4)
        .unit(Unit::DollarsPerHour),
    Control::number("cpu_rps", "Throughput of a CPU node", "Requests that it finishes each second at full load.", 1.0, 1000.0)
        .unit(Unit::PerSecond).steps_of(1.0).starts(25.0).logarithmic().accepts(Accepts::Positive),
    Control::number("util_target", "Target utilisation", "How busy a node may be on average; the rest is headroom for peaks.", 0.05, 1.0)
        .unit(Unit::Share).steps_of(0.01).starts(0.6).accepts(Accepts::Between(1e-6, 1.0)),
    price("api_usd_per_1k", "Price of an API", "What somebody else's API charges for a thousand requests.", 50.0, 0.02)
        .unit(Unit::Dollars),
    Control::number("page_kb", "Size of an item", "What is read at once from storage or kept in memory.", 1.0, 1024.0)
        .unit(Unit::Kilobytes).steps_of(1.0).starts(8.0).logarithmic().accepts(Accepts::Positive),
    Control::number("disk_iops", "Reads of a disk", "Random reads that one disk serves each second.", 10.0, 1_000_000.0)
        .unit(Unit::EachSecond).steps_of(1.0).starts(64.0).logarithmic().accepts(Accepts::Positive),
    Control::number("disk_usd", "Price of a disk", "What one disk costs.", 10.0, 5000.0)
        .unit(Unit::Dollars).steps_of(1.0).starts(2000.0).logarithmic().accepts(Accepts::NotNegative),
    Control::number("ram_usd_per_mb", "Price of memory", "What one megabyte of memory costs.", 0.001, 100.0)
        .unit(Unit::DollarsPerMegabyte).steps_of(0.001).starts(15.0).logarithmic().accepts(Accepts::Positive),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("gpu_nodes", "GPU nodes", Quantity::Load).unit(Unit::Servers),
    ReadoutSpec::new("cpu_nodes", "CPU nodes", Quantity::Load).unit(Unit::Servers),
    ReadoutSpec::new("gpu_usd_per_1k", "A thousand on GPUs", Quantity::Cost).unit(Unit::Dollars).less().main(),
    ReadoutSpec::new("cpu_usd_per_1k", "A thousand on CPUs", Quantity::Cost).unit(Unit::Dollars).less().main(),
    ReadoutSpec::new("breakeven_rps_one_gpu_vs_api", "Demand from which one GPU beats the API", Quantity::Throughput)
        .unit(Unit::PerSecond).less().main(),
    ReadoutSpec::new("ram_breakeven_s", "Keep in memory what is read again within", Quantity::Freshness)
        .unit(Unit::Seconds),
];

/// A kind of node that is rented by the hour.
#[derive(Debug, Clone, Copy)]
pub struct Nodes {
    /// Dollars an hour for one.
    pub price: f64,
    /// Requests a second for one, at full load.
    pub throughput: f64,
    /// The share of it that may be used.
    pub target: f64,
}

impl Nodes {
    /// How many are needed for a demand in requests a second: whole ones, at least one.
    #[must_use]
    pub fn needed(&self, demand: f64) -> f64 {
        let exact = demand / (self.throughput * self.target);
        // A demand that fits exactly must not need one more because of a last digit.
        (exact * (1.0 - 1e-12)).ceil().max(1.0)
    }

    /// Dollars for a thousand requests.
    #[must_use]
    pub fn per_thousand(&self, demand: f64) -> f64 {
        self.needed(demand) * self.price / (3.6 * demand)
    }

    /// The demand from which one node costs less than an API at so many dollars a thousand; infinite
    /// when it lies beyond what the node may carry.
    #[must_use]
    pub fn beats_api_from(&self, per_thousand: f64) -> f64 {
        let demand = 1000.0 * self.price / (3600.0 * per_thousand);
        if demand <= self.throughput * self.target { demand } else { f64::INFINITY }
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (demand, target) = (given.number("demand_rps"), given.number("util_target"));
    let nodes = |price: &str, throughput: &str| Nodes {
        price: given.number(price),
        throughput: given.number(throughput),
        target,
    };
    let (gpu, cpu) = (nodes("gpu_usd_per_h", "gpu_rps"), nodes("cpu_usd_per_h", "cpu_rps"));
    let pages = 1024.0 / given.number("page_kb");
    // Gray and Graefe 1997: what a read costs against what the memory for it costs.
    let keep = pages / given.number("disk_iops") * given.number("disk_usd") / given.number("ram_usd_per_mb");
    Ok(Row::numbers([
        gpu.needed(demand),
        cpu.needed(demand),
        gpu.per_thousand(demand),
        cpu.per_thousand(demand),
        gpu.beats_api_from(given.number("api_usd_per_1k")),
        keep,
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let value = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let demand = given.number("demand_rps");
    let used = demand / (value(0) * given.number("gpu_rps"));
    let api = given.number("api_usd_per_1k");
    let cheapest = [(value(2), "GPUs"), (value(3), "CPUs"), (api, "the API")];
    let (price, name) = cheapest.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, ""));
    format!(
        "At this demand {name} are cheapest, at {} a thousand. The GPUs are {} busy, and their idle time is paid too: that is what a higher demand, or a smaller node, would save.",
        format::quantity(price, Unit::Dollars),
        format::percent(used),
    )
    .replace("the API are", "the API is")
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Nodes are rented whole, and idle ones cost as much as busy ones.",
        "Demand is its average; the target utilisation leaves room for peaks.",
        "Prices are yours: the numbers at the start are examples and no quotation.",
    ],
    holds: "Any demand, as long as throughput does not depend on the number of nodes.",
    omits: &[
        "Engineers, networks, storage, discounts for commitment and spot prices.",
        "Autoscaling over the day: with it, demand and nodes change together.",
    ],
    sources: &[
        "Jim Gray and Goetz Graefe. \"The five-minute rule ten years later, and other computer storage rules of thumb.\" *SIGMOD Record* 26(4), 1997.",
        "Jim Gray and Franco Putzolu. \"The 5 minute rule for trading memory for disc accesses and the 10 byte rule for trading memory for CPU time.\" SIGMOD 1987.",
    ],
    references: &[Reference::new("unit_economics", "exact fractions in Python", Tolerance::Relative(1e-9))],
    published: &[Published {
        source: "Gray and Graefe 1997: about five minutes for randomly accessed pages",
        given: &[("page_kb", "8"), ("disk_iops", "64"), ("disk_usd", "2000"), ("ram_usd_per_mb", "15")],
        output: "ram_breakeven_s",
        value: 266.7,
        tolerance: Tolerance::Absolute(0.05),
    }],
    ..Card::new("unit-economics", include_str!("CARD.md"))
}];

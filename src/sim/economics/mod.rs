//! What a prediction costs, and when to buy instead of build, or memory instead of disks.

use super::card::{Card, Published, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};

mod fleet;
#[cfg(test)]
mod tests;

use fleet::{Fleet, Tier};

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "unit-economics",
        title: "What a prediction costs",
        question: "At what demand does a GPU of your own beat CPUs, and an API?",
        summary: "Machines are bought whole and paid by the hour, an API by the call: which is cheaper \
                  is a question of how much of the machine the demand fills.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "gpu",
                "Cost on GPUs against demand",
                (CONTROLS, 4),
                (READOUTS, 2),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "cpu",
                "Cost on CPUs against demand",
                (CONTROLS, 4),
                (READOUTS, 3),
            )
            .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const fn price(key: &'static str, label: &'static str, meaning: &'static str, max: f64) -> Control {
    Control::number(key, label, meaning, 0.01, max).steps_of(0.01).logarithmic().accepts(Accepts::Positive)
}

const fn rate(key: &'static str, label: &'static str, meaning: &'static str, max: f64) -> Control {
    Control::number(key, label, meaning, 1.0, max)
        .unit(Unit::PerSecond)
        .steps_of(1.0)
        .logarithmic()
        .accepts(Accepts::Positive)
}

const CONTROLS: &[Control] = &[
    price("gpu_usd_per_h", "Price of a GPU node", "What one GPU node costs each hour.", 20.0)
        .unit(Unit::DollarsPerHour)
        .starts(2.5),
    rate("gpu_rps", "Throughput of a GPU node", "What one GPU node serves at full load.", 5000.0)
        .starts(400.0),
    price("cpu_usd_per_h", "Price of a CPU node", "What one CPU node costs each hour.", 20.0)
        .unit(Unit::DollarsPerHour)
        .starts(0.4),
    rate("cpu_rps", "Throughput of a CPU node", "What one CPU node serves at full load.", 5000.0)
        .starts(25.0),
    rate("demand_rps", "Demand", "Requests each second, in the mean over the day.", 10_000.0)
        .starts(200.0),
    Control::number(
        "util_target",
        "Target utilisation",
        "The share of its throughput up to which a node is filled.",
        0.1,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.6)
    .accepts(Accepts::Between(1e-6, 1.0)),
    Control::number(
        "api_usd_per_1k",
        "Price of the API",
        "What a thousand predictions cost that somebody else makes.",
        0.001,
        10.0,
    )
    .unit(Unit::Dollars)
    .steps_of(0.001)
    .starts(0.02)
    .logarithmic()
    .accepts(Accepts::NotNegative),
    Control::number("page_kb", "Item size", "Kilobytes of 1024 bytes that are read at once.", 1.0, 1024.0)
        .unit(Unit::Kilobytes)
        .steps_of(1.0)
        .starts(8.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number(
        "disk_iops",
        "Reads of a disk",
        "Random reads that one disk serves each second.",
        10.0,
        1_000_000.0,
    )
    .unit(Unit::EachSecond)
    .steps_of(1.0)
    .starts(200.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    price("disk_usd", "Price of a disk", "What one disk costs.", 5000.0)
        .unit(Unit::Dollars)
        .starts(80.0),
    Control::number(
        "ram_usd_per_mb",
        "Price of memory",
        "What a megabyte of memory costs.",
        0.001,
        100.0,
    )
    .unit(Unit::DollarsPerMegabyte)
    .steps_of(0.001)
    .starts(0.005)
    .logarithmic()
    .accepts(Accepts::Positive),
];

const fn nodes(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::Servers).less()
}

const fn cost(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::Dollars).less()
}

const READOUTS: &[ReadoutSpec] = &[
    nodes("gpu_nodes", "GPU nodes"),
    nodes("cpu_nodes", "CPU nodes"),
    cost("gpu_usd_per_1k", "A thousand predictions on GPUs").main(),
    cost("cpu_usd_per_1k", "A thousand predictions on CPUs").main(),
    ReadoutSpec::new(
        "breakeven_rps_one_gpu_vs_api",
        "Demand from which one GPU node beats the API",
        Quantity::Throughput,
    )
    .unit(Unit::PerSecond)
    .main(),
    ReadoutSpec::new(
        "ram_breakeven_s",
        "Keep in memory what is read at least once in",
        Quantity::Freshness,
    )
    .unit(Unit::Seconds),
];

/// GPU nodes, CPU nodes, and the storage tiers.
fn bought(given: &Given) -> (Fleet, Fleet, Tier) {
    let (demand, filled) = (given.number("demand_rps"), given.number("util_target"));
    let fleet = |price, rate| Fleet {
        price: given.number(price),
        rate: given.number(rate),
        filled,
        demand,
    };
    let tier = Tier {
        item: given.number("page_kb"),
        reads: given.number("disk_iops"),
        disk: given.number("disk_usd"),
        memory: given.number("ram_usd_per_mb"),
    };
    (fleet("gpu_usd_per_h", "gpu_rps"), fleet("cpu_usd_per_h", "cpu_rps"), tier)
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (gpu, cpu, tier) = bought(given);
    Ok(Row::numbers([
        gpu.nodes(),
        cpu.nodes(),
        gpu.per_thousand(),
        cpu.per_thousand(),
        gpu.one_node_beats(given.number("api_usd_per_1k")),
        tier.break_even(),
    ]))
}

fn explain(given: &Given, _: &Row) -> String {
    let (gpu, cpu, _) = bought(given);
    let api = given.number("api_usd_per_1k");
    let dollars = |x| format::quantity(x, Unit::Dollars);
    let (own, name, fleet) = if gpu.per_thousand() <= cpu.per_thousand() {
        (gpu.per_thousand(), "GPU", &gpu)
    } else {
        (cpu.per_thousand(), "CPU", &cpu)
    };
    let filled = format::quantity(fleet.utilisation(), Unit::Share);
    let verdict = if own <= api {
        format!(
            "that is {} for a thousand predictions where the API takes {}",
            dollars(own),
            dollars(api),
        )
    } else {
        format!(
            "that is {} for a thousand predictions, and the API is still cheaper at {}",
            dollars(own),
            dollars(api),
        )
    };
    let advice = if fleet.nodes() == 1.0 {
        "the whole node is paid for whatever the demand, so each further request makes the others cheaper"
            .into()
    } else if fleet.nodes() < 10.0 {
        let step = format::quantity(1.0 / fleet.nodes(), Unit::Share);
        format!("one node more is a step of {step} in the price")
    } else {
        "with so many nodes the price of a prediction hardly depends on the demand any more".to_owned()
    };
    let carry = if fleet.nodes() == 1.0 {
        format!("One {name} node carries the demand")
    } else {
        format!("{} {name} nodes carry the demand", format::setting(fleet.nodes(), Unit::One))
    };
    format!("{carry}, {filled} full; {verdict}, and {advice}.")
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Nodes are paid by the hour whether they work or not, and only whole ones can be had; an API is \
         paid by the call.",
        "The demand is the mean of a day that one fleet serves throughout.",
        "Memory and disks of the storage rule live equally long, and a disk is bought for its reads, not \
         for its room.",
    ],
    holds: "Any prices: they change by the month, so they are sliders and nothing here knows them. At \
            low demand the whole-node steps decide, at high demand only price and throughput.",
    omits: &[
        "People, who cost more than the nodes until the fleet is large.",
        "Peaks: a fleet for the peak is idle at night.",
        "Discounts, reserved and spot prices, traffic and storage.",
        "Latency: a batch that fills a GPU makes the first request wait for the last.",
    ],
    sources: &[
        "Jim Gray and Goetz Graefe. \"The five-minute rule ten years later, and other computer storage \
         rules of thumb.\" *SIGMOD Record* 26(4), 1997.",
        "Jim Gray and Gianfranco R. Putzolu. \"The 5 minute rule for trading memory for disc accesses and \
         the 10 byte rule for trading memory for CPU time.\" *SIGMOD*, 1987.",
    ],
    references: &[Reference::new("unit_economics", "Python fractions", Tolerance::Relative(1e-9))],
    published: &[Published {
        // 128 pages in a megabyte over 64 reads a second, times 2000 $ over 15 $ per megabyte.
        source: "Gray and Graefe 1997: with the prices of 1997 the rule gives 266 seconds, about five minutes",
        given: &[
            ("page_kb", "8"),
            ("disk_iops", "64"),
            ("disk_usd", "2000"),
            ("ram_usd_per_mb", "15"),
        ],
        output: "ram_breakeven_s",
        value: 266.0,
        tolerance: Tolerance::Absolute(1.0),
    }],
    ..Card::new("unit-economics", include_str!("CARD.md"))
}];

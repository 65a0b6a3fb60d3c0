//! Whole nodes for a demand, and memory against disks.

/// Ratios of decimal settings miss whole numbers by a few roundings.
const ROUNDING: f64 = 1e-12;

/// Nodes of one kind that serve a demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fleet {
    /// Dollars an hour for one node.
    pub price: f64,
    /// Requests per second that a node serves at full load.
    pub rate: f64,
    /// The share of its rate up to which a node is filled.
    pub filled: f64,
    /// Requests per second.
    pub demand: f64,
}

impl Fleet {
    /// Whole nodes that carry the demand; at least one.
    pub(super) fn nodes(&self) -> f64 {
        (self.demand / (self.rate * self.filled) * (1.0 - ROUNDING)).ceil().max(1.0)
    }

    /// The share of their rate that the nodes are really busy with.
    pub(super) fn utilisation(&self) -> f64 {
        self.demand / (self.nodes() * self.rate)
    }

    /// Dollars for a thousand predictions.
    pub(super) fn per_thousand(&self) -> f64 {
        1000.0 * self.nodes() * self.price / (3600.0 * self.demand)
    }

    /// The demand, in requests per second, from which one node is cheaper than an API at so many
    /// dollars for a thousand; infinite when one node cannot carry it.
    pub(super) fn one_node_beats(&self, api: f64) -> f64 {
        let demand = 1000.0 * self.price / (3600.0 * api);
        let most = self.rate * self.filled * (1.0 + ROUNDING);
        if demand <= most { demand } else { f64::INFINITY }
    }
}

/// An item that may lie in memory or on a disk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tier {
    /// Kilobytes of 1024 bytes.
    pub item: f64,
    /// Random reads per second of one disk.
    pub reads: f64,
    /// Dollars for a disk.
    pub disk: f64,
    /// Dollars for a megabyte of memory.
    pub memory: f64,
}

impl Tier {
    /// Seconds between reads of an item at which its room in memory costs as much as its share of a
    /// disk's reads (Gray and Graefe 1997): what is read more often belongs in memory.
    pub(super) fn break_even(&self) -> f64 {
        (1024.0 / self.item) / self.reads * (self.disk / self.memory)
    }
}

//! `tradeoffs sim`: the simulators, for people and for scripts.

mod describe;
mod evaluate;
mod quantity;

use clap::Subcommand;
use course::base::rng::Seed;
use course::sim::{self, Simulator};
use std::path::PathBuf;

/// What can be done with simulators.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists all simulators.
    List,
    /// Describes one: inputs, results, assumptions, sources.
    Show {
        /// The simulator's id.
        simulator: String,
    },
    /// Reads a table of inputs and writes it with all results, as comma-separated values.
    ///
    /// The header names inputs; other columns are ignored, and lines that start with # are comments.
    /// Inputs that the table does not have stand at their defaults.
    Eval {
        /// The simulator's id.
        simulator: String,
        /// The table; `-` for standard input.
        table: PathBuf,
        /// Where randomness begins.
        #[arg(long, default_value_t = 1)]
        seed: u32,
    },
    /// Runs a simulator as its lab does, and prints what the lab shows as JSON.
    Lab {
        /// The simulator's id.
        simulator: String,
        /// Settings as they stand in the address of a lab: `max_batch=16&arrival_rate=300`.
        #[arg(default_value = "")]
        settings: String,
        /// Where randomness begins.
        #[arg(long, default_value_t = 1)]
        seed: u32,
    },
    /// Runs one setting and reports it for reading: `tradeoffs sim run mm1 lambda_per_s=90 mu_per_s=100`.
    Run {
        /// The simulator's id.
        simulator: String,
        /// Inputs as `name=value`, the value with or without its unit; the others stand at their defaults.
        settings: Vec<String>,
        /// Where randomness begins.
        #[arg(long, default_value_t = 1)]
        seed: u32,
    },
}

/// Does it, and gives what is to be printed.
pub(crate) fn run(command: Command) -> Result<String, String> {
    match command {
        Command::List => Ok(describe::list()),
        Command::Show { simulator } => Ok(describe::show(find(&simulator)?)),
        Command::Eval { simulator, table, seed } => {
            evaluate::table(find(&simulator)?, &table, Seed(seed))
        }
        Command::Lab { simulator, settings, seed } => {
            Ok(evaluate::lab(find(&simulator)?, &settings, Seed(seed)))
        }
        Command::Run { simulator, settings, seed } => {
            evaluate::one(find(&simulator)?, &settings, Seed(seed))
        }
    }
}

fn find(id: &str) -> Result<&'static Simulator, String> {
    sim::find(id).ok_or_else(|| {
        let ids = sim::all().map(|simulator| simulator.id);
        format!(
            "There is no simulator `{id}`{} `tradeoffs sim list` names them all.",
            meant(id, ids)
        )
    })
}

/// `; did you mean …?` for a name that is close to one of these, else a full stop.
fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = course::content::nearest(name, known);
    near.map_or_else(|| ".".into(), |near| format!("; did you mean `{near}`?"))
}

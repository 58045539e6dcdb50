//! The command line: what the user typed goes in, results come out on standard output, everything else on standard
//! error. All work is the library's.

mod answer;
mod args;
mod bars;
mod commands;
mod context;
mod hint;
mod laps;
mod output;
mod paint;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

/// How a command ended, as grep's exit codes say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, or something was found: 0.
    Done,
    /// Nothing was found: 1.
    Nothing,
}

fn main() -> ExitCode {
    let args = Args::parse();
    args.general.color.write_global();
    match run(&args) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            hint::report(&error);
            ExitCode::from(2)
        }
    }
}

fn run(args: &Args) -> anyhow::Result<Outcome> {
    let context = context::Context::new(&args.general)?;
    match &args.command {
        Command::Themes(options) => commands::themes::run(&context, options),
        Command::Similar(options) => commands::similar::run(&context, options),
        Command::Links(options) => commands::links::run(&context, options),
        Command::Transition(options) => commands::transition::run(&context, options),
        Command::Transitions(options) => commands::transitions::run(&context, options),
        Command::Timeline(options) => commands::timeline::run(&context, options),
        Command::Names(options) => commands::names::run(&context, options),
        Command::Export(options) => commands::export::run(&context, options),
        Command::Embed(options) => commands::embed::run(&context, options),
        Command::Evaluate(options) => commands::evaluate::run(&context, options),
        Command::Sample(options) => commands::sample::run(&context, options),
        Command::Models(options) => commands::models::run(&context, options),
        Command::Status(options) => commands::status::run(&context, options),
        Command::Mcp => commands::mcp::run(&context),
        Command::Completions { shell } => commands::completions::run(*shell),
    }
}

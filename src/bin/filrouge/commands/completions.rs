//! `filrouge completions`: a script for the user's shell.

use crate::Outcome;
use crate::args::Args;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;

pub(crate) fn run(shell: Shell) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "filrouge", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(Outcome::Done)
}

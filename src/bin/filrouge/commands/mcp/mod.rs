//! `filrouge mcp`: the index as tools for an assistant, by the Model Context Protocol on standard input and output.
//!
//! It reads the index and nothing else, writes nothing, and never uses the network. Nothing but the protocol goes to
//! standard output; the end of standard input ends it.

mod arguments;
mod library;
mod passage;
mod server;
mod similar;
mod themes;
mod timeline;
mod tool;

use crate::Outcome;
use crate::context::Context;
use anyhow::Context as _;
use library::Library;
use rmcp::ServiceExt;
use rmcp::service::{QuitReason, ServerInitializeError};
use server::Server;

/// Threads for calls at once, and for standard input and output: a waiting call costs less than the memory of many.
const THREADS: usize = 8;

pub(crate) fn run(context: &Context) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(THREADS)
        .build()
        .context("cannot start the server")?;
    runtime.block_on(serve(Library::new(context)))
}

async fn serve(library: Library) -> anyhow::Result<Outcome> {
    let streams = (tokio::io::stdin(), tokio::io::stdout());
    let running = match Server::new(library).serve(streams).await {
        // an assistant that asks nothing and goes away
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(Outcome::Done),
        running => running.context("cannot begin a session of the Model Context Protocol")?,
    };
    match running.waiting().await.context("the server ended before its input did")? {
        QuitReason::JoinError(error) => Err(error).context("the server ended before its input did"),
        _ => Ok(Outcome::Done),
    }
}

//! The command line as a user meets it: the real binary on real files, its exit codes, standard output and errors.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod algorithms;
mod completions;
mod copies;
mod encodings;
mod exports;
mod faults;
mod folder;
mod guided;
mod links;
mod mcp;
mod models;
mod namer;
mod names;
mod queries;
mod related;
mod rerank;
mod safe;
mod sample;
mod seeds;
mod session;
mod store;
mod summaries;
mod themes;
mod timeline;
mod transition;
mod views;
mod who;
mod words;

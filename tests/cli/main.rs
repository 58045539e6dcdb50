//! The command line as a user meets it: the real binary on real files, its exit codes, standard output and errors.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod algorithms;
mod exports;
mod faults;
mod folder;
mod models;
mod related;
mod seeds;
mod store;
mod themes;

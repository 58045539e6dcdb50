//! The command line as a user meets it: the real binary on real files, its exit codes, standard output and errors.

mod exports;
mod faults;
mod folder;
mod related;
mod seeds;
mod store;
mod themes;

//! Holds the layer table of ARCHITECTURE.md against the `use crate::` lines: imports run down only, and the crates that
//! belong to one layer are named nowhere else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::{Path, PathBuf};

/// Rows from the top down. A module may use rows below its own, and itself.
const LAYERS: [&[&str]; 15] = [
    &["export", "evaluation", "coding", "search"],
    &["links"],
    &["analysis"],
    &["namer"],
    &["transition"],
    &["timeline"],
    &["themes"],
    &["cluster"],
    &["neighbours"],
    &["store"],
    &["embedder"],
    &["names"],
    &["corpus"],
    &["lexical"],
    &["words", "embeddings", "metrics", "progress", "error"],
];

/// Crates that only one place may name, as path prefixes below `src`.
const HOMES: [(&str, &[&str]); 28] = [
    ("linfa", &["cluster/"]),
    ("linfa_clustering", &["cluster/"]),
    ("linfa_nn", &["cluster/"]),
    ("kodama", &["cluster/"]),
    ("fastembed", &["embedder/"]),
    ("ort", &["embedder/"]),
    ("hf_hub", &["embedder/"]),
    ("libloading", &["embedder/"]),
    ("ureq", &["namer/"]),
    ("model2vec_rs", &["embedder/"]),
    ("rusqlite", &["store/", "error.rs", "bin/"]),
    ("faer", &["embeddings/"]),
    ("pulp", &["embeddings/"]),
    ("memmap2", &["embeddings/"]),
    ("bytemuck", &["embeddings/"]),
    ("scraper", &["corpus/"]),
    ("dom_smoothie", &["corpus/"]),
    ("mail_parser", &["corpus/formats/"]),
    ("rawzip", &["corpus/formats/"]),
    ("httparse", &["corpus/formats/"]),
    ("flate2", &["corpus/formats/"]),
    ("pdfboss_core", &["corpus/formats/"]),
    ("pdfboss_output", &["corpus/formats/"]),
    ("anyhow", &["bin/"]),
    ("clap", &["bin/"]),
    ("indicatif", &["bin/"]),
    ("rmcp", &["bin/"]),
    ("tokio", &["bin/"]),
];

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        (name, fs::read_to_string(path).unwrap())
    };
    paths.into_iter().map(read).collect()
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

/// The module a source file belongs to: `cluster` for `cluster/tree.rs`, `search` for `search.rs`.
fn module_of(name: &str) -> &str {
    name.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The modules named in `crate::module`, doc comments and comments aside.
fn uses(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let named = code.flat_map(|line| line.split("crate::").skip(1).map(str::to_owned).collect::<Vec<_>>());
    named
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => list.split(',').map(str::to_owned).collect(),
            None => vec![rest],
        })
        .map(|rest| rest.trim().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect())
        .filter(|module: &String| !module.is_empty())
        .collect()
}

#[test]
fn imports_run_down_only() {
    let mut checked = 0;
    for (name, text) in sources() {
        let module = module_of(&name);
        if matches!(module, "lib" | "bin") {
            continue;
        }
        let own = layer_of(module).unwrap_or_else(|| panic!("`{name}`: module `{module}` has no layer"));
        for used in uses(&text) {
            let layer = layer_of(&used).unwrap_or_else(|| panic!("`{name}` uses `{used}`, which has no layer"));
            let floor = own == LAYERS.len() - 1;
            assert!(layer > own || used == module || floor && layer == own, "`{name}` must not use `{used}`");
            checked += 1;
        }
    }
    assert!(checked > 50, "only {checked} imports were seen: is the reading of `use` lines broken?");
}

/// Whether a line has `crate_name::` as a whole word at the head of a path.
fn names(line: &str, crate_name: &str) -> bool {
    line.match_indices(&format!("{crate_name}::"))
        .any(|(at, _)| !line[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':'))
}

#[test]
fn crates_stay_in_their_layer() {
    for (name, text) in sources() {
        for (crate_name, homes) in HOMES {
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let mut named = code.filter(|line| names(line, crate_name));
            if let Some(line) = named.next() {
                assert!(homes.iter().any(|home| name.starts_with(home)), "`{name}` names `{crate_name}`: {line}");
            }
        }
    }
}

#[test]
fn the_table_of_the_architecture_is_this_table() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let mut position = 0;
    for row in LAYERS {
        let line = row.join(", ");
        let found = text[position..].find(&line);
        position += found.unwrap_or_else(|| panic!("ARCHITECTURE.md lacks the row `{line}`, or has it out of order"));
    }
}

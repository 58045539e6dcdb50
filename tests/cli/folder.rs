//! A temporary folder in which the binary runs.

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder that is gone at the end of the test.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
}

/// What a run printed, as text, and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The run itself, when it ended well.
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// The run itself, when it ended in an error that says all of these.
    pub(crate) fn failed_with(self, needles: &[&str]) -> Self {
        assert_eq!(self.code, Some(2), "{self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
        for needle in needles {
            assert!(self.stderr.contains(needle), "`{needle}` is not in {self:?}");
        }
        self
    }
}

/// The ids of passages found.
pub(crate) fn ids(found: &[Value]) -> Vec<&str> {
    found.iter().map(|passage| passage["passage"].as_str().unwrap()).collect()
}

/// The project's own corpus.
pub(crate) fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
        path
    }

    /// The binary, to be run here, without colours and without the user's settings.
    pub(crate) fn filrouge(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_filrouge"));
        command
            .current_dir(self.folder.path())
            .env_remove("FILROUGE_INDEX")
            .env_remove("FILROUGE_NAMER_URL")
            .env("NO_COLOR", "1");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        finish(self.filrouge().args(arguments).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs with something on standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let mut command = self.filrouge();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // a program that does not want all of it closes the pipe, which is no fault of the test
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        finish(child.wait_with_output().unwrap())
    }

    /// A folder with an index of the project's own corpus.
    pub(crate) fn with_seeds() -> Self {
        let folder = Self::new();
        folder.run(&["themes", seeds().to_str().unwrap(), "--count", "5"]).succeeded();
        folder
    }

    /// The passages that `filrouge similar` finds.
    pub(crate) fn neighbours(&self, arguments: &[&str]) -> Vec<Value> {
        let all = [&["similar", "--format", "json"], arguments].concat();
        self.run(&all).succeeded().json()["neighbours"].as_array().unwrap().clone()
    }

    /// Those of any percentile.
    pub(crate) fn all_neighbours(&self, arguments: &[&str]) -> Vec<Value> {
        self.neighbours(&[&["--min-percentile", "0"], arguments].concat())
    }

    /// A folder of small articles about two plain subjects.
    pub(crate) fn with_articles() -> Self {
        let folder = Self::new();
        let rivers = [
            "La rivière a débordé dans la nuit et les eaux ont envahi les rues basses du village.",
            "Les pluies des derniers jours ont gonflé le fleuve, dont le niveau monte encore ce matin.",
            "Les habitants des quartiers inondés ont été relogés dans le gymnase par les pompiers.",
            "La crue du fleuve menace désormais les ponts et les digues en aval de la ville.",
        ];
        let bakeries = [
            "Le boulanger du quartier a vendu trois cents baguettes de pain avant midi.",
            "Le prix de la farine augmente et le pain coûtera plus cher à la rentrée.",
            "La nouvelle boulangerie propose du pain au levain et des brioches au beurre.",
            "Les artisans boulangers forment des apprentis à la cuisson du pain de campagne.",
        ];
        for (number, (river, bread)) in rivers.iter().zip(bakeries).enumerate() {
            folder.write(
                &format!("articles/2024-0{}-01-eau.txt", number + 1),
                format!("{river}\n\n{}\n", rivers[(number + 1) % 4]),
            );
            folder.write(
                &format!("articles/2023-0{}-01-pain.txt", number + 1),
                format!("{bread}\n\n{}\n", bakeries[(number + 1) % 4]),
            );
        }
        folder
    }
}

fn finish(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

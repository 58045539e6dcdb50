//! Where an ONNX Runtime may lie, in the order in which it is looked for. Whether a library is usable is not asked
//! here.

use std::collections::HashSet;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long the Python on `PATH` may take to say where its packages are.
const PYTHON_PATIENCE: Duration = Duration::from_secs(5);

/// Prints the folder of the package `onnxruntime` without importing it. The current folder is taken off the path: a
/// folder of articles must not be able to bring a library.
const PYTHON_QUESTION: &str = "import sys
sys.path = [folder for folder in sys.path if folder]
import importlib.util
package = importlib.util.find_spec('onnxruntime')
print(*(package and package.submodule_search_locations or [''])[:1])";

/// One place to look at.
pub(super) enum Place {
    /// What `ORT_DYLIB_PATH` names.
    Variable,
    /// The folder of the running program.
    Program,
    /// The folders in which the system's loader looks.
    System,
    /// The package `onnxruntime` of the Python on `PATH`.
    Python,
}

/// What was found at a place.
pub(super) struct Libraries {
    pub(super) paths: Vec<PathBuf>,
    /// The place and what was found missing there, for a message.
    pub(super) described: String,
}

impl Place {
    pub(super) fn all() -> [Self; 4] {
        [Self::Variable, Self::Program, Self::System, Self::Python]
    }

    pub(super) fn libraries(&self) -> Libraries {
        match self {
            Self::Variable => variable(),
            Self::Program => {
                let folder = env::current_exe().ok().and_then(|program| Some(program.parent()?.to_owned()));
                in_folders("the program's folder", folder.as_slice())
            }
            Self::System => in_folders("the system's library folders", &system_folders()),
            Self::Python => python(),
        }
    }
}

/// The variable may name the library or its folder, or be a bare file name for the system's loader.
fn variable() -> Libraries {
    let Some(path) = env::var_os("ORT_DYLIB_PATH").filter(|value| !value.is_empty()).map(PathBuf::from) else {
        return Libraries { paths: Vec::new(), described: "`ORT_DYLIB_PATH` (not set)".to_owned() };
    };
    let inside = libraries_in(&path);
    Libraries { paths: if inside.is_empty() { vec![path] } else { inside }, described: "`ORT_DYLIB_PATH`".to_owned() }
}

fn in_folders(what: &str, folders: &[PathBuf]) -> Libraries {
    let paths = folders.iter().flat_map(|folder| libraries_in(folder)).collect();
    let there = folders.iter().filter(|folder| folder.is_dir());
    let names: Vec<String> = there.map(|folder| format!("`{}`", folder.display())).collect();
    Libraries { paths, described: format!("{what} ({})", names.join(" ")) }
}

fn system_folders() -> Vec<PathBuf> {
    let (variable, fixed): (_, &[&str]) = if cfg!(windows) {
        ("PATH", &[])
    } else if cfg!(target_os = "macos") {
        ("DYLD_LIBRARY_PATH", &["/opt/homebrew/lib", "/usr/local/lib", "/usr/lib"])
    } else {
        ("LD_LIBRARY_PATH", &["/usr/local/lib64", "/usr/local/lib", "/usr/lib64", "/usr/lib", "/lib64", "/lib"])
    };
    let mut folders: Vec<PathBuf> = env::var_os(variable).iter().flat_map(env::split_paths).collect();
    folders.extend(loader_folders(Path::new("/etc/ld.so.conf.d")));
    folders.extend(fixed.iter().map(PathBuf::from));
    let mut seen = HashSet::new();
    folders.retain(|folder| folder.is_absolute() && folder.canonicalize().is_ok_and(|target| seen.insert(target)));
    folders
}

/// The folders that ldconfig reads, those of the processor's architecture among them.
fn loader_folders(configuration: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(configuration).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    let lines = files.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    let folders = lines.flat_map(|text| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>());
    folders.filter(|line| line.starts_with('/')).map(PathBuf::from).collect()
}

fn python() -> Libraries {
    let mut paths = Vec::new();
    let mut described = Vec::new();
    for program in ["python3", "python"] {
        match ask_python(program) {
            Some(package) if !package.as_os_str().is_empty() => paths.extend(libraries_in(&package.join("capi"))),
            Some(_) => described.push(format!("`{program}` has no package `onnxruntime`")),
            None => described.push(format!("no `{program}` that answers")),
        }
    }
    Libraries { paths, described: format!("the Python on `PATH` ({})", described.join(", ")) }
}

/// The folder of the package, empty when there is none; nothing when the program does not run, fails or takes too
/// long.
fn ask_python(program: &str) -> Option<PathBuf> {
    let mut command = Command::new(program);
    command.args(["-c", PYTHON_QUESTION]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let deadline = Instant::now() + PYTHON_PATIENCE;
    while child.try_wait().ok()?.is_none() {
        if Instant::now() > deadline {
            // It may have ended by itself in between; either way it is gone.
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().ok()?;
    let answer = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| PathBuf::from(answer.trim_end_matches(['\r', '\n'])))
}

/// The ONNX Runtimes in a folder: the file without a version first, then the newest; one per file that they lead to.
fn libraries_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<(Vec<u32>, PathBuf)> =
        entries.filter_map(|entry| Some((version_in(entry.file_name().to_str()?)?, entry.path()))).collect();
    found.sort_by(|(left, _), (right, _)| left.is_empty().cmp(&right.is_empty()).then(left.cmp(right)).reverse());
    let mut seen = HashSet::new();
    let paths = found.into_iter().map(|(_, path)| path);
    paths.filter(|path| path.canonicalize().is_ok_and(|target| seen.insert(target))).collect()
}

/// The version in the name of an ONNX Runtime (`libonnxruntime.so.1.24.0`, `libonnxruntime.1.24.0.dylib`), empty when
/// there is none; nothing for any other file.
fn version_in(file_name: &str) -> Option<Vec<u32>> {
    let rest = file_name.strip_prefix(env::consts::DLL_PREFIX)?.strip_prefix("onnxruntime")?;
    let (before, after) = rest.split_once(env::consts::DLL_SUFFIX)?;
    let numbers = [before, after].concat();
    numbers.split('.').filter(|number| !number.is_empty()).map(|number| number.parse().ok()).collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_the_runtime_itself_counts() {
        assert_eq!(version_in("libonnxruntime.so"), Some(vec![]));
        assert_eq!(version_in("libonnxruntime.so.1.24.0"), Some(vec![1, 24, 0]));
        for other in ["libonnxruntime_providers_shared.so", "onnxruntime.so", "libonnxruntime.a", "libonnxruntime.so.x"]
        {
            assert_eq!(version_in(other), None, "{other}");
        }
    }

    #[test]
    fn the_newest_comes_first_and_links_count_once() {
        let folder = tempfile::tempdir().unwrap();
        for version in ["1.9.0", "1.24.0", "1.24.1"] {
            std::fs::write(folder.path().join(format!("libonnxruntime.so.{version}")), "").unwrap();
        }
        std::os::unix::fs::symlink("libonnxruntime.so.1.24.0", folder.path().join("libonnxruntime.so")).unwrap();
        let found = libraries_in(folder.path());
        let names: Vec<&str> = found.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        assert_eq!(names, ["libonnxruntime.so", "libonnxruntime.so.1.24.1", "libonnxruntime.so.1.9.0"]);
    }

    #[test]
    fn the_loader_s_folders_are_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.conf"), "# multiarch\n/usr/lib/x86_64-linux-gnu\n\ninclude x\n").unwrap();
        assert_eq!(loader_folders(folder.path()), [PathBuf::from("/usr/lib/x86_64-linux-gnu")]);
    }
}

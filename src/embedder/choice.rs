//! What the user typed after `--model`: the compiled-in model, a name, or a folder, told apart by spelling alone, so
//! that a folder that happens to exist never changes what a name means.

use super::embedded;
use std::path::PathBuf;

/// Which model to use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelChoice {
    /// The model compiled into the program.
    #[default]
    Embedded,
    /// A model known by name, such as `intfloat/multilingual-e5-small`.
    Named(String),
    /// A folder with an ONNX model.
    Folder(PathBuf),
}

/// A value that starts with `/`, `./`, `../` or `~/`, or ends with `/`, is a folder (on Windows also with `\` or a
/// drive); anything else is a name.
///
/// ```
/// use filrouge::embedder::ModelChoice;
/// assert_eq!(ModelChoice::from("BAAI/bge-m3"), ModelChoice::Named("BAAI/bge-m3".to_owned()));
/// assert_eq!(ModelChoice::from("./bge-m3"), ModelChoice::Folder("./bge-m3".into()));
/// assert_eq!(ModelChoice::from("filrouge-fr-en"), ModelChoice::Embedded);
/// ```
impl From<&str> for ModelChoice {
    fn from(value: &str) -> Self {
        if value.eq_ignore_ascii_case(embedded::NAME) {
            Self::Embedded
        } else if is_folder(value) {
            Self::Folder(expand_home(value))
        } else {
            Self::Named(value.to_owned())
        }
    }
}

fn is_folder(value: &str) -> bool {
    let plain = if cfg!(windows) { value.replace('\\', "/") } else { value.to_owned() };
    let has_drive = cfg!(windows) && plain.as_bytes().get(1) == Some(&b':');
    let dots = matches!(plain.as_str(), "." | ".." | "~");
    let starts = ["/", "./", "../", "~/"].iter().any(|start| plain.starts_with(start));
    dots || starts || has_drive || plain.ends_with('/')
}

/// `--model=~/x` reaches the program with its tilde in most shells.
fn expand_home(value: &str) -> PathBuf {
    let rest = match value.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '\\']) => rest.trim_start_matches(['/', '\\']),
        _ => return PathBuf::from(value),
    };
    etcetera::home_dir().map_or_else(|_| PathBuf::from(value), |home| home.join(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_tells_a_folder_from_a_name() {
        for folder in ["./minilm", "../minilm", "/models/minilm", "minilm/", "models/minilm/", ".", ".."] {
            assert_eq!(ModelChoice::from(folder), ModelChoice::Folder(folder.into()), "{folder}");
        }
        for name in ["minilm", "intfloat/multilingual-e5-small", "", ".hidden", "~name", "MultilingualE5Small"] {
            assert_eq!(ModelChoice::from(name), ModelChoice::Named(name.to_owned()), "{name}");
        }
    }

    #[test]
    fn a_tilde_is_the_home_folder() {
        let home = etcetera::home_dir().unwrap();
        assert_eq!(ModelChoice::from("~/minilm"), ModelChoice::Folder(home.join("minilm")));
    }
}

//! Finds and loads the ONNX Runtime, once per process. Looks before `ort` does, because `ort` panics when it finds
//! none. The library is never shipped nor downloaded here.

mod places;

use crate::error::{Error, Result};
use ort::environment::Environment;
use ort::logging::LogLevel;
use places::Place;
use std::ffi::CStr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The ONNX Runtime in use.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuntimeInfo {
    /// The library file.
    pub path: PathBuf,
    /// Its version, as it says itself.
    pub version: String,
}

/// `ort` takes one library and one environment per process; the first success is kept, a failure may be tried again.
static LOADED: Mutex<Option<(RuntimeInfo, Environment)>> = Mutex::new(None);

/// Finds and loads the ONNX Runtime: `ORT_DYLIB_PATH`, beside the program, the system's library folders, then the
/// package `onnxruntime` of the Python on `PATH`. A library that is too old is passed over, unless the variable names
/// it.
///
/// # Errors
/// [`RuntimeMissing`](Error::RuntimeMissing) when there is none, [`RuntimeUnusable`](Error::RuntimeUnusable) when
/// only unusable ones were found.
pub fn runtime() -> Result<RuntimeInfo> {
    Ok(loaded()?.0)
}

/// The environment in which sessions are made.
pub(super) fn environment() -> Result<Environment> {
    Ok(loaded()?.1)
}

fn loaded() -> Result<(RuntimeInfo, Environment)> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(loaded) = loaded.as_ref() {
        return Ok(loaded.clone());
    }
    let info = find()?;
    let environment = start(&info.path)?;
    Ok(loaded.insert((info, environment)).clone())
}

fn find() -> Result<RuntimeInfo> {
    let mut unusable = None;
    let mut looked_for = Vec::new();
    for place in Place::all() {
        let libraries = place.libraries();
        for path in libraries.paths {
            match check(&path) {
                Ok(info) => return Ok(info),
                Err(error) if matches!(place, Place::Variable) => return Err(error),
                Err(error) => unusable = unusable.or(Some(error)),
            }
        }
        looked_for.push(libraries.described);
    }
    Err(unusable.unwrap_or(Error::RuntimeMissing { looked_for }))
}

/// Refuses a library that `ort` would refuse, or that it would panic on.
fn check(path: &Path) -> Result<RuntimeInfo> {
    let version = library_version(path).map_err(|reason| unusable(path, reason))?;
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    let needed = ort::MINOR_VERSION;
    if found < (1, needed) {
        return Err(unusable(path, format!("its version is `{version}`, and `1.{needed}` or newer is needed")));
    }
    Ok(RuntimeInfo { path: path.to_owned(), version })
}

#[expect(unsafe_code, reason = "no safe way to ask a library its version, which `ort` keeps to itself")]
fn library_version(path: &Path) -> std::result::Result<String, String> {
    type Entry = unsafe extern "C" fn() -> *const ort::sys::OrtApiBase;
    // SAFETY: loading runs the library's initialisers, as `ort` would on the same file; `OrtGetApiBase`, where it is
    // exported, has this signature in every version of ONNX Runtime, and what it returns lives as long as the library,
    // which stays loaded. Both pointers are checked.
    unsafe {
        let library = libloading::Library::new(path).map_err(|error| with_causes(&error))?;
        let entry = library.get::<Entry>(b"OrtGetApiBase\0").map_err(|_| "it exports no `OrtGetApiBase`".to_owned())?;
        let version = entry().as_ref().map_or(std::ptr::null(), |base| (base.GetVersionString)());
        let version = if version.is_null() {
            Err("it does not tell its version".to_owned())
        } else {
            Ok(CStr::from_ptr(version).to_string_lossy().into_owned())
        };
        std::mem::forget(library);
        version
    }
}

fn start(path: &Path) -> Result<Environment> {
    let builder = ort::init_from(path).map_err(|error| unusable(path, with_causes(&error)))?;
    let environment = builder.with_name("filrouge").with_telemetry(false).build();
    let environment = environment.map_err(|error| unusable(path, with_causes(&error)))?;
    // What it would print is in the errors that it returns; `ort` itself heeds `ORT_LOG`.
    if std::env::var_os("ORT_LOG").is_none() {
        environment.set_log_level(LogLevel::Fatal);
    }
    Ok(environment)
}

fn unusable(path: &Path, reason: String) -> Error {
    Error::RuntimeUnusable { path: path.to_owned(), reason }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
        cause = error.source();
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_library_is_unusable() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("libonnxruntime{}", std::env::consts::DLL_SUFFIX));
        std::fs::write(&path, "not a library").unwrap();
        assert!(matches!(check(&path), Err(Error::RuntimeUnusable { .. })));
        assert!(matches!(check(folder.path()), Err(Error::RuntimeUnusable { .. })));
        assert!(matches!(check(&folder.path().join("absent")), Err(Error::RuntimeUnusable { .. })));
    }
}

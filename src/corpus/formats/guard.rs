//! Parsers of others, held apart: damage that one did not foresee costs a file, not the corpus, and prints nothing.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

thread_local! {
    /// Whether such a parser runs on this thread.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// How many such parsers run, on all threads.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// In the paths of the sources of a parser that lays out pages on threads of its own.
const THREADED: &str = "pdfboss-";

/// What `read` gives, or that its parser panicked. Until `read` is done the panics of its parser print no message; those of
/// the rest of the program are told as ever.
pub(in crate::corpus) fn guarded<Read>(read: impl FnOnce() -> Result<Read, String>) -> Result<Read, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = take_hook();
        set_hook(Box::new(move |panic| {
            if !is_guarded(panic) {
                print(panic);
            }
        }));
    });
    // one message may hold another, or a document
    let outer = GUARDED.replace(true);
    RUNNING.fetch_add(1, Ordering::Relaxed);
    let result = catch_unwind(AssertUnwindSafe(read));
    RUNNING.fetch_sub(1, Ordering::Relaxed);
    GUARDED.set(outer);
    result.unwrap_or_else(|_| Err("it is damaged in a way that its reader cannot handle".to_owned()))
}

fn is_guarded(panic: &PanicHookInfo<'_>) -> bool {
    let on_its_thread =
        || RUNNING.load(Ordering::Relaxed) > 0 && panic.location().is_some_and(|place| place.file().contains(THREADED));
    // a thread that ends has no such value any more
    GUARDED.try_with(Cell::get).unwrap_or(false) || on_its_thread()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// Set in the process that panics.
    const INSIDE: &str = "FILROUGE_TEST_PANICS";

    #[test]
    fn a_panic_of_a_parser_is_a_reason_and_prints_nothing() {
        let index = std::env::args().count(); // not known to the compiler
        let panicking = || Err::<(), _>([0_u8; 1][index + 7].to_string());
        if std::env::var_os(INSIDE).is_some() {
            let nested = guarded(|| guarded(panicking).map_err(|_| format!("{}", [0_u8; 2][index + 8])));
            assert!(nested.unwrap_err().starts_with("it is damaged"));
            assert!(catch_unwind(|| [0_u8; 3][index + 9]).is_err());
            return;
        }
        let name = std::thread::current().name().unwrap_or_default().to_owned();
        let mut again = Command::new(std::env::current_exe().unwrap());
        let output = again.args([&name, "--exact", "--nocapture"]).env(INSIDE, "1").output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains("the len is 3"), "the program's own panic is told: {told}");
        assert!(!told.contains("the len is 1") && !told.contains("the len is 2"), "{told}");
    }
}

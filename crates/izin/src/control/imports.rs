//! Which imports are under way, and which process goes on with each.
//!
//! A copy of a file is the same import: two processes at once would each tell of the other's lines as of their own, and
//! the later one of some as refused that are recorded.

use std::collections::HashMap;
use std::fs;
use std::sync::{Mutex, PoisonError};

use crate::import::step::Of;

/// The imports that processes which are still there have begun.
#[derive(Default)]
pub struct Imports(Mutex<HashMap<Of, Process>>);

/// What becomes of a step.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is the first of an import.
    Begins,
    /// It belongs to one that is under way.
    GoesOn,
    /// Another process imports that.
    Refused,
}

/// A process, and when it began, in the system's ticks: numbers are given out anew.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Process {
    number: i32,
    began: u64,
}

impl Imports {
    /// Notes that a process takes a step of an import. One of which the system tells nothing is believed.
    pub fn claim(&self, import: Of, process: Option<i32>) -> Claim {
        let Some(process) = process.and_then(Process::of) else {
            return Claim::GoesOn;
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, other| Process::of(other.number) == Some(*other));
        match known.get(&import) {
            Some(other) if *other != process => Claim::Refused,
            Some(_) => Claim::GoesOn,
            None => {
                known.insert(import, process);
                Claim::Begins
            }
        }
    }
}

impl Process {
    /// The one of this number; `None`: there is none, or nothing but its exit code is left of it.
    fn of(number: i32) -> Option<Self> {
        let state = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
        // Its name may hold anything, and ends with the last bracket.
        let (_, state) = state.rsplit_once(')')?;
        let fields: Vec<_> = state.split_whitespace().collect();
        let has_ended = matches!(*fields.first()?, "Z" | "X");
        let began = fields.get(19)?.parse().ok()?;
        (!has_ended).then_some(Self { number, began })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn an_import_belongs_to_the_process_that_began_it_until_that_ends() {
        let imports = Imports::default();
        let [one, other] = [1, 2].map(|brand| Of {
            brand,
            file: [0; 32],
        });
        let own = i32::try_from(std::process::id()).ok();
        let mut child = Command::new("/proc/self/exe")
            .args(["--list", "--format", "terse"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let its = i32::try_from(child.id()).ok();
        let began = imports.claim(one, own);
        assert_eq!(began, Claim::Begins);
        assert_eq!(imports.claim(one, own), Claim::GoesOn);
        assert_eq!(imports.claim(other, own), Claim::Begins);
        child.kill().unwrap();
        child.wait().unwrap();
        // One that has ended, and one in another namespace.
        assert_eq!(imports.claim(one, its), Claim::GoesOn);
        assert_eq!(imports.claim(one, None), Claim::GoesOn);
        let parent = i32::try_from(std::os::unix::process::parent_id()).ok();
        assert_eq!(imports.claim(one, parent), Claim::Refused);
    }
}

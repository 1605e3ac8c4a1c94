//! What the program takes of the machine.

use std::fs;

use super::QUESTIONS_MAX;
use crate::peers::Server;

/// How many more descriptors it may have at rest than before.
const MORE_DESCRIPTORS: usize = 16;

/// The running program.
pub struct Process(u32);

impl Process {
    pub fn of(server: &Server) -> Self {
        Self(server.id())
    }

    /// How much memory it has now, in bytes.
    pub fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// How much it ever had.
    pub fn most_memory(&self) -> u64 {
        self.status("VmHWM:")
    }

    /// How many descriptors it has open.
    pub fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.0))
            .unwrap()
            .count()
    }

    /// Waits until it has about as many as before.
    pub async fn settles(&self, before: usize) {
        for _ in 0..QUESTIONS_MAX {
            if self.descriptors() <= before + MORE_DESCRIPTORS {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("{} descriptors, {before} before", self.descriptors());
    }

    fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.unwrap().trim().strip_suffix(" kB").unwrap();
        kilobytes.parse::<u64>().unwrap() * 1_024
    }
}

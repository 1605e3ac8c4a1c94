//! What the machine gives the program: file descriptors and room on the disk.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use registry::health::{Health, Part};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// So many descriptors are asked for at most, whatever the hard limit allows.
const DESCRIPTORS_MAX: u64 = 1 << 20;
/// So many descriptors are kept for files and for calls to others; of a small limit, half.
const DESCRIPTORS_RESERVED: u64 = 2_048;
/// From this share of the descriptors in use on, the operator is told, in percent.
const DESCRIPTORS_HIGH: u64 = 90;
/// With less room than this on the disk the operator is told, in bytes.
const DISK_LOW_BYTES: u64 = 1 << 30;
/// With fewer files than this that can still be made on the disk the operator is told.
const DISK_LOW_FILES: u64 = 10_000;

/// Raises the number of descriptors to what the system allows; says how many there are.
pub fn raise_descriptors() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let hard = limit.maximum.unwrap_or(u64::MAX).min(DESCRIPTORS_MAX);
    let soft = limit.current.unwrap_or(DESCRIPTORS_MAX);
    if soft >= hard {
        return soft;
    }
    let raised = Rlimit {
        current: Some(hard),
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => hard,
        Err(error) => {
            tracing::warn!(%error, descriptors = soft, "the number of file descriptors cannot be raised");
            soft
        }
    }
}

/// How many connections may be served with so many descriptors, so that the files find theirs.
pub fn connections(descriptors: u64) -> usize {
    let reserved = DESCRIPTORS_RESERVED.min(descriptors / 2);
    let left = usize::try_from(descriptors - reserved).unwrap_or(usize::MAX);
    left.clamp(1, api::server::CONNECTIONS_MAX)
}

/// Tells how disk and descriptors stand.
pub fn watch(folder: &Path) -> api::own::health::Machine {
    let folder = folder.to_path_buf();
    Arc::new(move || {
        vec![
            Part::minor("disk", disk(&folder)),
            Part::vital("descriptors", descriptors(&folder)),
        ]
    })
}

fn disk(folder: &Path) -> Health {
    let Ok(found) = rustix::fs::statvfs(folder) else {
        return Health::Failed("it cannot be asked for its room");
    };
    // Some file systems make files as they are needed, and count none.
    let files = (found.f_files > 0).then_some(found.f_favail);
    room(found.f_bavail.saturating_mul(found.f_frsize), files)
}

/// How a disk stands with so many bytes left, and so many files if they are counted.
const fn room(bytes: u64, files: Option<u64>) -> Health {
    if bytes < DISK_LOW_BYTES {
        return Health::Degraded("there is less than 1 GiB of room left");
    }
    match files {
        Some(files) if files < DISK_LOW_FILES => {
            Health::Degraded("hardly any more files can be made")
        }
        _ => Health::Good,
    }
}

fn descriptors(folder: &Path) -> Health {
    // What counts is whether one can be had.
    if File::open(folder).is_err() {
        return Health::Failed("there is none left");
    }
    let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let used = fs::read_dir("/proc/self/fd").map_or(0, |open| open.count() as u64);
    in_use(used, limit)
}

/// How descriptors stand with so many in use.
const fn in_use(used: u64, limit: u64) -> Health {
    if used.saturating_mul(100) >= limit.saturating_mul(DESCRIPTORS_HIGH) {
        return Health::Degraded("nine in ten are in use");
    }
    Health::Good
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn a_disk_with_little_room_or_few_files_left_is_told() {
        let low = Health::Degraded("there is less than 1 GiB of room left");
        for files in [None, Some(DISK_LOW_FILES)] {
            assert_eq!(room(DISK_LOW_BYTES, files), Health::Good);
            assert_eq!(room(DISK_LOW_BYTES - 1, files), low);
            assert_eq!(room(0, files), low);
        }
        let few = Health::Degraded("hardly any more files can be made");
        for files in [0, DISK_LOW_FILES - 1] {
            assert_eq!(room(u64::MAX, Some(files)), few);
        }
    }

    #[test]
    fn nine_in_ten_descriptors_in_use_are_told() {
        assert_eq!(in_use(899, 1_000), Health::Good);
        let many = Health::Degraded("nine in ten are in use");
        assert_eq!(in_use(900, 1_000), many);
        assert_eq!(in_use(1_000, 1_000), many);
        assert_eq!(in_use(5_000, u64::MAX), Health::Good);
    }

    #[test]
    fn a_folder_that_is_gone_is_told_of_both() {
        let folder = tempfile::tempdir().unwrap();
        let watched = watch(folder.path());
        let named = |parts: &[Part]| -> Vec<_> {
            let one = |part: &Part| (part.name, part.vital, part.is_fatal());
            parts.iter().map(one).collect()
        };
        assert_eq!(
            named(&watched()),
            [("disk", false, false), ("descriptors", true, false)]
        );
        drop(folder);
        let parts = watched();
        assert!(
            parts
                .iter()
                .all(|part| matches!(part.health, Health::Failed(_)))
        );
        assert_eq!(
            named(&parts),
            [("disk", false, false), ("descriptors", true, true)]
        );
    }

    #[test]
    fn connections_leave_descriptors_for_files() {
        assert_eq!(connections(1_024), 512);
        assert_eq!(connections(4_096), 2_048);
        assert_eq!(connections(8_192), 6_144);
        assert_eq!(connections(DESCRIPTORS_MAX), api::server::CONNECTIONS_MAX);
        assert_eq!(connections(1), 1);
    }

    #[test]
    fn there_are_as_many_descriptors_as_the_system_allows() {
        let raised = raise_descriptors();
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, Some(raised));
        let hard = limit.maximum.unwrap_or(u64::MAX);
        assert!(raised >= hard.min(DESCRIPTORS_MAX));
    }
}

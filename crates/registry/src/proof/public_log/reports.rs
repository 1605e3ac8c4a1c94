//! Damage of the public log is told to the operator once, however often everybody asks for what is
//! damaged.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// How many different failures are remembered; more are forgotten together.
const REPORTS_MAX: usize = 1_000;

/// What has been told.
#[derive(Default)]
pub(crate) struct Reports(Mutex<BTreeSet<String>>);

impl Reports {
    /// Whether it has not been told before.
    pub(super) fn is_news(&self, text: &str) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() >= REPORTS_MAX && !told.contains(text) {
            told.clear();
        }
        told.insert(text.to_owned())
    }

    /// Whether something could not be read since the start.
    pub(crate) fn has_any(&self) -> bool {
        !self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_damage_is_told_once() {
        let reports = Reports::default();
        assert!(!reports.has_any());
        assert!(reports.is_news("tile 1 is missing"));
        assert!(reports.has_any());
        assert!(reports.is_news("tile 2 is missing"));
        assert!(!reports.is_news("tile 1 is missing"));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let reports = Reports::default();
        for number in 0..=REPORTS_MAX {
            assert!(reports.is_news(&format!("tile {number}")));
        }
        let told = reports.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(told.len(), 1);
    }
}

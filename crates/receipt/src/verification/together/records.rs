//! Movements of one log: each names the one before it of its record, and time does not run back.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::Seq;
use domain::canonical::Opened;

use super::Movements;
use crate::finding::Contradiction;
use crate::state::{RecordKey, StateProof};

/// A record is erased three years after its end at the earliest (rule 60); from then on its next movement
/// is a first one again. Here a little less, so that no calendar is needed.
const ERASED_AFTER: Duration = Duration::from_hours(3 * 365 * 24);

/// What movements say of each other.
pub fn contradictions(movements: &Movements<'_>) -> Vec<Contradiction> {
    let mut contradictions = times(movements);
    let mut successors: BTreeMap<Seq, Seq> = BTreeMap::new();
    let mut newest: BTreeMap<RecordKey, Seq> = BTreeMap::new();
    for (index, known) in movements {
        let opened = known.opened;
        let key = RecordKey::of(opened);
        let before = newest.insert(key.clone(), *index);
        // A predecessor that is none is told of the receipt itself.
        let names = opened.prev.filter(|previous| previous < index);
        if let Some(previous) = names {
            if let Some(one) = successors.insert(previous, *index) {
                contradictions.push(Contradiction::TwoSuccessors {
                    previous,
                    one,
                    other: *index,
                });
                continue;
            }
            let other = (movements.get(&previous))
                .is_some_and(|previous| RecordKey::of(previous.opened) != key);
            if other {
                contradictions.push(Contradiction::OtherPredecessor {
                    previous,
                    by: *index,
                });
            }
        }
        let Some(skipped) = before else { continue };
        let left_out = match opened.prev {
            Some(previous) => previous < skipped,
            None => movements
                .get(&skipped)
                .is_some_and(|before| is_kept(before.opened, opened.recorded_at)),
        };
        if left_out {
            contradictions.push(Contradiction::Skipped {
                skipped,
                by: *index,
                names: opened.prev,
            });
        }
    }
    contradictions
}

/// Whether a movement cannot have been erased by then.
fn is_kept(movement: &Opened, by: domain::Timestamp) -> bool {
    by.since(movement.recorded_at) < ERASED_AFTER
}

/// Along a log the recording times never decrease, whatever the registry's clock did.
fn times(movements: &Movements<'_>) -> Vec<Contradiction> {
    let mut contradictions = Vec::new();
    let mut latest: Option<(Seq, domain::Timestamp)> = None;
    for (index, known) in movements {
        let recorded = known.opened.recorded_at;
        match latest {
            Some((one, time)) if recorded < time => {
                contradictions.push(Contradiction::TimesRunBack { one, other: *index });
            }
            _ => latest = Some((*index, recorded)),
        }
    }
    contradictions
}

/// The movement a state proof leaves out, if there is one: of the record, after those it shows, and recorded up
/// to its instant. What lies between two that it shows is [`Contradiction::Skipped`].
pub fn hidden_by(state: &StateProof, movements: &Movements<'_>) -> Option<Contradiction> {
    let instant = state.instant();
    let last = state.before().last().map(|last| Seq(last.proof().index));
    let after = state.after().map(|after| Seq(after.proof().index));
    let mut of_record = movements.iter().filter(|(_, known)| {
        known.opened.recorded_at <= instant && RecordKey::of(known.opened) == *state.key()
    });
    let hidden = of_record.find(|(index, known)| match (last, after) {
        (Some(last), None) => **index > last,
        (None, Some(after)) => **index < after && is_kept(known.opened, instant),
        _ => false,
    });
    hidden.map(|(index, _)| Contradiction::Hidden {
        hidden: *index,
        instant,
    })
}

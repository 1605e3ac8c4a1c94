//! Several receipts and state proofs beside each other: whether one honest log can have given all of
//! them.
//!
//! Only what a trusted log has signed counts, and of it only what is in the tree: anybody can make up
//! the rest.

mod records;
mod trees;

use std::collections::{BTreeMap, BTreeSet};

use domain::canonical::Opened;
use domain::{Seq, Timestamp};
use tlog::{Hash, Origin};
use tsp::GenTime;

use super::checking::Checked;
use super::clocks::is_ahead;
use crate::finding::{Contradiction, Fault, Finding};
use crate::state::StateProof;

/// A movement that is in a log.
struct Known<'a> {
    opened: &'a Opened,
    leaf: Hash,
}

/// What is known of one log, by position. Of two leaves at one position it has the first.
type Movements<'a> = BTreeMap<Seq, Known<'a>>;

/// What contradicts itself, log by log.
pub fn contradictions(checked: &[Checked<'_>], states: &[StateProof]) -> Vec<Finding> {
    let mut logs: BTreeMap<&Origin, Vec<&Checked<'_>>> = BTreeMap::new();
    for found in checked {
        if let Some(signed) = &found.signed {
            logs.entry(&signed.origin).or_default().push(found);
        }
    }
    let mut findings = Vec::new();
    for (origin, found) in logs {
        let mut of_log = trees::contradictions(&found);
        let movements = movements(&found, &mut of_log);
        of_log.extend(records::contradictions(&movements));
        of_log.extend(stamped_earlier(&found, &movements));
        let states = states.iter().filter(|state| is_of(state, origin));
        of_log.extend(states.filter_map(|state| records::hidden_by(state, &movements)));
        findings.extend(of_log.into_iter().map(|what| {
            Finding::Failed(Fault::Contradiction {
                origin: origin.clone(),
                what,
            })
        }));
    }
    findings
}

/// The movements, and where two leaves stand at one position.
fn movements<'a>(found: &[&'a Checked<'_>], of_log: &mut Vec<Contradiction>) -> Movements<'a> {
    let mut movements = Movements::new();
    let mut told = BTreeSet::new();
    for found in found {
        let (Some(leaf), Some(opened)) = (found.included, &found.opened) else {
            continue;
        };
        let known = movements
            .entry(found.index)
            .or_insert(Known { opened, leaf });
        if known.leaf != leaf && told.insert(found.index) {
            of_log.push(Contradiction::TwoLeaves { index: found.index });
        }
    }
    movements
}

/// Movements that say they were recorded after a tree that holds their position was stamped.
fn stamped_earlier(found: &[&Checked<'_>], movements: &Movements<'_>) -> Vec<Contradiction> {
    // Of the trees that hold a position the one stamped first decides. From the largest down, the
    // earliest time so far is that of all trees at least as large.
    let mut trees: BTreeMap<u64, GenTime> = BTreeMap::new();
    for found in found {
        if let (Some(signed), Some(stamped)) = (&found.signed, found.stamped) {
            let time = trees.entry(signed.size).or_insert(stamped);
            *time = (*time).min(stamped);
        }
    }
    // What its own stamp says, its receipt has been told.
    let told: BTreeSet<Seq> = (found.iter())
        .filter(|found| {
            (found.findings.iter()).any(|it| matches!(it, Finding::Failed(Fault::Clock { .. })))
        })
        .map(|found| found.index)
        .collect();
    let mut earliest: Option<(u64, GenTime)> = None;
    let mut trees = trees.into_iter().rev().peekable();
    let mut contradictions = Vec::new();
    for (index, known) in movements.iter().rev() {
        while let Some((size, time)) = trees.next_if(|(size, _)| *size > index.0) {
            if earliest.is_none_or(|(_, before)| time < before) {
                earliest = Some((size, time));
            }
        }
        let recorded = known.opened.recorded_at;
        if let Some((size, stamped)) = earliest
            && is_ahead(recorded, Timestamp::from_millis(stamped.unix_millis()))
            && !told.contains(index)
        {
            contradictions.push(Contradiction::StampedEarlier {
                index: *index,
                recorded,
                size,
                stamped,
            });
        }
    }
    contradictions
}

/// Whether a state proof says that it is of this log.
fn is_of(state: &StateProof, origin: &Origin) -> bool {
    let mut receipts = state.before().iter().chain(state.after());
    receipts.any(|receipt| {
        let text = receipt.proof().checkpoint.text();
        tlog::Checkpoint::parse(text).is_ok_and(|checkpoint| checkpoint.origin == *origin)
    })
}

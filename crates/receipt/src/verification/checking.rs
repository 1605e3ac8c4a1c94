//! One receipt, step by step.

use domain::canonical::{self, Leaf, Opened};
use domain::{Seq, Timestamp};
use tlog::{Checkpoint, Hash};
use tsp::GenTime;

use super::clocks::{is_ahead, seen};
use super::{signatures, stamps};
use crate::evidence::{Receipt, is_development};
use crate::finding::{Dated, Fault, Finding, Proven};
use crate::readable::Readable;
use crate::trust::Trust;

/// What one receipt came to.
pub struct Checked<'a> {
    /// The receipt.
    pub receipt: &'a Receipt,
    /// In the order of the argument.
    pub findings: Vec<Finding>,
    /// What it opens, if that can be read.
    pub opened: Option<Opened>,
    /// Where the movement is, as the receipt says.
    pub index: Seq,
    /// The checkpoint, if a trusted log has signed it.
    pub signed: Option<Checkpoint>,
    /// The leaf's hash, if it is in the tree.
    pub included: Option<Hash>,
    /// The earliest time that is proven for the checkpoint.
    pub stamped: Option<GenTime>,
    /// Whether a time in it rests on a development authority.
    pub development: bool,
}

/// Checks everything there is, whatever fails on the way, so that a reader sees all of it.
pub fn check<'a>(receipt: &'a Receipt, trust: &Trust) -> Checked<'a> {
    let mut findings = Vec::new();
    let opened = open(receipt, &mut findings);
    let text = receipt.proof.checkpoint.text();
    let mut included = None;
    let signed = match Checkpoint::parse(text) {
        Ok(checkpoint) => {
            included = include(receipt, &checkpoint, &mut findings);
            signatures::check(&receipt.proof.checkpoint, &checkpoint, trust, &mut findings)
                .then_some(checkpoint)
        }
        Err(error) => {
            findings.push(Finding::Failed(Fault::Checkpoint(error)));
            None
        }
    };
    let time = stamps::check(text, &receipt.stamps, trust, &mut findings);
    if receipt.development != receipt.stamps.iter().any(is_development) {
        findings.push(Finding::Failed(Fault::DevelopmentMark));
    }
    if let Some(opened) = &opened {
        hold_against_clocks(opened.recorded_at, time.earliest, trust, &mut findings);
    }
    Checked {
        receipt,
        findings,
        opened,
        index: Seq(receipt.proof.index),
        signed,
        included,
        stamped: time.earliest,
        development: time.development,
    }
}

/// When it was recorded is the registry's word. It must not be later than what others say of it.
fn hold_against_clocks(
    recorded: Timestamp,
    stamped: Option<GenTime>,
    trust: &Trust,
    findings: &mut Vec<Finding>,
) {
    let mut faults = Vec::new();
    if is_ahead(recorded, trust.now) {
        faults.push(Fault::Future {
            what: Dated::Movement,
            at: recorded,
            now: trust.now,
        });
    }
    for finding in findings.iter() {
        if let Finding::Proven(Proven::Cosigned { witness, at }) = finding
            && is_ahead(recorded, seen(*at))
        {
            faults.push(Fault::WitnessClock {
                recorded,
                witness: witness.clone(),
                at: *at,
            });
        }
    }
    if let Some(stamped) = stamped
        && is_ahead(recorded, Timestamp::from_millis(stamped.unix_millis()))
    {
        faults.push(Fault::Clock { recorded, stamped });
    }
    findings.extend(faults.into_iter().map(Finding::Failed));
}

fn open(receipt: &Receipt, findings: &mut Vec<Finding>) -> Option<Opened> {
    let opened = match canonical::decode(&receipt.opening.canonical) {
        Ok(opened) => opened,
        Err(error) => {
            findings.push(Finding::Failed(Fault::Movement(error)));
            return None;
        }
    };
    findings.push(Finding::Proven(Proven::Opened(Box::new(opened.clone()))));
    // People read the words and not the bytes: words of somebody else's must not pass with a proof.
    if Readable::of(&opened) != receipt.movement {
        findings.push(Finding::Failed(Fault::Words));
    }
    findings.push(
        if leaf(receipt).transaction_id() == receipt.transaction_id {
            Finding::Proven(Proven::Identified(receipt.transaction_id))
        } else {
            Finding::Failed(Fault::Identity)
        },
    );
    // A log grows at its end: what comes before a movement has a lower index.
    let index = receipt.proof.index;
    if let Some(previous) = opened.prev.filter(|previous| previous.0 >= index) {
        findings.push(Finding::Failed(Fault::Predecessor {
            index: Seq(index),
            previous,
        }));
    }
    Some(opened)
}

fn include(
    receipt: &Receipt,
    checkpoint: &Checkpoint,
    findings: &mut Vec<Finding>,
) -> Option<Hash> {
    let proof = &receipt.proof;
    let hash = leaf(receipt).transaction_id().0;
    let (index, size) = (proof.index, checkpoint.size);
    let included = tlog::verify_inclusion(index, size, &hash, &checkpoint.root, &proof.hashes);
    let holds = included.is_ok();
    findings.push(match included {
        Ok(()) => Finding::Proven(Proven::Included { index, size }),
        Err(error) => Finding::Failed(Fault::Inclusion(error)),
    });
    holds.then_some(hash)
}

fn leaf(receipt: &Receipt) -> Leaf {
    Leaf::commit_bytes(&receipt.opening.key, &receipt.opening.canonical)
}

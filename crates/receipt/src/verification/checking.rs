//! One receipt, step by step.

use domain::Seq;
use domain::canonical::{self, Leaf, Opened};
use tlog::Checkpoint;

use super::{signatures, stamps};
use crate::evidence::{Receipt, is_development};
use crate::finding::{Fault, Finding, Proven};
use crate::readable::Readable;
use crate::trust::Trust;

/// How far the registry's clock may be ahead of an authority's, in milliseconds. A movement that was
/// stamped and says it was recorded later than that contradicts itself.
const CLOCK_SKEW_MAX_MILLIS: i64 = 5 * 60 * 1000;

/// What one receipt came to.
pub struct Checked {
    /// In the order of the argument.
    pub findings: Vec<Finding>,
    /// What it opens, if that can be read.
    pub opened: Option<Opened>,
    /// Where the movement is, as the receipt says.
    pub index: Seq,
    /// The checkpoint, if a trusted log has signed it.
    pub signed: Option<Checkpoint>,
    /// Whether a time in it rests on a development authority.
    pub development: bool,
}

/// Checks everything there is, whatever fails on the way, so that a reader sees all of it.
pub fn check(receipt: &Receipt, trust: &Trust) -> Checked {
    let mut findings = Vec::new();
    let opened = open(receipt, &mut findings);
    let text = receipt.proof.checkpoint.text();
    let signed = match Checkpoint::parse(text) {
        Ok(checkpoint) => {
            include(receipt, &checkpoint, &mut findings);
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
    if let (Some(opened), Some(stamped)) = (&opened, time.earliest) {
        let ahead = opened
            .recorded_at
            .as_millis()
            .saturating_sub(stamped.unix_millis());
        if ahead > CLOCK_SKEW_MAX_MILLIS {
            findings.push(Finding::Failed(Fault::Clock {
                recorded: opened.recorded_at,
                stamped,
            }));
        }
    }
    Checked {
        findings,
        opened,
        index: Seq(receipt.proof.index),
        signed,
        development: time.development,
    }
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
    Some(opened)
}

fn include(receipt: &Receipt, checkpoint: &Checkpoint, findings: &mut Vec<Finding>) {
    let proof = &receipt.proof;
    let hash = leaf(receipt).transaction_id().0;
    let (index, size) = (proof.index, checkpoint.size);
    let included = tlog::verify_inclusion(index, size, &hash, &checkpoint.root, &proof.hashes);
    findings.push(match included {
        Ok(()) => Finding::Proven(Proven::Included { index, size }),
        Err(error) => Finding::Failed(Fault::Inclusion(error)),
    });
}

fn leaf(receipt: &Receipt) -> Leaf {
    Leaf::commit_bytes(&receipt.opening.key, &receipt.opening.canonical)
}

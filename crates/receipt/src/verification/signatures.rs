//! Who stands by a checkpoint.

use tlog::{Checkpoint, Note, NoteError, VerifierKey, verify_cosignature};

use super::clocks::{is_ahead, seen};
use crate::finding::{Dated, Fault, Finding, Proven, Unproven};
use crate::trust::Trust;

/// Finds the log's signature and those of witnesses; whether a trusted log has signed.
pub fn check(
    note: &Note,
    checkpoint: &Checkpoint,
    trust: &Trust,
    findings: &mut Vec<Finding>,
) -> bool {
    let signed = by_log(note, checkpoint, trust);
    let holds = matches!(signed, Finding::Proven(_));
    findings.push(signed);
    cosignatures(note, trust, findings);
    holds
}

/// Finds the signatures of witnesses, and whether they are as many as asked for.
pub fn cosignatures(note: &Note, trust: &Trust, findings: &mut Vec<Finding>) {
    let mut have: Vec<&VerifierKey> = Vec::new();
    for witness in &trust.witnesses {
        match verify_cosignature(note, witness) {
            // The same key given twice is one witness.
            Ok(_) if have.contains(&witness) => {}
            Ok(at) if is_ahead(seen(at), trust.now) => {
                findings.push(Finding::Failed(Fault::Future {
                    what: Dated::Cosignature(witness.name().clone()),
                    at: seen(at),
                    now: trust.now,
                }));
            }
            Ok(at) => {
                have.push(witness);
                findings.push(Finding::Proven(Proven::Cosigned {
                    witness: witness.name().clone(),
                    at,
                }));
            }
            Err(NoteError::NotSignedBy(_)) => {}
            Err(_) => findings.push(Finding::Failed(Fault::WitnessSignature(
                witness.name().clone(),
            ))),
        }
    }
    if have.len() < trust.quorum {
        findings.push(Finding::Unproven(Unproven::Quorum {
            have: have.len(),
            need: trust.quorum,
        }));
    }
}

fn by_log(note: &Note, checkpoint: &Checkpoint, trust: &Trust) -> Finding {
    // A log's key speaks for the log of its name and for no other.
    let keys = trust
        .log_keys
        .iter()
        .filter(|key| key.name().as_str() == checkpoint.origin.as_str());
    let mut bad = None;
    for key in keys {
        match note.verify(key) {
            Ok(()) => {
                let log = key.name().clone();
                return Finding::Proven(Proven::Signed { log });
            }
            Err(NoteError::BadSignature(name)) => bad = Some(name),
            Err(_) => {}
        }
    }
    Finding::Failed(bad.map_or_else(
        || Fault::NotSigned {
            origin: Some(checkpoint.origin.clone()),
        },
        Fault::LogSignature,
    ))
}

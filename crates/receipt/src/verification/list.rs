//! The receipt of a list that was checked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tlog::Checkpoint;

use super::{is_witnessed, signatures};
use crate::finding::{Fault, Finding, ListFile, Proven, Unproven};
use crate::list::{CheckKey, ListReceipt};
use crate::trust::Trust;
use crate::verdict::{About, Section, Verdict};

/// What the receipt of a list proves to whoever believes these keys, about the files with these SHA-256.
pub fn verify(
    receipt: &ListReceipt,
    files: &[[u8; 32]],
    keys: &[CheckKey],
    trust: &Trust,
) -> Verdict {
    let mut findings = Vec::new();
    findings.push(if keys.iter().any(|key| receipt.is_signed_by(key)) {
        Finding::Proven(Proven::ListSigned(Box::new(receipt.statement.clone())))
    } else {
        Finding::Failed(Fault::ListSignature)
    });
    for file in files {
        let digest = hex::encode(file);
        findings.push(if digest == receipt.statement.input_sha256 {
            Finding::Proven(Proven::ListFile(ListFile::Given))
        } else if digest == receipt.statement.output_sha256 {
            Finding::Proven(Proven::ListFile(ListFile::Answered))
        } else {
            Finding::Failed(Fault::ListFile)
        });
    }
    let mut limits = Vec::new();
    match Checkpoint::parse(receipt.checkpoint.text()) {
        Ok(checkpoint) if is_named(receipt, &checkpoint) => {
            signatures::check(&receipt.checkpoint, &checkpoint, trust, &mut findings);
        }
        Ok(_) => findings.push(Finding::Failed(Fault::ListTree)),
        Err(error) => findings.push(Finding::Failed(Fault::Checkpoint(error))),
    }
    if !is_witnessed(&findings) {
        limits.push(Finding::Unproven(Unproven::OneView));
    }
    for part in [ListFile::Given, ListFile::Answered] {
        if !findings.contains(&Finding::Proven(Proven::ListFile(part))) {
            limits.push(Finding::Unproven(Unproven::ListFile(part)));
        }
    }
    limits.push(Finding::Unproven(Unproven::ListTime));
    Verdict {
        sections: vec![
            Section {
                about: About::List,
                findings,
            },
            Section {
                about: About::Limits,
                findings: limits,
            },
        ],
    }
}

/// Whether the statement names this checkpoint.
fn is_named(receipt: &ListReceipt, checkpoint: &Checkpoint) -> bool {
    let statement = &receipt.statement;
    statement.log == checkpoint.origin.as_str()
        && statement.tree_size == checkpoint.size
        && statement.tree_root == STANDARD.encode(checkpoint.root)
}

//! Being a witness of other logs (C2SP tlog-witness).

use tlog::Refusal;
use transparency::WitnessRefusal;

use crate::{Error, Proof, Result};

/// What a witness answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cosigning {
    /// Cosigned, and kept: the signature's line.
    Cosigned(String),
    /// The witness knows the log at this size.
    Conflict(u64),
    /// Not cosigned.
    Refused {
        /// Which of the specification's refusals it is.
        kind: CosigningRefusal,
        /// Why, in a few words.
        reason: String,
    },
}

/// The refusals that the specification tells apart, beside a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CosigningRefusal {
    /// It is no such request, or its older size is above the newer one.
    Malformed,
    /// The log has not signed it.
    NotSigned,
    /// This log is not watched.
    UnknownLog,
    /// The proof does not hold.
    Inconsistent,
}

impl Proof<'_> {
    /// Whether this registry is a witness of other logs.
    pub fn is_witness(self) -> bool {
        self.proofs().witness.is_some()
    }

    /// Judges a request to cosign another log's checkpoint. `None`: this registry is no witness.
    pub async fn cosign(self, request: String) -> Result<Option<Cosigning>> {
        let Some(witness) = self.proofs().witness.clone() else {
            return Ok(None);
        };
        // It is durable before it is answered, which takes a while.
        self.blocking(move |registry| {
            let judged = witness.add_checkpoint(&request, registry.now());
            judged
                .map_or_else(refused, |line| Ok(Cosigning::Cosigned(line)))
                .map(Some)
        })
        .await
    }

    /// The newest checkpoint cosigned of a log, by the SHA-256 of its name in hexadecimal digits.
    /// `None`: this registry is no witness, or has cosigned none of it.
    pub async fn newest_cosigned(self, origin_hash: String) -> Result<Option<String>> {
        let Some(witness) = self.proofs().witness.clone() else {
            return Ok(None);
        };
        // It waits while another one is being made durable.
        self.blocking(move |registry| Ok(witness.newest(&origin_hash, registry.now())))
            .await
    }
}

fn refused(refusal: WitnessRefusal) -> Result<Cosigning> {
    let kind = match &refusal {
        WitnessRefusal::Malformed(_) | WitnessRefusal::Judged(Refusal::OldAboveNew { .. }) => {
            CosigningRefusal::Malformed
        }
        WitnessRefusal::UnknownLog => CosigningRefusal::UnknownLog,
        WitnessRefusal::Judged(Refusal::NotSigned(_)) => CosigningRefusal::NotSigned,
        WitnessRefusal::Judged(Refusal::Inconsistent(_)) => CosigningRefusal::Inconsistent,
        WitnessRefusal::Judged(
            Refusal::OtherSize { known: size } | Refusal::SplitView { size },
        ) => return Ok(Cosigning::Conflict(*size)),
        WitnessRefusal::Clock | WitnessRefusal::Storage(_) => {
            return Err(Error::Failed(Box::new(refusal)));
        }
    };
    Ok(Cosigning::Refused {
        kind,
        reason: refusal.to_string(),
    })
}

//! Applicants: who has proven the e-mail address that applications are written under.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Address, RecipientId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::message::CodePurpose;
use crate::people::recipient::ProvenAddress;
use crate::{Admission, Result};

/// For how many hours a proof of the address is good.
pub const APPLICANT_HOURS: u32 = 4;

/// What a proof is sealed for.
const CONTEXT: &[u8] = b"izin/applicant/";

/// Somebody who has proven an e-mail address within the last [`APPLICANT_HOURS`].
#[derive(Clone, PartialEq, Eq)]
pub struct Applicant {
    address: Address,
    recipient: RecipientId,
}

impl std::fmt::Debug for Applicant {
    /// Leaves out the address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Applicant")
    }
}

impl Applicant {
    /// The address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Its pseudonym.
    pub(crate) fn recipient(&self) -> RecipientId {
        self.recipient
    }
}

/// What the proof says, under seal.
#[derive(Serialize, Deserialize)]
struct Proof {
    address: String,
    until_millis: i64,
}

impl Admission<'_> {
    /// The proof of an address for a cookie: sealed, so that it tells nobody the address, and cannot be made. `None`: the
    /// address was proven for something else, or is a phone number.
    pub fn applicant_token(self, proven: &ProvenAddress) -> Result<Option<String>> {
        let address = match proven.address() {
            address @ Address::Email(_) if proven.purpose() == CodePurpose::Apply => address,
            _ => return Ok(None),
        };
        let until = self.now() + Duration::from_hours(APPLICANT_HOURS.into());
        let proof = Proof {
            address: address.to_string(),
            until_millis: until.as_millis(),
        };
        let sealed = self.seal_value(CONTEXT, &[], &proof)?;
        Ok(Some(URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// Who holds a proof. `None`: it is none, or its time is over.
    pub fn applicant(self, token: &str) -> Option<Applicant> {
        let sealed = URL_SAFE_NO_PAD.decode(token).ok()?;
        let proof: Proof = self.unseal_value(CONTEXT, &[], &sealed)?;
        let address = Address::from_stored(&proof.address)?;
        let is_good = self.now() < Timestamp::from_millis(proof.until_millis);
        is_good.then(|| Applicant {
            recipient: self.ledger().recipient_id(&address),
            address,
        })
    }
}

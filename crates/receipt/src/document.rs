//! Receipts, state proofs, receipts of lists and records of verified consents as JSON. Strict: each value has one spelling, and what the format does
//! not have is refused, so that nothing can be slipped in beside what is proven.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::TransactionId;
use domain::canonical::{self, CommitmentKey};
use serde::{Deserialize, Serialize};
use tlog::{Hash, MAX_PROOF_HASHES, Note, ProofFile};
use tsp::Token;

use crate::consent::{CONSENT, VerifiedConsent};
use crate::evidence::{Opening, Receipt, Renewal, Stamp};
use crate::list::{LIST_BYTES_MAX, ListReceipt};
use crate::readable::Readable;
use crate::renewal::RenewalText;
use crate::state::{RecordKey, StateProof};
use crate::{ReceiptError, instant};

/// The longest receipt, in bytes.
pub const RECEIPT_BYTES_MAX: usize = 256 * 1024;
/// The longest state proof, in bytes.
pub const STATE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// `format` of a receipt.
const RECEIPT: &str = "izin-receipt/v1";
/// `format` of a state proof.
const STATE: &str = "izin-state/v1";
/// `format` of a list's receipt.
const LIST: &str = "izin-list-check/v1";

/// Any kind of file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// One movement.
    Receipt(Box<Receipt>),
    /// A record at an instant.
    State(Box<StateProof>),
    /// A list that was checked.
    List(Box<ListReceipt>),
    /// What the registry asked somebody, and what was answered.
    VerifiedConsent(Box<VerifiedConsent>),
}

impl Document {
    /// Reads whichever it is.
    ///
    /// # Errors
    ///
    /// The bytes are none of them.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        match format(bytes)?.as_str() {
            RECEIPT => Receipt::parse(bytes).map(|receipt| Self::Receipt(Box::new(receipt))),
            STATE => StateProof::parse(bytes).map(|proof| Self::State(Box::new(proof))),
            LIST => ListReceipt::parse(bytes).map(|receipt| Self::List(Box::new(receipt))),
            CONSENT => {
                VerifiedConsent::parse(bytes).map(|one| Self::VerifiedConsent(Box::new(one)))
            }
            _ => Err(ReceiptError::Format(RECEIPT)),
        }
    }
}

#[derive(Deserialize)]
struct Head {
    format: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReceiptJson {
    format: String,
    transaction_id: String,
    opening: OpeningJson,
    proof: String,
    stamps: Vec<StampJson>,
    movement: Readable,
    development: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningJson {
    key: String,
    movement: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StampJson {
    token: String,
    renewals: Vec<RenewalJson>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RenewalJson {
    text: String,
    token: String,
    index: u64,
    proof: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateJson {
    format: String,
    key: RecordKey,
    instant: String,
    before: Vec<ReceiptJson>,
    after: Option<ReceiptJson>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListJson {
    format: String,
    statement: String,
    signature: String,
    checkpoint: String,
}

/// Which format the bytes say they have.
fn format(bytes: &[u8]) -> Result<String, ReceiptError> {
    if bytes.len() > STATE_BYTES_MAX {
        return Err(ReceiptError::TooLong(STATE_BYTES_MAX));
    }
    json::<Head>(bytes).map(|head| head.format)
}

impl Receipt {
    /// Reads a receipt, in any layout of the JSON but with exactly the members of its format.
    ///
    /// # Errors
    ///
    /// The bytes are not of the format's form.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        if bytes.len() > RECEIPT_BYTES_MAX {
            return Err(ReceiptError::TooLong(RECEIPT_BYTES_MAX));
        }
        if format(bytes)? != RECEIPT {
            return Err(ReceiptError::Format(RECEIPT));
        }
        json::<ReceiptJson>(bytes)?.read()
    }

    /// The receipt as a file has it: one line of JSON in UTF-8 without blanks, so that there is no
    /// byte in it that could be another without being noticed.
    pub fn to_json(&self) -> String {
        line(&ReceiptJson::of(self))
    }
}

impl StateProof {
    /// Reads a proof, in any layout of the JSON but with exactly the members of its format.
    ///
    /// # Errors
    ///
    /// The bytes are not of the format's form.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        if format(bytes)? != STATE {
            return Err(ReceiptError::Format(STATE));
        }
        let state: StateJson = json(bytes)?;
        let instant = instant::from_text(&state.instant).ok_or(ReceiptError::Member("instant"))?;
        let before: Result<_, _> = state.before.into_iter().map(ReceiptJson::read).collect();
        let after = state.after.map(ReceiptJson::read).transpose()?;
        Self::new(state.key, instant, before?, after)
    }

    /// The proof as a file has it: one line of JSON in UTF-8 without blanks.
    pub fn to_json(&self) -> String {
        line(&StateJson {
            format: STATE.to_owned(),
            key: self.key().clone(),
            instant: instant::to_text(self.instant()),
            before: self.before().iter().map(ReceiptJson::of).collect(),
            after: self.after().map(ReceiptJson::of),
        })
    }
}

impl ListReceipt {
    /// Reads a list's receipt, in any layout of the JSON but with exactly the members of its format.
    ///
    /// # Errors
    ///
    /// The bytes are not of the format's form.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        if bytes.len() > LIST_BYTES_MAX {
            return Err(ReceiptError::TooLong(LIST_BYTES_MAX));
        }
        let list: ListJson = json(bytes)?;
        if list.format != LIST {
            return Err(ReceiptError::Format(LIST));
        }
        let statement = serde_json::from_str(&list.statement);
        let statement = statement.map_err(|_| ReceiptError::Member("statement"))?;
        let checkpoint = Note::parse(&list.checkpoint);
        Ok(Self {
            statement,
            text: list.statement,
            signature: hexadecimal(&list.signature, "signature")?,
            checkpoint: checkpoint.map_err(|_| ReceiptError::Member("checkpoint"))?,
        })
    }

    /// The receipt as a file has it: one line of JSON in UTF-8 without blanks.
    pub fn to_json(&self) -> String {
        line(&ListJson {
            format: LIST.to_owned(),
            statement: self.text.clone(),
            signature: hex::encode(self.signature),
            checkpoint: self.checkpoint.to_string(),
        })
    }
}

fn line(document: &impl Serialize) -> String {
    let mut line = serde_json::to_string(document).expect("texts, numbers and lists of them");
    line.push('\n');
    line
}

/// The parser's own words would quote what they stumble over.
pub(crate) fn json<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, ReceiptError> {
    let bytes = domain::json::unmarked(bytes);
    serde_json::from_slice(bytes).map_err(|error| ReceiptError::Json {
        line: error.line(),
        column: error.column(),
    })
}

impl ReceiptJson {
    fn of(receipt: &Receipt) -> Self {
        Self {
            format: RECEIPT.to_owned(),
            transaction_id: receipt.transaction_id.to_wire(),
            opening: OpeningJson {
                key: hex::encode(receipt.opening.key.0),
                movement: STANDARD.encode(&receipt.opening.canonical),
            },
            proof: receipt.proof.to_string(),
            stamps: receipt.stamps.iter().map(StampJson::of).collect(),
            movement: receipt.movement.clone(),
            development: receipt.development,
        }
    }

    fn read(self) -> Result<Receipt, ReceiptError> {
        if self.format != RECEIPT {
            return Err(ReceiptError::Format(RECEIPT));
        }
        let canonical = base64(&self.opening.movement, canonical::MAX_BYTES, "movement")?;
        let proof: ProofFile = self
            .proof
            .parse()
            .map_err(|_| ReceiptError::Member("proof"))?;
        if proof.to_string() != self.proof {
            return Err(ReceiptError::Member("proof"));
        }
        let stamps: Result<_, _> = self.stamps.into_iter().map(StampJson::read).collect();
        let receipt = Receipt {
            transaction_id: TransactionId(hexadecimal(&self.transaction_id, "transactionId")?),
            opening: Opening {
                key: CommitmentKey(hexadecimal(&self.opening.key, "key")?),
                canonical,
            },
            proof,
            stamps: stamps?,
            movement: self.movement,
            development: self.development,
        };
        receipt.check_limits()?;
        Ok(receipt)
    }
}

impl StampJson {
    fn of(stamp: &Stamp) -> Self {
        Self {
            token: STANDARD.encode(stamp.token.to_der()),
            renewals: stamp.renewals.iter().map(RenewalJson::of).collect(),
        }
    }

    fn read(self) -> Result<Stamp, ReceiptError> {
        let renewals: Result<_, _> = self.renewals.into_iter().map(RenewalJson::read).collect();
        Ok(Stamp {
            token: token(&self.token)?,
            renewals: renewals?,
        })
    }
}

impl RenewalJson {
    fn of(renewal: &Renewal) -> Self {
        Self {
            text: renewal.text.to_text(),
            token: STANDARD.encode(renewal.token.to_der()),
            index: renewal.index,
            proof: renewal
                .proof
                .iter()
                .map(|hash| STANDARD.encode(hash))
                .collect(),
        }
    }

    fn read(self) -> Result<Renewal, ReceiptError> {
        if self.proof.len() > MAX_PROOF_HASHES {
            return Err(ReceiptError::TooMany {
                member: "proof",
                limit: MAX_PROOF_HASHES,
            });
        }
        let proof: Result<_, _> = self.proof.iter().map(|text| hash(text)).collect();
        Ok(Renewal {
            text: RenewalText::parse(&self.text).map_err(|_| ReceiptError::Member("text"))?,
            token: token(&self.token)?,
            index: self.index,
            proof: proof?,
        })
    }
}

fn token(text: &str) -> Result<Token, ReceiptError> {
    const MEMBER: &str = "token";
    let der = base64(text, tsp::MAX_TOKEN_BYTES, MEMBER)?;
    let token = Token::parse(&der).map_err(|_| ReceiptError::Member(MEMBER))?;
    // A whole reply can be read, too; its status is nobody's word.
    if token.to_der() == der {
        Ok(token)
    } else {
        Err(ReceiptError::Member(MEMBER))
    }
}

fn hash(text: &str) -> Result<Hash, ReceiptError> {
    const MEMBER: &str = "proof";
    base64(text, size_of::<Hash>(), MEMBER)?
        .try_into()
        .map_err(|_| ReceiptError::Member(MEMBER))
}

/// Base64 with padding (RFC 4648 section 4) and zero bits at its end, so that there is one spelling.
fn base64(text: &str, limit: usize, member: &'static str) -> Result<Vec<u8>, ReceiptError> {
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| ReceiptError::Member(member))?;
    if bytes.len() > limit {
        return Err(ReceiptError::Member(member));
    }
    Ok(bytes)
}

/// Lower-case digits, exactly as many as needed.
fn hexadecimal<const N: usize>(text: &str, member: &'static str) -> Result<[u8; N], ReceiptError> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| ReceiptError::Member(member))?;
    if hex::encode(bytes) == text {
        Ok(bytes)
    } else {
        Err(ReceiptError::Member(member))
    }
}

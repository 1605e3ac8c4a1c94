//! What became of a batch's items, as it is kept for sixty days. No addresses are in it.

use domain::{ItemId, RequestId, Timestamp, TransactionId, Violation};

use super::bytes::{Reader, Writer};

/// The first byte of the results.
const FORMAT: u8 = 1;

const RECORDED: u8 = 1;
const REPEATED: u8 = 2;
const REFUSED: u8 = 3;

/// What became of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemResult {
    /// A movement says what the item says.
    Recorded {
        /// The movement's name.
        transaction: TransactionId,
        /// When it was recorded.
        recorded_at: Timestamp,
        /// The item that caused it, where it was an earlier one (version 2, contract 7).
        original: Option<ItemId>,
    },
    /// Nothing was recorded.
    Refused(Refusal),
}

/// Why an item was refused: the contract's code and the message as it was at the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The contract's code.
    pub code: String,
    /// For a person to read.
    pub message: String,
}

impl From<&Violation> for Refusal {
    fn from(violation: &Violation) -> Self {
        Self {
            code: violation.code.as_wire().to_owned(),
            message: violation.message.clone().into_owned(),
        }
    }
}

impl Refusal {
    pub(super) fn write(&self, writer: &mut Writer) {
        writer.text(&self.code);
        writer.text(&self.message);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let code = reader.text()?.to_owned();
        let message = reader.text()?.to_owned();
        Some(Self { code, message })
    }
}

/// The bytes to keep.
pub(crate) fn encode(results: &[ItemResult]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.byte(FORMAT);
    for result in results {
        match result {
            ItemResult::Recorded {
                transaction,
                recorded_at,
                original,
            } => {
                writer.byte(if original.is_some() {
                    REPEATED
                } else {
                    RECORDED
                });
                writer.bytes(&transaction.0);
                writer.millis(recorded_at.as_millis());
                if let Some(original) = original {
                    writer.bytes(&original.request.0);
                    writer.number(original.index);
                }
            }
            ItemResult::Refused(refusal) => {
                writer.byte(REFUSED);
                refusal.write(&mut writer);
            }
        }
    }
    writer.0
}

/// Reads what [`encode`] made; `None` when the bytes are something else.
pub(crate) fn decode(bytes: &[u8]) -> Option<Vec<ItemResult>> {
    let mut reader = Reader(bytes);
    if reader.byte()? != FORMAT {
        return None;
    }
    let mut results = Vec::new();
    while !reader.is_at_end() {
        results.push(read(&mut reader)?);
    }
    Some(results)
}

fn read(reader: &mut Reader<'_>) -> Option<ItemResult> {
    let kind = reader.byte()?;
    if kind == REFUSED {
        return Refusal::read(reader).map(ItemResult::Refused);
    }
    let transaction = TransactionId(reader.array()?);
    let recorded_at = Timestamp::from_millis(reader.millis()?);
    let original = match kind {
        RECORDED => None,
        REPEATED => Some(ItemId {
            request: RequestId(reader.array()?),
            index: reader.number()?,
        }),
        _ => return None,
    };
    Some(ItemResult::Recorded {
        transaction,
        recorded_at,
        original,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_as_they_were_written() {
        let recorded = |original| ItemResult::Recorded {
            transaction: TransactionId([7; 32]),
            recorded_at: Timestamp::from_millis(1_772_000_000_123),
            original,
        };
        let original = ItemId {
            request: RequestId([9; 16]),
            index: 12,
        };
        let refusal = Refusal {
            code: "H178".to_owned(),
            message: "önceki tarihli".to_owned(),
        };
        let results = vec![
            recorded(None),
            ItemResult::Refused(refusal),
            recorded(Some(original)),
        ];
        assert_eq!(decode(&encode(&results)), Some(results));
    }
}

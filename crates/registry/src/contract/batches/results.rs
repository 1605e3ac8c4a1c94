//! What became of a batch's items, as it is kept for sixty days. No addresses are in it.

use domain::{Channel, ItemId, RequestId, Timestamp, TransactionId, Violation};

use super::bytes::{Reader, Writer};

/// The first byte of the results; the second has a bit for each channel.
const FORMAT: u8 = 2;
/// The same of results that do not say which channels they are about.
const FORMAT_WITHOUT_CHANNELS: u8 = 1;

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

/// The channels of a batch's items: whoever may not see each of them sees nothing of the batch (rule 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Channels(u8);

impl Channels {
    /// Each there is.
    pub(crate) fn all() -> Self {
        Channel::ALL.into_iter().collect()
    }

    /// Whether something holds for each of them.
    pub(crate) fn each(self, holds: impl FnMut(Channel) -> bool) -> bool {
        let own = Channel::ALL.into_iter();
        own.filter(|channel| self.0 & bit(*channel) != 0).all(holds)
    }
}

impl FromIterator<Channel> for Channels {
    fn from_iter<I: IntoIterator<Item = Channel>>(channels: I) -> Self {
        let bits = channels.into_iter().map(bit);
        Self(bits.fold(0, |all, own| all | own))
    }
}

const fn bit(channel: Channel) -> u8 {
    1 << channel.to_byte()
}

/// The bytes to keep.
pub(crate) fn encode(channels: Channels, results: &[ItemResult]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.byte(FORMAT);
    writer.byte(channels.0);
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

/// Reads what [`encode`] made; `None` when the bytes are something else. Where the channels are not said, they may
/// be any.
pub(crate) fn decode(bytes: &[u8]) -> Option<(Channels, Vec<ItemResult>)> {
    let mut reader = Reader(bytes);
    let channels = match reader.byte()? {
        FORMAT => Channels(reader.byte()?),
        FORMAT_WITHOUT_CHANNELS => Channels::all(),
        _ => return None,
    };
    let mut results = Vec::new();
    while !reader.is_at_end() {
        results.push(read(&mut reader)?);
    }
    Some((channels, results))
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
        let channels = Channels::from_iter([Channel::Call, Channel::Email]);
        let kept = encode(channels, &results);
        assert_eq!(decode(&kept), Some((channels, results.clone())));
        // As they were kept before the channels were.
        let older = [&[FORMAT_WITHOUT_CHANNELS], &kept[2..]].concat();
        assert_eq!(decode(&older), Some((Channels::all(), results)));
    }

    #[test]
    fn a_set_of_channels_has_those_that_were_put_into_it() {
        for own in Channel::ALL {
            let channels = Channels::from_iter([own, own]);
            assert!(channels.each(|channel| channel == own));
            assert!(!channels.each(|channel| channel != own));
        }
        assert!(Channels::default().each(|_| false));
        let mut count = 0;
        assert!(Channels::all().each(|_| {
            count += 1;
            true
        }));
        assert_eq!(count, Channel::ALL.len());
    }
}

//! What stands in the files: a sequence of frames, all numbers little-endian.
//!
//! ```text
//! frame     length of kind and body (4) · CRC-32 of what follows (4) · oldest time (8) ·
//!           newest time (8) · kind (1) · body
//! kind 1    singles: records of 48 bytes
//! kind 2    exempt, as it was written once: one record · three texts, each with its length (2) before it
//! kind 3    list: head (32) · list (16) · rows (4) · 8 bytes a row · one bit a row, 1 = allowed
//! kind 4    exempt: one record · what its texts are sealed in, by whoever asks for the check to be noted
//! record    head (32) · recipient (16)
//! head      time (8) · user (8) · party (4) · brand (4) · party's kind (1) · channel (1) ·
//!           recipient type (1) · reason (1) · zero (4)
//! ```
//!
//! Times are milliseconds since 1970.

use domain::check::Reason;
use domain::{BrandCode, Channel, RecipientId, RecipientType, Timestamp};

use super::entry::{
    Asker, BLOCK_ROWS_MAX, Exemption, ListBlock, LoggedAnswer, LoggedCheck, Question,
};
use crate::bytes::Reader;

/// Length of what stands before the body.
pub(super) const HEAD_LEN: usize = 25;
/// Length of a question.
const QUESTION_LEN: usize = 32;
/// Length of a single check's record.
pub(super) const RECORD_LEN: usize = QUESTION_LEN + RecipientId::LEN;
/// Length of what stands before the rows of a list: the question, the list and the number of rows.
const LIST_HEAD_LEN: usize = QUESTION_LEN + 16 + 4;
/// Bytes kept of each recipient of a list.
pub(super) const PREFIX_LEN: usize = 8;
/// The longest kind and body that is believed when reading, in bytes.
pub(super) const BODY_LEN_MAX: usize = 64 * 1024 * 1024;

/// Kind of a frame of single checks.
const SINGLES: u8 = 1;
const EXEMPT: u8 = 2;
const LIST: u8 = 3;
const SEALED_EXEMPT: u8 = 4;

/// What stands before the body of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Length of the body, in bytes.
    pub(super) body_len: usize,
    pub(super) crc: u32,
    pub(super) oldest: Timestamp,
    pub(super) newest: Timestamp,
    pub(super) kind: u8,
}

impl Head {
    /// Reads it; `None`: this is no frame.
    pub(super) fn read(bytes: &[u8; HEAD_LEN]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let len = reader.u32()? as usize;
        let crc = reader.u32()?;
        let (oldest, newest) = (reader.time()?, reader.time()?);
        let kind = reader.byte()?;
        let body_len = len.checked_sub(1)?;
        (len <= BODY_LEN_MAX).then_some(Self {
            body_len,
            crc,
            oldest,
            newest,
            kind,
        })
    }

    /// Whether the frame is what was written. `head` is what [`Head::read`] read.
    pub(super) fn fits(&self, head: &[u8; HEAD_LEN], body: &[u8]) -> bool {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&head[8..]);
        hasher.update(body);
        hasher.finalize() == self.crc
    }
}

/// A single check's record.
pub(super) fn single(
    question: &Question,
    recipient: RecipientId,
    reason: Reason,
) -> [u8; RECORD_LEN] {
    let mut record = [0; RECORD_LEN];
    record[..QUESTION_LEN].copy_from_slice(&head(question, reason.to_byte()));
    record[QUESTION_LEN..].copy_from_slice(&recipient.0);
    record
}

/// A frame of records written one after the other.
pub(super) fn singles(records: &[u8]) -> Vec<u8> {
    let times = || {
        records
            .chunks_exact(RECORD_LEN)
            .filter_map(|record| Reader(record).time())
    };
    let oldest = times().min().unwrap_or(Timestamp::from_millis(0));
    let newest = times().max().unwrap_or(oldest);
    frame(SINGLES, oldest, newest, records.len(), |body| {
        body.extend_from_slice(records);
    })
}

/// A frame of one exempt message's check.
pub(super) fn exempt(question: &Question, recipient: RecipientId, sealed: &[u8]) -> Vec<u8> {
    let at = question.at;
    frame(SEALED_EXEMPT, at, at, RECORD_LEN + sealed.len(), |body| {
        body.extend_from_slice(&single(question, recipient, Reason::Exempt));
        body.extend_from_slice(sealed);
    })
}

/// The same as it was written before its texts were sealed.
#[cfg(test)]
pub(super) fn open_exempt(
    question: &Question,
    recipient: RecipientId,
    exemption: &Exemption,
) -> Vec<u8> {
    let texts = [
        &exemption.declaration,
        &exemption.sender,
        &exemption.template,
    ];
    frame(
        EXEMPT,
        question.at,
        question.at,
        RECORD_LEN + texts.len() * 64,
        |body| {
            body.extend_from_slice(&single(question, recipient, Reason::Exempt));
            for text in texts {
                let len = u16::try_from(text.len()).unwrap_or_default();
                body.extend_from_slice(&len.to_le_bytes());
                body.extend_from_slice(text.as_bytes());
            }
        },
    )
}

/// A frame of a part of a list.
pub(super) fn list(block: &ListBlock<'_>) -> Vec<u8> {
    let rows = block
        .recipients
        .len()
        .min(block.allowed.len())
        .min(BLOCK_ROWS_MAX);
    let at = block.question.at;
    let len = LIST_HEAD_LEN + rows * PREFIX_LEN + rows.div_ceil(8);
    frame(LIST, at, at, len, |body| {
        body.extend_from_slice(&head(&block.question, 0));
        body.extend_from_slice(&block.list);
        let count = u32::try_from(rows).unwrap_or_default();
        body.extend_from_slice(&count.to_le_bytes());
        for recipient in &block.recipients[..rows] {
            body.extend_from_slice(&recipient.0[..PREFIX_LEN]);
        }
        for eight in block.allowed[..rows].chunks(8) {
            let bits = eight
                .iter()
                .enumerate()
                .fold(0_u8, |bits, (place, &allowed)| {
                    bits | u8::from(allowed) << place
                });
            body.push(bits);
        }
    })
}

fn frame(
    kind: u8,
    oldest: Timestamp,
    newest: Timestamp,
    body_len: usize,
    write: impl FnOnce(&mut Vec<u8>),
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD_LEN + body_len);
    bytes.extend_from_slice(&[0; 8]);
    bytes.extend_from_slice(&oldest.as_millis().to_le_bytes());
    bytes.extend_from_slice(&newest.as_millis().to_le_bytes());
    bytes.push(kind);
    write(&mut bytes);
    // Blocks are bounded far below 4 GiB.
    let len = u32::try_from(bytes.len() - HEAD_LEN + 1).unwrap_or(u32::MAX);
    let crc = crc32fast::hash(&bytes[8..]);
    bytes[..4].copy_from_slice(&len.to_le_bytes());
    bytes[4..8].copy_from_slice(&crc.to_le_bytes());
    bytes
}

fn head(question: &Question, reason: u8) -> [u8; QUESTION_LEN] {
    let mut bytes = [0; QUESTION_LEN];
    bytes[..8].copy_from_slice(&question.at.as_millis().to_le_bytes());
    bytes[8..16].copy_from_slice(&question.asker.user.to_le_bytes());
    bytes[16..20].copy_from_slice(&question.asker.party.to_le_bytes());
    bytes[20..24].copy_from_slice(&question.brand.0.to_le_bytes());
    bytes[24] = question.asker.kind;
    bytes[25] = question.channel.to_byte();
    bytes[26] = question.recipient_type.to_byte();
    bytes[27] = reason;
    bytes
}

/// Adds the checks of a recipient within `[from, until]` that a frame holds. What this program
/// cannot read (a later version's kinds) is passed over.
pub(super) fn find(
    kind: u8,
    body: &[u8],
    recipient: RecipientId,
    (from, until): (Timestamp, Timestamp),
    found: &mut Vec<LoggedCheck>,
) {
    let mut keep = |check: LoggedCheck| {
        if (from..=until).contains(&check.question.at) {
            found.push(check);
        }
    };
    match kind {
        SINGLES => {
            for record in body.chunks_exact(RECORD_LEN) {
                if record[QUESTION_LEN..] == recipient.0
                    && let Some((question, reason)) = Reader(record).head()
                    && let Some(reason) = Reason::from_byte(reason)
                {
                    let answer = LoggedAnswer::Single(reason);
                    keep(LoggedCheck { question, answer });
                }
            }
        }
        EXEMPT => {
            if let Some(check) = read_exempt(body, recipient) {
                keep(check);
            }
        }
        SEALED_EXEMPT => {
            if let Some(check) = read_sealed_exempt(body, recipient) {
                keep(check);
            }
        }
        LIST => {
            let _nothing_readable = read_list(body, recipient, &mut keep);
        }
        _ => {}
    }
}

/// How many recipients a frame of this kind and length can be about.
pub(super) fn recipients_max(kind: u8, body_len: usize) -> u64 {
    let count = match kind {
        SINGLES => body_len / RECORD_LEN,
        EXEMPT | SEALED_EXEMPT => 1,
        LIST => body_len.saturating_sub(LIST_HEAD_LEN) / PREFIX_LEN,
        _ => 0,
    };
    count as u64
}

/// Hands on whom a frame is about, each by as much as lists keep of a recipient; also those of checks that cannot be
/// read.
pub(super) fn each_recipient(kind: u8, body: &[u8], mut see: impl FnMut(u64)) {
    let mut known_by = |bytes: Option<&[u8]>| {
        if let Some(prefix) = bytes.and_then(<[u8]>::first_chunk::<PREFIX_LEN>) {
            see(u64::from_le_bytes(*prefix));
        }
    };
    match kind {
        SINGLES => {
            for record in body.chunks_exact(RECORD_LEN) {
                known_by(record.get(QUESTION_LEN..));
            }
        }
        EXEMPT | SEALED_EXEMPT => known_by(body.get(QUESTION_LEN..)),
        LIST => {
            let rows = Reader(body).take(LIST_HEAD_LEN).and_then(|head| {
                let rows = head.last_chunk().copied().map(u32::from_le_bytes)? as usize;
                body[LIST_HEAD_LEN..].get(..rows.checked_mul(PREFIX_LEN)?)
            });
            for prefix in rows.unwrap_or_default().chunks_exact(PREFIX_LEN) {
                known_by(Some(prefix));
            }
        }
        _ => {}
    }
}

fn read_exempt(body: &[u8], recipient: RecipientId) -> Option<LoggedCheck> {
    let mut reader = Reader(body);
    let (question, _) = reader.head()?;
    if reader.take(RecipientId::LEN)? != recipient.0 {
        return None;
    }
    let exemption = Exemption {
        declaration: reader.text()?,
        sender: reader.text()?,
        template: reader.text()?,
    };
    let answer = LoggedAnswer::Exempt(exemption);
    Some(LoggedCheck { question, answer })
}

fn read_sealed_exempt(body: &[u8], recipient: RecipientId) -> Option<LoggedCheck> {
    let mut reader = Reader(body);
    let (question, _) = reader.head()?;
    if reader.take(RecipientId::LEN)? != recipient.0 {
        return None;
    }
    let answer = LoggedAnswer::SealedExempt(reader.0.to_vec());
    Some(LoggedCheck { question, answer })
}

fn read_list(
    body: &[u8],
    recipient: RecipientId,
    keep: &mut impl FnMut(LoggedCheck),
) -> Option<()> {
    let mut reader = Reader(body);
    let (question, _) = reader.head()?;
    let list = *reader.take(16)?.first_chunk()?;
    let rows = reader.u32()? as usize;
    let prefixes = reader.take(rows.checked_mul(PREFIX_LEN)?)?;
    let bits = reader.take(rows.div_ceil(8))?;
    let wanted = &recipient.0[..PREFIX_LEN];
    for (row, prefix) in prefixes.chunks_exact(PREFIX_LEN).enumerate() {
        if prefix == wanted {
            let allowed = bits[row / 8] >> (row % 8) & 1 == 1;
            let answer = LoggedAnswer::Row { allowed, list };
            keep(LoggedCheck { question, answer });
        }
    }
    Some(())
}

impl Reader<'_> {
    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn time(&mut self) -> Option<Timestamp> {
        self.array()
            .map(i64::from_le_bytes)
            .map(Timestamp::from_millis)
    }

    fn text(&mut self) -> Option<String> {
        let len = self.array().map(u16::from_le_bytes)?;
        String::from_utf8(self.take(usize::from(len))?.to_vec()).ok()
    }

    /// A question and its reason.
    fn head(&mut self) -> Option<(Question, u8)> {
        let at = self.time()?;
        let user = self.array().map(u64::from_le_bytes)?;
        let (party, brand) = (self.u32()?, BrandCode(self.u32()?));
        let kind = self.byte()?;
        let channel = Channel::from_byte(self.byte()?)?;
        let recipient_type = RecipientType::from_byte(self.byte()?)?;
        let reason = self.byte()?;
        self.take(4)?;
        let asker = Asker { kind, party, user };
        let question = Question {
            at,
            asker,
            brand,
            channel,
            recipient_type,
        };
        Some((question, reason))
    }
}

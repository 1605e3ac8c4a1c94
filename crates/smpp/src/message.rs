//! The fields of a message as it came, read as far as they are certain.
//!
//! Centres differ in small things: a zero byte behind the text, an optional parameter of another length or
//! cut short, a sender of more digits than the specification has. Where such a thing leaves no doubt what was
//! sent, the message is read; where it does, the message is refused with a status and the session goes on.
//! What stands where no text belongs is read, too: it may refuse, and is told to be odd.

use rusmpp::{CommandId, CommandStatus};

use crate::frame::Frame;
use crate::header::Part;
use crate::letters;

/// Optional parameters that say something here (SMPP 3.4, 5.3.2).
const SAR_REFERENCE: u16 = 0x020c;
const SAR_TOTAL: u16 = 0x020e;
const SAR_NUMBER: u16 = 0x020f;
const PAYLOAD: u16 = 0x0424;

/// What kind of message it is, and whether a header stands before the text, among the bits of `esm_class`
/// (SMPP 3.4, 5.2.12). Of the kinds these two report what became of a message of ours and may quote it; the
/// others, acknowledgements of a phone or its user, have a text of their own.
const KIND: u8 = 0b0011_1100;
const RECEIPT: u8 = 0b0000_0100;
const INTERMEDIATE: u8 = 0b0010_0000;
const HAS_HEADER: u8 = 0b0100_0000;

/// The types of a number: with the country code, and a name.
const INTERNATIONAL: u8 = 1;
const NAME: u8 = 5;

/// A message as it was delivered by a centre, or submitted to one.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ShortMessage {
    /// The type of the sender's number.
    pub(crate) source_type: u8,
    pub(crate) source: Vec<u8>,
    pub(crate) destination: Vec<u8>,
    pub(crate) class: u8,
    pub(crate) coding: u8,
    /// The text, with the header before it if it has one.
    pub(crate) text: Vec<u8>,
    /// More texts, of messages that have one in their parameters, too.
    pub(crate) more: Vec<Vec<u8>>,
    /// Which part it is, by parameters in place of a header.
    pub(crate) part: Option<Part>,
    /// Whether something of it is not as it should be, so that it may say less than was sent.
    pub(crate) is_odd: bool,
}

impl ShortMessage {
    /// Reads `deliver_sm`, `submit_sm`, which has the same fields, and `data_sm`; the status it is to be answered
    /// with where it cannot be read.
    pub fn read(frame: &Frame) -> Result<Self, CommandStatus> {
        let mut fields = Fields(&frame.body);
        let is_data = frame.command == CommandId::DataSm;
        let mut message = Self::default();
        let text = fields.mandatory(&mut message, is_data);
        let text = text.ok_or(CommandStatus::EsmeRinvcmdlen)?;
        if let Some(length) = text {
            message.text = fields
                .text(length, &mut message.is_odd)
                .ok_or(CommandStatus::EsmeRinvmsglen)?;
            message.take_overrun(&mut fields);
        }
        message.parameters(fields)?;
        Ok(message)
    }

    /// Whether it tells about a message of ours, and is none of somebody's.
    pub const fn is_report(&self) -> bool {
        self.class & (RECEIPT | INTERMEDIATE) != 0
    }

    /// Whether it acknowledges a message of ours, perhaps in its sender's own words.
    pub const fn is_acknowledgement(&self) -> bool {
        self.class & KIND != 0 && !self.is_report()
    }

    /// Who sent it: an international number with its plus sign, all else as it stands.
    pub fn sender(&self) -> String {
        let sender = string(&self.source);
        if self.source_type == INTERNATIONAL && !sender.starts_with('+') {
            format!("+{sender}")
        } else {
            sender
        }
    }

    /// Whether it was sent in a name, which no network vouches for.
    pub const fn has_named_sender(&self) -> bool {
        self.source_type == NAME
    }

    /// To whom it was sent, as it stands.
    pub fn recipient(&self) -> String {
        string(&self.destination)
    }

    /// Takes a text that goes on behind the length that is said.
    fn take_overrun(&mut self, fields: &mut Fields<'_>) {
        if let Some(overrun) = overrun(fields.0) {
            self.text.extend_from_slice(overrun);
            self.is_odd = true;
            fields.0 = &fields.0[overrun.len()..];
        }
    }

    pub(crate) const fn has_header(&self) -> bool {
        self.class & HAS_HEADER != 0
    }

    fn parameters(&mut self, mut fields: Fields<'_>) -> Result<(), CommandStatus> {
        let (mut reference, mut total, mut number) = (None, None, None);
        // A zero byte behind the text, and parameters after it.
        if let [0, rest @ ..] = fields.0
            && !well_formed(fields.0)
            && well_formed(rest)
        {
            fields.0 = rest;
        }
        while let Some(parameter) = fields.parameter() {
            let (tag, value) = match parameter {
                Parameter::Whole(tag, value) => (tag, value),
                // Half of a text is another text.
                Parameter::Cut(PAYLOAD) if self.text.is_empty() => {
                    return Err(CommandStatus::EsmeRinvtlvstream);
                }
                Parameter::Cut(_) => {
                    self.is_odd = true;
                    break;
                }
            };
            match tag {
                PAYLOAD if self.text.is_empty() => self.text = value.to_vec(),
                PAYLOAD if value != self.text => {
                    self.is_odd = true;
                    self.more.push(value.to_vec());
                }
                SAR_REFERENCE => reference = small(value),
                SAR_TOTAL => total = small(value),
                SAR_NUMBER => number = small(value),
                _ => {}
            }
        }
        match (reference, total, number) {
            (Some(reference), Some(total), Some(number)) => {
                // What is out of range is no part, and is told so by its impossible number.
                let byte = |number: u32| u8::try_from(number).unwrap_or_default();
                self.part = Some(Part {
                    reference,
                    total: byte(total),
                    number: byte(number),
                });
            }
            (None, None, None) => {}
            _ => self.is_odd = true,
        }
        Ok(())
    }
}

fn string(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// A number of one to four bytes.
fn small(value: &[u8]) -> Option<u32> {
    let fits = (1..=4).contains(&value.len());
    fits.then(|| {
        value
            .iter()
            .fold(0, |number, byte| (number << 8) | u32::from(*byte))
    })
}

enum Parameter<'a> {
    Whole(u16, &'a [u8]),
    Cut(u16),
}

/// The bytes not read yet.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// What stands before the text. Gives the text's length as it is said; `data_sm` has none.
    #[expect(
        clippy::option_option,
        reason = "no length is something else than a message that cannot be read"
    )]
    fn mandatory(&mut self, message: &mut ShortMessage, is_data: bool) -> Option<Option<u8>> {
        self.string()?;
        message.source_type = self.byte()?;
        self.byte()?;
        message.source = self.string()?.to_vec();
        self.bytes(2)?;
        message.destination = self.string()?.to_vec();
        message.class = self.byte()?;
        if is_data {
            self.byte()?;
            message.coding = self.byte()?;
            return Some(None);
        }
        self.bytes(2)?;
        self.string()?;
        self.string()?;
        self.bytes(2)?;
        message.coding = self.byte()?;
        self.byte()?;
        Some(Some(self.byte()?))
    }

    /// The text. One byte less than said is the zero byte that some count and do not send.
    fn text(&mut self, length: u8, is_odd: &mut bool) -> Option<Vec<u8>> {
        let length = usize::from(length);
        if length == self.0.len() + 1 {
            *is_odd = true;
            return self.bytes(length - 1).map(<[u8]>::to_vec);
        }
        self.bytes(length).map(<[u8]>::to_vec)
    }

    /// The next optional parameter. `None`: there is none; what is left is too short for one, as a zero byte
    /// behind the text is.
    fn parameter(&mut self) -> Option<Parameter<'a>> {
        let tag = u16::from_be_bytes(self.bytes(2)?.try_into().ok()?);
        let Some(length) = self.bytes(2) else {
            return (tag != 0).then_some(Parameter::Cut(tag));
        };
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        Some(match self.bytes(length) {
            Some(value) => Parameter::Whole(tag, value),
            None => Parameter::Cut(tag),
        })
    }

    /// Bytes up to a zero byte, which is taken, too.
    fn string(&mut self) -> Option<&'a [u8]> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let (string, rest) = self.0.split_at(end);
        self.0 = &rest[1..];
        Some(string)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }
}

/// The text that bytes behind a text begin with, if they are no parameters: these begin with a zero byte or a
/// control character, as the highest of their tags that are in use.
fn overrun(bytes: &[u8]) -> Option<&[u8]> {
    if well_formed(bytes) {
        return None;
    }
    if letters::are_units(bytes) {
        return Some(bytes);
    }
    let is_text = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~' | 0x80..);
    let end = bytes.iter().position(|byte| !is_text(*byte));
    let text = &bytes[..end.unwrap_or(bytes.len())];
    (text.first()? >= &b' ').then_some(text)
}

/// Whether the bytes are whole parameters to their end.
fn well_formed(mut bytes: &[u8]) -> bool {
    while let [_, _, high, low, rest @ ..] = bytes {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(rest) = rest.get(length..) else {
            return false;
        };
        bytes = rest;
    }
    bytes.is_empty()
}

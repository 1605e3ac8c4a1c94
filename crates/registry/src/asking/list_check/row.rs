//! One line: who it names, and what is wrong with it.

use std::borrow::Cow;

use domain::check::Reason;
use domain::{Address, Channel, RecipientType, words};
use serde::Deserialize;

/// The longest line, in bytes without its end. The longest address has 265 characters.
pub const LINE_BYTES_MAX: usize = 1_024;

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An address a line.
    Plain,
    /// A JSON text a line: an address, or an object with `recipient` and perhaps `recipientType`.
    Json,
}

/// What is asked about a whole list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListQuestion {
    /// What the messages are sent by.
    pub channel: Channel,
    /// What recipients are whose line does not say (rule 38).
    pub recipient_type: RecipientType,
    /// How the lines are written.
    pub form: Form,
}

/// What is answered to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It names a recipient.
    Decided(Reason),
    /// It does not; nothing may be sent by it (rule 43).
    Invalid(Fault),
}

words! {
    /// What is wrong with a line. The words are stable.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Fault: as_wire {
        /// Nothing stands in it.
        Empty = "EMPTY",
        /// It is longer than [`LINE_BYTES_MAX`].
        TooLong = "TOO_LONG",
        /// It is not UTF-8.
        NotText = "NOT_TEXT",
        /// It is no row in JSON, or has members nobody here knows.
        NotARow = "NOT_A_ROW",
        /// Its `recipientType` is neither of the two.
        NotARecipientType = "NOT_A_RECIPIENT_TYPE",
        /// It is an address of the other kind, which the list's channel does not reach.
        WrongKind = "WRONG_KIND",
        /// It is no phone number in the contract's form.
        NotAPhone = "NOT_A_PHONE",
        /// It is no e-mail address.
        NotAnEmail = "NOT_AN_EMAIL",
    }
}

/// A row in JSON that is more than an address.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RowObject<'a> {
    #[serde(borrow)]
    recipient: Cow<'a, str>,
    #[serde(borrow, default)]
    recipient_type: Option<Cow<'a, str>>,
}

/// A text, borrowed where it has no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// Reads a line without its end; a carriage return before the end belongs to the end.
pub(super) fn read(line: &[u8], question: ListQuestion) -> Result<(Address, RecipientType), Fault> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.is_empty() {
        return Err(Fault::Empty);
    }
    if line.len() > LINE_BYTES_MAX {
        return Err(Fault::TooLong);
    }
    let text = std::str::from_utf8(line).map_err(|_| Fault::NotText)?;
    let (recipient, recipient_type) = match question.form {
        Form::Plain => (Cow::Borrowed(text), question.recipient_type),
        // By hand, because a derived reader takes an array for an object's members in order.
        Form::Json if text.starts_with('"') => {
            let recipient = serde_json::from_str::<Text<'_>>(text);
            let Text(recipient) = recipient.map_err(|_| Fault::NotARow)?;
            (recipient, question.recipient_type)
        }
        Form::Json if text.starts_with('{') => {
            let object = serde_json::from_str::<RowObject<'_>>(text);
            let object = object.map_err(|_| Fault::NotARow)?;
            let own = object.recipient_type.as_deref();
            let recipient_type = own.map_or(Ok(question.recipient_type), |word| {
                RecipientType::from_wire(word).map_err(|_| Fault::NotARecipientType)
            })?;
            (object.recipient, recipient_type)
        }
        Form::Json => return Err(Fault::NotARow),
    };
    match Address::from_wire(&recipient, question.channel) {
        Ok(address) => Ok((address, recipient_type)),
        Err(_) => Err(fault(&recipient, question.channel)),
    }
}

/// What is wrong with an address that is none of the channel's.
pub(super) fn fault(recipient: &str, channel: Channel) -> Fault {
    let phone = channel.is_phone();
    let other = if phone { Channel::Email } else { Channel::Text };
    match Address::from_wire(recipient, other) {
        Ok(_) => Fault::WrongKind,
        Err(_) if phone => Fault::NotAPhone,
        Err(_) => Fault::NotAnEmail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(line: &[u8], channel: Channel, form: Form) -> Option<Fault> {
        let question = ListQuestion {
            channel,
            recipient_type: RecipientType::Individual,
            form,
        };
        read(line, question).err()
    }

    #[test]
    fn each_malformed_line_has_its_word() {
        let long = [b'5'; LINE_BYTES_MAX + 1];
        let plain: [(&[u8], Fault); 8] = [
            (b"", Fault::Empty),
            (b"\r", Fault::Empty),
            (&long, Fault::TooLong),
            (b"+90532\xff1234567", Fault::NotText),
            (b"ayse@ornek.example", Fault::WrongKind),
            (b" +905321234567", Fault::NotAPhone),
            (b"+905321234567;x", Fault::NotAPhone),
            (b"5321234567", Fault::NotAPhone),
        ];
        for (line, fault) in plain {
            assert_eq!(fault_of(line, Channel::Text, Form::Plain), Some(fault));
        }
        assert_eq!(
            fault_of(b"+905321234567", Channel::Email, Form::Plain),
            Some(Fault::WrongKind)
        );
        assert_eq!(
            fault_of(b"ayse", Channel::Email, Form::Plain),
            Some(Fault::NotAnEmail)
        );
        let json: [(&[u8], Fault); 5] = [
            (b"+905321234567", Fault::NotARow),
            (br#"["+905321234567"]"#, Fault::NotARow),
            (
                br#"{"recipient":"+905321234567","type":"ARAMA"}"#,
                Fault::NotARow,
            ),
            (
                br#"{"recipient":"+905321234567","recipientType":"x"}"#,
                Fault::NotARecipientType,
            ),
            (br#"{"recipient":"5321234567"}"#, Fault::NotAPhone),
        ];
        for (line, fault) in json {
            assert_eq!(fault_of(line, Channel::Text, Form::Json), Some(fault));
        }
    }

    #[test]
    fn a_row_may_say_its_own_type() {
        let question = ListQuestion {
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
            form: Form::Json,
        };
        let of = |line: &[u8]| read(line, question).map(|(_, kind)| kind);
        assert_eq!(
            of(br#""\u002b905321234567""#),
            Ok(RecipientType::Individual)
        );
        assert_eq!(
            of(br#"{"recipient":"+905321234567","recipientType":"TACIR"}"#),
            Ok(RecipientType::Merchant)
        );
    }
}

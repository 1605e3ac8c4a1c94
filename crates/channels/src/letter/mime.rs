//! A mail in the form it travels in (RFC 5322).

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use registry::message::OutgoingMessage;

use super::Mail;

/// Who the mails are from: `izin <bildirim@izin.example>` or the address alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSender {
    mailbox: Mailbox,
}

/// What is no sender of mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address that mails can be sent from")]
pub struct MailAddressError;

impl MailSender {
    /// Reads a sender.
    pub fn new(text: &str) -> Result<Self, MailAddressError> {
        let mailbox = text.parse().map_err(|_| MailAddressError)?;
        Ok(Self { mailbox })
    }

    /// Its domain, in which the mails' identities lie.
    fn domain(&self) -> &str {
        self.mailbox.email.domain()
    }
}

impl fmt::Display for MailSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.mailbox, f)
    }
}

/// The longest line that may stand as it is, in bytes (RFC 5322, 2.1.1).
const LINE_BYTES_MAX: usize = 998;

/// How the texts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyEncoding {
    /// As any server takes them.
    Wire,
    /// As they are, for people who look at the file.
    Readable,
}

/// The mail of a message. Its `Message-ID` is the message's identity: the same at every attempt, so
/// that a mailbox that gets it twice can show it once.
pub fn mime(
    message: &OutgoingMessage,
    mail: &Mail,
    sender: &MailSender,
    encoding: BodyEncoding,
) -> Result<Message, MailAddressError> {
    let to: Mailbox = message
        .to
        .to_string()
        .parse()
        .map_err(|_| MailAddressError)?;
    let since = u64::try_from(message.written_at.as_millis()).unwrap_or_default();
    let mut builder = Message::builder()
        .from(sender.mailbox.clone())
        .to(to)
        .subject(mail.subject.as_str())
        .date(UNIX_EPOCH + Duration::from_millis(since))
        .message_id(Some(format!("<{}@{}>", message.id, sender.domain())))
        .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
        .raw_header(raw("Content-Language", message.language.tag().to_owned()));
    if let Some(url) = &mail.unsubscribe {
        builder = builder
            .raw_header(raw("List-Unsubscribe", format!("<{url}>")))
            .raw_header(raw(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ));
    }
    let parts = MultiPart::alternative()
        .singlepart(part(&mail.plain, ContentType::TEXT_PLAIN, encoding))
        .singlepart(part(&mail.html, ContentType::TEXT_HTML, encoding));
    builder.multipart(parts).map_err(|_| MailAddressError)
}

fn part(text: &str, kind: ContentType, encoding: BodyEncoding) -> SinglePart {
    let text = text.replace('\n', "\r\n");
    let builder = SinglePart::builder().header(kind);
    let short = text.lines().all(|line| line.len() <= LINE_BYTES_MAX);
    match encoding {
        BodyEncoding::Readable if short => {
            let bytes = text.into_bytes();
            let body = Body::dangerous_pre_encoded(bytes, ContentTransferEncoding::EightBit);
            builder.body(body)
        }
        BodyEncoding::Readable | BodyEncoding::Wire => builder.body(text),
    }
}

/// A header whose value is plain ASCII.
fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

//! Messages to send in tests.

use domain::{Address, Language, Timestamp};
use registry::message::{CodePurpose, Content, NoticeKind, NoticeLine, OutgoingMessage};

use channels::letter::LetterSettings;

/// A phone number and an e-mail address of nobody.
pub const PHONE: &str = "+905321112233";
pub const EMAIL: &str = "ayse.yilmaz@posta.example";

/// Addresses that the contract's pattern has and no mail can be built for: dots where none may be, and a part
/// before the `@` of more letters than mail knows.
pub fn unmailable() -> [String; 4] {
    let long = format!("{}@b.co", "a".repeat(65));
    ["a..b@b.co", ".a@b.co", "a.@b.co", &long].map(str::to_owned)
}

/// An exit token.
pub const TOKEN: &str = "tokentokentokentokentokentokentokentokentok";

pub fn letters() -> LetterSettings {
    LetterSettings {
        public_url: "https://izin.example".to_owned(),
        operator_name: "Deneme Kayıt Kurumu".to_owned(),
        short_number: "3338".to_owned(),
    }
}

pub fn message(to: &str, language: Language, content: Content) -> OutgoingMessage {
    OutgoingMessage {
        id: "00112233445566778899aabbccddeeff".to_owned(),
        to: Address::from_stored(to).unwrap(),
        language,
        content,
        written_at: Timestamp::from_wire("2026-03-10 12:00:00").unwrap(),
    }
}

pub fn code() -> Content {
    Content::Code {
        code: "012345".to_owned(),
        purpose: CodePurpose::SignIn,
        minutes: 3,
    }
}

/// A notice of these (brand, channel) pairs.
pub fn notice(notice: NoticeKind, lines: &[(&str, u8)]) -> Content {
    let date = Timestamp::from_wire("2026-03-09 18:30:00").unwrap();
    let mut brands: Vec<&str> = lines.iter().map(|(brand, _)| *brand).collect();
    brands.dedup();
    Content::Notice {
        notice,
        lines: lines
            .iter()
            .map(|(brand, channel)| NoticeLine {
                brand: (*brand).to_owned(),
                channel: *channel,
                date_millis: Some(date.as_millis()),
                refusal: None,
            })
            .collect(),
        total: u32::try_from(lines.len()).unwrap(),
        brands: u32::try_from(brands.len()).unwrap(),
        token: TOKEN.to_owned(),
    }
}

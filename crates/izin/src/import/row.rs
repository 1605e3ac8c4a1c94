//! From the cells of one line to a consent.

use domain::draft::ConsentRequest;
use domain::{
    Address, Channel, ErrorCode, Phone, RecipientType, Source, Status, Timestamp, Violation,
};
use serde::{Deserialize, Serialize};

use super::columns::{Columns, Field, word};
use super::line::Line;

/// Why a line was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The contract's code, or `CSV` where the line itself is broken.
    pub code: String,
    /// The reason in the contract's words.
    pub reason: String,
}

impl Refusal {
    /// A line that is no row of the file's table.
    pub fn broken(reason: &str) -> Self {
        Self {
            code: "CSV".to_owned(),
            reason: reason.to_owned(),
        }
    }

    /// All violations as one; there is at least one.
    pub fn of(violations: &[Violation]) -> Self {
        let codes: Vec<_> = violations.iter().map(|one| one.code.as_wire()).collect();
        let reasons: Vec<_> = violations.iter().map(|one| one.message.as_ref()).collect();
        Self {
            code: codes.join(" "),
            reason: reasons.join(" "),
        }
    }
}

/// Reads a line.
pub fn read(columns: &Columns, line: &Line) -> Result<ConsentRequest, Refusal> {
    if let Some(flaw) = line.flaw {
        return Err(Refusal::broken(flaw.reason()));
    }
    let cells = columns.cells(&line.text)?;
    let mut cell = [const { None }; 6];
    for (field, text) in cells {
        let text = text.trim().to_owned();
        cell[field as usize] = (!text.is_empty()).then_some(text);
    }
    let cell = |field: Field| cell[field as usize].as_deref();

    let mut violations = Vec::new();
    let mut keep = |code: ErrorCode| violations.push(code.violation());
    let recipient_type = match cell(Field::RecipientType) {
        None => Some(RecipientType::Individual),
        Some(text) => note(RecipientType::from_wire(&word(text)), &mut keep),
    };
    let status = match cell(Field::Status) {
        None => note(Err(ErrorCode::H110), &mut keep),
        Some("1") => Some(Status::Approval),
        Some("0") => Some(Status::Refusal),
        Some(text) => note(Status::from_wire(&word(text)), &mut keep),
    };
    let channel = match cell(Field::Channel) {
        None => note(Err(ErrorCode::H111), &mut keep),
        Some(text) => note(channel(text), &mut keep),
    };
    let merchant = recipient_type == Some(RecipientType::Merchant);
    let consent_date = match cell(Field::ConsentDate) {
        None if merchant => Some(None),
        None => note(Err(ErrorCode::H112), &mut keep),
        Some(text) => note(date(text), &mut keep).map(Some),
    };
    let source = match cell(Field::Source) {
        None if merchant => Some(None),
        None => note(Err(ErrorCode::H113), &mut keep),
        Some(text) => note(source(text), &mut keep).map(Some),
    };
    let address = match (cell(Field::Recipient), channel) {
        (None, _) => note(Err(ErrorCode::H114), &mut keep),
        (Some(_), None) => None,
        (Some(text), Some(channel)) => {
            let read = Address::from_human(text, channel);
            // What was recorded for a number in the contract's form can always be refused.
            let read = match (&read, status) {
                (Err(_), Some(Status::Refusal)) => Address::from_wire(text, channel).or(read),
                _ => read,
            };
            if read == Err(ErrorCode::H121) && Phone::too_long(text) {
                keep(ErrorCode::H160);
            }
            note(read, &mut keep)
        }
    };
    match (
        address,
        channel,
        recipient_type,
        status,
        source,
        consent_date,
    ) {
        (
            Some(address),
            Some(channel),
            Some(recipient_type),
            Some(status),
            Some(source),
            Some(consent_date),
        ) => Ok(ConsentRequest {
            address,
            channel,
            recipient_type,
            status,
            source,
            consent_date,
            retailer: None,
            retailer_access: Vec::new(),
        }),
        _ => Err(Refusal::of(&violations)),
    }
}

fn note<T>(read: Result<T, ErrorCode>, keep: &mut impl FnMut(ErrorCode)) -> Option<T> {
    read.map_err(keep).ok()
}

/// The contract's words, and SMS and TELEFON, which people write instead.
fn channel(text: &str) -> Result<Channel, ErrorCode> {
    match word(text).as_str() {
        "SMS" => Ok(Channel::Text),
        "TELEFON" => Ok(Channel::Call),
        "EMAIL" => Ok(Channel::Email),
        other => Channel::from_wire(other),
    }
}

fn source(text: &str) -> Result<Source, ErrorCode> {
    let sent = word(text);
    Source::ALL
        .iter()
        .find(|source| word(source.as_wire()) == sent)
        .map_or(Err(ErrorCode::H119), |source| {
            Source::from_provider_wire(source.as_wire())
        })
}

/// The contract's form, or `dd.mm.yyyy hh:mm[:ss]` as spreadsheets write it.
fn date(text: &str) -> Result<Timestamp, ErrorCode> {
    let (day, time) = text.split_once(' ').ok_or(ErrorCode::H158)?;
    let parts: Vec<&str> = day.split('.').collect();
    let [day, month, year] = parts[..] else {
        return Timestamp::from_wire(text);
    };
    let time = time.trim();
    let seconds = if time.matches(':').count() == 1 {
        ":00"
    } else {
        ""
    };
    let pad = if time.find(':') == Some(1) { "0" } else { "" };
    Timestamp::from_wire(&format!(
        "{year}-{month:0>2}-{day:0>2} {pad}{time}{seconds}"
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;
    use crate::import::line::Flaw;

    /// A line as it is read.
    fn read(text: &str) -> Result<ConsentRequest, Refusal> {
        read_line(text, None)
    }

    fn read_line(text: &str, flaw: Option<Flaw>) -> Result<ConsentRequest, Refusal> {
        let header = "type;recipient;status;source;consentDate;recipientType";
        let columns = Columns::of_header(header, None).unwrap();
        let line = Line {
            number: 2,
            text: text.to_owned(),
            flaw,
            bytes: 0,
        };
        super::read(&columns, &line)
    }

    #[test]
    fn a_line_in_human_forms_is_the_consent_it_means() {
        let line = "Mesaj; 0 (532) 123 45 67 ;1;hs_web;9.3.2026 8:05;";
        let request = read(line).unwrap();
        assert_eq!(request.address.to_string(), "+905321234567");
        assert_eq!(request.channel, Channel::Text);
        assert_eq!(request.status, Status::Approval);
        assert_eq!(request.source, Some(Source::Web));
        assert_eq!(
            request.consent_date.unwrap().to_wire(),
            "2026-03-09 08:05:00"
        );
        assert_eq!(request.recipient_type, RecipientType::Individual);
    }

    #[test]
    fn numbers_as_offices_write_them_are_read_and_doubtful_ones_are_refused() {
        let with = |number: &str, status: &str| {
            let line = format!("MESAJ;{number};{status};HS_WEB;2026-03-09 08:05:00;");
            read(&line)
                .map(|request| request.address.to_string())
                .map_err(|refusal| refusal.code)
        };
        for number in [
            "0532.123.45.67",
            "0532/123 45 67",
            "532\u{a0}123\u{a0}45\u{a0}67",
            "+90\u{2011}532\u{2011}1234567",
        ] {
            assert_eq!(with(number, "ONAY"), Ok("+905321234567".into()), "{number}");
        }
        for number in [
            "+49 (0)170 3210035",
            "+49 30 123456 - 51",
            "0212 123 00 00 dahili 5",
            "+4901703210035",
        ] {
            let refused = with(number, "ONAY").unwrap_err();
            assert!(refused.contains("H121"), "{number}: {refused}");
        }
        // What was recorded in the contract's form can be refused, as it stands and in no other form.
        assert_eq!(with("+4901703210035", "RET"), Ok("+4901703210035".into()));
        assert!(with("+49 (0)170 3210035", "RET").is_err());
    }

    #[test]
    fn everything_wrong_is_told_together() {
        let refusal = read("FAKS;x;2;IYS_WEB;dün;KİŞİ").unwrap_err();
        assert_eq!(refusal.code, "H116 H115 H117 H158 H119");
        assert_eq!(read("a;b").unwrap_err().code, "CSV");
        assert_eq!(read_line("", Some(Flaw::TooLong)).unwrap_err().code, "CSV");
    }

    #[test]
    fn only_merchants_may_lack_date_and_source() {
        assert_eq!(
            read("EPOSTA;a@b.example;1;;;").unwrap_err().code,
            "H112 H113"
        );
        assert!(read("EPOSTA;a@b.example;1;;;TACİR").is_ok());
    }

    #[test]
    fn a_cell_that_is_marked_out_is_no_word_and_refuses_its_line() {
        for (line, code) in [
            (
                "#MESAJ;05321234567;ONAY;HS_WEB;2026-03-09 08:05:00;",
                "H117",
            ),
            (
                "//MESAJ;05321234567;ONAY;HS_WEB;2026-03-09 08:05:00;",
                "H117",
            ),
            (
                "-MESAJ;05321234567;ONAY;HS_WEB;2026-03-09 08:05:00;",
                "H117",
            ),
            (
                "MESAJ;05321234567;!ONAY;HS_WEB;2026-03-09 08:05:00;",
                "H115",
            ),
            (
                "MESAJ;05321234567;\u{ac}ONAY;HS_WEB;2026-03-09 08:05:00;",
                "H115",
            ),
            (
                "MESAJ;05321234567;~~ONAY~~;HS_WEB;2026-03-09 08:05:00;",
                "H115",
            ),
            (
                "MESAJ;05321234567;ONAY \u{274c};HS_WEB;2026-03-09 08:05:00;",
                "H115",
            ),
            ("MESAJ;05321234567;-1;HS_WEB;2026-03-09 08:05:00;", "H115"),
            ("MESAJ;05321234567;1;~HS_WEB;2026-03-09 08:05:00;", "H119"),
            (
                "MESAJ;05321234567;1;HS_WEB;2026-03-09 08:05:00;~TACİR",
                "H116",
            ),
            ("MESAJ;#05321234567;1;HS_WEB;2026-03-09 08:05:00;", "H121"),
            ("MESAJ;05321234567;1;HS_WEB;#2026-03-09 08:05:00;", "H158"),
        ] {
            assert_eq!(read(line).unwrap_err().code, code, "{line}");
        }
    }
}

//! Findings as sentences, in the reader's language. Each says what that finding alone shows: a reader may see it
//! beside one that failed.

mod consent;
mod list;

use domain::canonical::Opened;
use domain::{Change, Channel, RecipientType, Status, Timestamp};
use receipt::{
    About, Contradiction, Dated, Decision, Fault, Finding, ListFile, Mismatch, Proven, Stamped,
    StateFault, Unproven,
};
use tsp::GenTime;
use words::{Value, Words};

use super::folder::LogFinding;
use super::standing::Standing;

/// A text with its variables. Numbers stand for entries and sizes, so that they are shown as programs know them.
macro_rules! text {
    ($words:expr, $id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $words.with($id, &[$((stringify!($name), Value::from($value.to_string()))),*])
    };
}

/// What it comes to, in one line.
pub fn decision(words: Words, decision: Decision) -> String {
    words.text(match decision {
        Decision::Proven => "verify-decision-proven",
        Decision::ProvenButDevelopment => "verify-decision-development",
        Decision::Incomplete => "verify-decision-incomplete",
        Decision::Failed => "verify-decision-failed",
    })
}

/// A section's heading.
pub fn heading(words: Words, about: About) -> String {
    words.text(match about {
        About::Before(position) => {
            return text!(words, "verify-heading-before", number = position + 1);
        }
        About::Receipt => "verify-heading-receipt",
        About::After => "verify-heading-after",
        About::State => "verify-heading-state",
        About::Day => "verify-heading-day",
        About::List => "verify-heading-list",
        About::VerifiedConsent => "verify-heading-consent",
        About::Together => "verify-heading-together",
        About::Limits => "verify-heading-limits",
    })
}

/// The heading over a recomputed log.
pub fn log_heading(words: Words) -> String {
    words.text("verify-heading-log")
}

/// The mark before a finding; all are of one width.
pub fn mark(words: Words, standing: Standing) -> String {
    let marks = [
        (Standing::Proven, words.text("verify-mark-proven")),
        (Standing::Unproven, words.text("verify-mark-unproven")),
        (Standing::Failed, words.text("verify-mark-failed")),
    ];
    let width = marks.iter().map(|(_, mark)| mark.chars().count()).max();
    let width = width.unwrap_or_default();
    let mark = marks.iter().find(|(of, _)| *of == standing);
    mark.map_or_else(String::new, |(_, mark)| format!("{mark:width$}"))
}

/// A finding about something.
pub fn sentence(words: Words, about: About, finding: &Finding) -> String {
    match finding {
        Finding::Proven(proven) => self::proven(words, about, proven),
        Finding::Unproven(unproven) => self::unproven(words, unproven),
        Finding::Failed(fault) => self::fault(words, fault),
    }
}

fn proven(words: Words, about: About, proven: &Proven) -> String {
    match proven {
        Proven::Opened(opened) => movement(words, opened),
        Proven::Identified(id) => text!(words, "verify-identified", id = id.to_wire()),
        Proven::Included { index, size } => {
            text!(words, "verify-included", index = index, size = size)
        }
        Proven::Signed { log } => text!(words, "verify-signed", log = log),
        Proven::Cosigned { witness, at } => {
            text!(words, "verify-cosigned", witness = witness, at = seen(*at))
        }
        Proven::Stamped(by) if about == About::Day => {
            text!(words, "verify-stamped-day", stamped = stamped(words, by))
        }
        Proven::Stamped(by) => text!(words, "verify-stamped-log", stamped = stamped(words, by)),
        Proven::Renewed { number, by } => {
            let stamped = stamped(words, by);
            text!(words, "verify-renewed", number = number, stamped = stamped)
        }
        Proven::Adjacent { before, after } => {
            text!(words, "verify-adjacent", after = after.0, before = before.0)
        }
        Proven::State {
            instant: at,
            status,
            since,
        } => text!(
            words,
            "verify-state",
            instant = instant(*at),
            status = self::status(words, *status),
            since = instant(*since),
        ),
        Proven::ListSigned(list) => list::sentence(words, list),
        Proven::ListFile(ListFile::Given) => words.text("verify-list-given"),
        Proven::ListFile(ListFile::Answered) => words.text("verify-list-answered"),
        Proven::ConsentRecord(said) => consent::record(words, said),
        Proven::ConsentAnswer { index, answer } => {
            let beside = Some(("index", index.0.to_string()));
            consent::answer(words, "verify-consent-answer", answer, beside)
        }
        Proven::ConsentTimes { asked, answered } => text!(
            words,
            "verify-consent-times",
            asked = asked.to_wire(),
            answered = answered.to_wire(),
        ),
        Proven::NoRecord { instant: at, first } => text!(
            words,
            "verify-no-record",
            instant = instant(*at),
            first = instant(*first),
        ),
    }
}

fn movement(words: Words, opened: &Opened) -> String {
    let channel = words.text(match opened.channel {
        Channel::Call => "verify-call",
        Channel::Text => "verify-text",
        Channel::Email => "verify-email",
    });
    let kind = words.text(match opened.recipient_type {
        RecipientType::Individual => "verify-individual",
        RecipientType::Merchant => "verify-merchant",
    });
    let (brand, recorded) = (opened.brand, instant(opened.recorded_at));
    let variables = [
        ("address", opened.address.to_string().into()),
        ("type", kind.into()),
        ("channel", channel.into()),
    ];
    let about = words.with("verify-about", &variables);
    let Change::Consent(consent) = &opened.change else {
        return text!(
            words,
            "verify-opened-access",
            brand = brand,
            about = about,
            recorded = recorded,
        );
    };
    let source = consent.source.map_or_else(String::new, |source| {
        text!(words, "verify-source", source = source.as_wire())
    });
    let given = consent.consent_date.map_or_else(String::new, |date| {
        text!(words, "verify-given", date = date.to_wire())
    });
    text!(
        words,
        "verify-opened-consent",
        brand = brand,
        status = status(words, consent.status),
        about = about,
        source = source,
        given = given,
        recorded = recorded,
    )
}

fn status(words: Words, status: Status) -> String {
    words.text(match status {
        Status::Approval => "verify-approval",
        Status::Refusal => "verify-refusal",
    })
}

fn stamped(words: Words, by: &Stamped) -> String {
    let accuracy = by.accuracy.map_or_else(String::new, |accuracy| {
        let milliseconds = accuracy.duration().as_millis();
        text!(words, "verify-accuracy", milliseconds = milliseconds)
    });
    text!(
        words,
        "verify-stamp",
        at = stamp_time(by.at),
        accuracy = accuracy,
        development = by.development,
        authority = by.authority,
        anchor = by.anchor,
        until = seconds(by.until),
    )
}

fn unproven(words: Words, unproven: &Unproven) -> String {
    words.text(match unproven {
        Unproven::NoAuthority { claimed } => {
            return text!(words, "verify-no-authority", claimed = stamp_time(*claimed));
        }
        Unproven::UnknownAuthority { claimed } => {
            let claimed = stamp_time(*claimed);
            return text!(words, "verify-unknown-authority", claimed = claimed);
        }
        Unproven::UnknownRenewal { number, claimed } => {
            let claimed = stamp_time(*claimed);
            return text!(
                words,
                "verify-unknown-renewal",
                number = number,
                claimed = claimed,
            );
        }
        Unproven::Ended { until } => {
            return text!(words, "verify-ended", until = seconds(*until));
        }
        Unproven::Quorum { have, need } => {
            return text!(words, "verify-quorum", need = need, have = have);
        }
        Unproven::NothingAfter { last, size } => {
            return text!(words, "verify-nothing-after", last = last.0, size = size);
        }
        Unproven::NoStamp => "verify-no-stamp",
        Unproven::OneView => "verify-one-view",
        Unproven::Development => "verify-development",
        Unproven::Truth => "verify-truth",
        Unproven::Today => "verify-today",
        Unproven::Content => "verify-content",
        Unproven::ListFile(ListFile::Given) => "verify-list-not-given",
        Unproven::ListFile(ListFile::Answered) => "verify-list-answer-not-given",
        Unproven::ListTime => "verify-list-time",
        Unproven::ConsentAnswer(answer) => {
            return consent::answer(words, "verify-consent-not-given", answer, None);
        }
        Unproven::ConsentAlone => "verify-consent-alone",
        Unproven::ConsentTruth => "verify-consent-truth",
    })
}

fn fault(words: Words, fault: &Fault) -> String {
    match fault {
        Fault::Movement(error) => text!(words, "verify-bad-movement", error = error),
        Fault::Words => words.text("verify-bad-words"),
        Fault::Identity => words.text("verify-bad-identity"),
        Fault::Checkpoint(error) => text!(words, "verify-bad-checkpoint", error = error),
        Fault::Inclusion(error) => text!(words, "verify-bad-inclusion", error = error),
        Fault::NotSigned { origin: None } => words.text("verify-not-signed"),
        Fault::NotSigned {
            origin: Some(origin),
        } => text!(words, "verify-not-signed-by", origin = origin),
        Fault::LogSignature(name) => text!(words, "verify-bad-log-signature", name = name),
        Fault::WitnessSignature(name) => {
            text!(words, "verify-bad-witness-signature", name = name)
        }
        Fault::Stamp(error) => text!(words, "verify-bad-stamp", error = error),
        Fault::Renewal { number, why } => match why {
            Mismatch::Order => text!(words, "verify-renewal-order", number = number),
            Mismatch::Inclusion(error) => {
                text!(
                    words,
                    "verify-renewal-inclusion",
                    number = number,
                    error = error
                )
            }
            Mismatch::Stamp(error) => {
                text!(
                    words,
                    "verify-renewal-stamp",
                    number = number,
                    error = error
                )
            }
            Mismatch::Earlier => text!(words, "verify-renewal-earlier", number = number),
        },
        Fault::DevelopmentMark => words.text("verify-development-mark"),
        Fault::Clock { recorded, stamped } => text!(
            words,
            "verify-clock",
            recorded = instant(*recorded),
            stamped = stamp_time(*stamped),
        ),
        Fault::WitnessClock {
            recorded,
            witness,
            at,
        } => text!(
            words,
            "verify-witness-clock",
            recorded = instant(*recorded),
            witness = witness,
            at = seen(*at),
        ),
        Fault::Future { what, at, now } => text!(
            words,
            "verify-future",
            what = dated(words, what),
            at = instant(*at),
            now = instant(*now),
        ),
        Fault::Predecessor { index, previous } => text!(
            words,
            "verify-predecessor",
            index = index.0,
            previous = previous.0,
        ),
        Fault::Contradiction { origin, what } => text!(
            words,
            "verify-contradiction",
            what = contradiction(words, what),
            origin = origin,
        ),
        Fault::ListSignature => words.text("verify-list-signature"),
        Fault::ListFile => words.text("verify-list-other-file"),
        Fault::ListTree => words.text("verify-list-tree"),
        Fault::Consent(fault) => consent::fault(words, *fault),
        Fault::State(fault) => words.text(match fault {
            StateFault::OtherRecord => "verify-other-record",
            StateFault::OtherLog => "verify-other-log",
            StateFault::NoStatus => "verify-no-status",
            StateFault::LaterStatus => "verify-later-status",
            StateFault::Gap => "verify-gap",
            StateFault::TooLate => "verify-too-late",
            StateFault::TooEarly => "verify-too-early",
        }),
    }
}

fn dated(words: Words, what: &Dated) -> String {
    match what {
        Dated::Movement => words.text("verify-dated-movement"),
        Dated::Stamp => words.text("verify-dated-stamp"),
        Dated::Renewal(number) => text!(words, "verify-dated-renewal", number = number),
        Dated::Cosignature(name) => text!(words, "verify-dated-cosignature", name = name),
    }
}

fn contradiction(words: Words, what: &Contradiction) -> String {
    match what {
        Contradiction::TwoRoots { size } => text!(words, "verify-two-roots", size = size),
        Contradiction::TwoLeaves { index } => {
            text!(words, "verify-two-leaves", index = index.0)
        }
        Contradiction::TwoHistories { first, last } => {
            text!(
                words,
                "verify-two-histories",
                first = first.0,
                last = last.0
            )
        }
        Contradiction::TwoSuccessors {
            previous,
            one,
            other,
        } => text!(
            words,
            "verify-two-successors",
            one = one.0,
            other = other.0,
            previous = previous.0,
        ),
        Contradiction::Skipped {
            skipped,
            by,
            names: Some(names),
        } => text!(
            words,
            "verify-skipped",
            by = by.0,
            names = names.0,
            skipped = skipped.0,
        ),
        Contradiction::Skipped {
            skipped,
            by,
            names: None,
        } => text!(
            words,
            "verify-skipped-first",
            by = by.0,
            skipped = skipped.0
        ),
        Contradiction::OtherPredecessor { previous, by } => text!(
            words,
            "verify-other-predecessor",
            by = by.0,
            previous = previous.0,
        ),
        Contradiction::TimesRunBack { one, other } => {
            text!(words, "verify-times-run-back", other = other.0, one = one.0)
        }
        Contradiction::StampedEarlier {
            index,
            recorded,
            size,
            stamped,
        } => text!(
            words,
            "verify-stamped-earlier",
            index = index.0,
            recorded = instant(*recorded),
            size = size,
            stamped = stamp_time(*stamped),
        ),
        Contradiction::Hidden {
            hidden,
            instant: at,
        } => text!(
            words,
            "verify-hidden",
            instant = instant(*at),
            hidden = hidden.0,
        ),
    }
}

/// A finding about a recomputed log.
pub fn log_sentence(words: Words, finding: &LogFinding) -> String {
    match finding {
        LogFinding::Recomputed { log, size } => {
            text!(words, "verify-log-recomputed", size = size, log = log)
        }
        LogFinding::Witness { size, finding } => {
            let said = sentence(words, About::Together, finding);
            match finding {
                Finding::Proven(_) => text!(words, "verify-log-witness", size = size, said = said),
                _ => said,
            }
        }
        LogFinding::Stamped { count, size, last } => text!(
            words,
            "verify-log-stamped",
            count = count,
            last = stamp_time(*last),
            size = size,
        ),
        LogFinding::Unstamped(count) => text!(words, "verify-log-unstamped", count = count),
        LogFinding::Untrusted(count) => text!(words, "verify-log-untrusted", count = count),
        LogFinding::Ended(count) => text!(words, "verify-log-ended", count = count),
        LogFinding::Development => unproven(words, &Unproven::Development),
        LogFinding::Stamp { size, fault } => {
            let fault = self::fault(words, fault);
            text!(words, "verify-log-stamp", size = size, fault = fault)
        }
        LogFinding::Differs(damage) => text!(
            words,
            "verify-log-differs",
            file = damage.file,
            what = damage.what,
        ),
        LogFinding::More(count) => text!(words, "verify-log-more", count = count),
        LogFinding::Openings => words.text("verify-log-openings"),
    }
}

/// An instant, to the millisecond, on clocks in Türkiye.
fn instant(instant: Timestamp) -> String {
    receipt::instant_to_text(instant)
}

/// A token's time, likewise.
fn stamp_time(time: GenTime) -> String {
    instant(Timestamp::from_millis(time.unix_millis()))
}

/// Seconds since 1970 on clocks in Türkiye.
fn seconds(seconds: i64) -> String {
    Timestamp::from_seconds(seconds).to_wire()
}

/// A witness's time, likewise.
fn seen(at: u64) -> String {
    i64::try_from(at).map_or_else(|_| at.to_string(), seconds)
}

//! The findings in English.

use domain::canonical::Opened;
use domain::{Change, Channel, RecipientType, Status};
use receipt::{
    About, Contradiction, Dated, Decision, Fault, Finding, Mismatch, Proven, Stamped, StateFault,
    Unproven,
};

use super::folder::LogFinding;
use super::words::{Standing, instant, seconds, seen, stamp_time};

pub fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Proven => "PROVEN. Every check holds.",
        Decision::ProvenButDevelopment => {
            "PROVEN, but the time rests on a DEVELOPMENT time-stamp authority, which nobody else believes."
        }
        Decision::Incomplete => {
            "NOT PROVEN. No check has failed, but something needed for a proof is missing."
        }
        Decision::Failed => "FAILED. Do not rely on this: a check does not hold.",
    }
}

pub fn heading(about: About) -> String {
    match about {
        About::Receipt => "The receipt of a movement".to_owned(),
        About::Before(position) => format!("Movement {} before the instant", position + 1),
        About::After => "The first movement after the instant".to_owned(),
        About::State => "The record at the instant".to_owned(),
        About::Day => "The daily file".to_owned(),
        About::Together => "The receipts together".to_owned(),
        About::Limits => "What this does not prove".to_owned(),
    }
}

pub fn mark(standing: Standing) -> &'static str {
    match standing {
        Standing::Proven => "[proven]    ",
        Standing::Unproven => "[not proven]",
        Standing::Failed => "[FAILED]    ",
    }
}

pub fn sentence(about: About, finding: &Finding) -> String {
    match finding {
        Finding::Proven(proven) => self::proven(about, proven),
        Finding::Unproven(unproven) => self::unproven(unproven),
        Finding::Failed(fault) => self::fault(fault),
    }
}

fn proven(about: About, proven: &Proven) -> String {
    match proven {
        Proven::Opened(opened) => movement(opened),
        Proven::Identified(id) => format!("Its transactionId is {}.", id.to_wire()),
        Proven::Included { index, size } => format!(
            "It is entry {index} of the log, counted from 0, in a log of {size} entries; neither can be changed without breaking this proof."
        ),
        Proven::Signed { log } => {
            format!("The log {log} has signed that state of itself, and with it every entry.")
        }
        Proven::Cosigned { witness, at } => format!(
            "The witness {witness} saw the same log at {} (its clock, Türkiye time).",
            seen(*at)
        ),
        Proven::Stamped(by) => {
            let what = match about {
                About::Day => "The file",
                _ => "That state of the log",
            };
            format!("{what} existed at {}", stamped(by))
        }
        Proven::Renewed { number, by } => {
            format!(
                "Renewal {number} has stamped that stamp anew at {}",
                stamped(by)
            )
        }
        Proven::Adjacent { before, after } => format!(
            "Entry {} names entry {} as the record's movement before it: there is none between them.",
            after.0, before.0
        ),
        Proven::State {
            instant: at,
            status,
            since,
        } => format!(
            "At {} (Türkiye time) the record held {}, recorded {} by the registry's clock.",
            instant(*at),
            self::status(*status),
            instant(*since)
        ),
        Proven::NoRecord { instant: at, first } => format!(
            "At {} (Türkiye time) there was no record: its first movement was recorded {}, by the registry's clock.",
            instant(*at),
            instant(*first)
        ),
    }
}

fn movement(opened: &Opened) -> String {
    let channel = match opened.channel {
        Channel::Call => "calls (ARAMA)",
        Channel::Text => "text messages (MESAJ)",
        Channel::Email => "e-mail (EPOSTA)",
    };
    let recipient = match opened.recipient_type {
        RecipientType::Individual => "private person (BIREYSEL)",
        RecipientType::Merchant => "merchant (TACIR)",
    };
    let about = format!("for {}, {recipient}, about {channel}", opened.address);
    let recorded = instant(opened.recorded_at);
    match &opened.change {
        Change::Consent(consent) => {
            let source = consent.source.map_or_else(String::new, |source| {
                format!(", through {}", source.as_wire())
            });
            let given = consent
                .consent_date
                .map_or_else(String::new, |date| format!(", given {}", date.to_wire()));
            format!(
                "The opening fits one movement and no other: brand {} holds {} {about}{source}{given}, recorded {recorded} (Türkiye time).",
                opened.brand,
                status(consent.status),
            )
        }
        Change::Access(_) => format!(
            "The opening fits one movement and no other: brand {} changed which retailers may use the record {about}, recorded {recorded} (Türkiye time).",
            opened.brand
        ),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Approval => "an approval (ONAY)",
        Status::Refusal => "a refusal (RET)",
    }
}

fn stamped(by: &Stamped) -> String {
    let accuracy = by.accuracy.map_or_else(String::new, |accuracy| {
        format!(", give or take {} ms", accuracy.duration().as_millis())
    });
    let development = if by.development { "DEVELOPMENT " } else { "" };
    format!(
        "{} (Türkiye time{accuracy}), by the {development}time stamp of \"{}\", trusted through \"{}\", whose certificates are valid until {}.",
        stamp_time(by.at),
        by.authority,
        by.anchor,
        seconds(by.until)
    )
}

fn unproven(unproven: &Unproven) -> String {
    match unproven {
        Unproven::NoStamp => "Since when: there is no time stamp in it yet. Ask for the receipt again later.".to_owned(),
        Unproven::NoAuthority { claimed } => format!(
            "Since when: its time stamp says {}, and no authority's certificate was given to check that with (--tsa-cert).",
            stamp_time(*claimed)
        ),
        Unproven::UnknownAuthority { claimed } => format!(
            "Since when: its time stamp says {}, and is of an authority that none of the certificates given vouches for.",
            stamp_time(*claimed)
        ),
        Unproven::UnknownRenewal { number, claimed } => format!(
            "Since when, by renewal {number}: it says {}, and is of an authority that none of the certificates given vouches for.",
            stamp_time(*claimed)
        ),
        Unproven::Ended { until } => format!(
            "That the time stamp counts today: its certificates ended {} (Türkiye time), and nothing stamped it anew before. It was valid when it was made, and proved its time until then.",
            seconds(*until)
        ),
        Unproven::Quorum { have, need } => format!(
            "That enough witnesses saw the same log: {need} were asked for, {have} have signed."
        ),
        Unproven::OneView => "That everyone is shown the same log: no witness you trust has signed it.".to_owned(),
        Unproven::NothingAfter { last, size } => format!(
            "What the record said then: nothing after entry {} is shown. Up to {size} entries existed; follow the log for later ones.",
            last.0
        ),
        Unproven::Development => "That the time is right: the stamp is of a DEVELOPMENT authority run by the registry itself.".to_owned(),
        Unproven::Truth => "That the recipient really said so: the registry records what it is told, by the source named.".to_owned(),
        Unproven::Today => "What the record says today: later movements are not in this file.".to_owned(),
        Unproven::Content => "That the daily file is right and complete: the stamp is about its bytes and nothing else.".to_owned(),
    }
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Movement(error) => format!("The opened bytes are no movement: {error}."),
        Fault::Words => {
            "The readable part says something else than what was committed to. Do not believe it."
                .to_owned()
        }
        Fault::Identity => "The transactionId does not belong to this movement.".to_owned(),
        Fault::Checkpoint(error) => format!("What is signed is no state of a log: {error}."),
        Fault::Inclusion(error) => {
            format!("The movement is not in the log that was signed: {error}.")
        }
        Fault::NotSigned { origin } => match origin {
            Some(origin) => format!(
                "It says it is of the log {origin}, and none of the keys given has signed it."
            ),
            None => "None of the keys given has signed it.".to_owned(),
        },
        Fault::LogSignature(name) => format!("The signature of the log {name} is wrong."),
        Fault::WitnessSignature(name) => format!("The signature of the witness {name} is wrong."),
        Fault::Stamp(error) => format!("The time stamp does not hold: {error}."),
        Fault::Renewal { number, why } => match why {
            Mismatch::Order => format!("Renewal {number} does not follow the one before it."),
            Mismatch::Inclusion(error) => {
                format!("Renewal {number} is not about this stamp: {error}.")
            }
            Mismatch::Stamp(error) => {
                format!("The time stamp of renewal {number} does not hold: {error}.")
            }
            Mismatch::Earlier => format!("Renewal {number} is older than what it renews."),
        },
        Fault::DevelopmentMark => {
            "The mark that tells development authorities from real ones is wrong.".to_owned()
        }
        Fault::Clock { recorded, stamped } => format!(
            "It says it was recorded {}, after it was stamped {}.",
            instant(*recorded),
            stamp_time(*stamped)
        ),
        Fault::WitnessClock {
            recorded,
            witness,
            at,
        } => format!(
            "It says it was recorded {}, after the witness {witness} saw it at {}.",
            instant(*recorded),
            seen(*at)
        ),
        Fault::Future { what, at, now } => {
            let what = match what {
                Dated::Movement => "It says it was recorded".to_owned(),
                Dated::Stamp => "The time stamp is dated".to_owned(),
                Dated::Renewal(number) => format!("The stamp of renewal {number} is dated"),
                Dated::Cosignature(name) => format!("The signature of the witness {name} is dated"),
            };
            format!(
                "{what} {}, in the future: this machine's clock shows {}. See that this clock is right.",
                instant(*at),
                instant(*now)
            )
        }
        Fault::Predecessor { index, previous } => format!(
            "Entry {} names entry {} as the record's movement before it, which cannot come before it.",
            index.0, previous.0
        ),
        Fault::Contradiction { origin, what } => format!(
            "{} The log {origin} cannot have given both in good faith. Keep all files; they prove it.",
            contradiction(what)
        ),
        Fault::State(fault) => match fault {
            StateFault::OtherRecord => "A receipt is about another record.",
            StateFault::OtherLog => "The receipts are of different logs.",
            StateFault::NoStatus => "The first movement sets no status.",
            StateFault::LaterStatus => "A later movement than the first sets the status.",
            StateFault::Gap => {
                "The movements do not follow each other: one is missing between them."
            }
            StateFault::TooLate => "A movement shown as earlier was recorded after the instant.",
            StateFault::TooEarly => {
                "The movement shown as later was not recorded after the instant."
            }
        }
        .to_owned(),
    }
}

fn contradiction(what: &Contradiction) -> String {
    match what {
        Contradiction::TwoRoots { size } => format!(
            "Two different states of {size} entries are signed: different people are shown different logs."
        ),
        Contradiction::TwoLeaves { index } => {
            format!("Two different movements are shown as entry {}.", index.0)
        }
        Contradiction::TwoHistories { first, last } => format!(
            "A smaller state of the log and a larger one have different entries from {} to {}.",
            first.0, last.0
        ),
        Contradiction::TwoSuccessors {
            previous,
            one,
            other,
        } => format!(
            "Entries {} and {} both name entry {} as the record's movement before them.",
            one.0, other.0, previous.0
        ),
        Contradiction::Skipped {
            skipped,
            by,
            names: Some(names),
        } => format!(
            "Entry {} names entry {} as the record's movement before it and leaves out entry {}.",
            by.0, names.0, skipped.0
        ),
        Contradiction::Skipped {
            skipped,
            by,
            names: None,
        } => format!(
            "Entry {} says it is the record's first movement and leaves out entry {}.",
            by.0, skipped.0
        ),
        Contradiction::OtherPredecessor { previous, by } => format!(
            "Entry {} names entry {} as the record's movement before it, which is of another record.",
            by.0, previous.0
        ),
        Contradiction::TimesRunBack { one, other } => format!(
            "Entry {} stands after entry {} and says it was recorded before it.",
            other.0, one.0
        ),
        Contradiction::StampedEarlier {
            index,
            recorded,
            size,
            stamped,
        } => format!(
            "Entry {} says it was recorded {}, after a state of {size} entries that holds it was stamped {}.",
            index.0,
            instant(*recorded),
            stamp_time(*stamped)
        ),
        Contradiction::Hidden {
            hidden,
            instant: at,
        } => format!(
            "The proof of what the record said at {} leaves out entry {}, which was recorded by then.",
            instant(*at),
            hidden.0
        ),
    }
}

pub fn log_sentence(finding: &LogFinding) -> String {
    match finding {
        LogFinding::Recomputed { log, size } => format!(
            "All {size} entries of the log {log} make the tree it has signed; every tile and bundle is as it must be."
        ),
        LogFinding::Witness { size, finding } => {
            let said = sentence(About::Together, finding);
            match finding {
                Finding::Proven(_) => format!("With {size} entries: {said}"),
                _ => said,
            }
        }
        LogFinding::Stamped { count, size, last } => format!(
            "{count} time stamps hold; the last, of {} (Türkiye time), covers {size} entries.",
            stamp_time(*last)
        ),
        LogFinding::Unstamped(count) => {
            format!("Since when the last {count} entries exist: no stamp covers them yet.")
        }
        LogFinding::Untrusted(count) => format!(
            "Since when the entries exist: {count} time stamps are of no authority whose certificate was given (--tsa-cert)."
        ),
        LogFinding::Ended(count) => format!(
            "That {count} time stamps still count: their certificates have ended, and nothing stamped them anew before."
        ),
        LogFinding::Development => unproven(&Unproven::Development),
        LogFinding::Stamp { size, fault } => {
            format!("The stamp over {size} entries: {}", self::fault(fault))
        }
        LogFinding::Differs(damage) => format!("{} {}.", damage.file, damage.what),
        LogFinding::More(count) => format!("{count} more files are not as they must be."),
        LogFinding::Openings => {
            "What the entries say: they are commitments, and only receipts open them.".to_owned()
        }
    }
}

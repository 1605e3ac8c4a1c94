//! The log of checks: what is kept, what a torn tail costs, what is found again.

#![allow(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

mod faults;
mod filter;

use std::fs::{self, OpenOptions};
use std::io::Write as _;

use domain::check::Reason;
use domain::{BrandCode, Channel, RecipientId, RecipientType, Timestamp};

use super::*;

const EVER: (Timestamp, Timestamp) = (Timestamp::from_millis(0), Timestamp::from_millis(i64::MAX));

fn question(at: i64) -> Question {
    Question {
        at: Timestamp::from_millis(at),
        asker: Asker {
            kind: 3,
            party: 900_001,
            user: 77,
        },
        brand: BrandCode(600_001),
        channel: Channel::Text,
        recipient_type: RecipientType::Individual,
    }
}

fn recipient(number: u8) -> RecipientId {
    RecipientId([number; RecipientId::LEN])
}

fn answers(log: &CheckLog, number: u8) -> Vec<LoggedAnswer> {
    let checks = log.of_recipient(recipient(number), EVER.0, EVER.1).unwrap();
    checks.into_iter().map(|check| check.answer).collect()
}

#[test]
fn a_check_is_read_back_whole_and_only_by_its_recipient() {
    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open(folder.path()).unwrap();
    log.single(&question(5), recipient(1), Reason::Refused)
        .unwrap();
    let found = log.of_recipient(recipient(1), EVER.0, EVER.1).unwrap();
    let expected = LoggedCheck {
        question: question(5),
        answer: LoggedAnswer::Single(Reason::Refused),
    };
    assert_eq!(found, [expected]);
    assert!(answers(&log, 2).is_empty());
}

#[test]
fn an_exemption_written_before_its_texts_were_sealed_is_still_read() {
    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open(folder.path()).unwrap();
    let exemption = Exemption {
        declaration: "6/2 teslimat".to_owned(),
        sender: "ÖRNEK".to_owned(),
        template: "ş".repeat(EXEMPTION_TEXT_MAX / 2),
    };
    let frame = frame::open_exempt(&question(5), recipient(1), &exemption);
    log.writer.append_frame(frame).unwrap().wait().unwrap();
    assert_eq!(answers(&log, 1), [LoggedAnswer::Exempt(exemption)]);
}

#[test]
fn an_exemption_is_kept_as_it_was_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open(folder.path()).unwrap();
    let sealed = vec![7; 300];
    log.exempt(&question(5), recipient(1), &sealed).unwrap();
    log.exempt(&question(6), recipient(2), &[]).unwrap();
    assert_eq!(answers(&log, 1), [LoggedAnswer::SealedExempt(sealed)]);
    assert_eq!(answers(&log, 2), [LoggedAnswer::SealedExempt(Vec::new())]);
    assert_eq!(answers(&log, 3), []);
}

#[test]
fn a_list_row_is_found_with_its_own_bit() {
    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open(folder.path()).unwrap();
    let recipients: Vec<_> = (0..20).map(recipient).collect();
    let allowed: Vec<_> = (0..20).map(|number| number % 3 == 0).collect();
    log.list(&ListBlock {
        question: question(5),
        list: [9; 16],
        recipients: &recipients,
        allowed: &allowed,
    })
    .unwrap();
    for number in 0..20 {
        let row = LoggedAnswer::Row {
            allowed: number % 3 == 0,
            list: [9; 16],
        };
        assert_eq!(answers(&log, number), [row]);
    }
}

#[test]
fn only_checks_of_the_asked_time_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open(folder.path()).unwrap();
    for at in [10, 20, 30] {
        log.single(&question(at), recipient(1), Reason::Approved)
            .unwrap();
    }
    let (from, until) = (Timestamp::from_millis(11), Timestamp::from_millis(20));
    let found = log.of_recipient(recipient(1), from, until).unwrap();
    let times: Vec<_> = found
        .iter()
        .map(|check| check.question.at.as_millis())
        .collect();
    assert_eq!(times, [20]);
}

#[test]
fn a_half_written_end_is_cut_off_and_writing_goes_on_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open(folder.path()).unwrap();
    log.single(&question(5), recipient(1), Reason::Approved)
        .unwrap();
    log.flush().unwrap();
    log.single(&question(6), recipient(1), Reason::Refused)
        .unwrap();
    log.close().unwrap();
    drop(log);
    let path = folder.path().join("00000000.checks");
    let whole = fs::read(&path).unwrap();
    for cut in 1..73 {
        fs::write(&path, &whole[..whole.len() - cut]).unwrap();
        let log = CheckLog::open(folder.path()).unwrap();
        log.single(&question(7), recipient(1), Reason::NoRecord)
            .unwrap();
        let expected = [Reason::Approved, Reason::NoRecord].map(LoggedAnswer::Single);
        assert_eq!(answers(&log, 1), expected, "{cut} bytes short");
    }
}

#[test]
fn a_flipped_bit_is_never_served() {
    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open(folder.path()).unwrap();
    log.single(&question(5), recipient(1), Reason::Refused)
        .unwrap();
    log.close().unwrap();
    let path = folder.path().join("00000000.checks");
    let whole = fs::read(&path).unwrap();
    // After the title (8) every byte is under the checksum or is the checksum or the length.
    for place in 8..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        fs::write(&path, bytes).unwrap();
        let mut frames = 0;
        segment::scan(&path, EVER.0, EVER.1, |_, _| {
            frames += 1;
            true
        })
        .unwrap();
        assert_eq!(frames, 0, "byte {place}");
    }
}

#[test]
fn a_new_file_is_begun_by_size_and_by_age_and_old_ones_can_go() {
    let day = i64::try_from(SEGMENT_AGE_MAX.as_millis()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open_sized(folder.path(), 150).unwrap();
    for at in [1, 2, 3, day + 4] {
        log.single(&question(at), recipient(1), Reason::Approved)
            .unwrap();
        log.flush().unwrap();
    }
    // 8 bytes of title and 73 a check: one fits, so each has a file of its own.
    assert_eq!(segment::paths(folder.path()).unwrap().len(), 4);
    assert_eq!(answers(&log, 1).len(), 4);
    assert_eq!(log.forget_before(Timestamp::from_millis(3)).unwrap(), 2);
    assert_eq!(answers(&log, 1).len(), 2);
    assert_eq!(
        log.forget_before(EVER.1).unwrap(),
        1,
        "the current file stays"
    );
    drop(log);

    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open(folder.path()).unwrap();
    for at in [1, day, day + 1] {
        log.single(&question(at), recipient(1), Reason::Approved)
            .unwrap();
        log.flush().unwrap();
    }
    assert_eq!(segment::paths(folder.path()).unwrap().len(), 2);
}

#[test]
fn what_does_not_fit_is_refused_and_a_closed_log_takes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open(folder.path()).unwrap();
    let too_much = vec![0; WAITING_BYTES_MAX + 1];
    let full = log.writer.append_frame(too_much);
    assert!(matches!(full, Err(CheckLogError::Full)));
    log.close().unwrap();
    let late = log.single(&question(5), recipient(1), Reason::Approved);
    assert!(matches!(late, Err(CheckLogError::Stopped)));
}

#[test]
fn two_cannot_write_one_log() {
    let folder = tempfile::tempdir().unwrap();
    let _first = CheckLog::open(folder.path()).unwrap();
    assert!(matches!(
        CheckLog::open(folder.path()),
        Err(CheckLogError::InUse)
    ));
}

#[test]
fn a_foreign_file_is_not_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("00000000.checks");
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .unwrap();
    file.write_all(b"something else, longer than a title")
        .unwrap();
    assert!(matches!(
        CheckLog::open(folder.path()),
        Err(CheckLogError::Io(_))
    ));
    assert_eq!(
        fs::read(&path).unwrap(),
        b"something else, longer than a title"
    );
}

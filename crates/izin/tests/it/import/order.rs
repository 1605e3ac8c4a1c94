//! Refusals that stand before their approvals in the file.

use std::fs;

use domain::movement::Change;
use domain::{BrandCode, Status};
use ledger::{Ledger, Options};

use super::{HEADER, counts, data, import, import_again, movements, refused, registry, write};

/// Newest first: refusals that stand before their approvals, one before an approval that is newer, one
/// with no approval at all.
fn newest_first() -> String {
    let row = |number: u32, status: u32, day: u32| {
        format!("MESAJ;0532123450{number};{status};HS_WEB;{day:02}.05.2020 12:00\n")
    };
    [
        HEADER.to_owned(),
        row(1, 0, 9),
        row(2, 0, 8),
        row(3, 0, 7),
        row(4, 0, 7),
        row(2, 0, 6),
        row(4, 1, 8),
        row(2, 1, 5),
        row(1, 1, 4),
    ]
    .concat()
}

#[test]
fn a_refusal_that_stands_before_its_approval_holds() {
    let folder = registry();
    let file = write(&folder, newest_first());
    let (code, summary) = import(&folder, &file);
    assert_eq!((code, counts(&summary)), (10, [5, 1, 1]), "{summary}");
    let ledger = Ledger::open(&data(&folder), Options::system()).unwrap();
    let now = ledger.counts(BrandCode(600_001));
    assert_eq!((now.approvals, now.refusals), (1, 2));
    drop(ledger);
    let refusals = movements(&folder).into_iter().skip(3);
    let refusals = refusals.map(|(item, change)| match change {
        Change::Consent(consent) => (item, consent.status),
        Change::Access(_) => panic!("nobody has changed an access"),
    });
    assert_eq!(
        refusals.collect::<Vec<_>>(),
        [(0, Status::Refusal), (1, Status::Refusal)],
        "they are said again in the order of the file"
    );
    let codes = refused(&folder);
    let codes: Vec<_> = codes.iter().map(|(line, code)| (*line, &**code)).collect();
    // One has no approval. One is older than its approval, and one repeats another: neither is refused.
    assert_eq!(summary["older"], 1, "{summary}");
    assert_eq!(codes, [(4, "H175")]);

    let before = movements(&folder);
    let (code, summary) = import(&folder, &file);
    assert_eq!((code, counts(&summary)), (10, [0, 0, 1]), "{summary}");
    assert_eq!(summary["doneEarlier"], 8);
    let (code, summary) = import_again(&folder, &file);
    // The refusals that hold are there, a repeated one among them, and so is the newer approval; the others are older.
    assert_eq!((code, counts(&summary)), (10, [0, 4, 1]), "{summary}");
    assert_eq!(summary["older"], 3, "{summary}");
    assert_eq!(movements(&folder), before);
}

#[test]
fn a_refusal_before_its_approval_holds_where_an_older_refusal_stands() {
    let folder = registry();
    let row = |status: u32, day: u32| {
        format!("MESAJ;05321234501;{status};HS_WEB;{day:02}.05.2020 12:00\n")
    };
    let file = write(&folder, [HEADER, &row(1, 1), &row(0, 3)].concat());
    let (code, summary) = import(&folder, &file);
    assert_eq!((code, counts(&summary)), (0, [2, 0, 0]), "{summary}");
    // Newest first: the refusal repeats the one that stands until its approval has come.
    let file = write(&folder, [HEADER, &row(0, 9), &row(1, 8)].concat());
    let (code, summary) = import(&folder, &file);
    assert_eq!((code, counts(&summary)), (0, [2, 0, 0]), "{summary}");
    let ledger = Ledger::open(&data(&folder), Options::system()).unwrap();
    let now = ledger.counts(BrandCode(600_001));
    assert_eq!((now.approvals, now.refusals), (0, 1));
}

#[test]
fn a_refusal_without_an_approval_in_its_file_is_not_taken_up_by_a_later_run() {
    let folder = registry();
    let file = write(
        &folder,
        format!("{HEADER}MESAJ;05321234503;0;HS_WEB;07.05.2020 12:00\n"),
    );
    assert_eq!(counts(&import(&folder, &file).1), [0, 0, 1]);
    let other = folder.path().join("other.csv");
    let approval = format!("{HEADER}MESAJ;05321234503;1;HS_WEB;06.05.2020 12:00\n");
    fs::write(&other, approval).unwrap();
    assert_eq!(counts(&import(&folder, &other).1), [1, 0, 0]);
    assert_eq!(counts(&import(&folder, &file).1), [0, 0, 1]);
    assert_eq!(counts(&import_again(&folder, &file).1), [1, 0, 0]);
}

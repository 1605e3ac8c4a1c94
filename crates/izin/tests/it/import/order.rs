//! Refusals that stand before their approvals in the file.

use std::fs;
use std::path::Path;

use directory::Directory;
use domain::movement::Change;
use domain::{BrandCode, Status};
use ledger::{Ledger, Options};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::{HEADER, counts, data, import, import_again, movements, refused, registry, write};

/// Makes a completed import of the file one whose lines are done, but not yet what comes after them.
fn not_complete(folder: &TempDir, file: &Path) {
    let mut digest = Sha256::new_with_prefix(b"izin/import/v1");
    digest.update(600_001_u32.to_be_bytes());
    digest.update(Sha256::digest(fs::read(file).unwrap()));
    let digest = digest.finalize().into();
    let path = data(folder).join("directory.sqlite");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let directory = Directory::open(&path).await.unwrap();
        let mut progress = directory.import_of_file(digest).await.unwrap().unwrap();
        progress.rows_done -= 1;
        directory.set_import_progress(&progress).await.unwrap();
        directory.close().await;
    });
}

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
    assert_eq!((code, counts(&summary)), (10, [5, 0, 3]), "{summary}");
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
    // One has no approval, one is older than its approval, one repeats another.
    assert_eq!(codes, [(4, "H175"), (5, "H178"), (6, "H174 H178")]);

    let before = movements(&folder);
    let (code, summary) = import(&folder, &file);
    assert_eq!((code, counts(&summary)), (10, [0, 0, 3]), "{summary}");
    assert_eq!(summary["doneEarlier"], 8);
    let (code, summary) = import_again(&folder, &file);
    assert_eq!((code, counts(&summary)), (10, [0, 5, 3]), "{summary}");
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
fn early_refusals_are_said_again_by_the_run_that_completes_the_import() {
    let folder = registry();
    let file = write(&folder, newest_first());
    let (_, whole) = import(&folder, &file);
    let (done, kept) = (movements(&folder), refused(&folder));
    // As if the run had been cut off after it recorded them, before the side file and the progress
    // said so; then as if the side file had been taken away as well.
    let rejects = folder.path().join("file.csv.rejects.csv");
    let unsaid =
        fs::read_to_string(&rejects)
            .unwrap()
            .replacen("4;H175", "2;H175;;a\n3;H175;;b\n4;H175", 1);
    for whose in [unsaid.as_str(), ""] {
        fs::write(&rejects, whose).unwrap();
        not_complete(&folder, &file);
        let (code, summary) = import(&folder, &file);
        assert_eq!(counts(&summary)[0], 0, "{summary}");
        assert_eq!(movements(&folder), done);
        if whose.is_empty() {
            assert_eq!(code, 0, "the side file is not there any more");
        } else {
            assert_eq!(code, 10);
            assert_eq!(summary["refused"], whole["refused"]);
            assert_eq!(refused(&folder), kept);
        }
    }
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
    for _ in 0..2 {
        not_complete(&folder, &file);
        assert_eq!(counts(&import(&folder, &file).1), [0, 0, 1]);
    }
    assert_eq!(counts(&import_again(&folder, &file).1), [1, 0, 0]);
}

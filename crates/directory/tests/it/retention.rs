//! What goes by its age, and that its bytes go as well.

use std::path::PathBuf;

use directory::complaint::{ComplaintId, ComplaintOwner, NewComplaint};
use directory::hold::Held;
use directory::import::ImportProgress;
use directory::retention::Kind;
use directory::row_sum::examine;
use domain::{RecipientId, RequestId};
use sqlx::{Connection as _, SqliteConnection};

use crate::support::{Fixture, at};

#[tokio::test]
async fn released_holds_go_by_age_and_no_number_is_given_twice() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    for number in 1..=3 {
        let held = Held::Recipient(RecipientId([number; 16]));
        directory
            .add_hold("2026/17", held, "desk", at(0))
            .await
            .unwrap();
    }
    for (number, released) in [(1, 10), (3, 11)] {
        directory
            .release_hold(number, "court", at(released))
            .await
            .unwrap();
    }
    assert_eq!(directory.forget(Kind::Holds, at(10)).await.unwrap(), 0);
    assert_eq!(directory.over(Kind::Holds, at(20)).await.unwrap(), 1);
    assert_eq!(directory.forget(Kind::Holds, at(20)).await.unwrap(), 1);
    let left = directory.holds().await.unwrap();
    assert_eq!(
        left.iter().map(|hold| hold.number).collect::<Vec<_>>(),
        [2, 3]
    );
    let held = Held::Recipient(RecipientId([4; 16]));
    let next = directory
        .add_hold("2026/18", held, "desk", at(30))
        .await
        .unwrap();
    assert_eq!(next.number, 4);
}

#[tokio::test]
async fn imports_go_by_age() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    for (id, seconds) in [(1, 10), (2, 20)] {
        let progress = ImportProgress {
            id: RequestId([id; 16]),
            digest: [id; 32],
            rows_done: 7,
            updated_at: at(seconds),
        };
        directory.set_import_progress(&progress).await.unwrap();
    }
    assert_eq!(directory.forget(Kind::Imports, at(20)).await.unwrap(), 1);
    assert_eq!(directory.import_of_file([1; 32]).await.unwrap(), None);
    assert!(directory.import_of_file([2; 32]).await.unwrap().is_some());
}

#[tokio::test]
async fn what_was_deleted_is_in_no_file_any_more() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let is_there = || {
        let files = ["", "-wal", "-shm"].map(|ending| {
            let mut path = fixture.path().into_os_string();
            path.push(ending);
            PathBuf::from(path)
        });
        let mut bytes = files
            .into_iter()
            .filter_map(|path| std::fs::read(path).ok());
        bytes.any(|bytes| bytes.windows(16).any(|window| window == [0xa7; 16]))
    };
    let id = ComplaintId([1; 16]);
    let draft = NewComplaint {
        id,
        owner: ComplaintOwner::Person([2; 16]),
        staff: None,
        recipient: None,
        // More than a page holds, so that whole pages become free.
        content: vec![0xa7; 20_000],
    };
    directory.add_complaint(draft, at(0)).await.unwrap();
    assert!(directory.scrub().await.unwrap());
    assert!(is_there());
    directory.delete_draft(id).await.unwrap();
    assert!(directory.scrub().await.unwrap());
    assert!(!is_there());
}

/// Adds rows past the program, many at once.
async fn add_rows(fixture: &Fixture, sql: &'static str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(fixture.path());
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Two transactions' worth, and one more.
const NUMBERS: u64 = 1_001;

#[tokio::test]
async fn what_is_more_than_one_transaction_takes_goes_in_several_and_all_of_it() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    add_rows(
        &fixture,
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1001) \
         INSERT INTO imports (id, digest, rows_done, updated_at) \
         SELECT randomblob(16), randomblob(32), n, 0 FROM numbers",
    )
    .await;
    let mut gone = Vec::new();
    for _ in 0..4 {
        gone.push(directory.forget(Kind::Imports, at(0)).await.unwrap());
    }
    assert_eq!(gone, [500, 500, 1, 0]);

    fixture.add_user("a@b.example").await;
    add_rows(
        &fixture,
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1001) \
         INSERT INTO tokens (digest, username, kind, expires_at) \
         SELECT randomblob(32), 'a@b.example', 'access', 0 FROM numbers",
    )
    .await;
    assert_eq!(directory.purge_tokens(at(0)).await.unwrap(), NUMBERS);
    assert_eq!(directory.purge_tokens(at(0)).await.unwrap(), 0);
}

#[tokio::test]
async fn rows_without_sums_are_summed_however_many_there_are() {
    /// More than two transactions take.
    const ROWS: u64 = 2_001;
    let fixture = Fixture::filled().await;
    let before = examine(&fixture.path(), |_| ()).await.unwrap().rows;
    fixture.directory.close().await;
    add_rows(
        &fixture,
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2001) \
         INSERT INTO partner_grants (partner, brand, channel, number, access, granted_at, revoked_at) \
         SELECT 600001, 700002, 1, n, 'read', n, n FROM numbers",
    )
    .await;
    fixture.reopened().await.close().await;
    let mut found = Vec::new();
    let examined = examine(&fixture.path(), |finding| found.push(finding)).await;
    assert_eq!(found, []);
    assert_eq!(examined.unwrap().rows, before + ROWS);
}

//! A process that dies, and a disk that fills.

use std::sync::atomic::Ordering;

use domain::Status;
use registry::contract::uploads::{UploadCounts, UploadError, UploadState};

use super::fixture::{Full, Uploads, list, row};

/// Rows of which every fourth is refused.
fn mixed(rows: u32) -> String {
    let rows: Vec<String> = (0..rows)
        .map(|place| {
            let number = 2_000_000 + place;
            match place % 4 {
                3 => row(number, "ONAY", "2026-01-10 09:00:00"),
                _ => row(number, "ONAY", "2026-03-10 09:00:00"),
            }
        })
        .collect();
    list(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[tokio::test]
async fn what_was_recorded_but_not_noted_when_the_process_died_is_recorded_once_and_refused_once() {
    // The file comes in one write; the first refused rows find no room, when the ledger has the rows before them.
    let full = Full::after(1);
    let uploads = Uploads::filling(full).await;
    let file = mixed(6_000);
    let id = uploads.sent(&file).await;
    uploads.confirm_as_shown(id).await;
    let died = uploads.contract().work_uploads_once().await;
    assert!(died.is_err());
    let recorded = uploads.movements();
    assert!(recorded > 0, "the ledger has some of them");
    assert_eq!(uploads.upload_of(id).await.rows, 0, "and nothing is noted");
    let uploads = uploads.again().await;
    uploads.contract().work_uploads_once().await.unwrap();
    let upload = uploads.upload_of(id).await;
    let expected = UploadCounts {
        recorded: 4_500,
        refused: 1_500,
        ..UploadCounts::default()
    };
    assert_eq!((upload.state, upload.counts), (UploadState::Done, expected));
    assert_eq!(uploads.movements(), 4_500);
    assert_eq!(uploads.refused(id).await.lines().count(), 1_501);
}

#[tokio::test]
async fn a_refusal_that_was_early_stays_so_when_its_group_is_decided_again() {
    let full = Full::after(1);
    let uploads = Uploads::filling(full).await;
    let file = list(&[
        &row(1_112_201, "RET", "2026-03-10 10:00:00"),
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        &row(1_112_202, "ONAY", "2026-01-10 09:00:00"),
    ]);
    let id = uploads.sent(&file).await;
    uploads.confirm_as_shown(id).await;
    assert!(uploads.contract().work_uploads_once().await.is_err());
    assert_eq!(uploads.movements(), 1);
    let uploads = uploads.again().await;
    uploads.contract().work_uploads_once().await.unwrap();
    let counts = uploads.upload_of(id).await.counts;
    assert_eq!((counts.recorded, counts.refused), (2, 1));
    assert_eq!(uploads.movements(), 2);
    let subject = uploads
        .ledger
        .recipient_id(&testkit::address_of("+905321112201"));
    let records = uploads.ledger.records_of(subject).unwrap();
    assert_eq!(records[0].1.status, Status::Refusal);
}

#[tokio::test]
async fn a_disk_that_fills_while_bytes_come_loses_nothing_that_was_acknowledged() {
    let full = Full::after(1);
    let uploads = Uploads::filling(full.clone()).await;
    let file = list(&[&row(1_112_201, "ONAY", "2026-03-10 09:00:00")]);
    let (first, rest) = file.as_bytes().split_at(40);
    let id = uploads.begin(file.len()).await.unwrap();
    assert_eq!(uploads.send(id, 0, first).await.unwrap(), 40);
    let refused = uploads.send(id, 40, rest).await;
    assert!(matches!(refused, Err(UploadError::NoRoom)));
    let upload = uploads.upload_of(id).await;
    assert_eq!(
        (upload.state, upload.received),
        (UploadState::Receiving, 40)
    );
    // Another process, and a disk with room.
    full.0.store(10, Ordering::SeqCst);
    let uploads = uploads.again().await;
    uploads.send(id, 40, rest).await.unwrap();
    uploads.confirm_as_shown(id).await;
    uploads.contract().work_uploads_once().await.unwrap();
    assert_eq!(uploads.upload_of(id).await.counts.recorded, 1);
}

#[tokio::test]
async fn uploads_are_forgotten_with_their_files_when_their_time_is_over() {
    let uploads = Uploads::new().await;
    let file = list(&[
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        &row(1_112_202, "ONAY", "2026-01-10 09:00:00"),
    ]);
    let done = uploads.recorded(&file).await;
    let begun = uploads.begin(1_000).await.unwrap();
    uploads.send(begun, 0, b"type").await.unwrap();
    assert_eq!(uploads.files(), 2);
    let contract = uploads.contract();
    uploads.pass(23 * 3_600);
    assert_eq!(contract.purge_uploads().await.unwrap(), 0);
    uploads.pass(3_600);
    assert_eq!(contract.purge_uploads().await.unwrap(), 1);
    assert_eq!(uploads.files(), 1);
    uploads.pass(29 * 24 * 3_600);
    assert_eq!(contract.purge_uploads().await.unwrap(), 1);
    assert_eq!(uploads.files(), 0);
    let scope = uploads.scope().await;
    for id in [done.id, begun] {
        let upload = contract.upload(&scope, id).await;
        assert!(matches!(upload, Err(UploadError::Unknown)));
    }
    assert_eq!(uploads.movements(), 1);
}

#[tokio::test]
async fn what_is_recorded_of_an_upload_that_is_ended_stays_and_the_rest_does_not_follow() {
    let uploads = Uploads::new().await;
    let id = uploads.sent(mixed(10)).await;
    uploads.confirm_as_shown(id).await;
    let scope = uploads.scope().await;
    uploads.contract().end_upload(&scope, id).await.unwrap();
    assert_eq!(uploads.contract().work_uploads_once().await.unwrap(), 0);
    assert_eq!(uploads.upload_of(id).await.state, UploadState::Cancelled);
    assert_eq!(uploads.movements(), 0);
    assert_eq!(uploads.files(), 0);
    // Once more, and it is forgotten.
    uploads.contract().end_upload(&scope, id).await.unwrap();
    super::fixture::is_unknown(&uploads.contract().upload(&scope, id).await);
    assert_eq!(uploads.files(), 0);
}

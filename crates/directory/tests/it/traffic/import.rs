//! How far imports have come.

use directory::Error;
use directory::import::ImportProgress;
use domain::RequestId;

use crate::support::{Fixture, at};

fn progress(id: u8, file: u8, rows_done: u64, seconds: i64) -> ImportProgress {
    ImportProgress {
        id: RequestId([id; 16]),
        digest: [file; 32],
        rows_done,
        updated_at: at(seconds),
    }
}

#[tokio::test]
async fn an_import_is_taken_up_where_it_was_left() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    assert_eq!(
        directory.import_progress(RequestId([1; 16])).await.unwrap(),
        None
    );
    directory
        .set_import_progress(&progress(1, 9, 0, 1))
        .await
        .unwrap();
    directory
        .set_import_progress(&progress(1, 9, 5_000, 2))
        .await
        .unwrap();
    directory
        .set_import_progress(&progress(2, 8, 7, 3))
        .await
        .unwrap();
    let reopened = fixture.reopened().await;
    let found = reopened.import_progress(RequestId([1; 16])).await.unwrap();
    assert_eq!(found, Some(progress(1, 9, 5_000, 2)));
    assert_eq!(reopened.import_of_file([9; 32]).await.unwrap(), found);
    assert_eq!(reopened.import_of_file([7; 32]).await.unwrap(), None);
}

#[tokio::test]
async fn of_several_imports_of_a_file_the_last_worked_on_is_found() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    directory
        .set_import_progress(&progress(1, 9, 10, 1))
        .await
        .unwrap();
    directory
        .set_import_progress(&progress(2, 9, 3, 2))
        .await
        .unwrap();
    assert_eq!(
        directory.import_of_file([9; 32]).await.unwrap(),
        Some(progress(2, 9, 3, 2))
    );
    directory
        .set_import_progress(&progress(1, 9, 11, 3))
        .await
        .unwrap();
    assert_eq!(
        directory.import_of_file([9; 32]).await.unwrap(),
        Some(progress(1, 9, 11, 3))
    );
}

#[tokio::test]
async fn an_import_does_not_change_its_file() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    directory
        .set_import_progress(&progress(1, 9, 10, 1))
        .await
        .unwrap();
    let outcome = directory.set_import_progress(&progress(1, 8, 11, 2)).await;
    assert!(matches!(outcome, Err(Error::Invalid(_))));
    let kept = directory.import_progress(RequestId([1; 16])).await.unwrap();
    assert_eq!(kept, Some(progress(1, 9, 10, 1)));
}

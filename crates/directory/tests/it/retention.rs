//! What goes by its age, and that its bytes go as well.

use std::path::PathBuf;

use directory::complaint::{ComplaintId, ComplaintOwner, NewComplaint};
use directory::hold::Held;
use directory::import::ImportProgress;
use directory::retention::Kind;
use domain::{RecipientId, RequestId};

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

//! What the archive does over whatever holds its objects. One suite for all of them.

use std::sync::Arc;

use archive::{ArchiveError, Erasure, Fault, ObjectName};
use domain::Timestamp;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStoreExt as _, PutPayload};

use crate::making::{Place, id, keep, leaks, read, table};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

#[tokio::test]
async fn a_folder_does_what_the_archive_promises() {
    let place = Place::in_folder();
    whole_suite(&place).await;
    assert!(!leaks(place.path()), "nothing lies there unsealed");
}

#[tokio::test]
async fn a_store_in_memory_does_what_the_archive_promises() {
    whole_suite(&Place::over(Arc::new(InMemory::new()))).await;
}

/// Every step, over objects that are empty at first.
pub async fn whole_suite(place: &Place) {
    documents_come_back_as_they_were(place).await;
    equal_documents_look_different(place).await;
    a_turned_key_opens_everything(place).await;
    what_is_wrong_is_found(place).await;
    what_is_erased_is_gone(place).await;
}

async fn documents_come_back_as_they_were(place: &Place) {
    let archive = place.open();
    // The last is sent in parts. 65,536 bytes are one chunk.
    for (number, rows) in [(1, 1), (2, 3_000), (3, 6_000), (4, 420_000)] {
        let bytes = table(rows);
        let kept = keep(&archive, number, &bytes).await.unwrap();
        assert_eq!(kept.length, bytes.len() as u64);
        assert_eq!(read(&archive, kept.object, number).await.unwrap(), bytes);
        let again = place.open();
        assert_eq!(read(&again, kept.object, number).await.unwrap(), bytes);
        let other = read(&archive, kept.object, 9).await;
        assert!(
            matches!(other, Err(ArchiveError::Damaged)),
            "no other document's key opens it"
        );
    }
    let unknown = archive.open(ObjectName([7; 32]), id(1)).await;
    assert!(matches!(unknown, Err(ArchiveError::Missing)));
}

async fn equal_documents_look_different(place: &Place) {
    let archive = place.open();
    let first = keep(&archive, 10, &table(5)).await.unwrap();
    let second = keep(&archive, 11, &table(5)).await.unwrap();
    assert_ne!(first.object, second.object);
    assert_ne!(first.digest, second.digest);
    let objects = [first.object, second.object];
    let bytes = [raw(place, objects[0]).await, raw(place, objects[1]).await];
    assert_ne!(bytes[0][16..], bytes[1][16..]);
}

async fn a_turned_key_opens_everything(place: &Place) {
    let archive = place.open();
    let bytes = table(40);
    let kept = keep(&archive, 20, &bytes).await.unwrap();
    let before = raw(place, kept.object).await;
    let rotation = archive.rotate().await.unwrap();
    assert!(rotation.rewrapped >= 1);
    assert_eq!(rotation.damaged, 0);
    assert_eq!(
        raw(place, kept.object).await,
        before,
        "nothing was sent again"
    );
    assert!(archive.retire().await.unwrap());
    assert_eq!(place.own_keys().count(), 1);
    assert_eq!(read(&place.open(), kept.object, 20).await.unwrap(), bytes);
}

async fn what_is_wrong_is_found(place: &Place) {
    let archive = place.open();
    let mut kept = Vec::new();
    for number in 30..35 {
        kept.push(keep(&archive, number, &table(50)).await.unwrap().object);
    }
    assert_eq!(archive.scrub(NOW).await.unwrap().faults, 0);
    let bytes = raw(place, kept[0]).await;
    let mut altered = raw(place, kept[1]).await;
    altered[100] ^= 1;
    put(place, kept[0], bytes[..bytes.len() - 1].to_vec()).await;
    put(place, kept[1], altered).await;
    put(place, kept[2], raw(place, kept[3]).await).await;
    place.objects.delete(&path(kept[4])).await.unwrap();
    let orphan = ObjectName([0xee; 32]);
    put(place, orphan, b"nobody's".to_vec()).await;
    let expected = [
        (kept[0], Some(id(30)), Fault::Length),
        (kept[1], Some(id(31)), Fault::Altered),
        (kept[2], Some(id(32)), Fault::Exchanged(kept[3])),
        (kept[4], Some(id(34)), Fault::Lost),
        (orphan, None, Fault::Orphan),
    ];
    // By the server's own clock an object is new for a day.
    let later = Timestamp::from_millis(i64::MAX / 4);
    let scrubbed = archive.scrub(later).await.unwrap();
    for (object, document, fault) in expected {
        let found = scrubbed.findings.iter().find(|one| one.object == object);
        let found = found.map(|one| (one.object, one.document, one.fault));
        assert_eq!(found, Some((object, document, fault)));
    }
    assert_eq!(scrubbed.faults, 5);
    for (number, object) in (30..).zip(&kept) {
        let answer = read(&archive, *object, number).await;
        assert_eq!(answer.is_ok(), number == 33, "{number}");
        assert!(answer.is_ok() || matches!(answer, Err(ArchiveError::Damaged)));
    }
    for object in kept {
        assert_eq!(archive.erase(object).await.unwrap(), Erasure::Whole);
    }
    place.objects.delete(&path(orphan)).await.unwrap();
    assert_eq!(archive.scrub(later).await.unwrap().faults, 0);
}

async fn what_is_erased_is_gone(place: &Place) {
    let archive = place.open();
    let kept = keep(&archive, 40, &table(60)).await.unwrap();
    let copy = raw(place, kept.object).await;
    assert_eq!(archive.erase(kept.object).await.unwrap(), Erasure::Whole);
    assert_eq!(archive.erase(kept.object).await.unwrap(), Erasure::Whole);
    // A copy of the object that comes back opens by nothing, and a scrub takes it away.
    put(place, kept.object, copy).await;
    for archive in [&archive, &place.open()] {
        let answer = read(archive, kept.object, 40).await;
        assert!(matches!(answer, Err(ArchiveError::Missing)));
    }
    assert_eq!(archive.scrub(NOW).await.unwrap().removed, 1);
    assert!(place.objects.head(&path(kept.object)).await.is_err());
}

pub fn path(object: ObjectName) -> Path {
    let name = object.to_string();
    Path::from(format!("documents/{}/{name}", &name[..2]))
}

async fn raw(place: &Place, object: ObjectName) -> Vec<u8> {
    let answer = place.objects.get(&path(object)).await.unwrap();
    answer.bytes().await.unwrap().to_vec()
}

async fn put(place: &Place, object: ObjectName, bytes: Vec<u8>) {
    let payload = PutPayload::from(bytes);
    place.objects.put(&path(object), payload).await.unwrap();
}

//! What becomes of keys when folders are put back, and of a document when its key or its object is not right.

use archive::{ArchiveError, ArchiveKeys, KeyFolder, KeyStoreError};

use crate::making::{Counting, Place, keep, read, table};

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn an_older_copy_of_the_keys_applies_the_erasures_made_since() {
    let place = Place::in_folder();
    let archive = place.open();
    let erased = keep(&archive, 1, &table(3)).await.unwrap();
    let other = keep(&archive, 2, &table(3)).await.unwrap();
    let (keys, older) = (place.path().join("keys"), place.path().join("older"));
    copy(&keys, &older);
    archive.erase(erased.object).await.unwrap();
    drop(archive);
    std::fs::remove_dir_all(&keys).unwrap();
    std::fs::rename(&older, &keys).unwrap();
    let archive = place.open();
    let answer = read(&archive, erased.object, 1).await;
    assert!(matches!(answer, Err(ArchiveError::Missing)));
    let name = erased.object.to_string();
    assert!(
        !keys.join(&name[..2]).join(&name).exists(),
        "it was destroyed again"
    );
    assert_eq!(read(&archive, other.object, 2).await.unwrap(), table(3));
}

#[tokio::test]
async fn an_erasure_that_was_not_written_to_its_end_is_none_and_a_damaged_list_is_refused() {
    let place = Place::in_folder();
    let archive = place.open();
    let kept = keep(&archive, 1, &table(3)).await.unwrap();
    let list = place.path().join("erasures");
    std::fs::write(&list, &kept.object.0[..20]).unwrap();
    let archive = place.open();
    assert_eq!(read(&archive, kept.object, 1).await.unwrap(), table(3));
    archive.erase(kept.object).await.unwrap();
    assert_eq!(
        std::fs::read(&list).unwrap().len(),
        36,
        "it took the place of the rest"
    );
    let mut bytes = std::fs::read(&list).unwrap().repeat(2);
    bytes[3] ^= 1;
    std::fs::write(&list, bytes).unwrap();
    let opened = KeyFolder::open(&place.path().join("keys"), &list);
    assert!(matches!(opened, Err(KeyStoreError::Io(_))));
}

#[tokio::test]
async fn a_lost_folder_or_list_is_not_taken_for_an_empty_one() {
    let place = Place::in_folder();
    drop(place.open());
    let (keys, list) = (place.path().join("keys"), place.path().join("erasures"));
    std::fs::remove_file(&list).unwrap();
    assert!(KeyFolder::open(&keys, &list).is_err());
    assert!(!list.exists());
    std::fs::write(&list, b"").unwrap();
    std::fs::remove_dir(&keys).unwrap();
    assert!(KeyFolder::open(&keys, &list).is_err());
    assert!(!keys.exists());
}

#[tokio::test]
async fn a_key_of_another_document_or_with_a_changed_byte_opens_nothing() {
    let place = Place::in_folder();
    let archive = place.open();
    let first = keep(&archive, 1, &table(3)).await.unwrap().object;
    let second = keep(&archive, 2, &table(3)).await.unwrap().object;
    let path = |object: archive::ObjectName| {
        let name = object.to_string();
        place.path().join("keys").join(&name[..2]).join(name)
    };
    let right = std::fs::read(path(first)).unwrap();
    std::fs::copy(path(second), path(first)).unwrap();
    let answer = read(&archive, first, 2).await;
    assert!(matches!(answer, Err(ArchiveError::Damaged)));
    for at in 0..right.len() {
        let mut changed = right.clone();
        changed[at] ^= 1;
        std::fs::write(path(first), changed).unwrap();
        let answer = read(&archive, first, 1).await;
        assert!(matches!(answer, Err(ArchiveError::Damaged)), "{at}");
    }
    std::fs::write(path(first), right).unwrap();
    assert_eq!(read(&archive, first, 1).await.unwrap(), table(3));
}

#[test]
fn a_key_file_that_is_damaged_is_refused_and_one_that_is_there_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive-keys");
    assert!(ArchiveKeys::read(&path).unwrap().is_none());
    ArchiveKeys::create(&path, &Counting::default()).unwrap();
    assert!(ArchiveKeys::create(&path, &Counting::default()).is_err());
    let text = std::fs::read_to_string(&path).unwrap();
    for damaged in [
        text.replace("keys 1", "keys 2"),
        text.trim_end().to_owned(),
        text.replace("\n1 ", "\nx "),
        format!("{text}{}", text.lines().nth(1).unwrap()),
        String::new(),
    ] {
        std::fs::write(&path, damaged).unwrap();
        assert!(ArchiveKeys::read(&path).is_err());
    }
}

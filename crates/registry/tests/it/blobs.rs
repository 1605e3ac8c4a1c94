//! Files that are handed in, as they are kept.

use std::io::Read as _;
use std::sync::Arc;

use registry::blobs::{BlobBounds, BlobError, BlobFolder, BlobName, BlobOwner, Blobs};
use testkit::{Making, Place, start};

const fn name(owner: u32, part: u8) -> BlobName {
    BlobName {
        owner: BlobOwner(owner),
        id: [9; 16],
        part,
    }
}

fn folder(place: &Place, bounds: BlobBounds) -> BlobFolder {
    let folder = BlobFolder::open(
        place.folder.path(),
        place.ledger.clone(),
        place.random.clone(),
    );
    folder.unwrap().within(bounds)
}

#[tokio::test]
async fn a_file_is_kept_under_its_name_across_a_restart_until_it_is_deleted() {
    let place = Making::default().open().await;
    let one = name(1, 0);
    place.blobs.create(one, start()).unwrap();
    assert!(place.blobs.create(one, start()).is_err());
    assert_eq!(place.blobs.append(one, 0, b"rows").unwrap(), 4);
    let elsewhere = place.blobs.append(one, 0, b"rows");
    assert!(matches!(elsewhere, Err(BlobError::Length(4))));
    let place = Making::again(place).await.open().await;
    let mut read = String::new();
    let mut file = place.blobs.open(one, 4).unwrap();
    file.read_to_string(&mut read).unwrap();
    assert_eq!(read, "rows");
    assert!(matches!(place.blobs.open(one, 5), Err(BlobError::Damaged)));
    assert_eq!(place.blobs.made_before(start()).unwrap(), []);
    let later = start() + std::time::Duration::from_secs(1);
    assert_eq!(place.blobs.made_before(later).unwrap(), [one]);
    place.blobs.delete(one).unwrap();
    place.blobs.delete(one).unwrap();
    assert!(matches!(place.blobs.length(one), Err(BlobError::Missing)));
}

#[tokio::test]
async fn an_owner_and_all_together_have_no_more_room_than_is_said_and_get_it_back() {
    let place = Making::default().open().await;
    let kib = 1024;
    let bounds = BlobBounds {
        all: 1_000 * kib,
        owner: 400 * kib,
        left: 0,
    };
    let folder = Arc::new(folder(&place, bounds));
    let bytes = vec![0; 200 * 1024];
    folder.create(name(1, 1), start()).unwrap();
    folder.append(name(1, 1), 0, &bytes).unwrap();
    let more = folder.append(name(1, 1), bytes.len() as u64, &bytes);
    assert!(matches!(more, Err(BlobError::Full)));
    assert_eq!(folder.length(name(1, 1)).unwrap(), bytes.len() as u64);
    // What a new process counts is the same.
    let again = self::folder(&place, bounds);
    assert!(matches!(
        again.create(name(1, 2), start()),
        Err(BlobError::Full)
    ));
    for owner in [2, 3] {
        let made = folder.create(name(owner, 1), start());
        let made = made.and_then(|()| folder.append(name(owner, 1), 0, &bytes));
        assert_eq!(made.is_ok(), owner == 2, "{owner}");
    }
    folder.delete(name(1, 1)).unwrap();
    folder.append(name(3, 1), 0, &bytes).unwrap();
    // The ledger's part of the disk is left to it.
    let full = self::folder(
        &place,
        BlobBounds {
            left: u64::MAX,
            ..BlobBounds::DEFAULT
        },
    );
    let refused = full.append(name(3, 1), bytes.len() as u64, &bytes);
    assert!(matches!(refused, Err(BlobError::Full)));
}

#[tokio::test]
async fn files_that_come_leave_a_quarter_of_the_room_to_what_is_made_of_them() {
    let (narrow, wide) = (800 * 1024, 8_000 * 1024);
    let bytes = vec![0; 200 * 1024];
    let length = bytes.len() as u64;
    for (all, owner) in [(narrow, wide), (wide, narrow)] {
        let place = Making::default().open().await;
        let bounds = BlobBounds {
            all,
            owner,
            left: 0,
        };
        let folder = folder(&place, bounds);
        let (came, made) = (name(1, BlobName::INPUT), name(1, 1));
        folder.create(came, start()).unwrap();
        folder.append(came, 0, &bytes).unwrap();
        folder.append(came, length, &bytes).unwrap();
        let more = folder.append(came, 2 * length, &bytes);
        assert!(matches!(more, Err(BlobError::Full)));
        let another = BlobName {
            id: [8; 16],
            ..came
        };
        let another = folder.create(another, start());
        assert!(matches!(another, Err(BlobError::Full)));
        folder.create(made, start()).unwrap();
        folder.append(made, 0, &bytes[..64 * 1024]).unwrap();
        assert_eq!(folder.length(came).unwrap(), 2 * length);
    }
}

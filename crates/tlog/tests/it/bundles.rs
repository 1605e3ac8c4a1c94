//! Entry bundles: their names and what is in them.

use proptest::prelude::*;
use tlog::{
    BundleError, BundleId, EntryError, MAX_ENTRY_BYTES, PathError, decode_bundle, encode_entry,
};

fn bundle(index: u64, width: u16) -> BundleId {
    BundleId::new(index, width).unwrap()
}

#[test]
fn a_bundle_is_named_like_the_tile_over_the_same_entries() {
    assert_eq!(bundle(1_234, 5).path(), "tile/entries/x001/234.p/5");
    assert_eq!(bundle(0, 256).path(), "tile/entries/000");
    assert_eq!(
        BundleId::parse("tile/entries/x001/234.p/5"),
        Ok(bundle(1_234, 5))
    );
    assert_eq!(bundle(2, 7).first(), 512);
    assert_eq!(bundle(2, 7).full(), bundle(2, 256));
    assert_eq!(BundleId::new(1 << 56, 1), None);
    assert_eq!(BundleId::new(0, 0), None);
    assert_eq!(BundleId::parse("tile/0/000"), Err(PathError::Malformed));
}

#[test]
fn growing_adds_what_is_new_or_wider() {
    let added = |old, new| BundleId::added(old, new).collect::<Vec<_>>();
    assert_eq!(
        added(255, 513),
        [bundle(0, 256), bundle(1, 256), bundle(2, 1)]
    );
    assert_eq!(added(513, 513), []);
    let all: Vec<_> = BundleId::all(300).collect();
    assert_eq!(all, [bundle(0, 256), bundle(1, 44)]);
}

#[test]
fn an_entry_follows_its_length() {
    let mut bytes = Vec::new();
    encode_entry(&mut bytes, b"one").unwrap();
    encode_entry(&mut bytes, b"").unwrap();
    assert_eq!(bytes, b"\x00\x03one\x00\x00");
    let entries: [&[u8]; 2] = [b"one", b""];
    assert_eq!(decode_bundle(&bytes, 2), Ok(entries.to_vec()));
}

#[test]
fn an_entry_that_is_too_long_is_not_begun() {
    let mut bytes = vec![7];
    let entry = vec![0; MAX_ENTRY_BYTES + 1];
    let error = EntryError {
        length: MAX_ENTRY_BYTES + 1,
    };
    assert_eq!(encode_entry(&mut bytes, &entry), Err(error));
    assert_eq!(bytes, [7]);
    assert_eq!(encode_entry(&mut bytes, &entry[1..]), Ok(()));
    assert_eq!(decode_bundle(&bytes[1..], 1), Ok(vec![&entry[1..]]));
}

#[test]
fn a_bundle_has_its_entries_and_nothing_more() {
    let bytes = b"\x00\x03one\x00\x00";
    assert_eq!(
        decode_bundle(bytes, 3),
        Err(BundleError::Short { entry: 2 })
    );
    assert_eq!(decode_bundle(bytes, 1), Err(BundleError::Long { bytes: 2 }));
    assert_eq!(
        decode_bundle(&bytes[..4], 1),
        Err(BundleError::Short { entry: 0 })
    );
    assert_eq!(decode_bundle(&[0], 1), Err(BundleError::Short { entry: 0 }));
    assert_eq!(decode_bundle(&[], 0), Ok(Vec::new()));
    assert_eq!(
        decode_bundle(&[], u16::MAX),
        Err(BundleError::Short { entry: 0 })
    );
}

proptest! {
    #[test]
    fn what_was_put_in_comes_out(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..=256),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = Vec::new();
        for entry in &entries {
            encode_entry(&mut bytes, entry).unwrap();
        }
        let width = u16::try_from(entries.len()).unwrap();
        let decoded = decode_bundle(&bytes, width).unwrap();
        prop_assert_eq!(&decoded, &entries);
        if !bytes.is_empty() {
            prop_assert!(decode_bundle(&bytes[..cut.index(bytes.len())], width).is_err());
        }
    }

    #[test]
    fn any_bytes_are_a_bundle_or_an_error(
        bytes in prop::collection::vec(any::<u8>(), 0..600), width in any::<u16>(),
    ) {
        if let Ok(entries) = decode_bundle(&bytes, width) {
            let mut again = Vec::new();
            for entry in entries {
                encode_entry(&mut again, entry).unwrap();
            }
            prop_assert_eq!(again, bytes);
        }
    }
}

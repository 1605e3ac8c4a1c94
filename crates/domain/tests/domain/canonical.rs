//! The frozen format: vectors made by another program, and the strictness of the decoder.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its own input should stop"
)]

use crate::generated;
use domain::canonical::{CommitmentKey, FormatError, Leaf, Opened, decode, encode};
use domain::movement::ConsentChange;
use domain::{
    AccessChange, Address, BrandCode, Change, Channel, ItemId, RecipientId, RecipientType,
    RequestId, RetailerCode, Seq, Source, Status, Timestamp,
};
use proptest::prelude::*;
use serde_json::Value;

const VECTORS: &str = include_str!("vectors/canonical-v1.json");
const PSEUDONYM: RecipientId = RecipientId([0; RecipientId::LEN]);

fn vectors() -> Vec<Value> {
    serde_json::from_str(VECTORS).unwrap()
}

fn retailers(value: &Value) -> Vec<RetailerCode> {
    let codes = value.as_array().unwrap();
    codes
        .iter()
        .map(|code| RetailerCode(code.as_u64().unwrap().try_into().unwrap()))
        .collect()
}

/// A vector's movement, from its readable form.
fn opened(movement: &Value) -> Opened {
    let text = |field: &str| movement[field].as_str().unwrap();
    let small = |field: &str| u32::try_from(movement[field].as_u64().unwrap()).unwrap();
    let channel = Channel::from_wire(text("type")).unwrap();
    let access = || retailers(&movement["retailerAccess"]);
    let change = match text("kind") {
        "consent" => Change::Consent(ConsentChange {
            status: Status::from_wire(text("status")).unwrap(),
            source: movement["source"].as_str().map(|word| {
                *Source::ALL
                    .iter()
                    .find(|source| source.as_wire() == word)
                    .unwrap()
            }),
            consent_date: movement["consentDate"].as_i64().map(Timestamp::from_millis),
            retailer: movement["retailerCode"]
                .as_u64()
                .map(|_| small("retailerCode").into()),
            retailer_access: access(),
        }),
        "grant" => Change::Access(AccessChange::Grant(access())),
        "replace" => Change::Access(AccessChange::Replace(access())),
        "revoke" => Change::Access(AccessChange::Revoke(access())),
        "revoke-all" => Change::Access(AccessChange::RevokeAll),
        other => panic!("no such kind: {other}"),
    };
    Opened {
        address: Address::from_wire(text("recipient"), channel).unwrap(),
        brand: BrandCode(small("brandCode")),
        recipient_type: RecipientType::from_wire(text("recipientType")).unwrap(),
        channel,
        change,
        recorded_at: Timestamp::from_millis(movement["recordedAt"].as_i64().unwrap()),
        prev: movement["prev"].as_u64().map(Seq),
        item: ItemId {
            request: RequestId::from_wire(text("requestId")).unwrap(),
            index: small("index"),
        },
    }
}

fn encoded(opened: Opened) -> Vec<u8> {
    let (movement, address) = opened.into_movement(PSEUDONYM);
    encode(&movement, &address)
}

#[test]
fn the_frozen_vectors_are_encoded_byte_for_byte() {
    let vectors = vectors();
    assert!(vectors.len() >= 6);
    for vector in vectors {
        let text = |field: &str| vector[field].as_str().unwrap().to_owned();
        let name = text("name");
        let mut key = CommitmentKey([0; CommitmentKey::LEN]);
        hex::decode_to_slice(text("key"), &mut key.0).unwrap();
        let (movement, address) = opened(&vector["movement"]).into_movement(PSEUDONYM);
        assert_eq!(
            hex::encode(encode(&movement, &address)),
            text("canonical"),
            "{name}"
        );
        let leaf = Leaf::commit(&key, &movement, &address);
        assert_eq!(hex::encode(leaf.0), text("leaf"), "{name}");
        assert_eq!(hex::encode(&leaf.0[1..]), text("commitment"), "{name}");
        assert_eq!(
            leaf.transaction_id().to_wire(),
            text("transactionId"),
            "{name}"
        );
    }
}

#[test]
fn the_formats_page_shows_the_same_vectors() {
    let page = include_str!("../../../../docs/format.md");
    for vector in vectors() {
        for field in ["key", "canonical", "commitment", "leaf", "transactionId"] {
            let value = vector[field].as_str().unwrap();
            assert!(page.contains(value), "{field} of {}", vector["name"]);
        }
    }
}

#[test]
fn the_frozen_vectors_are_read_back() {
    for vector in vectors() {
        let bytes = hex::decode(vector["canonical"].as_str().unwrap()).unwrap();
        assert_eq!(decode(&bytes), Ok(opened(&vector["movement"])));
    }
}

#[test]
fn a_leaf_is_opened_by_its_own_key_and_bytes_only() {
    let vector = &vectors()[0];
    let bytes = hex::decode(vector["canonical"].as_str().unwrap()).unwrap();
    let key = CommitmentKey([7; CommitmentKey::LEN]);
    let leaf = Leaf::commit_bytes(&key, &bytes);
    assert!(leaf.is_opened_by(&key, &bytes));
    for position in 0..bytes.len() {
        let mut other = bytes.clone();
        other[position] ^= 1;
        assert!(!leaf.is_opened_by(&key, &other));
    }
    for position in 0..CommitmentKey::LEN {
        let mut other = key;
        other.0[position] ^= 0x80;
        assert!(!leaf.is_opened_by(&other, &bytes));
    }
}

#[test]
fn every_truncation_and_every_appended_byte_is_refused() {
    for vector in vectors() {
        let bytes = hex::decode(vector["canonical"].as_str().unwrap()).unwrap();
        for length in 0..bytes.len() {
            assert_eq!(decode(&bytes[..length]), Err(FormatError::Truncated));
        }
        for byte in 0..=u8::MAX {
            let longer = [bytes.as_slice(), &[byte]].concat();
            assert_eq!(decode(&longer), Err(FormatError::Trailing));
        }
    }
}

#[test]
fn an_unknown_version_is_named() {
    assert_eq!(decode(&[2, 1, 1, 1]), Err(FormatError::Version(2)));
}

#[test]
fn too_many_bytes_are_refused_unread() {
    let long = vec![1; domain::canonical::MAX_BYTES + 1];
    assert_eq!(decode(&long), Err(FormatError::TooLong));
}

#[test]
fn a_false_count_of_retailers_reserves_no_memory() {
    let mut bytes = hex::decode(vectors()[0]["canonical"].as_str().unwrap()).unwrap();
    let end = bytes.len();
    bytes[end - 4..].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(decode(&bytes), Err(FormatError::Truncated));
}

#[test]
fn retailers_out_of_order_or_repeated_are_refused() {
    let bytes = hex::decode(vectors()[5]["canonical"].as_str().unwrap()).unwrap();
    let end = bytes.len();
    let with_last = |first: u32, second: u32| {
        let mut bytes = bytes.clone();
        bytes[end - 8..end - 4].copy_from_slice(&first.to_be_bytes());
        bytes[end - 4..].copy_from_slice(&second.to_be_bytes());
        decode(&bytes)
    };
    assert!(with_last(1, 2).is_ok());
    assert_eq!(with_last(2, 1), Err(FormatError::Field("retailerAccess")));
    assert_eq!(with_last(2, 2), Err(FormatError::Field("retailerAccess")));
}

#[test]
fn retailers_are_encoded_ascending_whatever_their_order() {
    let mut opened = opened(&vectors()[5]["movement"]);
    let right = encoded(opened.clone());
    opened.change = Change::Access(AccessChange::Grant(
        [10_000_002, 10_000_001, 10_000_002]
            .map(RetailerCode)
            .to_vec(),
    ));
    assert_eq!(encoded(opened), right);
}

#[test]
fn an_address_is_read_in_its_one_spelling_only() {
    for (channel, text) in [
        (Channel::Text, "+0905050000001"),
        (Channel::Text, "905050000001"),
        (Channel::Text, "++905050000001"),
        (Channel::Text, "+90505000000a"),
        (Channel::Text, "a@b.cc"),
        (Channel::Email, "A@b.cc"),
        (Channel::Email, "a@b.cc "),
        (Channel::Email, "a@@b.cc"),
        (Channel::Email, "+905050000001"),
    ] {
        let bytes = with_address(channel, text);
        assert_eq!(
            decode(&bytes),
            Err(FormatError::Field("recipient")),
            "{text}"
        );
    }
}

#[test]
fn a_number_outside_todays_plan_stays_readable() {
    // 579 is not allotted. What was once accepted must open even if the plan drops it.
    assert!(Address::from_wire("+905790000001", Channel::Text).is_err());
    let decoded = decode(&with_address(Channel::Text, "+905790000001")).unwrap();
    assert_eq!(decoded.address.to_string(), "+905790000001");
}

/// The bytes of a revoke-all movement with any text as address.
fn with_address(channel: Channel, text: &str) -> Vec<u8> {
    let mut bytes = vec![1, 5, channel.to_byte(), 1];
    bytes.extend([0; 12]);
    bytes.push(0);
    bytes.extend([0; 20]);
    bytes.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
    bytes.extend(text.bytes());
    bytes
}

proptest! {
    #[test]
    fn what_is_encoded_decodes_to_the_same(opened in generated::opened()) {
        let bytes = encoded(opened.clone());
        prop_assert_eq!(decode(&bytes), Ok(opened));
    }

    #[test]
    fn what_decodes_encodes_to_the_same_bytes(
        opened in generated::opened(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..3),
    ) {
        let mut bytes = encoded(opened);
        for (index, byte) in changes {
            let position = index.index(bytes.len());
            bytes[position] = byte;
        }
        if let Ok(opened) = decode(&bytes) {
            prop_assert_eq!(encoded(opened), bytes);
        }
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes);
    }
}

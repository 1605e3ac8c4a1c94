//! Keys and their names.

use tlog::{Cosigner, KeyError, KeyKind, KeyName, MAX_NAME_BYTES, SigningKey, VerifierKey};

use crate::support::name;

/// The key of Go's checksum database, as its users have it built in.
const GO: &str = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

#[test]
fn a_known_key_is_read_and_written_again() {
    let key: VerifierKey = GO.parse().unwrap();
    assert_eq!(key.name().as_str(), "sum.golang.org");
    assert_eq!(key.id(), 0x033d_e0ae);
    assert_eq!(key.kind(), KeyKind::Ed25519);
    assert_eq!(key.to_string(), GO);
}

#[test]
fn one_seed_makes_different_keys_of_different_kinds_and_names() {
    let seed = [1; 32];
    let log = SigningKey::from_seed(name("example.com/a"), &seed);
    let other = SigningKey::from_seed(name("example.com/b"), &seed);
    let witness = Cosigner::from_seed(name("example.com/a"), &seed);
    assert_ne!(log.verifier().id(), other.verifier().id());
    assert_ne!(log.verifier().id(), witness.verifier().id());
    for key in [log.verifier(), other.verifier(), witness.verifier()] {
        assert_eq!(key.to_string().parse().as_ref(), Ok(key));
    }
}

#[test]
fn a_secret_key_shows_its_public_half_only() {
    let seed = [0x5a; 32];
    let log = SigningKey::from_seed(name("example.com/a"), &seed);
    let witness = Cosigner::from_seed(name("example.com/a"), &seed);
    assert_eq!(
        format!("{log:?}"),
        format!("SigningKey({})", log.verifier())
    );
    assert_eq!(
        format!("{witness:?}"),
        format!("Cosigner({})", witness.verifier())
    );
}

#[test]
fn a_name_has_no_blanks_no_plus_and_an_end() {
    for good in [
        "a",
        "example.com/log42",
        "ığüşöç.example",
        &"a".repeat(MAX_NAME_BYTES),
    ] {
        assert_eq!(good.parse::<KeyName>().unwrap().as_str(), good);
    }
    for bad in [
        "",
        " ",
        "a b",
        "a+b",
        "a\nb",
        "a\u{a0}b",
        "a\u{2003}b",
        "a\u{1b}b",
        "a\u{9b}b",
    ] {
        assert_eq!(bad.parse::<KeyName>(), Err(KeyError::Name), "{bad:?}");
    }
    let long = "a".repeat(MAX_NAME_BYTES + 1);
    assert_eq!(long.parse::<KeyName>(), Err(KeyError::Name));
}

#[test]
fn a_key_that_is_not_whole_is_refused() {
    let refused = |text: &str, error| assert_eq!(text.parse::<VerifierKey>(), Err(error), "{text}");
    refused("", KeyError::Malformed);
    refused("sum.golang.org", KeyError::Malformed);
    refused("sum.golang.org+033de0ae", KeyError::Malformed);
    refused(&GO.replace("033de0ae", "33de0ae"), KeyError::Malformed);
    refused(&GO.replace("033de0ae", "+33de0ae"), KeyError::Malformed);
    refused(&GO.replace("033de0ae", "033de0ag"), KeyError::Malformed);
    refused(&GO.replace("033de0ae", "133de0ae"), KeyError::Id);
    refused(&GO.replace("sum.", "sun."), KeyError::Id);
    refused(&GO.replace("sum.", "s m."), KeyError::Name);
    refused(&GO.replace("+Ac4z", "+Cc4z"), KeyError::Kind(9));
    refused(&GO[..GO.len() - 4], KeyError::PublicKey);
    refused(&format!("{GO}AAAA"), KeyError::PublicKey);
    refused(&format!("{GO}="), KeyError::Malformed);
    refused("a+00000000+", KeyError::Malformed);
    refused(&"a".repeat(1_000_000), KeyError::Malformed);
}

#[test]
fn a_key_under_which_anything_can_be_signed_is_refused() {
    // The neutral point (y = 1), and an encoding of no point (y = 2 has no x on the curve).
    let neutral = "a+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let no_point = "a+00000000+AQIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for key in [neutral, no_point] {
        assert_eq!(key.parse::<VerifierKey>(), Err(KeyError::PublicKey));
    }
}

//! A receipt with any byte changed proves nothing, and nothing makes the parser panic.

use proptest::prelude::*;
use receipt::{
    CheckKey, Decision, Document, Receipt, Trust, verify, verify_all, verify_list, verify_state,
};

use crate::frozen::{CHECK_KEY, CONSENT, CONSENT_RECEIPTS, LIST_CHECK, RECEIPT, STATE, trust};

/// Whether the bytes still prove what they say.
fn proves(bytes: &[u8], trust: &Trust) -> bool {
    let decision = match Document::parse(bytes) {
        Err(_) => return false,
        Ok(Document::Receipt(receipt)) => verify(&receipt, trust).decision(),
        Ok(Document::State(proof)) => verify_state(&proof, trust).decision(),
        Ok(Document::VerifiedConsent(consent)) => {
            let receipts = CONSENT_RECEIPTS.map(|bytes| Receipt::parse(bytes).unwrap());
            verify_all(&receipts, &[], &[*consent], trust).decision()
        }
        Ok(Document::List(list)) => {
            let key = CheckKey::from_pem(CHECK_KEY).unwrap();
            verify_list(&list, &[], &[key], trust).decision()
        }
    };
    matches!(decision, Decision::Proven | Decision::ProvenButDevelopment)
}

/// Whether bytes are blanks between the parts of JSON: with others in their place, or more of them, it
/// is another layout and nothing else.
fn is_layout(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| b" \t\r\n".contains(byte))
}

#[test]
fn a_receipt_with_any_bit_flipped_proves_nothing() {
    proves_nothing_with_a_bit_flipped(RECEIPT);
}

#[test]
fn a_receipt_of_a_list_with_any_bit_flipped_proves_nothing() {
    proves_nothing_with_a_bit_flipped(LIST_CHECK);
}

#[test]
fn a_record_of_a_verified_consent_with_any_bit_flipped_proves_nothing() {
    proves_nothing_with_a_bit_flipped(CONSENT);
}

fn proves_nothing_with_a_bit_flipped(whole: &[u8]) {
    let trust = trust();
    assert!(proves(whole, &trust));
    let mut bytes = whole.to_vec();
    for position in 0..bytes.len() {
        for bit in 0..8 {
            bytes[position] ^= 1 << bit;
            assert!(
                !proves(&bytes, &trust),
                "byte {position}, bit {bit}: {}",
                String::from_utf8_lossy(&bytes[position.saturating_sub(40)..=position])
            );
            bytes[position] ^= 1 << bit;
        }
    }
}

#[test]
fn a_receipt_cut_short_anywhere_is_refused() {
    // The end of its line is the only byte that it is whole without.
    for length in 0..RECEIPT.len() - 1 {
        assert!(Receipt::parse(&RECEIPT[..length]).is_err(), "{length}");
    }
}

proptest! {
    #[test]
    fn a_receipt_with_any_byte_replaced_proves_nothing(position in 0..RECEIPT.len(), byte: u8) {
        let mut bytes = RECEIPT.to_vec();
        prop_assume!(bytes[position] != byte);
        prop_assume!(position + 1 < bytes.len() || !is_layout(&[byte]));
        bytes[position] = byte;
        prop_assert!(!proves(&bytes, &trust()));
    }

    #[test]
    fn a_receipt_with_a_piece_doubled_dropped_or_moved_proves_nothing(
        from in 0..RECEIPT.len(), length in 1..200_usize, to in 0..RECEIPT.len(), drop: bool,
    ) {
        let mut bytes = RECEIPT.to_vec();
        let end = (from + length).min(bytes.len());
        let piece: Vec<u8> = RECEIPT[from..end].to_vec();
        prop_assume!(!is_layout(&piece));
        if drop {
            bytes.drain(from..end);
        }
        let to = to.min(bytes.len());
        bytes.splice(to..to, piece);
        prop_assume!(bytes != RECEIPT);
        prop_assert!(!proves(&bytes, &trust()));
    }

    #[test]
    fn a_state_proof_with_any_byte_replaced_proves_nothing(position in 0..STATE.len(), byte: u8) {
        let mut bytes = STATE.to_vec();
        prop_assume!(bytes[position] != byte);
        prop_assume!(position + 1 < bytes.len() || !is_layout(&[byte]));
        bytes[position] = byte;
        prop_assert!(!proves(&bytes, &trust()));
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        prop_assert!(!proves(&bytes, &trust()));
    }
}

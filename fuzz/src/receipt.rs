//! Receipts, state proofs and renewals.

use domain::Timestamp;
use receipt::renewal::RenewalText;
use receipt::{Document, ListReceipt, Receipt, StateProof, Trust, verify, verify_all, verify_state};

/// The keys and roots of the frozen receipts, which make good seeds.
const LOG: &str = include_str!("../../crates/receipt/tests/fixtures/log.vkey");
const WITNESS: &str = include_str!("../../crates/receipt/tests/fixtures/witness.vkey");
const ROOT: &str = include_str!("../../crates/receipt/tests/fixtures/development-root.pem");

fn trust() -> Trust {
    Trust {
        log_keys: vec![LOG.trim().parse().expect("the fixture is a key")],
        witnesses: vec![WITNESS.trim().parse().expect("the fixture is a key")],
        quorum: 1,
        authorities: tsp::Trust::from_pem(ROOT).expect("the fixture is a certificate"),
        policies: Vec::new(),
        now: Timestamp::from_seconds(1_800_000_000),
    }
}

/// A document of any kind, and its verification.
pub fn document(data: &[u8]) {
    match Document::parse(data) {
        Ok(Document::Receipt(receipt)) => {
            let again = receipt.to_json();
            assert_eq!(Receipt::parse(again.as_bytes()).as_ref(), Ok(&*receipt));
            let _verdict = verify(&receipt, &trust());
        }
        Ok(Document::State(proof)) => {
            let again = proof.to_json();
            assert_eq!(StateProof::parse(again.as_bytes()).as_ref(), Ok(&*proof));
            let _verdict = verify_state(&proof, &trust());
        }
        Ok(Document::List(receipt)) => {
            let again = receipt.to_json();
            assert_eq!(ListReceipt::parse(again.as_bytes()).as_ref(), Ok(&*receipt));
        }
        Ok(Document::VerifiedConsent(consent)) => {
            let _verdict = verify_all(&[], &[], &[*consent], &trust());
        }
        Err(_) => {}
    }
}

/// What a renewal of the stamps says.
pub fn renewal(data: &[u8]) {
    if let Ok(text) = str::from_utf8(data)
        && let Ok(renewal) = RenewalText::parse(text)
    {
        assert_eq!(renewal.to_text(), text);
    }
}

//! Records of verified consents, beside the receipts of their movements.

use domain::movement::ConsentChange;
use domain::{BrandCode, Change, Channel, ItemId, Movement, RequestId, Source, Status, Timestamp};
use receipt::{
    About, ConsentAnswer, ConsentReference, ConsentStatement, Decision, Document, Finding, Receipt,
    ReceiptError, VerifiedConsent, consent_request, verify_all,
};

use crate::scene::{APPROVAL, SIZE, Scene, address, movement, recorded_at};

/// Where the answers of the record are in the log.
pub const ANSWERS: [u64; 2] = [10, 11];
/// A brand of which the scene has no other record.
const BRAND: BrandCode = BrandCode(606_061);

fn answer(channel: Channel, status: Status) -> ConsentAnswer {
    ConsentAnswer {
        brand_code: BRAND.0,
        brand: "Örnek Marka".to_owned(),
        channel: channel.as_wire().to_owned(),
        status: status.as_wire().to_owned(),
    }
}

fn statement() -> ConsentStatement {
    ConsentStatement {
        format: ConsentStatement::FORMAT.to_owned(),
        request_id: "019ca5f3a1b27c3d8e4f5a6b7c8d9eaf".to_owned(),
        iys_code: 606_000,
        provider: "Örnek Ticaret A.Ş.".to_owned(),
        recipient: address().to_string(),
        recipient_type: "BIREYSEL".to_owned(),
        verification_type: "SMS_SHORTURL".to_owned(),
        form_id: 1,
        form_version: 2,
        language: "tr".to_owned(),
        text: "Kampanyalardan haberdar olmak ister misiniz?".to_owned(),
        references: vec![ConsentReference {
            kind: "AYDINLATMA".to_owned(),
            at: "https://ornek.example/aydinlatma, sürüm 3".to_owned(),
        }],
        asked: recorded_at(0).to_wire(),
        answered: recorded_at(9).to_wire(),
        answers: vec![
            answer(Channel::Call, Status::Refusal),
            answer(Channel::Text, Status::Approval),
        ],
    }
}

/// A log in which the answers of a record stand, dated as given.
fn scene(request: RequestId, date: Timestamp) -> Scene {
    let statement = statement();
    Scene::of((0..SIZE).map(move |index| {
        let mut movement = movement(index);
        let Some(place) = ANSWERS.iter().position(|at| *at == index) else {
            return movement;
        };
        let answer = &statement.answers[place];
        movement.key.recipient = movement_of_the_scenes_recipient().key.recipient;
        movement.key.brand = BRAND;
        movement.key.channel = Channel::from_wire(&answer.channel).unwrap();
        movement.change = Change::Consent(ConsentChange {
            status: Status::from_wire(&answer.status).unwrap(),
            source: Some(Source::RegistryText),
            consent_date: Some(date),
            retailer: None,
            retailer_access: Vec::new(),
        });
        movement.item = ItemId {
            request,
            index: u32::try_from(place).unwrap(),
        };
        movement
    }))
}

fn movement_of_the_scenes_recipient() -> Movement {
    movement(APPROVAL)
}

fn answered() -> Timestamp {
    Timestamp::from_seconds(recorded_at(9).as_seconds())
}

/// A record, and the log it is in.
pub fn frozen() -> (Vec<u8>, Scene) {
    let bytes = statement().to_bytes();
    let scene = scene(consent_request(&bytes), answered());
    (bytes, scene)
}

fn receipts(scene: &mut Scene) -> Vec<Receipt> {
    ANSWERS.map(|index| scene.receipt(index)).to_vec()
}

/// What is found of a record with these receipts.
fn found(record: &[u8], receipts: &[Receipt], scene: &Scene) -> (Decision, Vec<&'static str>) {
    let consent = VerifiedConsent::parse(record).unwrap();
    let verdict = verify_all(receipts, &[], &[consent], &scene.trust());
    let section = verdict.sections.iter();
    let mut section = section.filter(|section| section.about == About::VerifiedConsent);
    let codes = section.next().unwrap().findings.iter().map(Finding::code);
    (verdict.decision(), codes.collect())
}

#[test]
fn a_record_is_proven_by_the_receipts_of_its_movements() {
    let (record, mut scene) = frozen();
    let read = VerifiedConsent::parse(&record).unwrap();
    assert_eq!(*read.statement(), statement());
    let document = Document::parse(&record).unwrap();
    assert_eq!(document, Document::VerifiedConsent(Box::new(read)));
    let receipts = receipts(&mut scene);
    let (decision, codes) = found(&record, &receipts, &scene);
    assert_eq!(decision, Decision::ProvenButDevelopment);
    let expected = [
        "consentRecord",
        "consentAnswer",
        "consentAnswer",
        "consentTimes",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn whatever_is_forged_in_a_record_is_named() {
    let (record, mut scene) = frozen();
    let receipts = receipts(&mut scene);
    let text = String::from_utf8(record).unwrap();
    let elsewhere = format!("\"answered\": \"{}\"", recorded_at(9).to_wire());
    let later = format!("\"answered\": \"{}\"", recorded_at(8).to_wire());
    let asked = format!("\"asked\": \"{}\"", recorded_at(0).to_wire());
    let after = format!("\"asked\": \"{}\"", recorded_at(20).to_wire());
    for (from, to, named) in [
        ("olmak ister", "olmamak ister", vec!["consentShown"]),
        ("606000", "606001", vec!["consentShown"]),
        ("sürüm 3", "sürüm 4", vec!["consentShown"]),
        ("+905050000001", "+905050000003", vec!["consentRecipient"]),
        ("BIREYSEL", "TACIR", vec!["consentRecipient"]),
        ("\"RET\"", "\"ONAY\"", vec!["consentOtherAnswer"]),
        ("\"MESAJ\"", "\"EPOSTA\"", vec!["consentOtherAnswer"]),
        ("606061", "606062", vec!["consentOtherAnswer"]),
        (&elsewhere, &later, vec!["consentTime"]),
        (&asked, &after, vec!["consentOrder"]),
        ("\n}", "}", vec!["consentShown"]),
    ] {
        assert!(text.contains(from), "{from}");
        let forged = text.replacen(from, to, 1);
        let (decision, codes) = found(forged.as_bytes(), &receipts, &scene);
        assert_eq!(decision, Decision::Failed, "{from}");
        let expected = [vec!["consentBytes"], named].concat();
        assert_eq!(codes, expected, "{from}");
    }
}

#[test]
fn a_record_without_a_receipt_is_not_proven_and_an_answer_without_one_is_told() {
    let (record, mut scene) = frozen();
    let unrelated = scene.receipt(APPROVAL);
    for receipts in [&[][..], &[unrelated]] {
        let (decision, codes) = found(&record, receipts, &scene);
        assert_eq!(decision, Decision::Incomplete);
        assert_eq!(codes, ["consentAlone"]);
    }
    let one = [scene.receipt(ANSWERS[1])];
    let (decision, codes) = found(&record, &one, &scene);
    assert_eq!(decision, Decision::ProvenButDevelopment);
    let expected = [
        "consentRecord",
        "consentAnswer",
        "consentAnswerNotGiven",
        "consentTimes",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn a_receipt_that_no_trusted_log_has_signed_proves_no_record() {
    let (record, mut scene) = frozen();
    let receipts = receipts(&mut scene);
    let consent = VerifiedConsent::parse(&record).unwrap();
    let trust = receipt::Trust {
        log_keys: Vec::new(),
        ..scene.trust()
    };
    let verdict = verify_all(&receipts, &[], &[consent], &trust);
    assert_eq!(verdict.decision(), Decision::Failed);
    let mut codes = verdict.findings().map(Finding::code);
    assert!(codes.any(|code| code == "consentAlone"));
    let mut codes = verdict.findings().map(Finding::code);
    assert!(!codes.any(|code| code == "consentRecord"));
}

#[test]
fn a_refusal_may_be_dated_later_than_it_was_given_and_an_approval_not() {
    let record = statement().to_bytes();
    let date = Timestamp::from_seconds(answered().as_seconds() + 1);
    let mut scene = scene(consent_request(&record), date);
    let refusal = [scene.receipt(ANSWERS[0])];
    let (decision, _) = found(&record, &refusal, &scene);
    assert_eq!(decision, Decision::ProvenButDevelopment);
    let approval = [scene.receipt(ANSWERS[1])];
    let (decision, codes) = found(&record, &approval, &scene);
    assert_eq!(decision, Decision::Failed);
    assert!(codes.contains(&"consentTime"), "{codes:?}");
}

#[test]
fn two_records_are_each_proven_by_their_own_movements() {
    let (record, mut scene) = frozen();
    let receipts = receipts(&mut scene);
    let other = ConsentStatement {
        text: "Başka bir metin".to_owned(),
        ..statement()
    };
    let consents = [&record, &other.to_bytes()].map(|bytes| VerifiedConsent::parse(bytes).unwrap());
    let verdict = verify_all(&receipts, &[], &consents, &scene.trust());
    // The receipts are the first one's: they say nothing of the other.
    assert_eq!(verdict.decision(), Decision::Incomplete);
}

#[test]
fn what_the_format_does_not_have_is_refused() {
    let text = String::from_utf8(statement().to_bytes()).unwrap();
    let refused = |text: &str| VerifiedConsent::parse(text.as_bytes()).unwrap_err();
    let more = text.replacen('{', "{\"more\":1,", 1);
    assert!(matches!(refused(&more), ReceiptError::Json { .. }));
    for (from, to, member) in [
        ("+905050000001", "0505", "recipient"),
        ("BIREYSEL", "KIMSE", "recipientType"),
        ("\"MESAJ\"", "\"FAKS\"", "type"),
        ("\"RET\"", "\"BELKI\"", "status"),
        (&recorded_at(0).to_wire(), "dün", "asked"),
        (&recorded_at(9).to_wire(), "bugün", "answered"),
    ] {
        assert_eq!(
            refused(&text.replacen(from, to, 1)),
            ReceiptError::Member(member)
        );
    }
    let none = ConsentStatement {
        answers: Vec::new(),
        ..statement()
    };
    let none = VerifiedConsent::parse(&none.to_bytes());
    assert_eq!(none.unwrap_err(), ReceiptError::Member("answers"));
}

#[test]
fn the_debug_form_does_not_show_whom_a_record_is_about() {
    let (record, _) = frozen();
    let shown = format!("{:?}", VerifiedConsent::parse(&record).unwrap());
    assert!(!shown.contains("5050000001"), "{shown}");
}

//! Everything that is held about somebody.

use domain::check::Reason;
use domain::{Channel, RecipientType};
use ledger::check_log::{Asker, Question};
use registry::cases::complaints::{Complainant, ComplaintForm, DraftBegun};
use registry::people::recipient::{Person, PersonId, Selection};
use testkit::{BRAND, EMAIL, OTHER_BRAND, PHONE, PROVIDER, Place, Report, STRANGER, record};

async fn filled() -> Place {
    let place = Place::new().await;
    let other = Report::about(EMAIL).brand(OTHER_BRAND);
    let reports = vec![Report::about(PHONE), other, Report::about(STRANGER)];
    place.report_all(reports).await;
    for address in [PHONE, STRANGER] {
        let question = Question {
            at: place.now(),
            asker: Asker {
                kind: 1,
                party: PROVIDER.0,
                user: 1,
            },
            brand: BRAND,
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
        };
        let recipient = place
            .key(address, record(1, BRAND, Channel::Text))
            .recipient;
        let log = &place.checks.log;
        log.single(&question, recipient, Reason::Approved).unwrap();
    }
    place
}

#[tokio::test]
async fn it_holds_every_movement_and_check_of_all_ones_addresses() {
    let place = filled().await;
    let person = place.person(&[PHONE, EMAIL]);
    let phone = Selection::Records(vec![record(1, BRAND, Channel::Text)]);
    place.refuse(&person.subject, &phone).await;
    let export = place.export(&person).await;
    assert_eq!(export.addresses, [PHONE, EMAIL]);
    assert_eq!(export.records.len(), 2);
    let text = &export.records[0];
    assert_eq!((text.recipient.as_str(), text.status), (PHONE, "RET"));
    assert_eq!((text.channel, text.brand.as_str()), ("MESAJ", "Karanfil"));
    let sources: Vec<_> = text.movements.iter().map(|one| one.source).collect();
    assert_eq!(sources, [Some("IYS_WEB"), Some("HS_ISLAK_IMZA")]);
    assert_eq!(export.records[1].recipient, EMAIL);
    assert_eq!(export.checks.len(), 1);
    assert_eq!(export.checks[0].recipient, PHONE);
    let json = serde_json::to_value(&export).unwrap();
    assert_eq!(json["records"][0]["movements"][0]["status"], "RET");
    assert_eq!(json["checks"][0]["asker"]["kind"], "provider");
}

#[tokio::test]
async fn it_holds_a_complaint_that_was_begun() {
    let place = filled().await;
    let person = place.person(&[PHONE]);
    let form = ComplaintForm {
        name: "Ayşe Yılmaz".to_owned(),
        ..ComplaintForm::default()
    };
    let by = Complainant::Person(&person);
    let begun = place.begin_complaint(by, None, form).await;
    assert!(matches!(begun, DraftBegun::Begun(_)));
    let export = place.export(&person).await;
    assert_eq!(export.complaint_drafts.len(), 1);
    assert_eq!(export.complaint_drafts[0].name, "Ayşe Yılmaz");
    let stranger = Person {
        id: PersonId([8; 16]),
        ..place.person(&[STRANGER])
    };
    let export = place.export(&stranger).await;
    assert!(export.complaint_drafts.is_empty());
}

#[tokio::test]
async fn it_holds_nothing_of_others() {
    let place = filled().await;
    let person = place.person(&[PHONE, EMAIL]);
    let export = place.export(&person).await;
    let json = serde_json::to_string(&export).unwrap();
    assert!(!json.contains(STRANGER));
    // Nor of a former owner of the number.
    let mut later = person.clone();
    place.pass(60);
    later.subject.addresses[0].hidden_until = Some(place.now());
    let export = place.export(&later).await;
    assert_eq!(export.records.len(), 1);
    assert_eq!(export.records[0].recipient, EMAIL);
    assert!(export.checks.is_empty());
}

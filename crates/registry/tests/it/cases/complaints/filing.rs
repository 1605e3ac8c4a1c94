//! What is missing, what is too old, and what is frozen when a complaint is filed.

use domain::{Channel, Status};
use ledger::check_log::{Asker, Question};
use proptest::prelude::*;
use registry::cases::complaints::{
    Complainant, ComplaintForm, DraftBegun, DraftSaved, FORM_BYTES_MAX, Fault, Field,
    FilingOutcome, Gap, IMAGE_BYTES_MAX, ImageKind, ImageSet, Tell,
};
use registry::message::Content;
use registry::people::recipient::Selection;
use testkit::{BRAND, DAY, EMAIL, HOUR, OTHER_BRAND, PHONE, Place, Report, address_of, record};

use super::whole;

fn fields(gaps: &[Gap]) -> Vec<Field> {
    gaps.iter().map(|gap| gap.field).collect()
}

#[tokio::test]
async fn all_that_is_missing_is_told_together_and_it_stays_a_draft() {
    let place = Place::new().await;
    let person = place.person(&[PHONE, EMAIL]);
    let id = place.draft(&person, &ComplaintForm::default()).await;
    let outcome = place.file(&person, id).await;
    let FilingOutcome::Incomplete(gaps) = outcome else {
        panic!("{outcome:?}");
    };
    let all = [
        Field::Brand,
        Field::Channel,
        Field::Address,
        Field::Sender,
        Field::Day,
        Field::Time,
        Field::Text,
        Field::Name,
        Field::NationalId,
        Field::Province,
        Field::Tell,
    ];
    assert_eq!(fields(&gaps), all);
    assert!(gaps.iter().all(|gap| gap.fault == Fault::Missing));
    assert_eq!(place.read_draft(&person, id).await.unwrap().gaps, gaps);
    assert_eq!(place.messages().await.len(), 0);
}

/// Makes a whole complaint wrong.
type Change = fn(&mut ComplaintForm);

#[tokio::test]
async fn each_field_that_is_wrong_is_told() {
    let place = Place::new().await;
    let person = place.person(&[PHONE, EMAIL]);
    let wrong: [(Field, Fault, Change); 15] = [
        (Field::Operator, Fault::Missing, |form| {
            form.operator.clear();
        }),
        (Field::Address, Fault::Wrong, |form| {
            form.channel = Some(Channel::Email);
        }),
        (Field::Address, Fault::Wrong, |form| {
            form.address = Some(address_of(EMAIL));
        }),
        (Field::NationalId, Fault::Wrong, |form| {
            form.national_id = "10000000147".into();
        }),
        (Field::NationalId, Fault::Wrong, |form| {
            form.national_id = "x".into();
        }),
        (Field::Name, Fault::Wrong, |form| form.name = "Ayşe".into()),
        (Field::Name, Fault::TooLong, |form| {
            form.name = "a ".repeat(51);
        }),
        (Field::Mersis, Fault::Missing, |form| form.merchant = true),
        (Field::Mersis, Fault::Wrong, |form| {
            form.merchant = true;
            form.mersis = "0845052547100015".into();
        }),
        (Field::Province, Fault::Wrong, |form| {
            form.province = Some(82);
        }),
        (Field::Day, Fault::Wrong, |form| {
            form.day = "2026-02-30".into();
        }),
        (Field::Day, Fault::Future, |form| form.time = "12:01".into()),
        (Field::Time, Fault::Wrong, |form| form.time = "25:00".into()),
        (Field::Text, Fault::TooLong, |form| {
            form.text = "ç".repeat(5_001);
        }),
        (Field::Tell, Fault::Missing, |form| {
            form.tell = Some(Tell::Message(None));
        }),
    ];
    for (field, fault, change) in wrong {
        let mut form = whole();
        change(&mut form);
        let id = place.draft(&person, &form).await;
        let FilingOutcome::Incomplete(gaps) = place.file(&person, id).await else {
            panic!("{field:?} {fault:?}");
        };
        assert!(
            gaps.contains(&Gap { field, fault }),
            "{field:?} {fault:?}: {gaps:?}"
        );
        let complainant = Complainant::Person(&person);
        assert!(place.cases().delete_draft(complainant, id).await.unwrap());
    }
}

#[tokio::test]
async fn a_message_of_more_than_three_calendar_months_ago_is_too_old() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    // It is 2026-03-10, noon.
    let mut form = whole();
    form.day = "2025-12-09".to_owned();
    form.time = "23:59".to_owned();
    let id = place.draft(&person, &form).await;
    let FilingOutcome::TooOld { until } = place.file(&person, id).await else {
        panic!("not too old");
    };
    assert_eq!(until.to_wire(), "2026-03-10 00:00:00");
    assert_eq!(
        place.read_draft(&person, id).await.unwrap().too_old,
        Some(until)
    );
    form.day = "2025-12-10".to_owned();
    form.time = "00:00".to_owned();
    place.filed(&person, &form).await;
}

#[tokio::test]
async fn what_was_on_record_is_frozen_and_later_movements_change_nothing_of_it() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    place.report(Report::about(PHONE)).await;
    place.pass(2 * HOUR);
    let checked = Question {
        at: place.now(),
        asker: Asker {
            kind: 1,
            party: 600_001,
            user: 0,
        },
        brand: BRAND,
        channel: Channel::Text,
        recipient_type: domain::RecipientType::Individual,
    };
    let recipient = person.subject.addresses[0].recipient;
    let reason = domain::check::Reason::Approved;
    place
        .checks
        .log
        .single(&checked, recipient, reason)
        .unwrap();
    // What was asked for another brand, and two days later, is not about this message.
    let other = Question {
        brand: OTHER_BRAND,
        ..checked
    };
    place.checks.log.single(&other, recipient, reason).unwrap();
    place.pass(HOUR);
    // The person refuses before complaining; the message came before that.
    let one = Selection::Records(vec![record(1, BRAND, Channel::Text)]);
    let (status, source) = (Status::Refusal, domain::Source::RegistryWeb);
    place.change(&person.subject, &one, status, source).await;
    let mut form = whole();
    form.time = "14:30".to_owned();
    let number = place.filed(&person, &form).await;
    let complainant = Complainant::Person(&person);
    let filed = place.complaint(complainant, number).await.unwrap();
    let evidence = &filed.evidence;
    let [on_record] = evidence.records.as_slice() else {
        panic!("{:?}", evidence.records);
    };
    assert!(on_record.at_message.as_ref().unwrap().approves());
    assert!(!on_record.last_change.as_ref().unwrap().approves());
    assert_eq!(on_record.brand_name, "Karanfil");
    let [check] = evidence.checks.as_slice() else {
        panic!("{:?}", evidence.checks);
    };
    assert_eq!(
        (check.at, check.asker.as_str()),
        (checked.at.as_millis(), "provider")
    );
    assert!(check.allowed && evidence.all_checks);

    place.pass(DAY);
    let (status, source) = (Status::Approval, domain::Source::RegistryWeb);
    place.change(&person.subject, &one, status, source).await;
    let later = place.complaint(complainant, number).await.unwrap();
    assert_eq!(later.evidence, filed.evidence);
    assert_eq!(later.form, form);
}

#[tokio::test]
async fn where_the_brand_is_not_known_all_who_asked_around_that_time_are_evidence() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    for brand in [BRAND, OTHER_BRAND] {
        place.report(Report::about(PHONE).brand(brand)).await;
    }
    let recipient = person.subject.addresses[0].recipient;
    let question = Question {
        at: place.now(),
        asker: Asker {
            kind: 1,
            party: 600_001,
            user: 0,
        },
        brand: OTHER_BRAND,
        channel: Channel::Text,
        recipient_type: domain::RecipientType::Individual,
    };
    let reason = domain::check::Reason::Approved;
    place
        .checks
        .log
        .single(&question, recipient, reason)
        .unwrap();
    let far = Question {
        brand: BRAND,
        at: domain::Timestamp::from_seconds(question.at.as_seconds() + 3 * DAY),
        ..question
    };
    place.checks.log.single(&far, recipient, reason).unwrap();
    let form = ComplaintForm {
        brand: None,
        brand_text: "bilmiyorum".to_owned(),
        ..whole()
    };
    let number = place.filed(&person, &form).await;
    let complainant = Complainant::Person(&person);
    let filed = place.complaint(complainant, number).await.unwrap();
    let brands: Vec<u32> = filed
        .evidence
        .records
        .iter()
        .map(|each| each.brand)
        .collect();
    assert_eq!(brands, [OTHER_BRAND.0]);
    assert_eq!(filed.evidence.checks.len(), 1);
}

#[tokio::test]
async fn the_number_is_sent_where_the_complainant_wants_to_be_told() {
    let place = Place::new().await;
    let person = place.person(&[PHONE, EMAIL]);
    let tell = Some(Tell::Message(Some(address_of(EMAIL))));
    let number = place
        .filed(&person, &ComplaintForm { tell, ..whole() })
        .await;
    let messages = place.messages().await;
    let [message] = messages.as_slice() else {
        panic!("{} messages", messages.len());
    };
    assert_eq!(message.to, address_of(EMAIL));
    let number = number.to_string();
    assert_eq!(message.content, Content::Complaint { number });
    place.filed(&person, &whole()).await;
    assert_eq!(place.messages().await.len(), 0);
}

#[tokio::test]
async fn an_address_that_is_theirs_no_more_is_wrong_and_nothing_is_sent_there() {
    let place = Place::new().await;
    let person = place.person(&[PHONE, EMAIL]);
    let tell = Some(Tell::Message(Some(address_of(EMAIL))));
    let id = place
        .draft(&person, &ComplaintForm { tell, ..whole() })
        .await;
    for (left, field) in [(EMAIL, Field::Address), (PHONE, Field::Tell)] {
        let mut person = person.clone();
        let theirs = &mut person.subject.addresses;
        theirs.retain(|own| own.address == address_of(left));
        let fault = Fault::Wrong;
        let gaps = vec![Gap { field, fault }];
        assert_eq!(place.read_draft(&person, id).await.unwrap().gaps, gaps);
        let outcome = place.file(&person, id).await;
        assert_eq!(outcome, FilingOutcome::Incomplete(gaps));
    }
    assert_eq!(place.messages().await.len(), 0);
}

#[tokio::test]
async fn a_draft_keeps_what_was_typed_and_refuses_what_no_complaint_says() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    let complainant = Complainant::Person(&person);
    let id = place.draft(&person, &whole()).await;
    let long = ComplaintForm {
        text: "x".repeat(FORM_BYTES_MAX),
        ..whole()
    };
    let saved = place.save_draft(complainant, id, &long).await;
    assert_eq!(saved, DraftSaved::TooLong);
    let foreign = ComplaintForm {
        address: Some(address_of(EMAIL)),
        ..whole()
    };
    let saved = place.save_draft(complainant, id, &foreign).await;
    assert_eq!(saved, DraftSaved::Unknown);
    let told = ComplaintForm {
        tell: Some(Tell::Message(Some(address_of(EMAIL)))),
        ..whole()
    };
    let saved = place.save_draft(complainant, id, &told).await;
    assert_eq!(saved, DraftSaved::Unknown);
    let no_brand = ComplaintForm {
        brand: Some(domain::BrandCode(699_999)),
        ..whole()
    };
    let saved = place.save_draft(complainant, id, &no_brand).await;
    assert_eq!(saved, DraftSaved::Unknown);
    assert_eq!(place.read_draft(&person, id).await.unwrap().form, whole());
    let begun = place.begin_complaint(complainant, None, no_brand).await;
    assert_eq!(begun, DraftBegun::Unknown);
}

#[tokio::test]
async fn an_image_is_told_by_its_first_bytes_and_bounded() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    let complainant = Complainant::Person(&person);
    let id = place.draft(&person, &whole()).await;
    let set = |bytes: Vec<u8>| {
        let registry = place.registry.clone();
        let person = person.clone();
        async move {
            let complainant = Complainant::Person(&person);
            registry
                .cases()
                .set_draft_image(complainant, id, &bytes)
                .await
                .unwrap()
        }
    };
    let png = b"\x89PNG\r\n\x1a\n<script>alert(1)</script>".to_vec();
    assert_eq!(set(png.clone()).await, ImageSet::Set(ImageKind::Png));
    let image = place.complaint_image(complainant, id).await.unwrap();
    assert_eq!((image.kind, image.bytes), (ImageKind::Png, png.clone()));
    assert_eq!(
        set(b"\xff\xd8\xff\xe0".to_vec()).await,
        ImageSet::Set(ImageKind::Jpeg)
    );
    assert_eq!(
        set(b"RIFF\0\0\0\0WEBPVP8 ".to_vec()).await,
        ImageSet::Set(ImageKind::Webp)
    );
    for wrong in [
        &b""[..],
        b"<svg xmlns=",
        b"GIF89a",
        b"RIFF\0\0\0\0WAVE",
        b"%PDF-1.7",
        b"RIFF",
    ] {
        assert_eq!(set(wrong.to_vec()).await, ImageSet::NoImage);
    }
    let mut big = png.clone();
    big.resize(IMAGE_BYTES_MAX + 1, 0);
    assert_eq!(set(big.clone()).await, ImageSet::TooBig);
    big.truncate(IMAGE_BYTES_MAX);
    assert_eq!(set(big).await, ImageSet::Set(ImageKind::Png));
    // A filed complaint keeps its image as it was.
    place.file(&person, id).await;
    assert_eq!(set(png).await, ImageSet::Gone);
    assert!(!place.remove_draft_image(complainant, id).await);
}

proptest! {
    #[test]
    fn any_text_is_no_number_or_the_same_number_again(text in "[0-9A-Za-z -]{0,24}") {
        if let Ok(number) = text.parse::<registry::cases::complaints::ComplaintNumber>() {
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }
    }
}

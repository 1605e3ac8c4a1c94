//! Closed lines: what ends, what stays, and what the number's next owner never sees (rule 53).

use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, ErrorCode, Language, Origin, ProviderCode, RecipientType, Source,
    Status, Timestamp,
};
use ledger::Outcome;
use registry::people::recipient::{
    LINES_MAX, LineOutcome, NoticePolicy, RecordRef, ScreenQuery, SignedIn, VerifiedIdentity,
};
use testkit::{
    BRAND, DAY, INTERMEDIARY, MINUTE, OTHER_BRAND, Place, email, line, phone, record, start, word,
};

/// A third brand, of another provider.
const THIRD_BRAND: BrandCode = BrandCode(600_100);

const TEXT: Channel = Channel::Text;

/// Somebody whose addresses an identity provider vouches for.
async fn signed_in(place: &Place, subject: &str, addresses: &[Address]) -> SignedIn {
    let identity = VerifiedIdentity {
        issuer: "https://kimlik.ornek.gov.tr".to_owned(),
        subject: subject.to_owned(),
        addresses: addresses.to_vec(),
    };
    let signed_in = place.people().sign_in_as(&identity, Language::Turkish);
    signed_in.await.unwrap()
}

fn status(place: &Place, number: u32, channel: Channel) -> (Status, Option<Source>) {
    let state = place.said(&phone(number), BRAND, channel).unwrap();
    (state.status, state.source)
}

const ENDED: (Status, Option<Source>) = (Status::Refusal, Some(Source::LineClosed));

#[tokio::test]
async fn the_approvals_of_a_closed_line_end_and_its_refusals_stay() {
    let place = Place::new().await;
    place
        .brand(ProviderCode(600_100), THIRD_BRAND, "Menekşe")
        .await;
    place.told(&phone(1), BRAND, TEXT, Status::Approval).await;
    place
        .told(&phone(1), OTHER_BRAND, Channel::Call, Status::Approval)
        .await;
    place
        .told(&phone(1), THIRD_BRAND, TEXT, Status::Approval)
        .await;
    place.pass(MINUTE);
    place
        .told(&phone(1), THIRD_BRAND, TEXT, Status::Refusal)
        .await;
    place.told(&phone(2), BRAND, TEXT, Status::Approval).await;
    let given = place.said(&phone(1), BRAND, TEXT).unwrap().consent_date;
    let refused = place.said(&phone(1), THIRD_BRAND, TEXT);
    let closed_at = place.now();
    place.pass(DAY);
    assert_eq!(
        place.close_line(&phone(1), closed_at).await,
        LineOutcome::Closed
    );
    assert_eq!(status(&place, 1, TEXT), ENDED);
    let ended = place.said(&phone(1), OTHER_BRAND, Channel::Call).unwrap();
    assert_eq!((ended.status, ended.source), ENDED);
    assert_eq!(place.said(&phone(1), THIRD_BRAND, TEXT), refused);
    assert_eq!(status(&place, 2, TEXT).0, Status::Approval);
    // The contract has the date repeated, not that of the closing (contract 6.7).
    let ended = place.said(&phone(1), BRAND, TEXT).unwrap();
    assert_eq!(ended.consent_date, given);
    assert_eq!(ended.recorded_at, place.now());
}

#[tokio::test]
async fn the_providers_feed_shows_the_closing() {
    let place = Place::new().await;
    place.told(&phone(1), BRAND, TEXT, Status::Approval).await;
    place.close_line(&phone(1), place.now()).await;
    let feed = place
        .ledger
        .feed(BRAND, Origin::Recipient, None, start(), place.now(), 10)
        .unwrap();
    let [movement] = feed.movements.as_slice() else {
        panic!("{feed:?}");
    };
    let domain::Change::Consent(consent) = &movement.movement.change else {
        panic!("{movement:?}");
    };
    assert_eq!((consent.status, consent.source), ENDED);
    assert_eq!(Source::LineClosed.as_wire(), "IYS_AHS_HAT_KAPATMA");
}

#[tokio::test]
async fn what_was_given_after_the_closing_stays() {
    let place = Place::new().await;
    let closed_at = place.now();
    place.pass(DAY);
    place.told(&phone(1), BRAND, TEXT, Status::Approval).await;
    // Given to the former owner's provider before, and reported after: the former owner's, too.
    place
        .told_before(
            &phone(1),
            BRAND,
            Channel::Call,
            Status::Approval,
            DAY + MINUTE,
        )
        .await;
    place.close_line(&phone(1), closed_at).await;
    assert_eq!(
        status(&place, 1, TEXT),
        (Status::Approval, Some(Source::Web))
    );
    assert_eq!(status(&place, 1, Channel::Call), ENDED);
}

#[tokio::test]
async fn a_merchants_approval_without_date_ends_without_one() {
    let place = Place::new().await;
    let request = ConsentRequest {
        recipient_type: RecipientType::Merchant,
        source: None,
        ..word(&phone(1), TEXT, Status::Approval)
    };
    let outcome = place.decided(BRAND, request).await;
    assert!(matches!(outcome, Outcome::Recorded(_)));
    place.close_line(&phone(1), place.now()).await;
    let record = RecordRef {
        recipient_type: RecipientType::Merchant,
        ..record(0, BRAND, TEXT)
    };
    let ended = place.state(&phone(1).to_string(), record).unwrap();
    assert_eq!((ended.status, ended.source), ENDED);
    assert_eq!(ended.consent_date, None);
}

#[tokio::test]
async fn a_report_may_be_repeated() {
    let place = Place::new().await;
    place.told(&phone(1), BRAND, TEXT, Status::Approval).await;
    let closed_at = place.now();
    assert_eq!(
        place.close_line(&phone(1), closed_at).await,
        LineOutcome::Closed
    );
    let end = place.ledger.end();
    assert_eq!(
        place.close_line(&phone(1), closed_at).await,
        LineOutcome::KnownAlready
    );
    assert_eq!(place.ledger.end(), end);
}

#[tokio::test]
async fn a_report_that_was_cut_off_is_finished_by_the_next() {
    let place = Place::new().await;
    place.told(&phone(1), BRAND, TEXT, Status::Approval).await;
    let closed_at = place.now();
    // As far as the report got.
    let closure = directory::line::LineClosure {
        recipient: place.ledger.recipient_id(&phone(1)),
        closed_at,
    };
    place.line_reporter().await;
    place
        .directory
        .close_lines(vec![closure], INTERMEDIARY, closed_at)
        .await
        .unwrap();
    assert_eq!(
        place.close_line(&phone(1), closed_at).await,
        LineOutcome::KnownAlready
    );
    assert_eq!(status(&place, 1, TEXT), ENDED);
}

#[tokio::test]
async fn a_line_that_will_be_closed_is_left_alone() {
    let place = Place::new().await;
    place.told(&phone(1), BRAND, TEXT, Status::Approval).await;
    let end = place.ledger.end();
    let tomorrow = Timestamp::from_seconds(place.now().as_seconds() + DAY);
    assert_eq!(
        place.close_line(&phone(1), tomorrow).await,
        LineOutcome::NotYet
    );
    assert_eq!(place.ledger.end(), end);
    let subject = place.subject_of(&phone(1)).await;
    assert_eq!(subject.addresses[0].hidden_until, None);
}

#[tokio::test]
async fn who_is_no_reporter_writes_nothing() {
    let place = Place::new().await;
    place.told(&phone(1), BRAND, TEXT, Status::Approval).await;
    let session = signed_in(&place, "a", &[phone(1)]).await;
    let caller = place.line_reporter().await;
    let dismissed = place.directory.dismiss_line_reporter(INTERMEDIARY);
    dismissed.await.unwrap();
    let (end, closed_at) = (place.ledger.end(), place.now());
    let refused = place
        .people()
        .report_closed_lines(&caller, &[line(&phone(1), closed_at)])
        .await;
    let Err(registry::Error::Refused(violations)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(violations[0].code, ErrorCode::H353);
    assert_eq!(place.ledger.end(), end);
    let person = place.person_of(&session.token).await;
    assert_eq!(person, Some(session.person));
}

#[tokio::test]
async fn too_many_lines_are_refused_whole() {
    let place = Place::new().await;
    let caller = place.line_reporter().await;
    let lines = vec![line(&phone(1), place.now()); LINES_MAX + 1];
    let refused = place.people().report_closed_lines(&caller, &lines).await;
    assert!(matches!(refused, Err(registry::Error::Refused(_))));
    let subject = place.subject_of(&phone(1)).await;
    assert_eq!(subject.addresses[0].hidden_until, None);
}

#[tokio::test]
async fn many_lines_are_closed_at_once() {
    let place = Place::new().await;
    for number in 0..100 {
        place
            .told(&phone(number), BRAND, TEXT, Status::Approval)
            .await;
    }
    let caller = place.line_reporter().await;
    let now = place.now();
    let mut lines: Vec<_> = (0..100).map(|number| line(&phone(number), now)).collect();
    lines.push(line(
        &phone(1),
        Timestamp::from_seconds(now.as_seconds() - DAY),
    ));
    lines.push(line(&phone(1), now));
    let outcomes = place.people().report_closed_lines(&caller, &lines).await;
    let outcomes = outcomes.unwrap();
    assert_eq!(outcomes[..101], [LineOutcome::Closed; 101]);
    assert_eq!(outcomes[101], LineOutcome::KnownAlready);
    for number in 0..100 {
        assert_eq!(status(&place, number, TEXT), ENDED);
    }
}

#[tokio::test]
async fn the_number_leaves_its_former_owners_account_and_the_session_goes_on() {
    let place = Place::new().await;
    let former = signed_in(&place, "a", &[phone(1), email(1)]).await;
    let id = former.person.subject.addresses[0].id;
    place
        .set_notice_policy(&former.person, id, NoticePolicy::Off)
        .await;
    place.pass(MINUTE);
    place.close_line(&phone(1), place.now()).await;
    let person = place.person_of(&former.token).await;
    let left = person.expect("the session goes on").subject.addresses;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].address, email(1));
    let language = place.people().language_of(&phone(1)).await.unwrap();
    assert_eq!(language, Language::Turkish);
    let recipient = place.ledger.recipient_id(&phone(1));
    let policy = place.people().notice_policy_of(recipient).await.unwrap();
    assert_eq!(policy, NoticePolicy::Daily);
}

#[tokio::test]
async fn who_has_proven_the_number_since_keeps_it() {
    let place = Place::new().await;
    let closed_at = place.now();
    place.pass(DAY);
    let next = signed_in(&place, "b", &[phone(1)]).await;
    place.close_line(&phone(1), closed_at).await;
    let person = place.person_of(&next.token).await.unwrap();
    let [own] = person.subject.addresses.as_slice() else {
        panic!("{person:?}");
    };
    assert_eq!(own.hidden_until, Some(closed_at));
}

#[tokio::test]
async fn the_next_owner_sees_nothing_of_what_was_before() {
    let place = Place::new().await;
    place
        .brand(ProviderCode(600_100), THIRD_BRAND, "Menekşe")
        .await;
    place.told(&phone(1), BRAND, TEXT, Status::Approval).await;
    place
        .told(&phone(1), THIRD_BRAND, TEXT, Status::Approval)
        .await;
    place.pass(MINUTE);
    place
        .told(&phone(1), THIRD_BRAND, TEXT, Status::Refusal)
        .await;
    let closed_at = place.now();
    place.pass(DAY);
    place.close_line(&phone(1), closed_at).await;
    place.pass(DAY);
    place
        .told(&phone(1), OTHER_BRAND, TEXT, Status::Approval)
        .await;
    let next = signed_in(&place, "b", &[phone(1)]).await;
    let own = &next.person.subject.addresses[0];
    assert_eq!(own.hidden_until, Some(closed_at));
    for subject in [
        next.person.subject.clone(),
        place.subject_of(&phone(1)).await,
    ] {
        let everything = ScreenQuery::default();
        let screen = place.people().screen(&subject, &everything);
        let screen = screen.await.unwrap();
        let brands: Vec<_> = screen.brands.iter().map(|brand| brand.brand).collect();
        assert_eq!(brands, [OTHER_BRAND]);
    }
    let export = place.export(&next.person).await;
    let export = serde_json::to_string(&export).unwrap();
    assert!(export.contains("Çınar"));
    for hidden in ["Karanfil", "Menekşe"] {
        assert!(!export.contains(hidden), "{export}");
    }
}

#[tokio::test]
async fn what_waits_to_be_sent_to_a_closed_line_is_dropped() {
    let place = Place::new().await;
    place
        .request_code(
            &phone(1),
            registry::message::CodePurpose::SignIn,
            Language::Turkish,
            None,
        )
        .await;
    place.close_line(&phone(1), place.now()).await;
    assert!(place.messages().await.is_empty());
}

#[tokio::test]
async fn what_is_written_to_a_numbers_next_owner_is_sent_however_late_the_closing_is_reported() {
    let place = Place::new().await;
    let closed_at = place.now();
    place.pass(DAY);
    for _ in 0..2 {
        place
            .request_code(
                &phone(1),
                registry::message::CodePurpose::SignIn,
                Language::Turkish,
                None,
            )
            .await;
        place.close_line(&phone(1), closed_at).await;
        assert_eq!(place.messages().await.len(), 1);
        place.pass(DAY);
    }
}

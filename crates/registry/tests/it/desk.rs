//! Serving callers: nothing without a proof, nothing without a note in the log of looks.

mod staff;

use directory::user::Username;
use domain::{Address, Channel, Source, Status};
use registry::desk::look_log::{LookProof, LookReason, Seen};
use registry::desk::{CALL_TIME, CallProven, CallState, WAITING_TIME};
use registry::message::{CodePurpose, Content};
use registry::people::recipient::{ChangeError, ScreenQuery, Selection};
use testkit::{
    AGENT, BRAND, EMAIL, OTHER_BRAND, PHONE, Place, Report, STRANGER, address_of, call_request,
    record, seconds,
};

#[tokio::test]
async fn nothing_opens_before_the_caller_has_read_out_the_code() {
    let place = Place::new().await;
    let session = place.agent().await;
    assert_eq!(place.call_of(&session).await, CallState::None);
    assert_eq!(place.prove_call(&session, "123456").await, CallProven::Gone);
    place.begin_call(&session, &call_request(PHONE)).await;
    let code = place.code().await;
    let state = place.call_of(&session).await;
    assert!(matches!(state, CallState::Waiting(_)));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let tried = place.prove_call(&session, wrong).await;
    assert!(
        matches!(tried, CallProven::Wrong { tries_left: 4 }),
        "{tried:?}"
    );
    assert!(!place.is_open(&session).await);
    assert_eq!(place.looks(PHONE).await, []);
    let proven = place.prove_call(&session, &code).await;
    assert!(matches!(proven, CallProven::Open(_)));
    assert!(place.is_open(&session).await);
}

#[tokio::test]
async fn a_code_for_signing_in_opens_no_call() {
    let place = Place::new().await;
    let session = place.agent().await;
    place.begin_call(&session, &call_request(PHONE)).await;
    place.messages().await;
    let (_, code) = place.request(&address_of(PHONE), CodePurpose::SignIn).await;
    let tried = place.prove_call(&session, &code).await;
    assert!(!matches!(tried, CallProven::Open(_)), "{tried:?}");
}

#[tokio::test]
async fn the_code_of_one_caller_opens_nothing_of_another() {
    let place = Place::new().await;
    let session = place.agent().await;
    place.begin_call(&session, &call_request(STRANGER)).await;
    let code = place.code().await;
    place.begin_call(&session, &call_request(PHONE)).await;
    let own = place.code().await;
    if code != own {
        let tried = place.prove_call(&session, &code).await;
        assert!(matches!(tried, CallProven::Wrong { .. }), "{tried:?}");
    }
    assert!(!place.is_open(&session).await);
}

#[tokio::test]
async fn the_networks_word_counts_only_where_the_operator_allows_it() {
    let place = Place::new().await;
    let session = place.agent().await;
    place.begin_call(&session, &call_request(PHONE)).await;
    let tried = place
        .desk()
        .prove_call_by_network(&session, "call-17")
        .await;
    assert_eq!(tried.unwrap(), CallProven::NotAllowed);
    assert!(!place.is_open(&session).await);

    let place = Place::with(|settings| settings.desk_network_proof = true).await;
    let session = place.agent().await;
    place.begin_call(&session, &call_request(EMAIL)).await;
    let tried = place
        .desk()
        .prove_call_by_network(&session, "call-17")
        .await;
    assert_eq!(
        tried.unwrap(),
        CallProven::NotAllowed,
        "no network knows an e-mail address"
    );
    place.begin_call(&session, &call_request(PHONE)).await;
    for reference in ["", "  ", &"x".repeat(65)] {
        let tried = place
            .desk()
            .prove_call_by_network(&session, reference)
            .await;
        assert_eq!(tried.unwrap(), CallProven::NotAllowed);
    }
    let tried = place
        .desk()
        .prove_call_by_network(&session, " call-17 ")
        .await;
    let CallProven::Open(call) = tried.unwrap() else {
        panic!("not opened");
    };
    place.call_screen(&call, &ScreenQuery::default()).await;
    let subject = place.subject_of(&address_of(PHONE)).await;
    let entry = place.looks_of(&subject).await.remove(0);
    assert_eq!(
        (entry.proof, entry.reference.as_str()),
        (LookProof::Network, "call-17")
    );
}

#[tokio::test]
async fn every_look_is_noted_with_its_reason_before_anything_is_shown() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    let session = place.agent().await;
    let call = place.served(&session, PHONE).await;
    let screen = place.call_screen(&call, &ScreenQuery::default()).await;
    assert_eq!(screen.records_found, 1);
    place.call_screen(&call, &ScreenQuery::default()).await;
    let story = record(0, BRAND, Channel::Text);
    assert!(place.call_story(&call, story).await.is_some());
    let subject = place.subject_of(&address_of(PHONE)).await;
    let entries = place.looks_of(&subject).await;
    assert_eq!(entries.len(), 2, "what is seen again is one look");
    let first = entries
        .iter()
        .find(|entry| entry.seen == Seen::Records)
        .unwrap();
    assert_eq!(first.reason, LookReason::Refusal);
    assert_eq!(
        (first.proof, first.note.as_str()),
        (LookProof::Code, "istenmeyen SMS")
    );
    assert_eq!((first.office.as_str(), first.staff.0), (AGENT.2, 1_001));
    assert_eq!(first.address, address_of(PHONE));
    assert!(entries.iter().any(|entry| entry.seen
        == Seen::Record {
            brand: BRAND,
            recipient_type: domain::RecipientType::Individual,
            channel: Channel::Text,
        }));
    // Another's log knows nothing of it.
    assert_eq!(place.looks(STRANGER).await, []);
}

#[tokio::test]
async fn a_look_that_cannot_be_noted_shows_nothing_and_holds_back_no_refusal() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    let session = place.agent().await;
    let call = place.served(&session, PHONE).await;
    let all = ScreenQuery::default();
    place.people().screen(call.subject(), &all).await.unwrap();
    place.directory.close().await;
    // The records themselves could be shown: what they need is remembered.
    assert!(place.people().screen(call.subject(), &all).await.is_ok());
    assert!(place.desk().call_screen(&call, &all).await.is_err());
    let text = record(0, BRAND, Channel::Text);
    assert!(place.desk().call_story(&call, text).await.is_err());
    let one = Selection::Records(vec![text]);
    assert!(place.desk().call_refuse(&call, &one).await.is_err());
    assert_eq!(place.state(PHONE, text).unwrap().status, Status::Refusal);
}

#[tokio::test]
async fn a_refusal_at_the_desk_is_the_callers_word_and_in_the_brands_feed() {
    let place = Place::new().await;
    for brand in [BRAND, OTHER_BRAND] {
        place.report(Report::about(PHONE).brand(brand)).await;
    }
    let session = place.agent().await;
    let call = place.served(&session, PHONE).await;
    let one = Selection::Records(vec![record(0, BRAND, Channel::Text)]);
    let changed = place.call_refuse(&call, &one).await;
    assert_eq!(changed.changes.len(), 1);
    let state = place.state(PHONE, record(0, BRAND, Channel::Text)).unwrap();
    assert_eq!(
        (state.status, state.source),
        (Status::Refusal, Some(Source::RegistryCallCentre))
    );
    let feed = place.feed(BRAND);
    assert_eq!(feed.len(), 1);
    assert_eq!(feed[0].transaction, changed.changes[0].receipt.transaction);
    let state = place
        .state(PHONE, record(0, OTHER_BRAND, Channel::Text))
        .unwrap();
    assert_eq!(state.status, Status::Approval);
    // The caller gets it in writing.
    let messages = place.messages().await;
    let [message] = messages.as_slice() else {
        panic!("{} messages", messages.len());
    };
    assert_eq!(message.to, address_of(PHONE));
    let Content::Confirmation {
        brand,
        approved,
        records,
        receipt,
        ..
    } = &message.content
    else {
        panic!("no receipt");
    };
    assert_eq!(
        (brand.as_deref(), *approved, *records),
        (Some("Karanfil"), false, 1)
    );
    assert!(
        changed.changes[0]
            .receipt
            .transaction
            .to_wire()
            .starts_with(receipt.as_str())
    );
    let rest = place.call_refuse(&call, &Selection::Everything).await;
    assert_eq!((rest.changes.len(), rest.unchanged), (1, 1));
}

#[tokio::test]
async fn only_the_callers_own_records_can_be_refused_or_seen() {
    let place = Place::new().await;
    place.report(Report::about(STRANGER)).await;
    place.report(Report::about(PHONE).brand(OTHER_BRAND)).await;
    let session = place.agent().await;
    let call = place.served(&session, PHONE).await;
    let before = place.movements();
    for foreign in [
        record(0, BRAND, Channel::Text),
        record(1, OTHER_BRAND, Channel::Text),
    ] {
        let selection = Selection::Records(vec![foreign]);
        let refused = place.desk().call_refuse(&call, &selection).await;
        assert!(matches!(refused, Err(ChangeError::NotYours)));
        assert_eq!(place.call_story(&call, foreign).await, None);
    }
    assert_eq!(place.movements(), before);
    assert_eq!(place.messages().await.len(), 0);
}

#[tokio::test]
async fn an_approval_is_for_the_brand_the_caller_names() {
    let place = Place::new().await;
    let session = place.agent().await;
    let call = place.served(&session, PHONE).await;
    let changed = place
        .desk()
        .call_approve(&call, BRAND, &[Channel::Text])
        .await
        .unwrap();
    assert_eq!(changed.changes.len(), 1);
    let state = place.state(PHONE, record(0, BRAND, Channel::Text)).unwrap();
    assert_eq!(
        (state.status, state.source),
        (Status::Approval, Some(Source::RegistryCallCentre))
    );
    assert_eq!(place.state(PHONE, record(0, BRAND, Channel::Call)), None);
    let unfit = place
        .desk()
        .call_approve(&call, BRAND, &[Channel::Email])
        .await;
    assert!(matches!(unfit, Err(ChangeError::NotYours)));
}

#[tokio::test]
async fn a_call_is_over_after_a_quarter_of_an_hour_when_it_ends_and_when_the_agent_leaves() {
    let place = Place::new().await;
    let session = place.agent().await;
    place.served(&session, PHONE).await;
    place.pass(seconds(CALL_TIME) - 1);
    assert!(place.is_open(&session).await);
    place.pass(1);
    assert!(!place.is_open(&session).await);
    place.served(&session, PHONE).await;
    place.desk().end_call(&session).await.unwrap();
    assert!(!place.is_open(&session).await);
    place.pass(120);
    place.served(&session, PHONE).await;
    place.desk().staff_sign_out(&session).await.unwrap();
    assert!(!place.is_open(&session).await);
}

#[tokio::test]
async fn a_caller_who_proves_nothing_is_forgotten_and_another_takes_the_place() {
    let place = Place::new().await;
    let session = place.agent().await;
    place.begin_call(&session, &call_request(PHONE)).await;
    let code = place.code().await;
    place.pass(seconds(WAITING_TIME));
    let late = place.prove_call(&session, &code).await;
    assert_eq!(late, CallProven::Gone);
    let call = place.served(&session, EMAIL).await;
    place.begin_call(&session, &call_request(STRANGER)).await;
    assert!(!place.is_open(&session).await, "{:?}", call.reason());
}

#[tokio::test]
async fn a_member_who_is_kept_out_during_a_call_sees_nothing_more() {
    let place = Place::new().await;
    let session = place.agent().await;
    place.served(&session, PHONE).await;
    let name = Username::new(AGENT.0).unwrap();
    place
        .directory
        .set_staff_disabled(&name, true)
        .await
        .unwrap();
    assert!(!place.is_open(&session).await);
}

#[tokio::test]
async fn a_call_says_nothing_of_the_caller_in_the_store_or_in_the_log() {
    let place = Place::new().await;
    let session = place.agent().await;
    let call = place.served(&session, PHONE).await;
    place.call_screen(&call, &ScreenQuery::default()).await;
    let Address::Phone(_) = call.address() else {
        panic!("a phone");
    };
    let shown = format!("{call:?} {session:?}");
    assert!(!shown.contains("5321112233"), "{shown}");
    place.directory.close().await;
    for bytes in place.store_files() {
        for secret in ["5321112233", "istenmeyen SMS"] {
            let found = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} is in the store");
        }
    }
}

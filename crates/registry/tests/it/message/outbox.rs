//! What becomes of messages one by one.

use directory::message::{MessageCounts, MessageId};
use domain::{Language, Way};
use registry::message::{ATTEMPTS_MAX, LEASE_TIME, RETRY_LONGEST};
use registry::people::recipient::CodeRequested;
use registry::{NodeId, Registry};
use testkit::{EMAIL, PHONE, Place, Report, STRANGER, address_of, seconds};

use super::post::{Answer, Post, transports};

/// Has a message go to an address: a code, which is posted like every message.
pub async fn post(registry: &Registry, to: &str) {
    let purpose = registry::message::CodePurpose::SignIn;
    let requested = registry
        .people()
        .request_code(&address_of(to), purpose, Language::Turkish, None)
        .await
        .unwrap();
    assert!(matches!(requested, CodeRequested::Sent(_)), "{requested:?}");
}

/// Has a notice of one new approval go to an address.
pub async fn notice(place: &Place, to: &str) {
    place.report(Report::about(to)).await;
    place.gather_approvals().await;
    // Past ten o'clock of the next day.
    place.pass(24 * 3_600);
    let kind = directory::notice::StoredNoticeKind::New;
    assert_eq!(place.write_due(kind, 100).await, 1);
}

async fn counts(place: &Place) -> MessageCounts {
    place.directory.message_counts().await.unwrap()
}

#[tokio::test]
async fn a_posted_message_is_sent_once_and_its_content_forgotten() {
    let place = Place::new().await;
    let out = Post::new();
    post(&place.registry, PHONE).await;
    assert_eq!(place.send_messages_once(&transports(&out)).await, 1);
    assert_eq!(out.seen_by(), [PHONE]);
    place.pass(86_400);
    assert_eq!(place.send_messages_once(&transports(&out)).await, 0);
    assert_eq!(counts(&place).await, MessageCounts::default());
}

#[tokio::test]
async fn codes_go_before_notices() {
    let place = Place::new().await;
    let out = Post::new();
    notice(&place, PHONE).await;
    post(&place.registry, STRANGER).await;
    place.send_messages_once(&transports(&out)).await;
    assert_eq!(out.seen_by(), [STRANGER, PHONE]);
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_later_and_not_before() {
    let place = Place::new().await;
    let out = Post::new();
    out.answer(EMAIL, Answer::Later);
    notice(&place, EMAIL).await;
    assert_eq!(place.send_messages_once(&transports(&out)).await, 1);
    assert_eq!(place.send_messages_once(&transports(&out)).await, 0);
    place.pass(11);
    out.answer(EMAIL, Answer::Take);
    assert_eq!(place.send_messages_once(&transports(&out)).await, 1);
    let seen = out.seen();
    assert_eq!(seen[0].id, seen[1].id, "the same message");
    assert_eq!(seen[0].written_at, seen[1].written_at);
}

#[tokio::test]
async fn what_is_never_taken_ends_as_a_dead_letter_that_can_be_sent_again() {
    let place = Place::new().await;
    let out = Post::new();
    out.answer(EMAIL, Answer::Later);
    notice(&place, EMAIL).await;
    for _ in 0..ATTEMPTS_MAX {
        assert_eq!(place.send_messages_once(&transports(&out)).await, 1);
        place.pass(seconds(RETRY_LONGEST));
    }
    assert_eq!(place.send_messages_once(&transports(&out)).await, 0);
    let dead = place.operator().dead_letters(10).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert!(dead[0].notice && dead[0].way == Way::Mail);
    assert_eq!(
        (dead[0].attempts, dead[0].reason.as_str()),
        (ATTEMPTS_MAX, "busy")
    );
    let to = place
        .operator()
        .dead_letter_address(dead[0].id)
        .await
        .unwrap();
    assert_eq!(to, Some(address_of(EMAIL)));

    out.answer(EMAIL, Answer::Take);
    assert!(
        place
            .operator()
            .retry_dead_letter(dead[0].id)
            .await
            .unwrap()
    );
    assert_eq!(place.send_messages_once(&transports(&out)).await, 1);
    assert!(place.operator().dead_letters(10).await.unwrap().is_empty());
    assert!(
        !place
            .operator()
            .retry_dead_letter(dead[0].id)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_refusal_for_good_is_not_tried_again_and_changes_no_consent() {
    let place = Place::new().await;
    let out = Post::new();
    out.answer(EMAIL, Answer::Refuse);
    let before = place.ledger.end();
    notice(&place, EMAIL).await;
    place.send_messages_once(&transports(&out)).await;
    place.pass(7 * 86_400);
    assert_eq!(place.send_messages_once(&transports(&out)).await, 0);
    assert_eq!(place.ledger.end().0, before.0 + 1, "the approval alone");
    let person = place.person(&[EMAIL]);
    let told = place.notices_of(&person.subject).await;
    assert!(told[0].undeliverable && told[0].sent_at.is_none());
    let dead = place.operator().dead_letters(10).await.unwrap();
    assert!(place.operator().drop_dead_letter(dead[0].id).await.unwrap());
    assert!(place.operator().dead_letters(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_code_that_comes_too_late_is_not_sent() {
    let place = Place::new().await;
    let out = Post::new();
    post(&place.registry, PHONE).await;
    place.pass(3_600);
    place.send_messages_once(&transports(&out)).await;
    assert!(out.seen().is_empty());
    assert_eq!(counts(&place).await, MessageCounts::default());
}

#[tokio::test]
async fn a_message_in_somebodys_hand_is_not_taken_twice_until_the_lease_ends() {
    let place = Place::new().await;
    notice(&place, EMAIL).await;
    let lease = |place: &Place| directory::message::Lease {
        way: Way::Mail,
        least: directory::message::Urgency::Notice,
        limit: 10,
        now: place.now(),
        until: place.now() + LEASE_TIME,
        owner: NodeId([1; 16]),
    };
    let first = place.directory.lease_messages(lease(&place)).await.unwrap();
    assert_eq!(first.len(), 1);
    assert!(
        place
            .directory
            .lease_messages(lease(&place))
            .await
            .unwrap()
            .is_empty()
    );
    place.pass(seconds(LEASE_TIME));
    let second = place.directory.lease_messages(lease(&place)).await.unwrap();
    assert_eq!(second[0].message.id, first[0].message.id);
    assert_eq!(second[0].attempts, 2);
}

#[tokio::test]
async fn an_answer_that_comes_after_another_changes_nothing() {
    use directory::message::Outcome;
    let place = Place::new().await;
    let out = Post::new();
    notice(&place, EMAIL).await;
    place.send_messages_once(&transports(&out)).await;
    let mut id = [0; 16];
    hex::decode_to_slice(&out.seen()[0].id, &mut id).unwrap();
    let later = Outcome::Later {
        due_at: place.now(),
        reason: String::new(),
    };
    let settled = place
        .directory
        .settle_message(MessageId(id), later, place.now());
    assert!(!settled.await.unwrap());
    assert_eq!(place.send_messages_once(&transports(&out)).await, 0);
}

#[tokio::test]
async fn no_notice_is_sent_by_text_message_at_night_but_a_code_is() {
    let place = Place::new().await;
    let out = Post::new();
    notice(&place, PHONE).await;
    // From noon to eleven at night.
    place.pass(11 * 3_600);
    post(&place.registry, PHONE).await;
    assert_eq!(place.send_messages_once(&transports(&out)).await, 1);
    assert!(matches!(
        out.seen()[0].content,
        registry::message::Content::Code { .. }
    ));
    place.pass(9 * 3_600);
    assert_eq!(place.send_messages_once(&transports(&out)).await, 1);
}

#[tokio::test]
async fn nothing_sealed_for_one_message_opens_as_another() {
    let place = Place::new().await;
    notice(&place, EMAIL).await;
    let lease = directory::message::Lease {
        way: Way::Mail,
        least: directory::message::Urgency::Notice,
        limit: 10,
        now: place.now(),
        until: place.now(),
        owner: NodeId([1; 16]),
    };
    let leased = place
        .directory
        .lease_messages(lease)
        .await
        .unwrap()
        .remove(0);
    let sealed = leased.message.content.clone();
    assert!(
        !sealed
            .windows(EMAIL.len())
            .any(|part| part == EMAIL.as_bytes())
    );
    let mut moved = leased.message;
    moved.id = MessageId([9; 16]);
    place.directory.add_message(moved).await.unwrap();
    let out = Post::new();
    place.send_messages_once(&transports(&out)).await;
    assert_eq!(out.seen().len(), 1, "the original alone");
    assert_eq!(
        place.operator().dead_letters(10).await.unwrap()[0].reason,
        "unreadable"
    );
}

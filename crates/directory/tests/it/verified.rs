//! Forms and verifications.

use std::time::Duration;

use directory::form::FormAdded;
use directory::message::{MessageId, StoredMessage, Urgency};
use directory::verification::{
    Answer, AnswerTaken, NewAnswer, NewVerification, Obstacle, VerificationLimits,
    VerificationState,
};
use domain::{Channel, RecipientId, RequestId, Seq, Status, VerificationMethod, Way};

use crate::support::{BRAND, Fixture, OTHER_PROVIDER, PROVIDER, at};

const WHO: RecipientId = RecipientId([7; 16]);

fn limits() -> VerificationLimits {
    let day = Duration::from_hours(24);
    VerificationLimits {
        daily: (2, day),
        apart: Duration::from_mins(3),
        address: [(5, Duration::from_hours(1)), (10, day)],
        ceilings: vec![(0, 0, (3, Duration::from_mins(1)))],
    }
}

fn new(id: u8, mac: Option<[u8; 32]>) -> NewVerification {
    NewVerification {
        id: RequestId([id; 16]),
        provider: PROVIDER,
        partner: None,
        recipient: WHO,
        method: VerificationMethod::MailCode,
        country: 0,
        sealed_question: vec![1],
        mac,
        tries: 3,
        expires_at: at(10_000),
    }
}

fn message(id: u8) -> StoredMessage {
    StoredMessage {
        id: MessageId([id; 16]),
        recipient: WHO,
        way: Way::Mail,
        urgency: Urgency::Code,
        written_at: at(1),
        good_until: None,
        due_at: at(1),
        content: vec![1],
    }
}

fn yes() -> NewAnswer {
    NewAnswer {
        answers: vec![Answer {
            brand: BRAND,
            channel: Channel::Email,
            status: Status::Approval,
            seq: None,
        }],
        sealed_record: vec![2],
    }
}

#[tokio::test]
async fn a_question_and_its_message_are_one_write() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    directory.add_message(message(1)).await.unwrap();
    // The message cannot be kept a second time, and so neither is the question.
    let started = directory.start_verification(new(1, None), message(1), limits(), at(1));
    assert!(started.await.is_err());
    assert!(
        directory
            .verification(RequestId([1; 16]))
            .await
            .unwrap()
            .is_none()
    );
    let started = directory.start_verification(new(2, None), message(2), limits(), at(1));
    started.await.unwrap().unwrap();
    assert_eq!(directory.message_counts().await.unwrap().waiting, 2);
}

#[tokio::test]
async fn an_answer_waits_until_it_is_noted_what_it_became_and_that_is_noted_once() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let (id, mac) = (RequestId([1; 16]), [9; 32]);
    let started = directory.start_verification(new(1, Some(mac)), message(1), limits(), at(1));
    started.await.unwrap().unwrap();
    let tried = |mac| directory.answer_by_code(id, mac, yes(), at(2));
    assert_eq!(tried([8; 32]).await.unwrap(), AnswerTaken::Wrong(2));
    // A link cannot answer what a code is asked for.
    let by_link = directory.answer_by_link(id, yes(), at(2)).await.unwrap();
    assert_eq!(by_link, AnswerTaken::Gone);
    assert_eq!(tried(mac).await.unwrap(), AnswerTaken::Taken);
    assert_eq!(tried(mac).await.unwrap(), AnswerTaken::Gone);
    assert_eq!(directory.unfinished_verifications().await.unwrap(), [id]);
    assert_eq!(
        directory.purge_verifications(at(9_999_999)).await.unwrap(),
        0
    );
    for noted in [true, false] {
        let finished = directory.finish_verification(id, vec![Some(Seq(4))], Some(message(5)));
        assert_eq!(finished.await.unwrap(), noted);
    }
    assert!(
        directory
            .unfinished_verifications()
            .await
            .unwrap()
            .is_empty()
    );
    let kept = directory.verification(id).await.unwrap().unwrap();
    assert_eq!(
        (kept.state, kept.answers[0].seq),
        (VerificationState::Done, Some(Seq(4)))
    );
    assert_eq!(directory.message_counts().await.unwrap().waiting, 2);
    // What was recorded is not forgotten by its age.
    assert_eq!(
        directory.purge_verifications(at(9_999_999)).await.unwrap(),
        0
    );
    let recorded = directory
        .recorded_verifications(at(9_999_999), None)
        .await
        .unwrap();
    assert!(matches!(recorded[..], [(_, one)] if one == id));
    directory.forget_verification(id).await.unwrap();
    assert!(directory.verification(id).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_asked_too_often_is_not_kept() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let start = |id, provider, now| {
        let asked = NewVerification {
            provider,
            ..new(id, None)
        };
        directory.start_verification(asked, message(id), limits(), now)
    };
    start(1, PROVIDER, at(0)).await.unwrap().unwrap();
    assert_eq!(
        start(2, PROVIDER, at(179)).await.unwrap(),
        Err(Obstacle::TooSoon)
    );
    start(3, PROVIDER, at(180)).await.unwrap().unwrap();
    assert_eq!(
        start(4, PROVIDER, at(400)).await.unwrap(),
        Err(Obstacle::TooMany)
    );
    start(5, OTHER_PROVIDER, at(181)).await.unwrap().unwrap();
    assert!(
        directory
            .verification(RequestId([4; 16]))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(directory.message_counts().await.unwrap().waiting, 3);
}

#[tokio::test]
async fn of_what_is_asked_together_one_provider_takes_half() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let start = |id, provider| {
        let asked = NewVerification {
            provider,
            recipient: RecipientId([id; 16]),
            ..new(id, None)
        };
        let ceiling = (4, Duration::from_mins(1));
        let limits = VerificationLimits {
            ceilings: vec![(0, 0, ceiling)],
            ..limits()
        };
        directory.start_verification(asked, message(id), limits, at(0))
    };
    let full = Err(Obstacle::Ceiling { again_at: at(60) });
    for id in [1, 2] {
        start(id, PROVIDER).await.unwrap().unwrap();
    }
    assert_eq!(start(3, PROVIDER).await.unwrap(), full);
    for id in [4, 5] {
        start(id, OTHER_PROVIDER).await.unwrap().unwrap();
    }
    assert_eq!(start(6, OTHER_PROVIDER).await.unwrap(), full);
    assert_eq!(directory.message_counts().await.unwrap().waiting, 4);
}

#[tokio::test]
async fn a_form_is_changed_by_its_provider_alone_and_the_newest_that_is_approved_is_used() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let add = |provider, number| directory.add_form(provider, number, "{}".to_owned(), at(1));
    let added = |number, version| FormAdded::Added { number, version };
    assert_eq!(add(PROVIDER, None).await.unwrap(), added(1, 1));
    assert_eq!(
        add(OTHER_PROVIDER, Some(1)).await.unwrap(),
        FormAdded::Unknown
    );
    assert_eq!(add(OTHER_PROVIDER, None).await.unwrap(), added(2, 1));
    assert_eq!(add(PROVIDER, Some(1)).await.unwrap(), added(1, 2));
    let used = async || directory.form(PROVIDER, 1).await.unwrap().unwrap();
    assert_eq!(used().await.approved_at, None);
    assert!(directory.approve_form(1, 1, at(2)).await.unwrap());
    assert_eq!(
        (used().await.version, used().await.approved_at),
        (1, Some(at(2)))
    );
    assert!(directory.approve_form(1, 2, at(3)).await.unwrap());
    assert_eq!(used().await.version, 2);
    assert!(!directory.approve_form(1, 3, at(3)).await.unwrap());
    assert!(directory.form(OTHER_PROVIDER, 1).await.unwrap().is_none());
}

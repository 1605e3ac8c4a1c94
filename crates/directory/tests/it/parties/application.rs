//! Applications: who may move them, and how many there may be.

use directory::application::{
    ApplicationId, ApplicationState, BEGUN_PER_NETWORK_MAX, LINKS_TO_ADDRESS_MAX, NewApplication,
    OPEN_MAX, SignatoryLink, Submission,
};
use directory::message::{MessageId, StoredMessage, Urgency};
use directory::{Entity, Error};
use domain::{RecipientId, Timestamp, Way};

use crate::support::{Counting, Fixture, at, at_day};

const DAY: i64 = 24 * 3_600;

fn new(id: u8, applicant: u8, network: u8) -> NewApplication {
    NewApplication {
        id: ApplicationId([id; 16]),
        applicant: RecipientId([applicant; 16]),
        network: vec![network; 32],
        content: vec![id],
    }
}

fn submission(id: u8, changed_at: Timestamp) -> Submission {
    Submission {
        id: ApplicationId([id; 16]),
        changed_at,
        mersis: "0845052547000015".to_owned(),
        signatory: None,
    }
}

fn message(id: u8) -> StoredMessage {
    StoredMessage {
        id: MessageId([id; 16]),
        recipient: RecipientId([9; 16]),
        way: Way::Mail,
        urgency: Urgency::Answer,
        written_at: at(0),
        good_until: None,
        due_at: at(0),
        content: vec![1],
    }
}

#[tokio::test]
async fn an_applicant_and_a_network_have_so_many_and_no_more() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let mut id = 0;
    for _ in 0..OPEN_MAX {
        id += 1;
        directory
            .add_application(new(id, 1, 1), at(0))
            .await
            .unwrap();
    }
    let more = directory.add_application(new(200, 1, 2), at(1)).await;
    assert!(matches!(more, Err(Error::Limit(Entity::Application))));
    for applicant in 2.. {
        id += 1;
        if u64::from(id) > BEGUN_PER_NETWORK_MAX {
            break;
        }
        let added = directory.add_application(new(id, applicant, 1), at(0));
        added.await.unwrap();
    }
    let more = directory
        .add_application(new(201, 99, 1), at(DAY - 1))
        .await;
    assert!(matches!(more, Err(Error::Limit(Entity::Application))));
    assert!(
        directory
            .application(ApplicationId([201; 16]))
            .await
            .unwrap()
            .is_none()
    );
    let later = directory.add_application(new(201, 99, 1), at(DAY)).await;
    later.unwrap();
}

#[tokio::test]
async fn what_was_written_to_since_it_was_looked_over_is_not_submitted() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    directory
        .add_application(new(1, 1, 1), at(0))
        .await
        .unwrap();
    let id = ApplicationId([1; 16]);
    directory
        .save_application(id, vec![2], at(5))
        .await
        .unwrap();
    let stale = directory
        .submit_application(submission(1, at(0)), at(6))
        .await;
    assert!(matches!(stale, Err(Error::NotFound(Entity::Application))));
    let fresh = directory
        .submit_application(submission(1, at(5)), at(6))
        .await;
    fresh.unwrap();
    let saved = directory.save_application(id, vec![3], at(7)).await;
    assert!(matches!(saved, Err(Error::NotFound(Entity::Application))));
    let found = directory.application(id).await.unwrap().unwrap();
    assert_eq!(
        (found.content, found.state),
        (vec![2], ApplicationState::Submitted)
    );
}

#[tokio::test]
async fn where_an_application_cannot_be_submitted_no_message_is_kept() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let random = Counting::from(1);
    for id in [1, 2] {
        directory
            .add_application(new(id, id, 1), at(0))
            .await
            .unwrap();
    }
    let first = directory.submit_application(submission(1, at(0)), at(1));
    first.await.unwrap();
    let (link, token) = SignatoryLink::draw(&random);
    let twin = Submission {
        signatory: Some((link, message(1))),
        ..submission(2, at(0))
    };
    let twin = directory.submit_application(twin, at(2)).await;
    assert!(matches!(twin, Err(Error::Exists(Entity::Application))));
    assert_eq!(directory.message_counts().await.unwrap().waiting, 0);
    let link = SignatoryLink::of(&token).unwrap();
    assert!(directory.application_to_sign(link).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_left_alone_is_forgotten_in_each_state_but_those_that_count() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    for id in [1, 2, 3] {
        directory
            .add_application(new(id, id, 1), at(0))
            .await
            .unwrap();
    }
    directory
        .submit_application(submission(1, at(0)), at(0))
        .await
        .unwrap();
    let (link, _) = SignatoryLink::draw(&Counting::from(1));
    let unsigned = Submission {
        mersis: "1845052547000015".to_owned(),
        signatory: Some((link, message(1))),
        ..submission(2, at(0))
    };
    directory.submit_application(unsigned, at(0)).await.unwrap();
    assert_eq!(
        directory
            .purge_applications(at_day(1), at_day(1))
            .await
            .unwrap(),
        2
    );
    let left = directory.applications_in(ApplicationState::Submitted).await;
    assert_eq!(left.unwrap().len(), 1);
}

#[tokio::test]
async fn deleting_an_application_takes_back_no_link_that_was_sent() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let random = Counting::from(1);
    for id in 1..=4 {
        let added = directory.add_application(new(id, id, 1), at(0));
        added.await.unwrap();
        let asked = Submission {
            signatory: Some((SignatoryLink::draw(&random).0, message(id))),
            ..submission(id, at(0))
        };
        let asked = directory.submit_application(asked, at(1)).await;
        if u64::from(id) <= LINKS_TO_ADDRESS_MAX {
            asked.unwrap();
        } else {
            assert!(matches!(asked, Err(Error::Limit(Entity::Application))));
        }
        let id = ApplicationId([id; 16]);
        let _taken_back = directory.recall_application(id, at(2)).await;
        directory.delete_application(id).await.unwrap();
    }
    assert_eq!(directory.message_counts().await.unwrap().waiting, 3);
    // Another day is another day.
    let later = at(DAY + 1);
    directory
        .add_application(new(9, 9, 1), later)
        .await
        .unwrap();
    let asked = Submission {
        signatory: Some((SignatoryLink::draw(&random).0, message(9))),
        ..submission(9, later)
    };
    directory.submit_application(asked, later).await.unwrap();
}

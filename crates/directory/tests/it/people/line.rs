//! Closed lines, and who may report them.

use directory::intermediary::IntermediaryCode;
use directory::line::LineClosure;
use directory::person::{NewAddress, NewPerson, PersonId};
use directory::session::NewSession;
use directory::{Entity, Error};
use domain::{Language, RecipientId};

use crate::support::{Fixture, INTERMEDIARY, at};

const NUMBER: RecipientId = RecipientId([7; 16]);

fn closed(seconds: i64) -> LineClosure {
    LineClosure {
        recipient: NUMBER,
        closed_at: at(seconds),
    }
}

#[tokio::test]
async fn an_intermediary_is_a_reporter_from_its_naming_to_its_dismissal() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    assert!(!directory.is_line_reporter(INTERMEDIARY).await.unwrap());
    for _ in 0..2 {
        directory
            .name_line_reporter(INTERMEDIARY, at(1))
            .await
            .unwrap();
        assert!(directory.is_line_reporter(INTERMEDIARY).await.unwrap());
    }
    directory.dismiss_line_reporter(INTERMEDIARY).await.unwrap();
    assert!(!directory.is_line_reporter(INTERMEDIARY).await.unwrap());
    let again = directory.dismiss_line_reporter(INTERMEDIARY).await;
    assert!(matches!(again, Err(Error::NotFound(Entity::Intermediary))));
    let nobody = IntermediaryCode(999_999);
    let nobody = directory.name_line_reporter(nobody, at(1)).await;
    assert!(matches!(nobody, Err(Error::NotFound(Entity::Intermediary))));
}

#[tokio::test]
async fn the_last_closing_counts_in_whatever_order_they_are_reported() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    assert_eq!(directory.line_closed_at(NUMBER).await.unwrap(), None);
    for (closure, is_new, last) in [
        (closed(50), true, at(50)),
        (closed(20), true, at(50)),
        (closed(50), false, at(50)),
        (closed(60), true, at(60)),
    ] {
        let fresh = directory.close_lines(vec![closure], INTERMEDIARY, at(100));
        assert_eq!(fresh.await.unwrap().contains(&closure), is_new);
        let found = directory.line_closed_at(NUMBER).await.unwrap();
        assert_eq!(found, Some(last));
    }
    let other = directory.line_closed_at(RecipientId([8; 16])).await;
    assert_eq!(other.unwrap(), None);
}

#[tokio::test]
async fn whoever_proved_the_number_by_the_closing_loses_it_and_a_session_without_other_way_in() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let digest = [5; 32];
    for (proven, closing, stays) in [(10, 10, false), (11, 10, true)] {
        let address = NewAddress {
            recipient: NUMBER,
            sealed_address: vec![1],
            proven_at: at(proven),
        };
        let person = NewPerson {
            id: PersonId([u8::from(stays); 16]),
            language: Language::English,
        };
        let session = NewSession {
            digest,
            idle_at: at(1_000),
            ends_at: at(1_000),
        };
        directory
            .sign_in_by_address(address, person, session, at(proven))
            .await
            .unwrap();
        directory
            .close_lines(vec![closed(closing)], INTERMEDIARY, at(20))
            .await
            .unwrap();
        let account = directory.account_of_session(digest, at(1_000), at(30));
        assert_eq!(account.await.unwrap().is_some(), stays);
        let language = directory.language_of_address(NUMBER).await.unwrap();
        assert_eq!(language.is_some(), stays);
        directory.end_session(digest).await.unwrap();
    }
}

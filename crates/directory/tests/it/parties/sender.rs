//! By what brands are seen to write and call.

use directory::activity::{Action, ActivityQuery, Actor, NewActivity};
use directory::sender::{SENDERS_MAX, SenderKind, SenderName, SenderNumber, TURNED_DOWN_SHOWN};
use directory::{Entity, Error};
use domain::BrandCode;

use crate::support::{BRAND, Fixture, MASTER, OTHER_BRAND, PROVIDER, at};

fn title(text: &str) -> SenderName {
    SenderName::new(SenderKind::Title, text).unwrap()
}

async fn ask(
    fixture: &Fixture,
    brand: BrandCode,
    name: &SenderName,
) -> Result<SenderNumber, Error> {
    let directory = &fixture.directory;
    directory.ask_sender(brand, name.clone(), None, at(1)).await
}

async fn whose(fixture: &Fixture, name: &SenderName, instant: i64) -> Option<BrandCode> {
    let found = fixture.directory.brand_of_sender(name, at(instant)).await;
    found.unwrap()
}

#[tokio::test]
async fn a_sender_is_the_brands_from_its_confirmation_until_it_is_withdrawn() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let name = title("KARANFIL");
    let first = ask(&fixture, BRAND, &name).await.unwrap();
    assert_eq!(whose(&fixture, &name, 50).await, None);
    assert!(directory.confirm_sender(first, None, at(10)).await.unwrap());
    assert!(!directory.confirm_sender(first, None, at(11)).await.unwrap());
    // Withdrawn in advance: until then it is nobody else's.
    let ended = directory.end_sender(first, Some(BRAND), at(30), None, at(20));
    assert!(ended.await.unwrap());
    // It ends no later than that, which is no act either; earlier it does.
    for end in [30, 90] {
        let by = NewActivity::by(PROVIDER, Actor::Operator, Action::SenderEnded);
        let later = directory.end_sender(first, None, at(end), Some(by), at(21));
        assert!(!later.await.unwrap(), "{end}");
    }
    let kept = directory.sender(first).await.unwrap().unwrap();
    assert_eq!(kept.ended_at, Some(at(30)));
    let query = ActivityQuery::default();
    let noted = directory.activity(PROVIDER, query, 10).await.unwrap();
    assert!(noted.is_empty());
    let second = ask(&fixture, OTHER_BRAND, &title("karan-fil")).await;
    assert!(matches!(second, Err(Error::Exists(Entity::Sender))));
    let asked = directory.ask_sender(OTHER_BRAND, title("karan-fil"), None, at(30));
    let second = asked.await.unwrap();
    assert!(
        directory
            .confirm_sender(second, None, at(40))
            .await
            .unwrap()
    );
    for (instant, brand) in [
        (9, None),
        (10, Some(BRAND)),
        (29, Some(BRAND)),
        (30, None),
        (39, None),
        (40, Some(OTHER_BRAND)),
    ] {
        assert_eq!(whose(&fixture, &name, instant).await, brand, "{instant}");
    }
    let other_kind = SenderName::new(SenderKind::Number, "4607").unwrap();
    assert_eq!(whose(&fixture, &other_kind, 20).await, None);
    // What is over is over.
    let again = directory.end_sender(first, None, at(90), None, at(50));
    assert!(!again.await.unwrap());
    assert_eq!(whose(&fixture, &name, 35).await, None);
}

#[tokio::test]
async fn of_two_that_ask_for_the_same_one_is_confirmed_and_an_end_is_not_before_the_beginning() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let name = title("KARANFIL");
    let mine = ask(&fixture, BRAND, &name).await.unwrap();
    let twice = ask(&fixture, BRAND, &title("Karanfil")).await;
    assert!(matches!(twice, Err(Error::Exists(Entity::Sender))));
    let theirs = ask(&fixture, MASTER, &name).await.unwrap();
    assert!(directory.confirm_sender(theirs, None, at(5)).await.unwrap());
    let confirmed = directory.confirm_sender(mine, None, at(6)).await;
    assert!(matches!(confirmed, Err(Error::Exists(Entity::Sender))));
    assert_eq!(whose(&fixture, &name, 6).await, Some(MASTER));
    // Another brand's is not the asker's to end.
    let ended = directory.end_sender(theirs, Some(BRAND), at(7), None, at(7));
    assert!(!ended.await.unwrap());
    assert_eq!(whose(&fixture, &name, 8).await, Some(MASTER));
    let ended = directory.end_sender(theirs, None, at(1), None, at(9)).await;
    assert!(ended.unwrap());
    let kept = directory.sender(theirs).await.unwrap().unwrap();
    assert_eq!(kept.ended_at, Some(at(5)));
    // One that waits is turned down.
    assert!(
        directory
            .end_sender(mine, None, at(99), None, at(9))
            .await
            .unwrap()
    );
    assert!(!directory.confirm_sender(mine, None, at(10)).await.unwrap());
    let kept = directory.sender(mine).await.unwrap().unwrap();
    assert_eq!((kept.confirmed_at, kept.ended_at), (None, Some(at(9))));
}

#[tokio::test]
async fn a_brand_has_so_many_and_no_more_and_each_act_is_noted() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let by = |action| Some(NewActivity::by(PROVIDER, Actor::Operator, action).brand(BRAND));
    let first = title("KARANFIL");
    let asked = directory.ask_sender(BRAND, first, by(Action::SenderAsked), at(1));
    let first = asked.await.unwrap();
    let confirmed = directory.confirm_sender(first, by(Action::SenderConfirmed), at(2));
    assert!(confirmed.await.unwrap());
    for number in 1..SENDERS_MAX {
        ask(&fixture, BRAND, &title(&format!("BASLIK {number}")))
            .await
            .unwrap();
    }
    let more = title("BIRDAHA");
    let outcome = directory.ask_sender(BRAND, more, by(Action::SenderAsked), at(1));
    assert!(matches!(outcome.await, Err(Error::Limit(Entity::Sender))));
    let outcome = ask(&fixture, BrandCode(1), &title("BIRDAHA")).await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Brand))));
    let ended = directory.end_sender(first, None, at(3), by(Action::SenderEnded), at(3));
    assert!(ended.await.unwrap());
    let query = ActivityQuery::default();
    let noted = directory.activity(PROVIDER, query, 10).await.unwrap();
    let noted: Vec<_> = noted
        .into_iter()
        .map(|entry| (entry.what.action, entry.what.object))
        .collect();
    let act = |action| (action, "KARANFIL".to_owned());
    assert_eq!(
        noted,
        [
            act(Action::SenderEnded),
            act(Action::SenderConfirmed),
            act(Action::SenderAsked)
        ]
    );
    assert_eq!(
        directory.senders_of(BRAND, at(3)).await.unwrap().len() as u64,
        SENDERS_MAX
    );
}

#[tokio::test]
async fn who_asks_and_turns_down_again_and_again_comes_to_an_end_and_begins_anew_a_month_later() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    for number in 0..SENDERS_MAX {
        let asked = ask(&fixture, BRAND, &title(&format!("BASLIK {number}"))).await;
        let ended = directory.end_sender(asked.unwrap(), Some(BRAND), at(2), None, at(2));
        assert!(ended.await.unwrap());
    }
    let more = || directory.ask_sender(BRAND, title("BIRDAHA"), None, at(3));
    assert!(matches!(more().await, Err(Error::Limit(Entity::Sender))));
    assert_eq!(
        directory.senders_of(BRAND, at(3)).await.unwrap().len() as u64,
        SENDERS_MAX
    );
    let later = at(3) + TURNED_DOWN_SHOWN;
    assert_eq!(directory.senders_of(BRAND, later).await.unwrap(), []);
    let again = directory.ask_sender(BRAND, title("BIRDAHA"), None, later);
    again.await.unwrap();
}

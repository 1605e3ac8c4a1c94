//! The story of a record.

use directory::intermediary::IntermediaryCode;
use domain::check::Reason;
use domain::{BrandCode, Channel, RecipientType, Source, Status};
use ledger::check_log::{Asker, ListBlock, Question};
use registry::people::recipient::{
    CHECKS_SHOWN, CheckAsker, Person, RecordRef, Selection, Story, StoryChange,
};
use registry::proof::receipts::{Proven, Stamping};
use testkit::{BRAND, OTHER_BRAND, PHONE, PROVIDER, Place, Report, STRANGER, record};

/// A record that was approved, refused on the web, and approved again by the provider's word.
async fn filled() -> (Place, Person) {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place.pass(3_600);
    let person = place.person(&[PHONE]);
    place.refuse(&person.subject, &Selection::Everything).await;
    place.pass(3_600);
    place
        .report(Report::about(PHONE).source(Source::Mobile))
        .await;
    (place, person)
}

async fn story(place: &Place, person: &Person, record: RecordRef) -> Option<Story> {
    place.people().story(&person.subject, record).await.unwrap()
}

fn text() -> RecordRef {
    record(1, BRAND, Channel::Text)
}

/// Notes a check of the record of [`text`].
fn check(place: &Place, kind: u8, party: u32, change: impl FnOnce(&mut Question)) {
    let mut question = Question {
        at: place.now(),
        asker: Asker {
            kind,
            party,
            user: 1,
        },
        brand: BRAND,
        channel: Channel::Text,
        recipient_type: RecipientType::Individual,
    };
    change(&mut question);
    let recipient = place.key(PHONE, text()).recipient;
    let log = &place.checks.log;
    log.single(&question, recipient, Reason::Approved).unwrap();
}

#[tokio::test]
async fn it_tells_every_movement_newest_first_with_its_receipt() {
    let (place, person) = filled().await;
    let story = story(&place, &person, text()).await.unwrap();
    assert_eq!(story.brand, "Karanfil");
    assert_eq!(story.provider, format!("Sağlayıcı {PROVIDER} A.Ş."));
    let told: Vec<_> = story
        .movements
        .iter()
        .map(|movement| match &movement.change {
            StoryChange::Consent { status, source, .. } => (*status, *source),
            StoryChange::Retailers => panic!("nothing of the kind"),
        })
        .collect();
    assert_eq!(
        told,
        [
            (Status::Approval, Some(Source::Mobile)),
            (Status::Refusal, Some(Source::RegistryWeb)),
            (Status::Approval, Some(Source::SignedForm)),
        ]
    );
    let history = place.ledger.history(&place.key(PHONE, text())).unwrap();
    for (movement, recorded) in story.movements.iter().zip(history) {
        assert_eq!(movement.transaction, recorded.transaction);
        assert_eq!(movement.recorded_at, recorded.movement.recorded_at);
    }
}

#[tokio::test]
async fn a_record_of_somebody_else_has_no_story() {
    let (place, person) = filled().await;
    place.report(Report::about(STRANGER)).await;
    for guessed in [
        record(2, BRAND, Channel::Text),
        record(1, OTHER_BRAND, Channel::Text),
        record(1, BrandCode(999_999), Channel::Text),
    ] {
        assert_eq!(story(&place, &person, guessed).await, None, "{guessed}");
    }
}

#[tokio::test]
async fn those_who_asked_are_named_newest_first() {
    let (place, person) = filled().await;
    let intermediary = IntermediaryCode(500_001);
    let adding = place
        .directory
        .add_intermediary(intermediary, "Ulak A.Ş.", place.now());
    adding.await.unwrap();
    check(&place, 1, PROVIDER.0, |_| ());
    place.pass(1);
    check(&place, 3, intermediary.0, |_| ());
    place.pass(1);
    check(&place, 4, 0, |_| ());
    // About another brand, another channel, another type, and somebody else.
    check(&place, 1, PROVIDER.0, |question| {
        question.brand = OTHER_BRAND;
    });
    check(&place, 1, PROVIDER.0, |question| {
        question.channel = Channel::Call;
    });
    check(&place, 1, PROVIDER.0, |question| {
        question.recipient_type = RecipientType::Merchant;
    });
    let stranger = place.key(STRANGER, text()).recipient;
    let block = ListBlock {
        question: Question {
            at: place.now(),
            asker: Asker {
                kind: 1,
                party: PROVIDER.0,
                user: 1,
            },
            brand: BRAND,
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
        },
        list: [1; 16],
        recipients: &[stranger],
        allowed: &[true],
    };
    place.checks.log.list(&block).unwrap();

    let story = story(&place, &person, text()).await.unwrap();
    let askers: Vec<_> = story
        .checks
        .iter()
        .map(|check| check.asker.clone())
        .collect();
    assert_eq!(
        askers,
        [
            CheckAsker::Operator,
            CheckAsker::Intermediary("Ulak A.Ş.".to_owned()),
            CheckAsker::Provider(format!("Sağlayıcı {PROVIDER} A.Ş.")),
        ]
    );
    assert!(story.checks.iter().all(|check| check.allowed));
}

#[tokio::test]
async fn old_checks_are_not_looked_up() {
    let (place, person) = filled().await;
    check(&place, 4, 0, |_| ());
    let shown = i64::try_from(CHECKS_SHOWN.as_secs()).unwrap();
    place.pass(shown);
    assert_eq!(
        story(&place, &person, text()).await.unwrap().checks.len(),
        1
    );
    place.pass(1);
    assert_eq!(
        story(&place, &person, text()).await.unwrap().checks.len(),
        0
    );
}

#[tokio::test]
async fn a_former_owners_movements_and_checks_are_left_out() {
    let (place, mut person) = filled().await;
    check(&place, 4, 0, |_| ());
    let all = story(&place, &person, text()).await.unwrap();
    assert_eq!((all.movements.len(), all.checks.len()), (3, 1));
    let refused_at = all.movements[1].recorded_at;
    person.subject.addresses[0].hidden_until = Some(refused_at);
    let own = story(&place, &person, text()).await.unwrap();
    assert_eq!(own.movements, all.movements[..1]);
    assert_eq!(own.checks, all.checks);
    person.subject.addresses[0].hidden_until = Some(place.now());
    assert_eq!(story(&place, &person, text()).await, None);
}

#[tokio::test]
async fn a_number_that_has_changed_hands_begins_anew() {
    let place = Place::new().await;
    let closed_at = place.now();
    check(&place, 4, 0, |_| ());
    place.pass(60);
    // Given before the closing, reported after it, and ended by it.
    place.report(Report::about(PHONE).age(3_600)).await;
    let end = |source| {
        let subject = place.person(&[PHONE]).subject;
        let registry = place.registry.clone();
        async move {
            let everything = Selection::Everything;
            let ended = registry
                .people()
                .change(&subject, &everything, Status::Refusal, source);
            assert_eq!(ended.await.unwrap().changes.len(), 1);
        }
    };
    end(Source::LineClosed).await;
    let mut person = place.person(&[PHONE]);
    person.subject.addresses[0].hidden_until = Some(closed_at);
    assert_eq!(story(&place, &person, text()).await, None);
    // The new owner's first words.
    place.pass(60);
    check(&place, 4, 0, |_| ());
    place.report(Report::about(PHONE).age(0)).await;
    place.pass(60);
    end(Source::RegistryWeb).await;
    let own = story(&place, &person, text()).await.unwrap();
    let sources: Vec<_> = own
        .movements
        .iter()
        .map(|movement| match &movement.change {
            StoryChange::Consent { source, .. } => *source,
            StoryChange::Retailers => None,
        })
        .collect();
    let (web, paper) = (Source::RegistryWeb, Source::SignedForm);
    assert_eq!(sources, [Some(web), Some(paper)]);
    assert_eq!(own.checks.len(), 1);
}

#[tokio::test]
async fn the_receipt_of_a_movement_is_for_its_owner_alone() {
    let (place, person) = filled().await;
    while place.proofs.log.publish(&place.ledger).unwrap() > 0 {}
    let story = story(&place, &person, text()).await.unwrap();
    let receipt = async |person: &Person| {
        place
            .people()
            .receipt_of(
                &person.subject,
                story.movements[1].transaction,
                Stamping::Optional,
            )
            .await
            .unwrap()
    };
    assert!(matches!(receipt(&person).await, Proven::Whole(_)));
    let stranger = place.person(&[STRANGER]);
    assert!(matches!(receipt(&stranger).await, Proven::Unknown));
    let mut later = person.clone();
    later.subject.addresses[0].hidden_until = Some(place.now());
    assert!(matches!(receipt(&later).await, Proven::Unknown));
}

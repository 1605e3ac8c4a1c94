//! The exit link of a notice: whom it is for, what it can do, and when it is over.

use domain::{Address, Channel, Origin, Source, Status};
use registry::message::Content;
use registry::people::exit::{EXIT_TOKEN_LEN, Exit, ExitLink};
use registry::people::recipient::Selection;
use testkit::{BRAND, DAY, MINUTE, OTHER_BRAND, Place, email, phone, record};

/// The notice of somebody's approvals, sent: its link's token.
async fn notice(place: &Place, to: &Address) -> String {
    place.gather_approvals().await;
    place.pass(DAY);
    let kind = directory::notice::StoredNoticeKind::New;
    place.write_due(kind, 100).await;
    let messages = place.messages().await;
    let mut own = messages.into_iter().filter(|message| message.to == *to);
    let message = own.next().expect("a notice is sent");
    match message.content {
        Content::Notice { token, .. } => token,
        other => panic!("{other:?}"),
    }
}

/// Somebody told of approvals of both brands; their link.
async fn told(place: &Place, to: &Address, channel: Channel) -> String {
    for brand in [BRAND, OTHER_BRAND] {
        place.told(to, brand, channel, Status::Approval).await;
    }
    notice(place, to).await
}

async fn open(place: &Place, token: &str) -> Exit {
    match place.people().exit(token).await.unwrap() {
        ExitLink::Open(exit) => exit,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_link_shows_its_notices_records_and_looking_changes_nothing() {
    let place = Place::new().await;
    let token = told(&place, &phone(1), Channel::Text).await;
    place
        .told(&phone(1), BRAND, Channel::Call, Status::Approval)
        .await;
    let before = place.movements();
    let exit = open(&place, &token).await;
    assert_eq!(exit.approvals(), 2, "the call's approval came later");
    assert_eq!(exit.records.len(), 2);
    assert_eq!(exit.masked, "+90 532 *** ** 01");
    assert_eq!(place.movements(), before);
    assert_eq!(token.len(), EXIT_TOKEN_LEN);
}

#[tokio::test]
async fn refusing_by_a_link_is_a_movement_of_the_notices_way_seen_by_the_brand() {
    let place = Place::new().await;
    let cases = [
        (phone(1), Channel::Text, Source::RegistryText),
        (email(1), Channel::Email, Source::RegistryEmail),
    ];
    for (address, channel, source) in cases {
        let token = told(&place, &address, channel).await;
        let done = place.people().refuse_by_exit(&token, None).await.unwrap();
        let done = done.unwrap();
        assert_eq!((done.refused, done.exit.approvals()), (2, 0));
        for brand in [BRAND, OTHER_BRAND] {
            let state = place.said(&address, brand, channel).unwrap();
            assert_eq!(
                (state.status, state.source),
                (Status::Refusal, Some(source))
            );
            let last = place.feed(brand).pop().unwrap();
            assert_eq!(last.seq, state.decided_by);
            let shown = &done.exit.records;
            assert!(shown.iter().any(|row| row.transaction == last.transaction));
        }
    }
}

#[tokio::test]
async fn one_record_can_be_refused_alone_and_no_other_by_naming_it() {
    let place = Place::new().await;
    let token = told(&place, &phone(1), Channel::Text).await;
    place
        .told(&phone(1), BRAND, Channel::Call, Status::Approval)
        .await;
    let foreign = record(0, BRAND, Channel::Call);
    let before = place.movements();
    let done = place.people().refuse_by_exit(&token, Some(foreign)).await;
    let done = done.unwrap().unwrap();
    assert!(done.foreign);
    assert_eq!((done.refused, place.movements()), (0, before));
    let one = open(&place, &token).await.records[0].record;
    let done = place.people().refuse_by_exit(&token, Some(one)).await;
    assert_eq!(done.unwrap().unwrap().refused, 1);
    assert_eq!(open(&place, &token).await.approvals(), 1);
}

#[tokio::test]
async fn a_second_use_refuses_nothing_and_shows_what_holds() {
    let place = Place::new().await;
    let token = told(&place, &phone(1), Channel::Text).await;
    let refuse = async || {
        let done = place.people().refuse_by_exit(&token, None).await;
        done.unwrap().unwrap().refused
    };
    assert_eq!(refuse().await, 2);
    let before = place.movements();
    assert_eq!(refuse().await, 0);
    assert_eq!(place.movements(), before);
    assert_eq!(open(&place, &token).await.approvals(), 0);
}

#[tokio::test]
async fn what_its_owner_has_changed_since_is_shown_as_it_is() {
    let place = Place::new().await;
    let token = told(&place, &phone(1), Channel::Text).await;
    let subject = place.subject_of(&phone(1)).await;
    let brand = Selection::Brand(BRAND);
    let (status, source) = (Status::Refusal, Source::RegistryWeb);
    let changed = place.people().change(&subject, &brand, status, source);
    changed.await.unwrap();
    let exit = open(&place, &token).await;
    let own = exit.records.iter().find(|row| row.record.brand == BRAND);
    let own = own.unwrap();
    assert_eq!((own.status, own.source), (status, Some(source)));
    assert_eq!(exit.approvals(), 1);
}

#[tokio::test]
async fn a_link_that_was_altered_or_made_up_is_unknown_and_refuses_nothing() {
    let place = Place::new().await;
    let token = told(&place, &phone(1), Channel::Text).await;
    let other = Place::new().await;
    let elsewhere = told(&other, &phone(1), Channel::Text).await;
    let before = place.movements();
    let mut altered: Vec<String> = (0..token.len())
        .map(|at| {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        })
        .collect();
    altered.extend([
        String::new(),
        "A".repeat(EXIT_TOKEN_LEN),
        token[..EXIT_TOKEN_LEN - 1].to_owned(),
        format!("{token}A"),
        format!("{token}="),
        "ı".repeat(EXIT_TOKEN_LEN),
        elsewhere,
    ]);
    for token in altered {
        let link = place.people().exit(&token).await.unwrap();
        assert_eq!(link, ExitLink::Unknown, "{token}");
        let done = place.people().refuse_by_exit(&token, None).await.unwrap();
        assert_eq!(done.unwrap_err(), ExitLink::Unknown);
    }
    assert_eq!(place.movements(), before);
}

#[tokio::test]
async fn a_link_is_over_after_its_days() {
    let place = Place::new().await;
    let token = told(&place, &phone(1), Channel::Text).await;
    let days = i64::from(place.registry.settings().messages.exit_link_days);
    place.pass(days * DAY - MINUTE);
    assert!(matches!(
        place.people().exit(&token).await.unwrap(),
        ExitLink::Open(_)
    ));
    place.pass(2 * MINUTE);
    let before = place.movements();
    let done = place.people().refuse_by_exit(&token, None).await.unwrap();
    assert_eq!(done.unwrap_err(), ExitLink::Over);
    assert_eq!(place.people().exit(&token).await.unwrap(), ExitLink::Over);
    assert_eq!(place.movements(), before);
}

#[tokio::test]
async fn a_link_dies_with_the_line_it_was_sent_to() {
    let place = Place::new().await;
    let token = told(&place, &phone(1), Channel::Text).await;
    place.close_line(&phone(1), place.now()).await;
    // The next owner is told of an approval that the former owner's link must not reach.
    place.pass(MINUTE);
    place
        .told_before(&phone(1), BRAND, Channel::Text, Status::Approval, 10)
        .await;
    let before = place.movements();
    assert_eq!(place.people().exit(&token).await.unwrap(), ExitLink::Over);
    let done = place.people().refuse_by_exit(&token, None).await.unwrap();
    assert_eq!(done.unwrap_err(), ExitLink::Over);
    assert_eq!(place.movements(), before);
    let state = place.said(&phone(1), BRAND, Channel::Text).unwrap();
    assert_eq!(state.status, Status::Approval);
    assert_eq!(state.source.unwrap().origin(), Origin::Provider);
}

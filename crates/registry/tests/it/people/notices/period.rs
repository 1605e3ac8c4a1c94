//! When people are told.

use directory::notice::StoredNoticeKind::{Loaded, New};
use domain::{Channel, Source, Timestamp};
use registry::message::{MessageSettings, NoticeKind};
use registry::people::recipient::NoticePolicy;
use testkit::{EMAIL, PHONE, Place, Report};

use super::told::{DAY, notice, told};

fn at(text: &str) -> Timestamp {
    Timestamp::from_wire(text).unwrap()
}

/// Turns the clock to an instant.
fn turn(place: &Place, to: &str) {
    place.pass(at(to).as_seconds() - place.now().as_seconds());
}

/// An approval of long ago, which a load of a brand's past brings.
fn old(address: &str) -> Report {
    Report::about(address)
        .source(Source::SignedForm)
        .age(40 * 86_400)
}

#[tokio::test]
async fn a_day_is_told_at_ten_of_the_next_morning_and_never_twice_a_day() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    turn(&place, "2026-03-11 09:59:59");
    assert!(told(&place).await.is_empty());
    turn(&place, "2026-03-11 10:00:00");
    assert_eq!(told(&place).await.len(), 1);
    let call = Report::about(PHONE).channel(Channel::Call);
    place.report(call).await;
    turn(&place, "2026-03-11 23:59:59");
    assert!(told(&place).await.is_empty(), "told once that day");
    turn(&place, "2026-03-12 10:00:00");
    assert_eq!(told(&place).await.len(), 1);
}

#[tokio::test]
async fn what_is_late_does_not_make_two_digests_of_one_day() {
    let place = Place::new().await;
    place.report(Report::about(EMAIL)).await;
    place.gather_approvals().await;
    // The registry was down at ten, and comes up the next day at nine.
    turn(&place, "2026-03-12 09:00:00");
    assert_eq!(told(&place).await.len(), 1);
    place
        .report(Report::about(EMAIL).brand(testkit::OTHER_BRAND))
        .await;
    turn(&place, "2026-03-12 10:00:00");
    assert!(told(&place).await.is_empty());
    turn(&place, "2026-03-13 10:00:00");
    assert_eq!(told(&place).await.len(), 1);
}

#[tokio::test]
async fn who_wants_it_at_once_waits_a_minute_in_which_more_may_come() {
    let settings = MessageSettings {
        notices: NoticePolicy::AtOnce,
        ..MessageSettings::default()
    };
    let place = Place::with_messages(settings).await;
    place.report(Report::about(PHONE)).await;
    assert!(told(&place).await.is_empty());
    place.pass(59);
    let call = Report::about(PHONE).channel(Channel::Call);
    place.report(call).await;
    assert!(told(&place).await.is_empty());
    place.pass(1);
    let sent = told(&place).await;
    assert_eq!(notice(&sent[0]).2, 2);
}

#[tokio::test]
async fn who_wants_none_gets_none() {
    let settings = MessageSettings {
        notices: NoticePolicy::Off,
        ..MessageSettings::default()
    };
    let place = Place::with_messages(settings).await;
    place.report(Report::about(PHONE)).await;
    place.report(old(EMAIL)).await;
    place.pass(3 * DAY);
    assert!(told(&place).await.is_empty());
    assert_eq!(place.directory.notices_waiting().await.unwrap(), 0);
}

#[tokio::test]
async fn consents_of_a_load_are_told_as_such_with_the_day_until_which_to_look() {
    let until = at("2026-06-01 00:00:00");
    let settings = MessageSettings {
        review_until: Some(until),
        ..MessageSettings::default()
    };
    let place = Place::with_messages(settings).await;
    place.report(old(EMAIL)).await;
    place.report(Report::about(PHONE)).await;
    place.pass(DAY);
    let sent = told(&place).await;
    let of = |to: &str| {
        let found = sent.iter().find(|one| one.to.to_string() == to).unwrap();
        notice(found).0
    };
    assert_eq!(
        of(EMAIL),
        NoticeKind::Loaded {
            review_until_millis: Some(until.as_millis())
        }
    );
    assert_eq!(of(PHONE), NoticeKind::New);
}

#[tokio::test]
async fn a_load_is_written_no_faster_than_allowed() {
    let place = Place::new().await;
    for number in 0..20 {
        place
            .report(old(&format!("kisi{number}@posta.example")))
            .await;
    }
    place.gather_approvals().await;
    place.pass(DAY);
    assert_eq!(place.write_due(Loaded, 5).await, 5);
    assert_eq!(place.write_due(Loaded, 0).await, 0);
    assert_eq!(place.directory.notices_waiting().await.unwrap(), 15);
    assert_eq!(place.write_due(New, 100).await, 0);
}

//! What the directory keeps goes when its time is over; what is held or young stays (rule 60).

mod periods;

use domain::{Address, Channel, Status};
use registry::cases::complaints::{Complainant, ComplaintForm};
use registry::message::CodePurpose;
use registry::people::recipient::{LineOutcome, NoticePolicy, ScreenQuery};
use registry::retention::Forgotten;
use testkit::{BRAND, DAY, MINUTE, PHONE, Place, address_of, email, phone, record, whole};

/// From 10 March 2026 to the same day three years later: 2028 has a 29 February.
const THREE_YEARS: i64 = (3 * 365 + 1) * DAY;

fn form(address: &Address) -> ComplaintForm {
    ComplaintForm {
        address: Some(address.clone()),
        ..whole()
    }
}

#[tokio::test]
async fn complaints_go_three_years_after_their_last_step() {
    let place = Place::new().await;
    let addresses = [phone(1), phone(2)];
    let texts = addresses.clone().map(|address| address.to_string());
    let person = place.person(&[&texts[0], &texts[1]]);
    let old = place.filed(&person, &form(&addresses[0])).await;
    let held = place.filed(&person, &form(&addresses[1])).await;
    let kept = place.hold(&addresses[1]).await;
    place.pass(2 * DAY);
    let mut late = form(&addresses[0]);
    late.day = "2026-03-11".to_owned();
    let young = place.filed(&person, &late).await;
    let there = async |number| {
        let complainant = Complainant::Person(&person);
        let found = place.cases().complaint(complainant, number).await;
        found.unwrap().is_some()
    };

    place.pass(THREE_YEARS - 2 * DAY);
    assert_eq!(place.forgotten().await, Forgotten::default(), "not longer");
    place.pass(DAY);
    assert_eq!(place.forgotten().await.complaints, 1);
    assert!(!there(old).await && there(held).await && there(young).await);
    place.release(kept).await;
    assert_eq!(place.forgotten().await.complaints, 1);
    assert!(!there(held).await && there(young).await);
}

#[tokio::test]
async fn looks_go_three_years_after_they_were_taken() {
    let place = Place::new().await;
    let session = place.agent().await;
    let look = async |address: &str| {
        let call = place.served(&session, address).await;
        let query = ScreenQuery::default();
        place.call_screen(&call, &query).await;
    };
    let looks = async |address: &Address| {
        let subject = place.subject_of(address).await;
        place.looks_of(&subject).await.len()
    };
    look(PHONE).await;
    place.pass(MINUTE);
    look(&phone(1).to_string()).await;
    let hold = place.hold(&phone(1)).await;
    place.pass(THREE_YEARS - MINUTE);
    assert_eq!(place.forgotten().await.looks, 0);
    place.pass(DAY);
    assert_eq!(place.forgotten().await.looks, 1);
    assert_eq!(
        (looks(&address_of(PHONE)).await, looks(&phone(1)).await),
        (0, 1)
    );
    place.release(hold).await;
    assert_eq!(place.forgotten().await.looks, 1);
    assert_eq!(looks(&phone(1)).await, 0);
}

#[tokio::test]
async fn accounts_nobody_uses_go_with_their_drafts_and_what_was_filed_stays() {
    let place = Place::new().await;
    let unused = place.sign_in(&phone(1)).await.person;
    place.draft(&unused, &form(&phone(1))).await;
    place.sign_in(&phone(2)).await;
    place.sign_in(&email(3)).await;
    let hold = place.hold(&phone(2)).await;
    place.pass(2 * 365 * DAY);
    // Filed late, it is still there when the account goes.
    let mut late = form(&phone(1));
    late.day = "2028-03-08".to_owned();
    place.filed(&unused, &late).await;
    place.sign_in(&email(3)).await;
    place.pass(THREE_YEARS - 2 * 365 * DAY);
    assert_eq!(place.forgotten().await.accounts, 0);
    place.pass(DAY);
    assert_eq!(place.forgotten().await.accounts, 1);
    let (first, second) = (
        place.has_account(&phone(1)).await,
        place.has_account(&phone(2)).await,
    );
    assert!(!first && second && place.has_account(&email(3)).await);
    let complaints = place.cases().complaint_list(Complainant::Person(&unused));
    assert_eq!(complaints.await.unwrap().len(), 1);
    place.release(hold).await;
    assert_eq!(place.forgotten().await.accounts, 1);
}

#[tokio::test]
async fn a_closing_goes_once_nothing_of_the_former_owner_is_left() {
    let place = Place::new().await;
    let text = Channel::Text;
    // Of the first number nothing was ever recorded; the second is another's now, whose record begins
    // with the former owner's; the third is held; the fourth has a record of the new owner alone.
    place.told(&phone(2), BRAND, text, Status::Approval).await;
    let closed_at = place.now();
    place.pass(MINUTE);
    for number in 1..=4 {
        let outcome = place.close_line(&phone(number), closed_at).await;
        assert_eq!(outcome, LineOutcome::Closed);
    }
    let hold = place.hold(&phone(3)).await;
    place.pass(THREE_YEARS - DAY);
    for number in [2, 4] {
        place
            .told(&phone(number), BRAND, text, Status::Approval)
            .await;
    }
    assert_eq!(place.forgotten().await.closed_lines, 0, "not three years");
    place.pass(2 * DAY);
    assert_eq!(place.forgotten().await.closed_lines, 2);
    let mut closed = Vec::new();
    for number in 1..=4 {
        closed.push(place.is_closed(&phone(number)).await);
    }
    assert_eq!(closed, [false, true, true, false]);
    place.release(hold).await;
    assert_eq!(place.forgotten().await.closed_lines, 1);
}

#[tokio::test]
async fn how_an_address_wants_to_be_told_goes_when_nothing_is_kept_of_it() {
    let place = Place::new().await;
    place
        .told(&phone(1), BRAND, Channel::Text, Status::Approval)
        .await;
    for number in 1..=3 {
        let person = place.sign_in(&phone(number)).await.person;
        let own = person.subject.addresses[0].id;
        let set = place
            .people()
            .set_notice_policy(&person, own, NoticePolicy::Off);
        set.await.unwrap();
        if number < 3 {
            place.people().delete_account(&person).await.unwrap();
        }
    }
    place.pass(THREE_YEARS + DAY);
    // The third is in an account that is used.
    place.sign_in(&phone(3)).await;
    assert_eq!(place.forgotten().await.notice_policies, 1);
    let policy = async |number| {
        let recipient = place.ledger.recipient_id(&phone(number));
        place.people().notice_policy_of(recipient).await.unwrap()
    };
    assert_eq!(policy(1).await, NoticePolicy::Off, "there is a record");
    assert_ne!(policy(2).await, NoticePolicy::Off);
    assert_eq!(policy(3).await, NoticePolicy::Off);
}

#[tokio::test]
async fn a_deleted_account_takes_its_addresses_drafts_and_sessions_and_leaves_the_rest() {
    let place = Place::new().await;
    place
        .told(&phone(1), BRAND, Channel::Text, Status::Approval)
        .await;
    let before = place.movements();
    let signed_in = place.sign_in(&phone(1)).await;
    let person = signed_in.person;
    let filed = place.filed(&person, &form(&phone(1))).await;
    let draft = place.draft(&person, &form(&phone(1))).await;
    let hold = place.hold(&phone(1)).await;
    place.people().delete_account(&person).await.unwrap();
    let gone = place.person_of(&signed_in.token).await;
    assert_eq!(gone, None);
    assert!(!place.has_account(&phone(1)).await);
    assert_eq!(place.read_draft(&person, draft).await, None);
    let stored = place
        .directory
        .complaint_of_number(&filed.to_string())
        .await;
    assert!(stored.unwrap().is_some());
    assert_eq!(place.movements(), before);
    assert!(
        place
            .state(&phone(1).to_string(), record(0, BRAND, Channel::Text))
            .is_some()
    );
    place.pass(2 * MINUTE);
    let again = place.sign_in(&phone(1)).await.person;
    assert_ne!(again.id, person.id);
    place.release(hold).await;
}

#[tokio::test]
async fn sent_messages_are_forgotten_after_thirty_days_unless_they_are_held() {
    let place = Place::new().await;
    for number in 1..=2 {
        place.request(&phone(number), CodePurpose::SignIn).await;
    }
    place.pass(DAY);
    let hold = place.hold(&phone(2)).await;
    place.request(&phone(3), CodePurpose::SignIn).await;
    place.pass(29 * DAY);
    assert_eq!(place.outbox().forget_messages().await.unwrap(), 0);
    place.pass(MINUTE);
    assert_eq!(place.outbox().forget_messages().await.unwrap(), 1);
    place.release(hold).await;
    assert_eq!(place.outbox().forget_messages().await.unwrap(), 1);
    place.pass(DAY);
    assert_eq!(place.outbox().forget_messages().await.unwrap(), 1);
}

#[tokio::test]
async fn calls_and_sessions_of_the_desk_are_dropped_when_they_are_over() {
    let place = Place::new().await;
    let session = place.agent().await;
    place.served(&session, PHONE).await;
    place.pass(14 * MINUTE);
    let over = async || place.directory.purge_desk(place.now()).await.unwrap();
    assert_eq!(over().await, 0);
    place.pass(2 * MINUTE);
    assert_eq!(over().await, 1, "the call");
    place.pass(30 * MINUTE);
    assert_eq!(place.purge_sign_ins().await, 1, "the session");
}

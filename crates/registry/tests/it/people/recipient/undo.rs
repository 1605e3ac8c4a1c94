//! Undoing what was just done.

use domain::{Channel, RetailerCode, Source, Status};
use registry::people::recipient::{ChangeError, Changed, Person, Selection, UNDO_WINDOW};
use testkit::{BRAND, EMAIL, OTHER_BRAND, PHONE, Place, Report, STRANGER, record, seconds};

const WEB: Source = Source::RegistryWeb;

/// Approvals of both brands by text message, and a refusal of the first by e-mail.
async fn filled() -> (Place, Person) {
    let place = Place::new().await;
    let approval = Report::about(PHONE)
        .retailer(RetailerCode(10_000_001))
        .retailer_access(vec![RetailerCode(10_000_002)]);
    let other = Report::about(PHONE).brand(OTHER_BRAND);
    let mail = Report::about(EMAIL).age(120);
    place.report_all(vec![approval, other, mail.clone()]).await;
    place.report(mail.status(Status::Refusal).age(60)).await;
    let person = place.person(&[PHONE, EMAIL]);
    (place, person)
}

async fn change(place: &Place, person: &Person, selection: Selection, status: Status) -> Changed {
    let changed = place
        .people()
        .change(&person.subject, &selection, status, WEB);
    changed.await.unwrap()
}

async fn undo(place: &Place, person: &Person, changed: &Changed) -> Result<Changed, ChangeError> {
    place
        .people()
        .undo(&person.subject, changed.action, WEB)
        .await
}

/// The statuses of the three records.
fn statuses(place: &Place) -> [Status; 3] {
    [
        (PHONE, record(1, BRAND, Channel::Text)),
        (PHONE, record(1, OTHER_BRAND, Channel::Text)),
        (EMAIL, record(2, BRAND, Channel::Email)),
    ]
    .map(|(address, record)| place.state(address, record).unwrap().status)
}

const APPROVAL: Status = Status::Approval;
const REFUSAL: Status = Status::Refusal;

#[tokio::test]
async fn an_undone_refusal_is_the_approval_it_was_even_within_the_second() {
    let (place, person) = filled().await;
    let text = record(1, BRAND, Channel::Text);
    let before = place.state(PHONE, text).unwrap();
    let refused = change(&place, &person, Selection::Everything, REFUSAL).await;
    assert_eq!((refused.changes.len(), refused.unchanged), (2, 1));
    assert_eq!(statuses(&place), [REFUSAL, REFUSAL, REFUSAL]);

    let undone = undo(&place, &person, &refused).await.unwrap();
    assert_eq!(statuses(&place), [APPROVAL, APPROVAL, REFUSAL]);
    assert_eq!(undone.changes.len(), 2);
    assert_ne!(undone.action, refused.action);
    let after = place.state(PHONE, text).unwrap();
    assert_eq!(after.source, Some(WEB));
    assert_eq!(after.retailer, before.retailer);
    assert_eq!(after.retailer_access, before.retailer_access);
    // What was undone can be done again, by undoing that.
    undo(&place, &person, &undone).await.unwrap();
    assert_eq!(statuses(&place), [REFUSAL, REFUSAL, REFUSAL]);
}

#[tokio::test]
async fn an_undone_approval_is_the_refusal_it_was() {
    let (place, person) = filled().await;
    let mail = Selection::Channel(Channel::Email);
    let approved = change(&place, &person, mail, APPROVAL).await;
    assert_eq!(statuses(&place), [APPROVAL, APPROVAL, APPROVAL]);
    undo(&place, &person, &approved).await.unwrap();
    assert_eq!(statuses(&place), [APPROVAL, APPROVAL, REFUSAL]);
}

#[tokio::test]
async fn an_undone_first_approval_is_a_refusal_and_a_first_refusal_stays_one() {
    let (place, person) = filled().await;
    let call = record(1, BRAND, Channel::Call);
    let call_of_other = record(1, OTHER_BRAND, Channel::Call);
    let approved = place
        .approve_brand(&person.subject, BRAND, &[(call.address, Channel::Call)])
        .await;
    let refused = place
        .change_brand(
            &person.subject,
            OTHER_BRAND,
            &[(call.address, Channel::Call)],
            REFUSAL,
            WEB,
            WEB,
        )
        .await;
    undo(&place, &person, &approved).await.unwrap();
    assert_eq!(place.state(PHONE, call).unwrap().status, REFUSAL);
    let nothing = undo(&place, &person, &refused).await;
    assert!(matches!(nothing, Err(ChangeError::NothingToUndo)));
    assert_eq!(place.state(PHONE, call_of_other).unwrap().status, REFUSAL);
}

#[tokio::test]
async fn what_has_changed_since_stays_as_it_is() {
    let (place, person) = filled().await;
    let refused = change(&place, &person, Selection::Everything, REFUSAL).await;
    place.pass(120);
    // The provider has heard otherwise since, and has refused it after that.
    for (status, age) in [(APPROVAL, 60), (REFUSAL, 30)] {
        place
            .report(Report::about(PHONE).status(status).age(age))
            .await;
    }
    let undone = undo(&place, &person, &refused).await.unwrap();
    assert_eq!(undone.changes.len(), 1);
    assert_eq!(undone.changes[0].record.brand, OTHER_BRAND);
    assert_eq!(statuses(&place), [REFUSAL, APPROVAL, REFUSAL]);
}

#[tokio::test]
async fn an_action_is_undone_once() {
    let (place, person) = filled().await;
    let refused = change(&place, &person, Selection::Everything, REFUSAL).await;
    undo(&place, &person, &refused).await.unwrap();
    let before = place.movements();
    let again = undo(&place, &person, &refused).await;
    assert!(matches!(again, Err(ChangeError::NothingToUndo)));
    assert_eq!(place.movements(), before);
}

#[tokio::test]
async fn an_action_is_undone_within_a_quarter_of_an_hour() {
    let (place, person) = filled().await;
    let refused = change(&place, &person, Selection::Everything, REFUSAL).await;
    let before = place.movements();
    place.pass(seconds(UNDO_WINDOW) + 1);
    let late = undo(&place, &person, &refused).await;
    assert!(matches!(late, Err(ChangeError::TooLate)));
    assert_eq!(place.movements(), before);
    place.pass(-1);
    let in_time = undo(&place, &person, &refused).await.unwrap();
    assert_eq!(in_time.changes.len(), 2);
}

#[tokio::test]
async fn an_action_of_somebody_else_is_not_undone_by_knowing_its_name() {
    let (place, person) = filled().await;
    place.report(Report::about(STRANGER)).await;
    let refused = change(&place, &person, Selection::Everything, REFUSAL).await;
    let stranger = place.person(&[STRANGER]);
    let nothing = undo(&place, &stranger, &refused).await;
    assert!(matches!(nothing, Err(ChangeError::NothingToUndo)));
    assert_eq!(statuses(&place), [REFUSAL, REFUSAL, REFUSAL]);
}

#[tokio::test]
async fn what_a_former_owner_had_approved_is_not_brought_back() {
    let (place, mut person) = filled().await;
    place.pass(60);
    person.subject.addresses[0].hidden_until = Some(place.now());
    place.pass(60);
    let refused = place
        .change_brand(
            &person.subject,
            BRAND,
            &[(person.subject.addresses[0].id, Channel::Text)],
            REFUSAL,
            WEB,
            WEB,
        )
        .await;
    assert_eq!(refused.changes.len(), 1);
    let nothing = undo(&place, &person, &refused).await;
    assert!(matches!(nothing, Err(ChangeError::NothingToUndo)));
    assert_eq!(statuses(&place)[0], REFUSAL);
}

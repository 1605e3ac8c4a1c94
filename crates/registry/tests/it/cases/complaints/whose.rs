//! Whose complaints are: one's own, and those the desk files for a caller.

use domain::{Language, Status};
use registry::cases::complaints::{
    Complainant, ComplaintForm, ComplaintLine, DraftBegun, DraftSaved, FilingOutcome, ImageSet,
};
use registry::message::Content;
use registry::people::recipient::{Person, PersonId};
use testkit::{BRAND, EMAIL, HOUR, PHONE, Place, Report, STRANGER, address_of};

use super::whole;

/// As much of an image as it is told by.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn stranger(place: &Place) -> Person {
    Person {
        id: PersonId([8; 16]),
        ..place.person(&[STRANGER])
    }
}

#[tokio::test]
async fn anothers_draft_and_complaint_are_not_there() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    let other = stranger(&place);
    let number = place.filed(&person, &whole()).await;
    let id = place.draft(&person, &whole()).await;
    let intruder = Complainant::Person(&other);
    assert_eq!(place.complaint(intruder, number).await, None);
    assert_eq!(place.cases().draft(intruder, id).await.unwrap(), None);
    let form = ComplaintForm::default();
    assert_eq!(
        place.save_draft(intruder, id, &form).await,
        DraftSaved::Gone
    );
    assert!(!place.cases().delete_draft(intruder, id).await.unwrap());
    assert_eq!(
        place.file_complaint(intruder, id).await,
        FilingOutcome::Gone
    );
    assert!(place.complaint_image(intruder, id).await.is_none());
    assert_eq!(
        place.set_draft_image(intruder, id, PNG).await,
        ImageSet::Gone
    );
    assert!(!place.remove_draft_image(intruder, id).await);
    assert_eq!(place.complaint_list(intruder).await, []);
    assert_eq!(place.cases().complaints_of(&other).await.unwrap(), []);
    let draft = place.read_draft(&person, id).await.unwrap();
    assert_eq!((draft.form, draft.image), (whole(), None));
}

#[tokio::test]
async fn everybody_is_shown_their_own_and_the_export_has_what_was_filed() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    let number = place.filed(&person, &whole()).await;
    place.pass(1);
    let id = place.draft(&person, &whole()).await;
    let lines = place.complaint_list(Complainant::Person(&person)).await;
    let [
        ComplaintLine::Draft(draft),
        ComplaintLine::Filed {
            number: listed,
            brand,
            ..
        },
    ] = lines.as_slice()
    else {
        panic!("{lines:?}");
    };
    assert_eq!(
        (draft.id, listed.as_str(), brand.as_str()),
        (id, &*number.to_string(), "Karanfil")
    );
    let export = place.cases().complaints_of(&person).await.unwrap();
    assert_eq!(export.len(), 1);
    assert_eq!(export[0].form, whole());
}

#[tokio::test]
async fn the_desk_files_for_the_caller_who_then_finds_it_on_their_pages() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    let session = place.agent().await;
    let call = place.served(&session, PHONE).await;
    let caller = Complainant::Caller(&call);
    let form = ComplaintForm {
        brand: Some(BRAND),
        ..ComplaintForm::default()
    };
    let DraftBegun::Begun(id) = place.begin_complaint(caller, None, form).await else {
        panic!("not begun");
    };
    // For nobody else than the caller.
    let other = ComplaintForm {
        address: Some(address_of(STRANGER)),
        ..whole()
    };
    assert_eq!(
        place.save_draft(caller, id, &other).await,
        DraftSaved::Unknown
    );
    assert_eq!(
        place.save_draft(caller, id, &whole()).await,
        DraftSaved::Saved
    );
    let FilingOutcome::Filed(number) = place.file_complaint(caller, id).await else {
        panic!("not filed");
    };
    let messages = place.messages().await;
    assert_eq!(messages.len(), 1, "a caller is told the number in writing");
    assert_eq!(messages[0].to, address_of(PHONE));
    assert!(matches!(messages[0].content, Content::Complaint { .. }));
    let person = place.person(&[EMAIL, PHONE]);
    let found = place
        .complaint(Complainant::Person(&person), number)
        .await
        .unwrap();
    assert!(found.by_desk);
    assert_eq!(
        place
            .complaint(Complainant::Person(&stranger(&place)), number)
            .await,
        None
    );
}

#[tokio::test]
async fn an_agent_sees_no_complaint_that_the_person_has_written_themselves() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    let number = place.filed(&person, &whole()).await;
    let id = place.draft(&person, &whole()).await;
    let session = place.agent().await;
    let call = place.served(&session, PHONE).await;
    let caller = Complainant::Caller(&call);
    assert_eq!(place.complaint(caller, number).await, None);
    assert_eq!(place.cases().draft(caller, id).await.unwrap(), None);
    assert_eq!(place.complaint_list(caller).await, []);
}

#[tokio::test]
async fn a_numbers_next_owner_is_shown_nothing_the_desk_filed_or_saw_before() {
    let place = Place::new().await;
    let session = place.agent().await;
    let call = place.served(&session, PHONE).await;
    let caller = Complainant::Caller(&call);
    let begun = place.begin_complaint(caller, None, whole()).await;
    let DraftBegun::Begun(id) = begun else {
        panic!("not begun");
    };
    place.cases().draft(caller, id).await.unwrap().unwrap();
    place.pass(HOUR);
    let mut next = place.person(&[PHONE]);
    assert_eq!(place.looks_of(&next.subject).await.len(), 1);
    assert!(place.read_draft(&next, id).await.is_some());
    next.subject.addresses[0].hidden_until = Some(place.now());
    assert_eq!(place.looks_of(&next.subject).await, []);
    assert!(place.read_draft(&next, id).await.is_none());
    let list = place.complaint_list(Complainant::Person(&next)).await;
    assert_eq!(list, []);
}

#[tokio::test]
async fn refusing_first_leaves_the_complaint_as_it_is() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    place.report(Report::about(PHONE)).await;
    let complainant = Complainant::Person(&person);
    let records = place.records_for_complaint(complainant, &whole()).await;
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].status, Status::Approval);
    let other = ComplaintForm {
        brand: None,
        ..whole()
    };
    let none = place.records_for_complaint(complainant, &other).await;
    assert_eq!(none, []);
    assert_eq!(person.language, Language::Turkish);
}

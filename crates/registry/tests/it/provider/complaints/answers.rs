//! The draft of an answer, and submitting it.

use directory::member::MemberRole;
use registry::cases::complaints::{Complainant, ComplaintState};
use registry::provider::complaints::{
    AnswerDone, AnswerField, AnswerForm, AnswerGap, CORRECTION_MAX, ComplaintNumber,
    MESSAGE_ID_MAX, STATEMENT_MAX,
};
use registry::provider::{Action, MemberSession};
use testkit::{BRAND, DAY, EMAIL, PHONE, PROVIDER, Place, everywhere, in_brand, whole};

use super::{answerer, done, filed, seen};

fn says(statement: &str) -> AnswerForm {
    AnswerForm {
        message_id: "smsc-17".to_owned(),
        statement: statement.to_owned(),
        correction: String::new(),
    }
}

async fn save(
    place: &Place,
    session: &MemberSession,
    which: (ComplaintNumber, u64),
    form: &AnswerForm,
) -> AnswerDone {
    let saved = place.provider().save_answer(session, which, form);
    saved.await.unwrap()
}

async fn submit(
    place: &Place,
    session: &MemberSession,
    which: (ComplaintNumber, u64),
    form: &AnswerForm,
) -> AnswerDone {
    let submitted = place.provider().submit_answer(session, which, form);
    submitted.await.unwrap()
}

#[tokio::test]
async fn a_draft_is_written_on_by_a_colleague_and_submitted_once() {
    let place = Place::new().await;
    let number = filed(&place, &whole()).await;
    let session = answerer(&place).await;
    let saved = save(&place, &session, (number, 0), &says("Bakıyoruz.")).await;
    assert_eq!(saved, AnswerDone::Saved);
    let roles = in_brand(MemberRole::Manager, BRAND);
    let colleague = place.signed_in_member("b@karanfil.example", roles).await;
    let shown = seen(&place, &colleague, number).await.unwrap();
    assert_eq!((&shown.answer, shown.version), (&says("Bakıyoruz."), 1));
    assert_eq!(shown.changed.unwrap().0, "Ayşe Yılmaz");
    let last = says("Onayı mağazada aldık.");
    let submitted = submit(&place, &colleague, (number, 1), &last).await;
    assert_eq!(submitted, AnswerDone::Submitted { late: false });
    let shown = seen(&place, &session, number).await.unwrap();
    assert_eq!(shown.answer, last);
    assert!(!shown.submitted.as_ref().unwrap().late);
    // Nothing of it changes any more.
    for again in [
        submit(&place, &session, (number, 2), &says("Başka.")).await,
        save(&place, &session, (number, 2), &says("Başka.")).await,
    ] {
        assert_eq!(again, AnswerDone::Over);
    }
    let after = seen(&place, &session, number).await.unwrap();
    assert_eq!(
        (&after.answer, &after.submitted),
        (&shown.answer, &shown.submitted)
    );
    let inbox = place.provider().inbox(&session).await.unwrap();
    assert!(inbox.waiting.is_empty());
    assert_eq!(inbox.answered[0].number, number.to_string());
    let actions: Vec<_> = done(&place)
        .await
        .iter()
        .map(|entry| entry.what.action)
        .collect();
    let opened = Action::ComplaintOpened;
    let (saved, submitted) = (Action::AnswerSaved, Action::AnswerSubmitted);
    assert_eq!(actions, [saved, opened, submitted, opened, opened]);
}

#[tokio::test]
async fn the_complainant_sees_that_and_when_it_was_answered() {
    let place = Place::new().await;
    let number = filed(&place, &whole()).await;
    let session = answerer(&place).await;
    submit(&place, &session, (number, 0), &says("Evet.")).await;
    let person = place.person(&[PHONE, EMAIL]);
    let complaint = place
        .complaint(Complainant::Person(&person), number)
        .await
        .unwrap();
    assert_eq!(complaint.state, ComplaintState::Answered);
    let steps: Vec<_> = complaint
        .steps
        .iter()
        .map(|step| step.step.as_str())
        .collect();
    assert_eq!(steps, ["filed", "answered"]);
    assert_eq!(complaint.steps[1].at, place.now());
}

#[tokio::test]
async fn an_answer_is_in_time_to_the_end_of_the_fifteenth_day_and_taken_and_marked_afterwards() {
    let place = Place::new().await;
    // It is noon.
    let (first, second) = (filed(&place, &whole()).await, filed(&place, &whole()).await);
    let session = answerer(&place).await;
    place.pass(15 * DAY);
    let shown = seen(&place, &session, first).await.unwrap();
    assert_eq!(shown.days_left, 0);
    let in_time = submit(&place, &session, (first, 0), &says("Evet.")).await;
    assert_eq!(in_time, AnswerDone::Submitted { late: false });
    place.pass(DAY);
    let shown = seen(&place, &session, second).await.unwrap();
    assert_eq!(shown.days_left, -1);
    let late = submit(&place, &session, (second, 0), &says("Evet.")).await;
    assert_eq!(late, AnswerDone::Submitted { late: true });
    assert!(
        seen(&place, &session, second)
            .await
            .unwrap()
            .submitted
            .unwrap()
            .late
    );
    let noted = done(&place).await;
    let mut noted = noted
        .iter()
        .filter(|entry| entry.what.action == Action::AnswerSubmitted);
    assert_eq!(noted.next_back().unwrap().what.detail, "late");
    assert_eq!(noted.next_back().unwrap().what.detail, "");
}

#[tokio::test]
async fn an_answer_that_says_nothing_or_too_much_is_not_taken() {
    let place = Place::new().await;
    let number = filed(&place, &whole()).await;
    let session = answerer(&place).await;
    let nothing = submit(&place, &session, (number, 0), &says(" \n")).await;
    let missing = AnswerGap::Missing(AnswerField::Statement);
    assert_eq!(nothing, AnswerDone::Gaps(vec![missing]));
    let long = AnswerForm {
        message_id: "ç".repeat(MESSAGE_ID_MAX + 1),
        statement: "ç".repeat(STATEMENT_MAX + 1),
        correction: "ç".repeat(CORRECTION_MAX + 1),
    };
    let too_long = [
        AnswerGap::TooLong(AnswerField::MessageId, MESSAGE_ID_MAX),
        AnswerGap::TooLong(AnswerField::Statement, STATEMENT_MAX),
        AnswerGap::TooLong(AnswerField::Correction, CORRECTION_MAX),
    ];
    let saved = save(&place, &session, (number, 0), &long).await;
    assert_eq!(saved, AnswerDone::Gaps(too_long.to_vec()));
    assert_eq!(seen(&place, &session, number).await.unwrap().version, 0);
    let longest = AnswerForm {
        message_id: "ç".repeat(MESSAGE_ID_MAX),
        statement: "ç".repeat(STATEMENT_MAX),
        correction: "ç".repeat(CORRECTION_MAX),
    };
    let saved = save(&place, &session, (number, 0), &longest).await;
    assert_eq!(saved, AnswerDone::Saved);
    // A draft may say nothing.
    let saved = save(&place, &session, (number, 1), &AnswerForm::default()).await;
    assert_eq!(saved, AnswerDone::Saved);
}

#[tokio::test]
async fn who_has_not_seen_what_a_colleague_wrote_writes_nothing_over_it() {
    let place = Place::new().await;
    let number = filed(&place, &whole()).await;
    let session = answerer(&place).await;
    save(&place, &session, (number, 0), &says("Birinci.")).await;
    for stale in [
        save(&place, &session, (number, 0), &says("İkinci.")).await,
        submit(&place, &session, (number, 0), &says("İkinci.")).await,
    ] {
        assert_eq!(stale, AnswerDone::Changed);
    }
    let shown = seen(&place, &session, number).await.unwrap();
    assert_eq!((shown.answer, shown.submitted), (says("Birinci."), None));
}

#[tokio::test]
async fn a_role_that_was_taken_away_meanwhile_writes_nothing() {
    let place = Place::new().await;
    let number = filed(&place, &whole()).await;
    let session = answerer(&place).await;
    let member = session.member().number;
    let operator = place.operator();
    let viewer = everywhere(MemberRole::Viewer);
    operator
        .set_member_roles(PROVIDER, member, viewer)
        .await
        .unwrap();
    // The session was opened before.
    for refused in [
        save(&place, &session, (number, 0), &says("Evet.")).await,
        submit(&place, &session, (number, 0), &says("Evet.")).await,
    ] {
        assert_eq!(refused, AnswerDone::Gone);
    }
    let defence = place.directory.defence(&number.to_string(), PROVIDER).await;
    let defence = defence.unwrap().unwrap();
    assert_eq!((defence.version, defence.content), (0, None));
    assert!(done(&place).await.is_empty());
}

//! Complaints about a provider's brands: who sees them, and what is answered.

mod answers;
mod documents;

use directory::member::MemberRole;
use domain::{BrandCode, Channel, ProviderCode};
use ledger::check_log::{Asker, Question};
use registry::cases::complaints::{ComplaintForm, ComplaintNumber};
use registry::proof::receipts::Proven;
use registry::provider::complaints::{ComplaintToAnswer, Inbox};
use registry::provider::{Action, Activity, ActivityQuery, MemberSession};
use testkit::{
    BRAND, DAY, EMAIL, HOUR, OTHER_BRAND, PHONE, PROVIDER, Place, Report, address_of, everywhere,
    in_brand, whole,
};

/// A complaint about another brand or day.
fn about(brand: BrandCode, day: &str) -> ComplaintForm {
    ComplaintForm {
        brand: Some(brand),
        day: day.to_owned(),
        ..whole()
    }
}

/// Files a complaint that lacks nothing.
pub async fn filed(place: &Place, form: &ComplaintForm) -> ComplaintNumber {
    place.filed(&place.person(&[PHONE, EMAIL]), form).await
}

/// A member who answers complaints about the brand.
pub async fn answerer(place: &Place) -> MemberSession {
    let roles = in_brand(MemberRole::Answerer, BRAND);
    place
        .signed_in_member("yanit@karanfil.example", roles)
        .await
}

/// A complaint as a member sees it.
pub async fn seen(
    place: &Place,
    session: &MemberSession,
    number: ComplaintNumber,
) -> Option<ComplaintToAnswer> {
    place.provider().complaint(session, number).await.unwrap()
}

async fn inbox(place: &Place, session: &MemberSession) -> Inbox {
    place.provider().inbox(session).await.unwrap()
}

/// What was done about complaints, oldest first.
pub async fn done(place: &Place) -> Vec<Activity> {
    let query = ActivityQuery::default();
    let activity = place.directory.activity(PROVIDER, query, 1_000).await;
    let mut activity = activity.unwrap();
    activity.retain(|entry| {
        let word = entry.what.action.as_word();
        word.starts_with("answer") || entry.what.action == Action::ComplaintOpened
    });
    activity.reverse();
    activity
}

#[tokio::test]
async fn a_member_sees_the_complaints_about_the_brands_they_answer_for_by_sending() {
    let place = Place::new().await;
    let stranger = BrandCode(700_001);
    place
        .brand(ProviderCode(700_001), stranger, "Yabancı")
        .await;
    let first = filed(&place, &about(BRAND, "2026-03-09")).await;
    place.pass(HOUR);
    let second = filed(&place, &about(BRAND, "2026-03-10")).await;
    let same = filed(&place, &about(BRAND, "2026-03-09")).await;
    let other = filed(&place, &about(OTHER_BRAND, "2026-03-09")).await;
    let strangers = filed(&place, &about(stranger, "2026-03-09")).await;
    let nobodys = ComplaintForm {
        brand: None,
        brand_text: "Karanfil".to_owned(),
        ..whole()
    };
    let nobodys = filed(&place, &nobodys).await;
    let session = answerer(&place).await;
    let found = inbox(&place, &session).await;
    let waiting = found.waiting.iter().map(|sending| {
        let numbers = sending.lines.iter().map(|line| line.number.clone());
        (sending.day.to_wire(), numbers.collect::<Vec<_>>())
    });
    let waiting: Vec<_> = waiting.collect();
    let older = (
        "2026-03-09".to_owned(),
        vec![first.to_string(), same.to_string()],
    );
    assert_eq!(
        waiting,
        [older, ("2026-03-10".to_owned(), vec![second.to_string()])]
    );
    assert_eq!((found.left_out, found.answered), (0, Vec::new()));
    let waits = place
        .provider()
        .waiting_complaints(&session)
        .await
        .unwrap()
        .unwrap();
    let (last, left) = waits.first.unwrap();
    assert_eq!(
        (waits.count, last.to_wire().as_str(), left),
        (3, "2026-03-25", 15)
    );
    for number in [other, strangers, nobodys] {
        assert!(seen(&place, &session, number).await.is_none());
    }
    assert!(done(&place).await.is_empty());
    let everything = everywhere(MemberRole::Manager);
    let manager = place
        .signed_in_member("hepsi@karanfil.example", everything)
        .await;
    let found = inbox(&place, &manager).await;
    let numbers = found.waiting.iter().flat_map(|sending| &sending.lines);
    assert_eq!(numbers.count(), 4);
    assert!(seen(&place, &manager, other).await.is_some());
    assert!(seen(&place, &manager, strangers).await.is_none());
}

#[tokio::test]
async fn who_may_not_answer_sees_no_complaint() {
    let place = Place::new().await;
    let number = filed(&place, &whole()).await;
    let roles = [
        everywhere(MemberRole::Viewer),
        in_brand(MemberRole::Editor, BRAND),
        in_brand(MemberRole::Answerer, OTHER_BRAND),
    ];
    for (turn, roles) in roles.into_iter().enumerate() {
        let email = format!("{turn}@karanfil.example");
        let session = place.signed_in_member(&email, roles).await;
        let found = inbox(&place, &session).await;
        assert!(found.waiting.is_empty() && found.left_out == 0);
        let waits = place.provider().waiting_complaints(&session).await.unwrap();
        assert!(waits.is_none_or(|waits| waits.count == 0));
        assert!(seen(&place, &session, number).await.is_none());
        let proof = place.provider().complaint_proof(&session, number).await;
        assert!(proof.unwrap().is_none());
    }
    assert!(done(&place).await.is_empty());
}

#[tokio::test]
async fn the_provider_is_told_the_message_and_what_the_registry_holds_and_the_look_is_noted() {
    let place = Place::new().await;
    place.subscribe(PROVIDER.0, |_| ()).await;
    place.report(Report::about(PHONE)).await;
    // The notice of it goes out.
    place.gather_approvals().await;
    place.pass(DAY);
    let kind = directory::notice::StoredNoticeKind::New;
    assert_eq!(place.write_due(kind, 100).await, 1);
    let recipient = place.ledger.recipient_id(&address_of(PHONE));
    let checked = Question {
        at: place.now(),
        asker: Asker {
            kind: 1,
            party: PROVIDER.0,
            user: 0,
        },
        brand: BRAND,
        channel: Channel::Text,
        recipient_type: domain::RecipientType::Individual,
    };
    let reason = domain::check::Reason::Approved;
    let log = &place.checks.log;
    log.single(&checked, recipient, reason).unwrap();
    place.pass(HOUR);
    let day = domain::Day::of(place.now()).to_wire();
    let form = ComplaintForm {
        time: "00:30".to_owned(),
        ..about(BRAND, &day)
    };
    let number = filed(&place, &form).await;
    let session = answerer(&place).await;
    let shown = seen(&place, &session, number).await.unwrap();
    let told = &shown.complaint;
    assert_eq!(
        (told.address.clone(), told.channel),
        (address_of(PHONE), Channel::Text)
    );
    assert_eq!(
        (told.sender.as_str(), told.text.as_str()),
        ("KARANFIL", "Büyük indirim!")
    );
    assert_eq!(told.sent_at.to_wire(), format!("{day} 00:30:00"));
    let [record] = told.evidence.records.as_slice() else {
        panic!("{:?}", told.evidence.records);
    };
    assert!(record.at_message.as_ref().unwrap().approves());
    assert_eq!(record.notices.as_ref().unwrap().len(), 1);
    assert_eq!(told.evidence.checks.len(), 1);
    assert_eq!(
        (shown.version, shown.submitted, shown.document),
        (0, None, None)
    );
    let activity = done(&place).await;
    let [opened] = activity.as_slice() else {
        panic!("{activity:?}");
    };
    assert_eq!(opened.what.action, Action::ComplaintOpened);
    assert_eq!(opened.what.object, number.to_string());
    assert_eq!(opened.what.recipient, Some(recipient));
    // The state at that instant proves itself.
    place.publish();
    let proof = place.provider().complaint_proof(&session, number).await;
    assert!(matches!(proof.unwrap().unwrap(), Proven::Whole(_)));
}

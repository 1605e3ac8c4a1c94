//! What providers are asked about complaints, and what they answer.

use directory::activity::{Action, ActivityQuery, Actor};
use directory::complaint::{ComplaintId, ComplaintOwner, ComplaintState, NewComplaint};
use directory::complaint_filing::Filing;
use directory::defence::{AskedDefence, Defence, LIST_MAX};
use directory::defence_document::{DefenceDocument, DocumentId, DocumentKind};
use directory::defence_writing::{
    Answerer, DOCUMENTS_LOOSE_MAX, DefenceWriting, DefenceWritten, Submits,
};
use directory::member::{Invitation, MemberEmail, MemberNumber, MemberRole, NewMember, RoleGrant};
use directory::message::{MessageId, StoredMessage, Urgency};
use directory::retention::Kind;
use directory::{Directory, Entity, Error};
use domain::{BrandCode, Channel, Day, ProviderCode, RecipientId, Timestamp, Way};
use sqlx::{Connection as _, SqliteConnection};

use crate::support::{BRAND, Fixture, MASTER, OTHER_PROVIDER, PASSWORD, PROVIDER, at};

use DefenceWritten::{Changed, Submitted, Written};

/// A document whose bytes are never looked at.
fn document(number: u8, added_at: Timestamp) -> DefenceDocument {
    DefenceDocument {
        id: DocumentId([number; 16]),
        provider: PROVIDER,
        kind: DocumentKind::Pdf,
        sealed_name: vec![1],
        bytes: 7,
        sha256: [number; 32],
        added_by: MemberNumber(1),
        added_at,
    }
}

pub fn asked(provider: ProviderCode, brand: BrandCode) -> AskedDefence {
    AskedDefence {
        provider,
        brand,
        channel: Channel::Text,
        day: Day::from_wire("2026-03-10").unwrap(),
    }
}

/// Files a complaint about which somebody is asked, or nobody.
pub async fn file(directory: &Directory, number: u8, asked: Option<AskedDefence>, now: Timestamp) {
    file_so(directory, number, (asked, false), now).await;
}

/// Files a complaint that asks somebody, nobody, or somebody later.
pub async fn file_so(
    directory: &Directory,
    number: u8,
    (asked, asks_later): (Option<AskedDefence>, bool),
    now: Timestamp,
) {
    let new = NewComplaint {
        id: ComplaintId([number; 16]),
        owner: ComplaintOwner::Person([number; 16]),
        staff: None,
        recipient: Some(RecipientId([1; 16])),
        content: vec![1],
    };
    let filing = Filing {
        id: new.id,
        owner: new.owner,
        changed_at: now,
        number: name(number),
        evidence: vec![2],
        asked,
        asks_later,
    };
    directory.add_complaint(new, now).await.unwrap();
    directory.file_complaint(filing, now).await.unwrap();
}

pub fn name(number: u8) -> String {
    format!("complaint {number}")
}

/// A member of the provider who may sign in, or has yet to take the invitation up.
async fn member(
    fixture: &Fixture,
    number: u8,
    (brand, role): (Option<BrandCode>, MemberRole),
    is_active: bool,
) -> MemberNumber {
    let directory = &fixture.directory;
    let new = NewMember {
        provider: PROVIDER,
        email: MemberEmail::new(&format!("{number}@ornek.example")).unwrap(),
        name: "Ayşe".to_owned(),
        roles: vec![RoleGrant { brand, role }],
    };
    let message = StoredMessage {
        id: MessageId([number; 16]),
        recipient: RecipientId([number; 16]),
        way: Way::Mail,
        urgency: Urgency::Answer,
        written_at: at(0),
        good_until: None,
        due_at: at(0),
        content: vec![1],
    };
    let invitation = Invitation::draw(&fixture.random).unwrap();
    let member = directory
        .invite_member(new, &invitation, message, Actor::Operator, at(0))
        .await
        .unwrap();
    if is_active {
        let token = invitation.token();
        directory
            .set_invited_password(token, PASSWORD, vec![1], &fixture.random, at(0))
            .await
            .unwrap();
        let accepted = directory.accept_invitation(token, 1, Vec::new(), at(0));
        accepted.await.unwrap().unwrap();
    }
    member.number
}

fn answerer(member: MemberNumber) -> Answerer {
    Answerer {
        provider: PROVIDER,
        member,
        roles: vec![MemberRole::Owner, MemberRole::Manager, MemberRole::Answerer],
    }
}

fn writing(number: u8, version: u64, submits: bool) -> DefenceWriting {
    DefenceWriting {
        complaint: name(number),
        version,
        content: vec![3],
        submits: submits.then_some(Submits { late: false }),
    }
}

pub async fn of(directory: &Directory, number: u8) -> Defence {
    let found = directory.defence(&name(number), PROVIDER).await;
    found.unwrap().unwrap()
}

/// What was done to answers, oldest first.
async fn done(directory: &Directory) -> Vec<(Action, String)> {
    let query = ActivityQuery::default();
    let activity = directory.activity(PROVIDER, query, 1_000).await.unwrap();
    let answers = activity.into_iter().rev().map(|entry| entry.what);
    let answers = answers.filter(|what| what.action.as_word().starts_with("answer"));
    answers.map(|what| (what.action, what.detail)).collect()
}

/// A directory with an owner, and one complaint about the brand.
pub async fn begun() -> (Fixture, Answerer) {
    let fixture = Fixture::filled().await;
    let owner = member(&fixture, 1, (None, MemberRole::Owner), true).await;
    file(&fixture.directory, 1, Some(asked(PROVIDER, BRAND)), at(10)).await;
    (fixture, answerer(owner))
}

pub fn numbers(defences: &[Defence]) -> Vec<&str> {
    defences.iter().map(|one| one.complaint.as_str()).collect()
}

#[tokio::test]
async fn who_was_not_asked_when_a_complaint_was_filed_is_asked_later_and_has_the_whole_time() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    for number in 1..=2 {
        file(directory, number, None, at(i64::from(number))).await;
    }
    let path = format!("sqlite://{}", fixture.path().display());
    let mut store = SqliteConnection::connect(&path).await.unwrap();
    let older = sqlx::query("UPDATE complaints SET routed = NULL");
    older.execute(&mut store).await.unwrap();
    let unrouted = directory.unrouted_complaints(1).await.unwrap();
    assert_eq!(unrouted[0].number, Some(name(1)));
    let route = directory.route_complaint(name(1), Some(asked(PROVIDER, BRAND)), at(50));
    route.await.unwrap();
    let route = directory.route_complaint(name(2), None, at(50));
    route.await.unwrap();
    assert_eq!(directory.unrouted_complaints(9).await.unwrap(), []);
    assert_eq!(of(directory, 1).await.asked_at, at(50));
    assert_eq!(directory.defence(&name(2), PROVIDER).await.unwrap(), None);
}

#[tokio::test]
async fn a_submitted_answer_is_a_step_of_the_complaint_and_says_if_it_was_late() {
    let (fixture, owner) = begun().await;
    let directory = &fixture.directory;
    let mut submits = writing(1, 0, true);
    submits.submits = Some(Submits { late: true });
    let written = directory.write_defence(owner.clone(), submits, at(20));
    assert_eq!(written.await.unwrap(), Written);
    let found = of(directory, 1).await;
    let submitted = found.submitted.unwrap();
    assert_eq!(
        (submitted.by, submitted.at, submitted.late),
        (owner.member, at(20), true)
    );
    let id = ComplaintId([1; 16]);
    let complaint = directory.complaint(id).await.unwrap().unwrap();
    assert_eq!(complaint.state, ComplaintState::Answered);
    let steps = directory.complaint_steps(id).await.unwrap();
    let steps: Vec<_> = steps
        .iter()
        .map(|step| (step.step.as_str(), step.at))
        .collect();
    assert_eq!(steps, [("filed", at(10)), ("answered", at(20))]);
    let late = (Action::AnswerSubmitted, "late".to_owned());
    assert_eq!(done(directory).await, [late]);
    let open = directory.open_defences(PROVIDER, None, LIST_MAX).await;
    assert_eq!(open.unwrap(), []);
    let submitted = directory.submitted_defences(PROVIDER, None, LIST_MAX).await;
    assert_eq!(numbers(&submitted.unwrap()), ["complaint 1"]);
    let elsewhere = directory.submitted_defences(PROVIDER, Some(&[MASTER]), LIST_MAX);
    assert_eq!(elsewhere.await.unwrap(), []);
}

#[tokio::test]
async fn who_may_not_answer_any_more_writes_nothing() {
    let (fixture, owner) = begun().await;
    let directory = &fixture.directory;
    let roles = [
        (Some(BRAND), MemberRole::Viewer),
        (None, MemberRole::Editor),
        (Some(MASTER), MemberRole::Answerer),
    ];
    let mut others = Vec::new();
    for (number, role) in (2..).zip(roles) {
        others.push(answerer(member(&fixture, number, role, true).await));
    }
    let everywhere = (None, MemberRole::Manager);
    others.push(answerer(member(&fixture, 5, everywhere, false).await));
    let out = member(&fixture, 6, everywhere, true).await;
    let kept_out = directory.set_member_kept_out((PROVIDER, out), true, Actor::Operator, at(1));
    kept_out.await.unwrap();
    others.push(answerer(out));
    let before = (of(directory, 1).await, done(directory).await);
    let one = DocumentId([1; 16]);
    for by in others {
        for submits in [false, true] {
            let written = directory.write_defence(by.clone(), writing(1, 0, submits), at(20));
            no_member(&written.await);
        }
        let begun = directory.begin_document(by.clone(), name(1), document(1, at(20)), at(0));
        no_member(&begun.await);
        let attached = directory.attach_document(by.clone(), (name(1), one), at(0), at(20));
        no_member(&attached.await);
        let detached = directory.detach_document(by, (name(1), one), at(20));
        no_member(&detached.await);
    }
    // A provider that is not asked.
    let other = Answerer {
        provider: OTHER_PROVIDER,
        ..owner
    };
    let written = directory
        .write_defence(other, writing(1, 0, true), at(20))
        .await;
    assert!(matches!(written, Err(Error::NotFound(Entity::Complaint))));
    assert_eq!((of(directory, 1).await, done(directory).await), before);
    assert_eq!(directory.loose_documents(at(99), 9).await.unwrap(), []);
}

fn no_member(result: &directory::Result<DefenceWritten>) {
    assert!(
        matches!(result, Err(Error::NotFound(Entity::Member))),
        "{result:?}"
    );
}

#[tokio::test]
async fn of_two_who_write_at_once_one_has_not_seen_the_other_and_writes_nothing() {
    let (fixture, owner) = begun().await;
    let directory = &fixture.directory;
    let write = |content: u8, submits| {
        let mut writing = writing(1, 0, submits);
        writing.content = vec![content];
        directory.write_defence(owner.clone(), writing, at(20))
    };
    let (first, second) = tokio::join!(write(1, false), write(2, false));
    let won = match (first.unwrap(), second.unwrap()) {
        (Written, Changed) => vec![1],
        (Changed, Written) => vec![2],
        other => panic!("{other:?}"),
    };
    assert_eq!(of(directory, 1).await.content, Some(won));
    let submit = |content: u8| {
        let mut writing = writing(1, 1, true);
        writing.content = vec![content];
        directory.write_defence(owner.clone(), writing, at(30))
    };
    let (first, second) = tokio::join!(submit(3), submit(4));
    let won = match (first.unwrap(), second.unwrap()) {
        (Written, Submitted) => vec![3],
        (Submitted, Written) => vec![4],
        other => panic!("{other:?}"),
    };
    assert_eq!(of(directory, 1).await.content, Some(won));
    let steps = directory.complaint_steps(ComplaintId([1; 16])).await;
    assert_eq!(steps.unwrap().len(), 2);
}

#[tokio::test]
async fn a_document_is_forgotten_once_no_answer_has_it_and_not_before() {
    let (fixture, owner) = begun().await;
    let directory = &fixture.directory;
    let (one, two) = (DocumentId([1; 16]), DocumentId([2; 16]));
    for number in [1, 2] {
        let begun =
            directory.begin_document(owner.clone(), name(1), document(number, at(20)), at(0));
        assert_eq!(begun.await.unwrap(), Written);
    }
    let attach = |id| directory.attach_document(owner.clone(), (name(1), id), at(19), at(21));
    assert_eq!(attach(one).await.unwrap(), Written);
    assert_eq!(attach(two).await.unwrap(), Changed);
    assert_eq!(of(directory, 1).await.document, Some(one));
    let loose = directory.loose_documents(at(20), 9).await.unwrap();
    assert_eq!(loose, [document(2, at(20))]);
    for id in [one, two] {
        directory.forget_document(id).await.unwrap();
    }
    assert_eq!(directory.defence_document(two).await.unwrap(), None);
    let kept = directory.defence_document(one).await.unwrap();
    assert_eq!(kept, Some(document(1, at(20))));
    // One that is about to be forgotten is put to no answer any more.
    let detach = |id| directory.detach_document(owner.clone(), (name(1), id), at(22));
    assert_eq!(detach(two).await.unwrap(), Changed);
    assert_eq!(detach(one).await.unwrap(), Written);
    let late = directory.attach_document(owner.clone(), (name(1), one), at(20), at(23));
    let late = late.await;
    assert!(matches!(late, Err(Error::NotFound(Entity::Document))));
    assert_eq!(attach(one).await.unwrap(), Written);
    // The complaint takes its answer along, and leaves the document to be forgotten.
    let day = at(20).as_millis() + 1_000_000_000;
    let far = Timestamp::from_millis(day);
    assert_eq!(directory.forget(Kind::Complaints, far).await.unwrap(), 1);
    assert_eq!(directory.defence(&name(1), PROVIDER).await.unwrap(), None);
    let loose = directory.loose_documents(at(20), 9).await.unwrap();
    assert_eq!(loose, [document(1, at(20))]);
}

#[tokio::test]
async fn a_provider_has_so_many_documents_that_no_answer_has() {
    let (fixture, owner) = begun().await;
    let directory = &fixture.directory;
    let most = u8::try_from(DOCUMENTS_LOOSE_MAX).unwrap();
    let begin =
        |number| directory.begin_document(owner.clone(), name(1), document(number, at(20)), at(0));
    for number in 0..most {
        assert_eq!(begin(number).await.unwrap(), Written);
    }
    let refused = begin(most).await;
    assert!(matches!(refused, Err(Error::Limit(Entity::Document))));
    let loose = directory.loose_documents(at(20), 99).await.unwrap();
    assert_eq!(loose.len() as u64, DOCUMENTS_LOOSE_MAX);
}

/// What is done to an answer.
#[derive(Clone, Copy, Debug)]
enum Step {
    Save { stale: bool },
    Submit { stale: bool },
    Attach,
    Detach,
}

const STEPS: [Step; 6] = [
    Step::Save { stale: false },
    Step::Save { stale: true },
    Step::Submit { stale: false },
    Step::Submit { stale: true },
    Step::Attach,
    Step::Detach,
];

impl Step {
    fn is_stale(self) -> bool {
        matches!(
            self,
            Self::Save { stale: true } | Self::Submit { stale: true }
        )
    }
}

/// What an answer has come to, as it should.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Model {
    version: u64,
    written: bool,
    document: bool,
    submitted: bool,
}

impl Model {
    fn take(&mut self, step: Step) -> DefenceWritten {
        let may = match step {
            Step::Save { stale } | Step::Submit { stale } => !stale,
            Step::Attach => !self.document,
            Step::Detach => self.document,
        };
        match (self.submitted, may) {
            (true, _) => return Submitted,
            (false, false) => return Changed,
            (false, true) => self.version += 1,
        }
        match step {
            Step::Save { .. } => self.written = true,
            Step::Submit { .. } => (self.written, self.submitted) = (true, true),
            Step::Attach | Step::Detach => self.document = !self.document,
        }
        Written
    }
}

#[tokio::test]
async fn whatever_is_done_in_which_order_a_submitted_answer_stays_as_it_is() {
    let (fixture, owner) = begun().await;
    let directory = &fixture.directory;
    let mut number = 1;
    let fresh = || STEPS.into_iter().filter(|step| !step.is_stale());
    for first in fresh() {
        for second in fresh() {
            for third in STEPS {
                number += 1;
                take(directory, &owner, number, [first, second, third]).await;
            }
        }
    }
}

async fn take(directory: &Directory, owner: &Answerer, number: u8, steps: [Step; 3]) {
    file(directory, number, Some(asked(PROVIDER, BRAND)), at(10)).await;
    let id = DocumentId([number; 16]);
    let begun =
        directory.begin_document(owner.clone(), name(number), document(number, at(20)), at(0));
    assert_eq!(begun.await.unwrap(), Written);
    let mut model = Model::default();
    for step in steps {
        let seen = model.version;
        let write = |stale, submits| {
            let version = if stale { seen + 7 } else { seen };
            directory.write_defence(owner.clone(), writing(number, version, submits), at(30))
        };
        let which = (name(number), id);
        let written = match step {
            Step::Save { stale } => write(stale, false).await,
            Step::Submit { stale } => write(stale, true).await,
            Step::Attach => {
                let attach = directory.attach_document(owner.clone(), which, at(0), at(30));
                attach.await
            }
            Step::Detach => {
                directory
                    .detach_document(owner.clone(), which, at(30))
                    .await
            }
        };
        assert_eq!(written.unwrap(), model.take(step), "{steps:?} at {step:?}");
        let found = of(directory, number).await;
        let found = Model {
            version: found.version,
            written: found.content.is_some(),
            document: found.document.is_some(),
            submitted: found.submitted.is_some(),
        };
        assert_eq!(found, model, "{steps:?} at {step:?}");
    }
    // No more than so many lie about.
    let _forgotten = directory.forget_document(id).await;
}

//! The use cases that tests call most, as a rule has them: what fails ends the test.

use std::sync::Arc;

use directory::notice::StoredNoticeKind;
use domain::{Address, BrandCode, Channel, Language, Source, Status};
use registry::Caller;
use registry::cases::complaints::{
    Complainant, ComplaintForm, ComplaintId, ComplaintLine, ComplaintNumber, DraftBegun,
    DraftSaved, FiledComplaint, FilingOutcome, Image, ImageSet, RecordOnFile,
};
use registry::desk::look_log::LookEntry;
use registry::desk::staff::AgentSession;
use registry::desk::{Call, CallBegun, CallProven, CallRequest, CallState};
use registry::message::{CodePurpose, MessageTransport};
use registry::people::notices::SentNotice;
use registry::people::recipient::{
    AddressId, ChallengeId, Changed, ClosedLine, CodeAsker, CodeChecked, CodeRequested, Export,
    LineOutcome, NoticePolicy, Person, RecordRef, Screen, ScreenQuery, Selection, SignedIn, Story,
    Subject, VerifiedIdentity,
};
use registry::retention::RetentionReport;

use crate::place::Place;

macro_rules! use_cases {
    ($($facade:ident {
        $($name:ident($($argument:ident: $type:ty),*) -> $made:ty;)*
    })*) => {
        impl Place {
            $($(
                #[doc = concat!("`", stringify!($facade), "().", stringify!($name), "(..)`")]
                #[doc = "of the registry; a failure ends the test."]
                pub async fn $name(&self, $($argument: $type),*) -> $made {
                    self.registry.$facade().$name($($argument),*).await.unwrap()
                }
            )*)*
        }
    };
}

use_cases! {
    people {
        change(subject: &Subject, of: &Selection, status: Status, source: Source) -> Changed;
        change_brand(
            subject: &Subject,
            brand: BrandCode,
            places: &[(AddressId, Channel)],
            status: Status,
            source: Source,
            source_of_new: Source
        ) -> Changed;
        approve_brand(
            subject: &Subject,
            brand: BrandCode,
            places: &[(AddressId, Channel)]
        ) -> Changed;
        request_code(
            address: &Address,
            purpose: CodePurpose,
            language: Language,
            asker: impl Into<CodeAsker>
        ) -> CodeRequested;
        check_code(challenge: ChallengeId, purpose: CodePurpose, code: &str) -> CodeChecked;
        sign_in_as(identity: &VerifiedIdentity, language: Language) -> SignedIn;
        person_of(token: &str) -> Option<Person>;
        subject_of(address: &Address) -> Subject;
        remove_address(person: &Person, id: AddressId) -> bool;
        set_notice_policy(person: &Person, id: AddressId, policy: NoticePolicy) -> ();
        export(person: &Person) -> Export;
        notices_of(subject: &Subject) -> Vec<SentNotice>;
        report_closed_lines(caller: &Caller, lines: &[ClosedLine]) -> Vec<LineOutcome>;
        gather_approvals() -> u64;
        write_due(kind: StoredNoticeKind, limit: u32) -> u32;
        purge_sign_ins() -> u64;
    }
    desk {
        begin_call(session: &AgentSession, request: &CallRequest) -> CallBegun;
        call_of(session: &AgentSession) -> CallState;
        prove_call(session: &AgentSession, code: &str) -> CallProven;
        prove_call_by_network(session: &AgentSession, reference: &str) -> CallProven;
        call_screen(call: &Call, query: &ScreenQuery) -> Screen;
        call_story(call: &Call, record: RecordRef) -> Option<Story>;
        call_refuse(call: &Call, of: &Selection) -> Changed;
        looks_of(subject: &Subject) -> Vec<LookEntry>;
        staff_session(token: &str) -> Option<AgentSession>;
    }
    cases {
        begin_complaint(
            complainant: Complainant<'_>,
            record: Option<RecordRef>,
            form: ComplaintForm
        ) -> DraftBegun;
        save_draft(
            complainant: Complainant<'_>,
            id: ComplaintId,
            form: &ComplaintForm
        ) -> DraftSaved;
        file_complaint(complainant: Complainant<'_>, id: ComplaintId) -> FilingOutcome;
        set_draft_image(
            complainant: Complainant<'_>,
            id: ComplaintId,
            bytes: &[u8]
        ) -> ImageSet;
        remove_draft_image(complainant: Complainant<'_>, id: ComplaintId) -> bool;
        complaint_image(complainant: Complainant<'_>, id: ComplaintId) -> Option<Image>;
        complaint_list(complainant: Complainant<'_>) -> Vec<ComplaintLine>;
        complaint(
            complainant: Complainant<'_>,
            number: ComplaintNumber
        ) -> Option<FiledComplaint>;
        records_for_complaint(
            complainant: Complainant<'_>,
            form: &ComplaintForm
        ) -> Vec<RecordOnFile>;
    }
    outbox {
        send_messages_once(transports: &[Arc<dyn MessageTransport>]) -> usize;
    }
    contract {
        work_batches_once() -> usize;
    }
    operator {
        retain() -> RetentionReport;
        would_retain() -> RetentionReport;
    }
}

//! Complaints of a test, and what is held for a case.

use domain::{Address, Channel};
use registry::cases::complaints::{
    Complainant, ComplaintDraft, ComplaintForm, ComplaintId, ComplaintNumber, DraftBegun,
    DraftSaved, FilingOutcome, Tell,
};
use registry::cases::holds::HoldSubject;
use registry::people::recipient::Person;

use crate::names::{BRAND, PHONE, address_of};
use crate::place::Place;

/// A complaint that lacks nothing: a text message of this morning.
pub fn whole() -> ComplaintForm {
    ComplaintForm {
        name: "Ayşe Yılmaz".to_owned(),
        national_id: "10000000146".to_owned(),
        address: Some(address_of(PHONE)),
        channel: Some(Channel::Text),
        operator: "Turkcell".to_owned(),
        sender: "KARANFIL".to_owned(),
        day: "2026-03-10".to_owned(),
        time: "09:30".to_owned(),
        text: "Büyük indirim!".to_owned(),
        province: Some(34),
        tell: Some(Tell::Here),
        brand: Some(BRAND),
        ..ComplaintForm::default()
    }
}

impl Place {
    /// Begins a draft that says this.
    pub async fn draft(&self, person: &Person, form: &ComplaintForm) -> ComplaintId {
        let complainant = Complainant::Person(person);
        let begun =
            self.registry
                .cases()
                .begin_complaint(complainant, None, ComplaintForm::default());
        let DraftBegun::Begun(id) = begun.await.unwrap() else {
            panic!("not begun");
        };
        let saved = self.save_draft(complainant, id, form).await;
        assert_eq!(saved, DraftSaved::Saved);
        id
    }

    /// Reads a draft.
    pub async fn read_draft(&self, person: &Person, id: ComplaintId) -> Option<ComplaintDraft> {
        let complainant = Complainant::Person(person);
        self.registry.cases().draft(complainant, id).await.unwrap()
    }

    /// Files a draft.
    pub async fn file(&self, person: &Person, id: ComplaintId) -> FilingOutcome {
        let complainant = Complainant::Person(person);
        self.file_complaint(complainant, id).await
    }

    /// Files a complaint that lacks nothing.
    pub async fn filed(&self, person: &Person, form: &ComplaintForm) -> ComplaintNumber {
        let id = self.draft(person, form).await;
        match self.file(person, id).await {
            FilingOutcome::Filed(number) => number,
            other => panic!("{other:?}"),
        }
    }

    /// Holds all of a recipient for a case; the number of the hold.
    pub async fn hold(&self, address: &Address) -> u64 {
        let subject = HoldSubject::Recipient(address);
        let hold = self.cases().place_hold("2026/17", subject, "desk").await;
        hold.unwrap().number
    }

    /// Releases a hold.
    pub async fn release(&self, number: u64) {
        self.cases().release_hold(number, "court").await.unwrap();
    }
}

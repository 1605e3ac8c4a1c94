//! Complaints: drafts, what is missing, filing, what was on record, and whose they are.

mod filing;
mod whose;

use std::net::IpAddr;

use domain::Channel;
use registry::cases::complaints::{
    CLIENT_WRITES_MAX, CLIENT_WRITES_WINDOW, Complainant, ComplaintDraft, ComplaintForm,
    ComplaintId, ComplaintNumber, DRAFT_KEPT, DraftBegun, DraftSaved, FilingOutcome, Tell,
};
use registry::people::recipient::Person;

use crate::place::{BRAND, PHONE, Place, address_of, seconds};

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
        let saved = self
            .registry
            .cases()
            .save_draft(complainant, id, form)
            .await
            .unwrap();
        assert_eq!(saved, DraftSaved::Saved);
        id
    }

    pub async fn read_draft(&self, person: &Person, id: ComplaintId) -> Option<ComplaintDraft> {
        let complainant = Complainant::Person(person);
        self.registry.cases().draft(complainant, id).await.unwrap()
    }

    pub async fn file(&self, person: &Person, id: ComplaintId) -> FilingOutcome {
        let complainant = Complainant::Person(person);
        self.registry
            .cases()
            .file_complaint(complainant, id)
            .await
            .unwrap()
    }

    /// Files a complaint that lacks nothing.
    pub async fn filed(&self, person: &Person, form: &ComplaintForm) -> ComplaintNumber {
        let id = self.draft(person, form).await;
        match self.file(person, id).await {
            FilingOutcome::Filed(number) => number,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_draft_nobody_writes_to_for_thirty_days_is_deleted() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    let old = place.draft(&person, &whole()).await;
    place.pass(DRAFT_KEPT.as_secs().cast_signed() - 1);
    let new = place.draft(&person, &whole()).await;
    assert_eq!(place.cases().purge_drafts().await.unwrap(), 0);
    place.pass(1);
    assert_eq!(place.cases().purge_drafts().await.unwrap(), 1);
    assert!(place.read_draft(&person, old).await.is_none());
    assert!(place.read_draft(&person, new).await.is_some());
}

#[tokio::test]
async fn a_client_fills_no_more_than_its_share_whoever_signs_in_there() {
    let place = Place::new().await;
    let client = IpAddr::from([192, 0, 2, 1]);
    for _ in 0..CLIENT_WRITES_MAX {
        place.cases().count_complaint_write(client).unwrap();
    }
    assert!(place.cases().count_complaint_write(client).is_err());
    let other = IpAddr::from([192, 0, 2, 2]);
    place.cases().count_complaint_write(other).unwrap();
    place.pass(seconds(CLIENT_WRITES_WINDOW));
    place.cases().count_complaint_write(client).unwrap();
    // A household is one client, whatever addresses it takes.
    let at_home = |number| IpAddr::from([0x2001, 0xdb8, 1, 2, 0, 0, 0, number]);
    for number in 0..u16::try_from(CLIENT_WRITES_MAX).unwrap() {
        let counted = place.cases().count_complaint_write(at_home(number));
        counted.unwrap();
    }
    assert!(
        place
            .cases()
            .count_complaint_write(at_home(0xffff))
            .is_err()
    );
}

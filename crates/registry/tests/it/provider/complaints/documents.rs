//! The document of an answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use directory::member::MemberRole;
use domain::Timestamp;
use registry::blobs::{BlobError, BlobFolder, BlobName, Blobs, ReadBlob};
use registry::provider::MemberSession;
use registry::provider::complaints::{
    AnswerForm, ComplaintNumber, DOCUMENT_BYTES_MAX, DOCUMENT_NAME_MAX, DocumentDone, DocumentKind,
};
use testkit::{DAY, HOUR, Making, PROVIDER, Place, everywhere, whole};

use super::{answerer, done, filed, seen};

const PDF: &[u8] = b"%PDF-1.7\n...";

async fn add(
    place: &Place,
    session: &MemberSession,
    number: ComplaintNumber,
    bytes: &[u8],
) -> DocumentDone {
    let given = ("onay formu.pdf", bytes.to_vec().into());
    let added = place.provider().add_document(session, number, given);
    added.await.unwrap()
}

/// How many files there are.
fn files(place: &Place) -> usize {
    let all = Timestamp::from_millis(i64::MAX);
    place.blobs.made_before(all).unwrap().len()
}

/// How many documents are noted that no answer has.
async fn loose(place: &Place) -> usize {
    let loose = place.directory.loose_documents(place.now(), 100).await;
    loose.unwrap().len()
}

#[tokio::test]
async fn a_document_is_put_to_an_answer_given_back_as_it_came_and_taken_away_again() {
    let place = Place::new().await;
    let number = filed(&place, &whole()).await;
    let session = answerer(&place).await;
    for (bytes, kind) in [
        (PDF, DocumentKind::Pdf),
        (b"\x89PNG\r\n\x1a\n...", DocumentKind::Png),
        (b"\xff\xd8\xff...", DocumentKind::Jpeg),
    ] {
        assert_eq!(
            add(&place, &session, number, bytes).await,
            DocumentDone::Done
        );
        // One at a time.
        let second = add(&place, &session, number, PDF).await;
        assert_eq!(second, DocumentDone::Changed);
        let shown = seen(&place, &session, number).await.unwrap();
        let document = shown.document.unwrap();
        assert_eq!(
            (document.name.as_str(), document.kind),
            ("onay formu.pdf", kind)
        );
        assert_eq!(document.bytes, bytes.len() as u64);
        let given = place.provider().document(&session, number).await;
        let given = given.unwrap().unwrap();
        assert_eq!((given.kind, given.bytes.as_ref()), (kind, bytes));
        assert_eq!((files(&place), loose(&place).await), (1, 0));
        let remove = place
            .provider()
            .remove_document(&session, number, document.id);
        assert_eq!(remove.await.unwrap(), DocumentDone::Done);
        let again = place
            .provider()
            .remove_document(&session, number, document.id);
        assert_eq!(again.await.unwrap(), DocumentDone::Changed);
        let given = place.provider().document(&session, number).await;
        assert!(given.unwrap().is_none());
        assert_eq!((files(&place), loose(&place).await), (0, 0));
    }
    let words: Vec<_> = done(&place)
        .await
        .iter()
        .map(|entry| entry.what.action.as_word())
        .collect();
    let of_one = [
        "answer-document-added",
        "complaint-opened",
        "answer-document-taken",
        "answer-document-removed",
    ];
    assert_eq!(words, of_one.repeat(3));
}

#[tokio::test]
async fn what_is_no_document_or_too_long_is_not_kept() {
    let place = Place::new().await;
    let number = filed(&place, &whole()).await;
    let session = answerer(&place).await;
    for bytes in [&b""[..], b"%PDF", b"<html>", b"PK\x03\x04", b" %PDF-1.7"] {
        let added = add(&place, &session, number, bytes).await;
        assert_eq!(added, DocumentDone::WrongKind);
    }
    let mut long = PDF.to_vec();
    long.resize(DOCUMENT_BYTES_MAX + 1, b' ');
    assert_eq!(
        add(&place, &session, number, &long).await,
        DocumentDone::TooLong
    );
    assert_eq!((files(&place), loose(&place).await), (0, 0));
    long.pop();
    assert_eq!(
        add(&place, &session, number, &long).await,
        DocumentDone::Done
    );
    let given = place.provider().document(&session, number).await;
    assert_eq!(given.unwrap().unwrap().bytes, long);
}

#[tokio::test]
async fn a_name_is_kept_by_its_end_and_without_what_no_name_has() {
    let place = Place::new().await;
    let number = filed(&place, &whole()).await;
    let session = answerer(&place).await;
    let name = format!("{}\u{0}\r\nonay.pdf", "ç".repeat(DOCUMENT_NAME_MAX));
    let added = place
        .provider()
        .add_document(&session, number, (&name, PDF.into()));
    assert_eq!(added.await.unwrap(), DocumentDone::Done);
    let kept = seen(&place, &session, number)
        .await
        .unwrap()
        .document
        .unwrap()
        .name;
    assert_eq!(
        kept,
        format!("{}onay.pdf", "ç".repeat(DOCUMENT_NAME_MAX - 8))
    );
}

#[tokio::test]
async fn a_submitted_answer_keeps_its_document_and_takes_no_other() {
    let place = Place::new().await;
    let (number, bare) = (filed(&place, &whole()).await, filed(&place, &whole()).await);
    let session = answerer(&place).await;
    add(&place, &session, number, PDF).await;
    let form = AnswerForm {
        statement: "Ektedir.".to_owned(),
        ..AnswerForm::default()
    };
    for (number, version) in [(number, 1), (bare, 0)] {
        let submit = place
            .provider()
            .submit_answer(&session, (number, version), &form);
        submit.await.unwrap();
    }
    let document = seen(&place, &session, number)
        .await
        .unwrap()
        .document
        .unwrap();
    let remove = place
        .provider()
        .remove_document(&session, number, document.id);
    assert_eq!(remove.await.unwrap(), DocumentDone::Over);
    assert_eq!(add(&place, &session, bare, PDF).await, DocumentDone::Over);
    assert_eq!((files(&place), loose(&place).await), (1, 0));
    place.pass(2 * HOUR);
    assert_eq!(place.provider().purge_documents().await.unwrap(), 0);
    assert_eq!(files(&place), 1);
    // Three years after the answer the complaint goes, and takes it along.
    place.pass(3 * 366 * DAY);
    let forgotten = place.operator().retain().await.unwrap();
    assert_eq!(forgotten.parties.complaints, 2);
    assert_eq!(place.provider().purge_documents().await.unwrap(), 1);
    assert_eq!((files(&place), loose(&place).await), (0, 0));
}

#[tokio::test]
async fn who_may_not_answer_neither_adds_nor_sees_nor_takes_away_a_document() {
    let place = Place::new().await;
    let (number, bare) = (filed(&place, &whole()).await, filed(&place, &whole()).await);
    let session = answerer(&place).await;
    add(&place, &session, number, PDF).await;
    let document = seen(&place, &session, number)
        .await
        .unwrap()
        .document
        .unwrap();
    let viewer = everywhere(MemberRole::Viewer);
    let viewer = place
        .signed_in_member("bakan@karanfil.example", viewer)
        .await;
    let before = done(&place).await.len();
    assert_eq!(add(&place, &viewer, bare, PDF).await, DocumentDone::Gone);
    let given = place.provider().document(&viewer, number).await;
    assert!(given.unwrap().is_none());
    let remove = place
        .provider()
        .remove_document(&viewer, number, document.id);
    assert_eq!(remove.await.unwrap(), DocumentDone::Gone);
    // The same for whoever was let out after the form was opened.
    let member = session.member().number;
    let roles = everywhere(MemberRole::Viewer);
    place
        .operator()
        .set_member_roles(PROVIDER, member, roles)
        .await
        .unwrap();
    assert_eq!(add(&place, &session, bare, PDF).await, DocumentDone::Gone);
    let remove = place
        .provider()
        .remove_document(&session, number, document.id);
    assert_eq!(remove.await.unwrap(), DocumentDone::Gone);
    assert_eq!((files(&place), loose(&place).await), (1, 0));
    assert_eq!(done(&place).await.len(), before);
}

/// A folder on a disk that may be full.
struct Full {
    folder: BlobFolder,
    is_full: Arc<AtomicBool>,
}

impl Blobs for Full {
    fn create(&self, name: BlobName, made_at: Timestamp) -> Result<(), BlobError> {
        self.folder.create(name, made_at)
    }

    fn append(&self, name: BlobName, at: u64, bytes: &[u8]) -> Result<u64, BlobError> {
        if self.is_full.load(Ordering::SeqCst) {
            return Err(BlobError::Full);
        }
        self.folder.append(name, at, bytes)
    }

    fn cut(&self, name: BlobName, length: u64) -> Result<(), BlobError> {
        self.folder.cut(name, length)
    }

    fn length(&self, name: BlobName) -> Result<u64, BlobError> {
        self.folder.length(name)
    }

    fn open(&self, name: BlobName, length: u64) -> Result<Box<dyn ReadBlob>, BlobError> {
        self.folder.open(name, length)
    }

    fn delete(&self, name: BlobName) -> Result<(), BlobError> {
        self.folder.delete(name)
    }

    fn made_before(&self, instant: Timestamp) -> Result<Vec<BlobName>, BlobError> {
        self.folder.made_before(instant)
    }
}

#[tokio::test]
async fn a_disk_that_is_full_leaves_the_answer_as_it_was_and_nothing_behind() {
    let is_full = Arc::new(AtomicBool::new(true));
    let full = Arc::clone(&is_full);
    let making = Making {
        blobs: Box::new(move |folder| Arc::new(Full { folder, is_full })),
        ..Making::default()
    };
    let place = making.open().await.with_brands().await;
    let number = filed(&place, &whole()).await;
    let session = answerer(&place).await;
    assert_eq!(
        add(&place, &session, number, PDF).await,
        DocumentDone::NoRoom
    );
    assert!(
        seen(&place, &session, number)
            .await
            .unwrap()
            .document
            .is_none()
    );
    assert_eq!((files(&place), loose(&place).await), (0, 0));
    full.store(false, Ordering::SeqCst);
    assert_eq!(add(&place, &session, number, PDF).await, DocumentDone::Done);
}

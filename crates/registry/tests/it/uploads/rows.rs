//! What becomes of rows.

use domain::{Channel, RecipientType, Status};
use registry::contract::uploads::{
    LayoutChoice, UploadCounts, UploadError, UploadFormat, UploadState,
};
use registry::people::recipient::{AddressId, RecordRef};
use registry::table::TableForm;
use tables::export::{Rows as _, TextBook};
use tables::layout::Field;

use super::fixture::{BRAND, HEADER, Uploads, list, row};

/// The text messages of a private person.
fn texts() -> RecordRef {
    RecordRef {
        address: AddressId(0),
        brand: BRAND,
        recipient_type: RecipientType::Individual,
        channel: Channel::Text,
    }
}

fn status(uploads: &Uploads, number: u32) -> Option<Status> {
    let address = format!("+90532{number:07}");
    uploads.state(&address, texts()).map(|state| state.status)
}

#[tokio::test]
async fn each_row_is_recorded_or_told_why_not_and_holds_no_other() {
    let uploads = Uploads::new().await;
    let file = list(&[
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        "MESAJ,HS_WEB,+90532,ONAY,2026-03-10 09:00:00,BIREYSEL",
        &row(1_112_202, "RET", "2026-03-10 09:00:00"),
        &row(1_112_203, "ONAY", "2026-02-01 09:00:00"),
        "MESAJ,HS_WEB,\"5,32E+11\",ONAY,2026-03-10 09:00:00,BIREYSEL",
        "MESAJ,HS_WEB,+905321112204,BELKI,2026-03-10 09:00:00",
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        &row(1_112_201, "ONAY", "2026-03-10 08:00:00"),
        &row(1_112_205, "ONAY", "10.03.2026 09:00"),
    ]);
    let upload = uploads.recorded(&file).await;
    assert_eq!(upload.state, UploadState::Done);
    let expected = UploadCounts {
        recorded: 2,
        already: 1,
        older: 1,
        refused: 5,
        ..UploadCounts::default()
    };
    assert_eq!(upload.counts, expected);
    assert_eq!((upload.rows, uploads.movements()), (9, 2));
    assert_eq!(status(&uploads, 1_112_205), Some(Status::Approval));
    let codes: Vec<_> = upload
        .codes
        .iter()
        .map(|(code, n)| (code.as_str(), *n))
        .collect();
    let expected = [
        ("COLUMNS_DIFFER", 1),
        ("H121", 1),
        ("H175", 1),
        ("H467", 1),
        ("NUMBER_SHORTENED", 1),
    ];
    assert_eq!(codes, expected);
    let refused = uploads.refused(upload.id).await;
    let lines: Vec<&str> = refused.lines().collect();
    assert_eq!(lines[0], format!("{HEADER},satir,kod,hata,ne_yapmali"));
    assert_eq!(
        lines[1],
        "MESAJ,HS_WEB,+90532,ONAY,2026-03-10 09:00:00,BIREYSEL,3,H121,H121@recipient,mend"
    );
    assert_eq!(lines.len(), 6);
    // The file as it came is gone, the refused rows are kept.
    assert_eq!(uploads.files(), 1);
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let uploads = Uploads::new().await;
    let file = list(&[
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        &row(1_112_202, "ONAY", "2026-03-10 09:00:00"),
        &row(1_112_202, "RET", "2026-03-10 10:00:00"),
    ]);
    uploads.recorded(&file).await;
    assert_eq!(uploads.movements(), 3);
    let again = uploads.recorded(&file).await.counts;
    assert_eq!((again.already, again.older, again.refused), (2, 1, 0));
    assert_eq!(uploads.movements(), 3);
}

#[tokio::test]
async fn mended_refused_rows_come_back_and_are_corrected() {
    let uploads = Uploads::new().await;
    let file = list(&[
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        "MESAJ,HS_WEB,+90532,ONAY,2026-03-10 09:00:00,BIREYSEL",
    ]);
    let first = uploads.recorded(&file).await;
    let refused = uploads.refused(first.id).await;
    // What its opener has broken, and nothing else.
    let mended = refused.replace("+90532,", "+905321112299,");
    assert_ne!(mended, refused);
    let second = uploads.recorded(&mended).await;
    assert_eq!(second.counts.corrected, 1);
    assert_eq!(second.counts.recorded + second.counts.refused, 0);
    assert_eq!(status(&uploads, 1_112_299), Some(Status::Approval));
    let third = uploads.recorded(&mended).await;
    assert_eq!(third.counts.already, 1);
    assert_eq!(uploads.movements(), 2);
}

#[tokio::test]
async fn a_refusal_is_taken_however_late_and_flagged() {
    let uploads = Uploads::new().await;
    uploads
        .clock
        .set(domain::Timestamp::from_wire("2026-03-02 12:00:00").unwrap());
    let approval = row(1_112_201, "ONAY", "2026-03-02 09:00:00");
    uploads.recorded(&list(&[&approval])).await;
    uploads.pass(8 * 24 * 3_600);
    let late = row(1_112_201, "RET", "2026-03-02 10:00:00");
    let upload = uploads.recorded(&list(&[&late])).await;
    assert_eq!((upload.counts.recorded, upload.counts.late), (1, 1));
    assert_eq!(status(&uploads, 1_112_201), Some(Status::Refusal));
}

#[tokio::test]
async fn in_a_file_ordered_newest_first_no_refusal_is_lost() {
    let uploads = Uploads::new().await;
    let file = list(&[
        &row(1_112_201, "RET", "2026-03-10 10:00:00"),
        &row(1_112_202, "RET", "2026-03-10 10:00:00"),
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
    ]);
    let upload = uploads.recorded(&file).await;
    assert_eq!(status(&uploads, 1_112_201), Some(Status::Refusal));
    assert_eq!((upload.counts.recorded, upload.counts.refused), (2, 1));
    assert_eq!(upload.codes.get("H175"), Some(&1));
    // The one that has no approval at all is told; the other is refused no more.
    let refused = uploads.refused(upload.id).await;
    assert!(refused.contains("+905321112202") && !refused.contains("+905321112201"));
    // The same again changes nothing, and what says what is recorded is no refused row.
    let again = uploads.recorded(&file).await;
    assert_eq!((again.counts.already, again.counts.older), (1, 1));
    assert_eq!(uploads.movements(), 2);
}

#[tokio::test]
async fn no_word_is_translated_that_nobody_has_confirmed_and_what_was_confirmed_is_kept() {
    let uploads = Uploads::new().await;
    let file = |number: u32| {
        format!(
            "KANAL;TELEFON;ONAY(1)-RET(0);İZİN TARİHİ;KAYNAK\nSMS;0532{number:07};1;10.03.2026;web\n"
        )
    };
    let id = uploads.sent(file(1_112_201)).await;
    let silent = uploads.confirm(id, LayoutChoice::default()).await;
    assert!(matches!(silent, Err(UploadError::Unconfirmed)));
    assert_eq!(uploads.upload_of(id).await.state, UploadState::Received);
    let scope = uploads.scope().await;
    let contract = uploads.contract();
    let shown = contract.preview_upload(&scope, id).await.unwrap();
    assert!(!shown.is_kept);
    let words: Vec<_> = shown
        .layout
        .translations()
        .iter()
        .map(|one| (one.word.as_str(), one.means.as_str()))
        .collect();
    assert_eq!(words, [("sms", "MESAJ"), ("web", "HS_WEB"), ("1", "ONAY")]);
    let choice = LayoutChoice {
        layout: Some(shown.layout),
        whole_file: vec![(Field::RecipientType, "BIREYSEL".to_owned())],
    };
    uploads.confirm(id, choice).await.unwrap();
    contract.work_uploads_once().await.unwrap();
    assert_eq!(uploads.upload_of(id).await.counts.recorded, 1);
    // The next file with this header needs no word more.
    let next = uploads.sent(file(1_112_202)).await;
    let shown = contract.preview_upload(&scope, next).await.unwrap();
    assert!(shown.is_kept && shown.gaps.is_empty());
    uploads
        .confirm(next, LayoutChoice::default())
        .await
        .unwrap();
    contract.work_uploads_once().await.unwrap();
    assert_eq!(uploads.upload_of(next).await.counts.recorded, 1);
    // A layout of another file's is not taken.
    let other = uploads
        .sent(list(&[&row(1, "ONAY", "2026-03-10 09:00:00")]))
        .await;
    let choice = LayoutChoice {
        layout: Some(shown.layout),
        ..LayoutChoice::default()
    };
    let refused = uploads.confirm(other, choice).await;
    assert!(matches!(refused, Err(UploadError::OtherColumns)));
}

#[tokio::test]
async fn a_book_is_read_sheet_by_sheet_under_one_header() {
    let uploads = Uploads::new().await;
    let names: Vec<&str> = HEADER.split(',').collect();
    let mut book = TextBook::new(uploads.folder.path(), &names).unwrap();
    for number in 1_112_201..1_112_204 {
        let row = row(number, "ONAY", "2026-03-10 09:00:00");
        let cells: Vec<&str> = row.split(',').collect();
        book.write(&cells).unwrap();
    }
    let mut file = Vec::new();
    book.finish(&mut file).unwrap();
    let upload = uploads.recorded(&file).await;
    assert_eq!(upload.format, Some(UploadFormat::Xlsx));
    assert_eq!((upload.counts.recorded, uploads.movements()), (3, 3));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_fails_with_a_word_and_nothing_is_recorded() {
    let uploads = Uploads::new().await;
    let scope = uploads.scope().await;
    for (file, word) in [
        (b"PK\x03\x04 no book".as_slice(), "BOOK_DAMAGED"),
        (b"\xd0\xcf\x11\xe0 old".as_slice(), "BOOK_OLD_OR_LOCKED"),
    ] {
        let id = uploads.sent(file).await;
        let shown = uploads.contract().preview_upload(&scope, id).await;
        assert!(matches!(shown, Err(UploadError::State)));
        let upload = uploads.upload_of(id).await;
        assert_eq!(upload.failure.as_deref(), Some(word));
        assert_eq!(upload.state, UploadState::Failed);
    }
    let empty = uploads.sent(b"").await;
    let shown = uploads.contract().preview_upload(&scope, empty);
    assert!(matches!(shown.await, Err(UploadError::NoLayout(_))));
    assert_eq!(uploads.movements(), 0);
}

#[tokio::test]
async fn broken_rows_of_every_kind_are_told_and_the_others_recorded() {
    let uploads = Uploads::new().await;
    // A lone CR ends a line, a NUL is told, a formula is no phone.
    let good = row(1_112_201, "ONAY", "2026-03-10 09:00:00");
    let mut file = list(&[&good]).into_bytes();
    file.extend_from_slice(b"\rMESAJ,HS_WEB,+90532111\x002202,ONAY,2026-03-10 09:00:00,BIREYSEL");
    file.extend_from_slice("\nMESAJ,HS_WEB,=1+1,ONAY,2026-03-10 09:00:00,BİREYSEL\n".as_bytes());
    let upload = uploads.recorded(&file).await;
    assert_eq!((upload.counts.recorded, upload.counts.refused), (1, 2));
    let codes: Vec<&str> = upload.codes.keys().map(String::as_str).collect();
    assert_eq!(codes, ["H121", "NUL_BYTE"]);
    assert_eq!(uploads.movements(), 1);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_to_its_end_keeps_what_stands_before_also_an_early_refusal() {
    let uploads = Uploads::new().await;
    let mut rows = vec![
        row(1_112_201, "RET", "2026-03-10 10:00:00"),
        row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        row(1_112_202, "ONAY", "2026-01-10 09:00:00"),
    ];
    rows.extend((0..3_000).map(|place| row(2_000_000 + place, "ONAY", "2026-03-10 09:00:00")));
    let file = list(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let id = uploads.sent(&file).await;
    uploads.confirm_as_shown(id).await;
    uploads.damage(id);
    uploads.contract().work_uploads_once().await.unwrap();
    let upload = uploads.upload_of(id).await;
    assert_eq!(upload.state, UploadState::Failed);
    assert_eq!(upload.failure.as_deref(), Some("DAMAGED"));
    assert!((1_001..2_000).contains(&upload.rows), "{}", upload.rows);
    assert_eq!(upload.counts.recorded, upload.rows - 1);
    assert_eq!(upload.counts.refused, 1);
    assert_eq!(status(&uploads, 1_112_201), Some(Status::Refusal));
    assert_eq!(uploads.refused(upload.id).await.lines().count(), 2);
    assert_eq!(uploads.files(), 1);
}

#[tokio::test]
async fn refused_rows_are_sent_to_no_more_at_once_than_there_are_places() {
    let uploads = Uploads::new().await;
    let file = list(&[&row(1_112_202, "ONAY", "2026-01-10 09:00:00")]);
    let upload = uploads.recorded(&file).await;
    let (scope, contract) = (uploads.scope().await, uploads.contract());
    let mut sent = Vec::new();
    for _ in 0..registry::limits::FILES_MAX {
        sent.push(
            contract
                .refused_rows(&scope, upload.id, TableForm::Book)
                .await
                .unwrap(),
        );
    }
    let more = contract
        .refused_rows(&scope, upload.id, TableForm::Book)
        .await;
    let Err(UploadError::Other(error)) = more else {
        panic!("one more is sent");
    };
    assert!(format!("{error:?}").contains("H124"), "{error:?}");
    sent.pop();
    contract
        .refused_rows(&scope, upload.id, TableForm::Book)
        .await
        .unwrap();
}

//! Files that the operator hands in for a provider.

use domain::{BrandCode, Language};
use registry::contract::uploads::{
    Field, Gap, OPEN_MAX, OWN_OPEN_MAX, UploadDraft, UploadError, UploadState,
};
use registry::operator::import::{ColumnChoice, Import, ImportDraft, Standing};
use registry::table::TableForm;
use sha2::{Digest as _, Sha256};

use super::fixture::{BRAND, PROVIDER, Uploads, list, row};

fn import_of(file: &str) -> Import {
    Import::of(BRAND, &Sha256::digest(file).into())
}

fn draft(file: &str, again: bool) -> ImportDraft {
    ImportDraft {
        name: Some("liste.csv".to_owned()),
        bytes: file.len() as u64,
        again,
    }
}

/// Hands a file in to its end, in two pieces.
async fn handed_in(uploads: &Uploads, file: &str, again: bool) -> Standing {
    let (operator, import) = (uploads.operator(), import_of(file));
    let begun = operator.begin_import(import, draft(file, again)).await;
    let (one, other) = file.as_bytes().split_at(file.len() / 2);
    if is_in(&begun.unwrap(), UploadState::Receiving) {
        let half = operator.take_import(import, 0, one).await.unwrap();
        operator.take_import(import, half, other).await.unwrap();
    }
    operator.import_standing(import).await.unwrap()
}

fn is_in(standing: &Standing, state: UploadState) -> bool {
    matches!(standing, Standing::Kept(upload) if upload.state == state)
}

async fn recorded(uploads: &Uploads, file: &str, again: bool) -> Standing {
    let (operator, import) = (uploads.operator(), import_of(file));
    if is_in(
        &handed_in(uploads, file, again).await,
        UploadState::Received,
    ) {
        let choice = ColumnChoice::default();
        operator.confirm_import(import, &choice).await.unwrap();
    }
    operator.work_import(import).await.unwrap();
    operator.import_standing(import).await.unwrap()
}

fn counts(standing: &Standing) -> [u64; 4] {
    let Standing::Kept(upload) = standing else {
        panic!("its upload is forgotten");
    };
    let counts = upload.counts;
    [
        counts.recorded,
        counts.already,
        counts.older,
        counts.refused,
    ]
}

/// An approval, the refusal that ends it, before it, and what is no consent.
fn file() -> String {
    list(&[
        &row(1_112_201, "RET", "2026-03-10 10:00:00"),
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        &row(1_112_202, "BELKI", "2026-03-10 09:00:00"),
    ])
}

#[tokio::test]
async fn a_file_is_recorded_once_and_again_only_where_that_is_asked_for() {
    let uploads = Uploads::new().await;
    let file = file();
    let first = recorded(&uploads, &file, false).await;
    assert_eq!(counts(&first), [2, 0, 0, 1]);
    assert_eq!(uploads.movements(), 2);
    let same = recorded(&uploads, &file, false).await;
    assert_eq!(counts(&same), [2, 0, 0, 1]);
    let again = recorded(&uploads, &file, true).await;
    assert_eq!(counts(&again), [0, 1, 1, 1]);
    assert_eq!(uploads.movements(), 2);
}

#[tokio::test]
async fn what_was_done_is_known_also_when_its_upload_is_forgotten() {
    let uploads = Uploads::new().await;
    let file = file();
    recorded(&uploads, &file, false).await;
    uploads.clock.pass(31 * 24 * 3_600);
    let forgotten = uploads.contract().purge_uploads().await.unwrap();
    assert_eq!(forgotten, 1);
    let found = handed_in(&uploads, &file, false).await;
    assert!(matches!(found, Standing::Forgotten { rows: 3 }));
    let other = handed_in(&uploads, &file, true).await;
    assert!(is_in(&other, UploadState::Received));
}

#[tokio::test]
async fn the_same_file_for_another_brand_is_another_import_and_for_none_nothing() {
    let uploads = Uploads::new().await;
    let file = file();
    recorded(&uploads, &file, false).await;
    let digest = Sha256::digest(&file).into();
    let none = Import::of(BrandCode(700_001), &digest);
    let refused = uploads
        .operator()
        .begin_import(none, draft(&file, false))
        .await;
    assert!(refused.is_err());
    let standing = uploads
        .operator()
        .import_standing(Import::of(BRAND, &[1; 32]));
    assert!(matches!(standing.await, Err(UploadError::Unknown)));
}

#[tokio::test]
async fn what_its_columns_hold_may_be_said_and_what_is_not_known_is_named() {
    let uploads = Uploads::new().await;
    let file = "TELEFON;ONAY(1)-RET(0);IZIN TARIHI;RENK\n05321112201;1;10.03.2026 09:00;mavi\n";
    let import = import_of(file);
    handed_in(&uploads, file, false).await;
    let operator = uploads.operator();
    let preview = operator
        .preview_import(import, &ColumnChoice::default())
        .await
        .unwrap();
    assert!(preview.gaps.contains(&Gap::Unknown { column: 3 }));
    let choice = ColumnChoice::default();
    let refused = operator.confirm_import(import, &choice).await;
    assert!(matches!(refused, Err(UploadError::Gaps(_))));
    let unknown = ColumnChoice {
        columns: vec![("YOK".to_owned(), None)],
        ..ColumnChoice::default()
    };
    let refused = operator.confirm_import(import, &unknown).await;
    assert!(matches!(refused, Err(UploadError::OtherColumns)));
    assert_eq!(uploads.movements(), 0);
    let choice = ColumnChoice {
        columns: vec![("RENK".to_owned(), None)],
        whole_file: vec![
            (Field::Channel, "MESAJ".to_owned()),
            (Field::Source, "HS_WEB".to_owned()),
        ],
    };
    operator.confirm_import(import, &choice).await.unwrap();
    operator.work_import(import).await.unwrap();
    assert_eq!(uploads.movements(), 1);
}

#[tokio::test]
async fn a_dry_run_records_nothing_and_the_run_that_follows_needs_no_bytes() {
    let uploads = Uploads::new().await;
    let file = file();
    handed_in(&uploads, &file, false).await;
    let (operator, import) = (uploads.operator(), import_of(&file));
    let choice = ColumnChoice::default();
    operator.judge_import(import, &choice).await.unwrap();
    operator.work_import(import).await.unwrap();
    let Standing::Kept(upload) = operator.import_standing(import).await.unwrap() else {
        panic!("its upload is forgotten");
    };
    let judged = upload.judgement.clone().unwrap();
    assert_eq!((judged.rows, judged.recorded), (3, 1));
    assert_eq!(uploads.movements(), 0);
    assert_eq!(
        counts(&recorded(&uploads, &file, false).await),
        [2, 0, 0, 1]
    );
}

#[tokio::test]
async fn the_provider_sees_it_and_neither_its_name_nor_its_rows_nor_may_it_end_it() {
    let uploads = Uploads::new().await;
    let file = file();
    recorded(&uploads, &file, false).await;
    let (contract, scope) = (uploads.contract(), uploads.scope().await);
    let listed = contract.uploads(&scope, None).await.unwrap();
    let [upload] = listed.as_slice() else {
        panic!("{listed:?}");
    };
    assert!(upload.is_operators && !upload.is_own);
    assert_eq!(upload.name, None);
    let refused = contract
        .refused_rows(&scope, upload.id, TableForm::Book)
        .await;
    assert!(matches!(refused, Err(UploadError::Unknown)));
    let ended = contract.end_upload(&scope, upload.id).await;
    assert!(matches!(ended, Err(UploadError::Unknown)));
}

#[tokio::test]
async fn it_counts_among_nobodys_open_uploads_and_has_a_bound_of_its_own() {
    let uploads = Uploads::new().await;
    for number in 0..OWN_OPEN_MAX {
        let other = format!("{number}");
        handed_in(&uploads, &other, false).await;
    }
    let beyond = uploads
        .operator()
        .begin_import(import_of("x"), draft("x", false))
        .await;
    assert!(matches!(beyond, Err(UploadError::TooMany)));
    let scope = uploads.scope().await;
    let bytes = UploadDraft {
        bytes: Some(1),
        ..UploadDraft::default()
    };
    for _ in 0..OWN_OPEN_MAX.min(OPEN_MAX) {
        let begun = uploads.contract().begin_upload(&scope, bytes.clone()).await;
        begun.unwrap();
    }
}

#[tokio::test]
async fn no_package_holds_it_up() {
    use directory::subscription::SubscriptionStatus;
    let uploads = Uploads::new().await;
    uploads
        .subscribe(PROVIDER, |subscription| {
            subscription.status = SubscriptionStatus::Closed;
        })
        .await;
    assert_eq!(
        counts(&recorded(&uploads, &file(), false).await),
        [2, 0, 0, 1]
    );
}

#[tokio::test]
async fn its_refused_rows_come_in_parts_that_are_the_file() {
    let uploads = Uploads::new().await;
    let bad: Vec<String> = (0..50)
        .map(|number| row(1_112_201 + number, "BELKI", "2026-03-10 09:00:00"))
        .collect();
    let bad: Vec<&str> = bad.iter().map(String::as_str).collect();
    let file = list(&bad);
    recorded(&uploads, &file, false).await;
    let refused = async || {
        let refused = uploads.operator().refused_of_import(import_of(&file));
        refused.await.unwrap()
    };
    let said = |code: &str, _: Option<&str>| (code.to_owned(), String::new());
    let mut whole = Vec::new();
    let write = refused().await.write(said, &mut whole);
    write.unwrap();
    for bytes in [1, 500, 1_000_000] {
        let (mut parts, mut from, mut count) = (Vec::new(), Some(0), 0);
        while let Some(at) = from {
            let part = refused().await.part(Language::Turkish, said, (at, bytes));
            let (part, next) = part.unwrap();
            parts.extend(part);
            from = next;
            count += 1;
        }
        assert!(parts == whole);
        assert_eq!(count > 1, bytes < 1_000_000);
    }
}

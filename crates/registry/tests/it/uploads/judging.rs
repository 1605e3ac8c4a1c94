//! What would happen, asked before anything does.

use registry::contract::uploads::{LayoutChoice, UploadState};

use super::fixture::{Uploads, list, row};

#[tokio::test]
async fn a_dry_run_tells_what_would_happen_and_when_rows_become_late_and_writes_nothing() {
    let uploads = Uploads::new().await;
    uploads
        .recorded(&list(&[&row(1_112_201, "ONAY", "2026-03-10 09:00:00")]))
        .await;
    assert_eq!(uploads.movements(), 1);
    // Tuesday: Thursday of the week before is the last day in time, and tomorrow Friday is.
    let file = list(&[
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        &row(1_112_201, "ONAY", "2026-03-10 08:00:00"),
        &row(1_112_202, "ONAY", "2026-03-04 23:59:59"),
        &row(1_112_203, "ONAY", "2026-03-05 00:00:00"),
        &row(1_112_204, "ONAY", "2026-03-06 00:00:00"),
        &row(1_112_205, "RET", "2026-03-04 09:00:00"),
        "MESAJ,HS_WEB,+90532,ONAY,2026-03-10 09:00:00,BIREYSEL",
    ]);
    let id = uploads.sent(&file).await;
    let scope = uploads.scope().await;
    let contract = uploads.contract();
    let choice = LayoutChoice::default();
    contract.judge_upload(&scope, id, choice).await.unwrap();
    assert_eq!(uploads.upload_of(id).await.state, UploadState::Judging);
    contract.work_uploads_once().await.unwrap();
    let upload = uploads.upload_of(id).await;
    assert_eq!(upload.state, UploadState::Received);
    let told = upload.judgement.unwrap();
    assert_eq!(
        (told.rows, told.recorded, told.already, told.older),
        (7, 2, 1, 1)
    );
    assert_eq!(told.refused, 3);
    let codes: Vec<&str> = told.codes.keys().map(String::as_str).collect();
    assert_eq!(codes, ["H121", "H175", "H467"]);
    assert_eq!((told.late_today, told.late_tomorrow), (1, 2));
    assert_eq!(uploads.movements(), 1);
    // And then it does happen.
    uploads.confirm(id, LayoutChoice::default()).await.unwrap();
    contract.work_uploads_once().await.unwrap();
    let counts = uploads.upload_of(id).await.counts;
    assert_eq!((counts.recorded, counts.already, counts.older), (2, 1, 1));
    assert_eq!(counts.refused, 3);
}

#[tokio::test]
async fn what_is_confirmed_goes_before_what_is_only_asked() {
    let uploads = Uploads::new().await;
    let asked = uploads.sent(list(&[&row(1_112_201, "ONAY", "2026-03-10 09:00:00")]));
    let asked = asked.await;
    let confirmed = uploads.sent(list(&[&row(1_112_202, "ONAY", "2026-03-10 09:00:00")]));
    let confirmed = confirmed.await;
    let (scope, contract) = (uploads.scope().await, uploads.contract());
    let judged = contract.judge_upload(&scope, asked, LayoutChoice::default());
    judged.await.unwrap();
    let choice = LayoutChoice::default();
    uploads.confirm(confirmed, choice).await.unwrap();
    let waiting = uploads.directory.waiting_uploads(10).await.unwrap();
    let waiting: Vec<_> = waiting.iter().map(|upload| upload.id).collect();
    assert_eq!(waiting, [confirmed]);
    assert_eq!(contract.work_uploads_once().await.unwrap(), 2);
    assert!(uploads.upload_of(asked).await.judgement.is_some());
}

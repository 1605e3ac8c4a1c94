//! Rights that end while an upload is recorded.

use directory::partner::{PartnerCode, Permission};
use directory::subscription::SubscriptionStatus;
use directory::user::{UserKind, Username};
use domain::{Channel, RequestId};
use registry::BrandScope;
use registry::contract::uploads::{Field, LayoutChoice, UploadDraft, UploadState};
use testkit::user_name;

use super::fixture::{BRAND, PROVIDER, Uploads, list, row};

/// A partner of the provider.
const PARTNER: PartnerCode = PartnerCode(800_100);
const NAME: &str = "partner@example";

/// The brand, opened for the partner, which may change its text messages.
async fn partner(uploads: &Uploads) -> BrandScope {
    let now = uploads.now();
    let new = directory::partner::NewPartner {
        code: PARTNER,
        title: "Ortak A.Ş.".to_owned(),
        licensed: true,
    };
    uploads.directory.add_partner(new, now).await.unwrap();
    uploads.add_user(NAME, UserKind::Partner(PARTNER)).await;
    let grants = (&[Channel::Text], Some(Permission::Write));
    let granted = uploads
        .directory
        .set_grants(PARTNER, BRAND, grants.0, grants.1, now);
    granted.await.unwrap();
    let contract = uploads.contract();
    let token = uploads.token_of(NAME).await;
    let caller = contract.caller_of(&token, testkit::CLIENT).await.unwrap();
    contract.brand_of(&caller, BRAND).await.unwrap()
}

/// Sends a whole file for somebody.
async fn sent(uploads: &Uploads, scope: &BrandScope, file: &str) -> RequestId {
    let contract = uploads.contract();
    let draft = UploadDraft::default();
    let id = contract.begin_upload(scope, draft).await.unwrap();
    let receiving = contract.receive_upload(scope, id, (0, None));
    let mut receiving = receiving.await.unwrap();
    receiving.take(file.as_bytes()).await.unwrap();
    receiving.end().await.unwrap();
    id
}

#[tokio::test]
async fn the_rows_of_who_may_no_more_are_refused_with_that_code_and_nothing_is_recorded() {
    let uploads = Uploads::new().await;
    let id = uploads
        .sent(list(&[&row(1_112_201, "ONAY", "2026-03-10 09:00:00")]))
        .await;
    uploads.confirm_as_shown(id).await;
    let name = Username::new(&user_name(PROVIDER)).unwrap();
    uploads
        .directory
        .set_user_disabled(&name, true)
        .await
        .unwrap();
    uploads.contract().work_uploads_once().await.unwrap();
    assert_eq!(uploads.movements(), 0);
    uploads
        .directory
        .set_user_disabled(&name, false)
        .await
        .unwrap();
    let upload = uploads.upload_of(id).await;
    assert_eq!(upload.state, UploadState::Done);
    assert_eq!(upload.codes.get("H351"), Some(&1));
    assert_eq!(uploads.refused(id).await.lines().count(), 2);
}

#[tokio::test]
async fn a_partner_records_on_its_channels_and_no_more_once_its_grant_is_withdrawn() {
    let uploads = Uploads::new().await;
    let scope = partner(&uploads).await;
    let (contract, now, channels) = (uploads.contract(), uploads.now(), [Channel::Text]);
    let file = list(&[
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        "ARAMA,HS_WEB,+905321112201,ONAY,2026-03-10 09:00:00,BIREYSEL",
    ]);
    for (is_granted, recorded) in [(true, 1), (false, 0)] {
        let id = sent(&uploads, &scope, &file).await;
        let choice = LayoutChoice::default();
        contract.confirm_upload(&scope, id, choice).await.unwrap();
        if !is_granted {
            uploads
                .directory
                .set_grants(PARTNER, BRAND, &channels, None, now)
                .await
                .unwrap();
        }
        let before = uploads.movements();
        contract.work_uploads_once().await.unwrap();
        assert_eq!(uploads.movements() - before, recorded);
        let own = uploads.scope().await;
        let upload = contract.upload(&own, id).await.unwrap();
        assert_eq!(upload.codes.get("H353"), Some(&(2 - recorded)));
    }
}

#[tokio::test]
async fn a_package_that_is_over_holds_approvals_and_no_refusal() {
    let uploads = Uploads::new().await;
    let approvals = [
        row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        row(1_112_202, "ONAY", "2026-03-10 09:00:00"),
    ];
    uploads.recorded(&list(&[&approvals[0]])).await;
    uploads
        .subscribe(PROVIDER, |subscription| {
            subscription.status = SubscriptionStatus::Closed;
        })
        .await;
    let refusal = row(1_112_201, "RET", "2026-03-10 10:00:00");
    let upload = uploads.recorded(&list(&[&approvals[1], &refusal])).await;
    assert_eq!((upload.counts.recorded, upload.counts.refused), (1, 1));
    assert_eq!(upload.codes.get("H521"), Some(&1));
}

#[tokio::test]
async fn how_a_partner_has_its_columns_read_is_not_how_the_providers_are_read() {
    let uploads = Uploads::new().await;
    let scope = partner(&uploads).await;
    let contract = uploads.contract();
    let file = list(&[&row(1_112_201, "olur", "2026-03-10 09:00:00")]);
    let id = sent(&uploads, &scope, &file).await;
    let preview = contract.preview_upload(&scope, id).await.unwrap();
    let mut layout = preview.layout;
    layout.translate(Field::Status, "olur", "ONAY").unwrap();
    let choice = LayoutChoice {
        layout: Some(layout),
        ..LayoutChoice::default()
    };
    contract.confirm_upload(&scope, id, choice).await.unwrap();
    let again = sent(&uploads, &scope, &file).await;
    let preview = contract.preview_upload(&scope, again).await.unwrap();
    assert!(preview.is_kept);
    let own = uploads.sent(&file).await;
    let provider = uploads.scope().await;
    let preview = contract.preview_upload(&provider, own).await.unwrap();
    assert!(!preview.is_kept);
    let words = preview.layout.translations();
    assert!(words.iter().all(|one| one.word != "olur"), "{words:?}");
}

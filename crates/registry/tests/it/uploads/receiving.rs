//! Bytes that come in several goes.

use bytes::Bytes;
use futures::stream;
use registry::blobs::{BlobName, BlobOwner};
use registry::contract::uploads::{
    BYTES_MAX, Checksum, OPEN_MAX, OWN_OPEN_BYTES_MAX, OWN_OPEN_MAX, UploadDraft, UploadError,
    UploadState,
};
use registry::table::TableForm;
use sha1::{Digest as _, Sha1};

use super::fixture::{BRAND, PROVIDER, Uploads, is_unknown, list, row};

#[tokio::test]
async fn bytes_come_in_their_order_and_no_more_than_were_said() {
    let uploads = Uploads::new().await;
    let file = list(&[&row(1_112_201, "ONAY", "2026-03-10 09:00:00")]);
    let bytes = file.as_bytes();
    let id = uploads.begin(bytes.len()).await.unwrap();
    assert_eq!(uploads.send(id, 0, &bytes[..10]).await.unwrap(), 10);
    // The second of two who go on from one place.
    let second = uploads.send(id, 0, &bytes[..20]).await;
    assert!(matches!(second, Err(UploadError::Offset(10))));
    let too_long = [&bytes[10..], b"more"].concat();
    assert!(matches!(
        uploads.send(id, 10, &too_long).await,
        Err(UploadError::TooLong)
    ));
    assert_eq!(uploads.upload_of(id).await.received, 10);
    uploads.send(id, 10, &bytes[10..]).await.unwrap();
    assert_eq!(uploads.upload_of(id).await.state, UploadState::Received);
    let end = bytes.len() as u64;
    assert!(matches!(
        uploads.send(id, end, b"x").await,
        Err(UploadError::State)
    ));
}

#[tokio::test]
async fn one_sends_at_a_time() {
    let uploads = Uploads::new().await;
    let scope = uploads.scope().await;
    let id = uploads.begin(100).await.unwrap();
    let contract = uploads.contract();
    let first = contract.receive_upload(&scope, id, (0, None)).await;
    let second = contract.receive_upload(&scope, id, (0, None)).await;
    assert!(matches!(second, Err(UploadError::Held)));
    let ended = contract.end_upload(&scope, id).await;
    assert!(matches!(ended, Err(UploadError::Held)));
    drop(first);
    assert!(contract.receive_upload(&scope, id, (0, None)).await.is_ok());
}

#[tokio::test]
async fn bytes_of_another_checksum_leave_nothing_also_when_the_process_dies_before_it_is_known() {
    let uploads = Uploads::new().await;
    let file = list(&[&row(1_112_201, "ONAY", "2026-03-10 09:00:00")]);
    let bytes = file.as_bytes();
    let id = uploads.begin(bytes.len()).await.unwrap();
    uploads.send(id, 0, &bytes[..10]).await.unwrap();
    let scope = uploads.scope().await;
    let right = Checksum::Sha1(Sha1::digest(&bytes[10..]).into());
    let contract = uploads.contract();
    for (sent, told) in [(b"other".as_slice(), true), (&bytes[10..], false)] {
        let at = (10, Some(right));
        let receiving = contract.receive_upload(&scope, id, at).await;
        let mut receiving = receiving.unwrap();
        receiving.take(sent).await.unwrap();
        let ended = receiving.end().await;
        assert_eq!(matches!(ended, Err(UploadError::Checksum)), told);
        let received = uploads.upload_of(id).await.received;
        assert_eq!(received == 10, told, "{received}");
    }
    // More than is written at once is on disk before its checksum is known.
    let long = vec![b'x'; 9 * 1024 * 1024];
    let id = uploads.begin(long.len()).await.unwrap();
    let receiving = contract.receive_upload(&scope, id, (0, Some(right)));
    let mut receiving = receiving.await.unwrap();
    receiving.take(&long[..5 * 1024 * 1024]).await.unwrap();
    drop(receiving);
    let uploads = uploads.again().await;
    assert_eq!(uploads.upload_of(id).await.received, 0);
    assert_eq!(uploads.send(id, 0, &long[..100]).await.unwrap(), 100);
    assert_eq!(uploads.upload_of(id).await.received, 100);
}

#[tokio::test]
async fn what_a_sender_that_went_away_has_sent_stays() {
    let uploads = Uploads::new().await;
    let scope = uploads.scope().await;
    let id = uploads.begin(100).await.unwrap();
    let contract = uploads.contract();
    let receiving = contract.receive_upload(&scope, id, (0, None));
    let mut receiving = receiving.await.unwrap();
    receiving.take(b"type,source").await.unwrap();
    assert_eq!(receiving.break_off().await.unwrap(), 11);
    assert_eq!(uploads.upload_of(id).await.received, 11);
}

#[tokio::test]
async fn what_has_come_whole_is_whole_whatever_came_of_its_sender() {
    let uploads = Uploads::new().await;
    let scope = uploads.scope().await;
    let piece = |bytes: &'static [u8]| Ok(Bytes::from_static(bytes));
    for (pieces, is_too_long) in [
        (vec![piece(b"telefon\n53"), piece(b"2")], true),
        (vec![piece(b"telefon\n53"), Err("cut off")], false),
    ] {
        let id = uploads.begin(10).await.unwrap();
        let contract = uploads.contract();
        let receiving = contract.receive_upload(&scope, id, (0, None)).await;
        let taken = receiving.unwrap().take_all(stream::iter(pieces)).await;
        assert_eq!(matches!(taken, Err(UploadError::TooLong)), is_too_long);
        assert_eq!(matches!(taken, Err(UploadError::BrokenOff)), !is_too_long);
        assert_eq!(uploads.upload_of(id).await.state, UploadState::Received);
    }
    // The process died before it had noted that all has come; whoever asks has it noted.
    let id = uploads.begin(10).await.unwrap();
    let file = BlobName {
        owner: BlobOwner(PROVIDER),
        id: id.0,
        part: BlobName::INPUT,
    };
    uploads.blobs.append(file, 0, b"telefon\n53").unwrap();
    let offset = uploads.contract().upload_offset(&scope, id).await;
    assert_eq!(offset.unwrap(), (10, Some(10)));
    assert_eq!(uploads.upload_of(id).await.state, UploadState::Received);
}

#[tokio::test]
async fn one_that_was_ended_is_not_there_for_its_sender() {
    let uploads = Uploads::new().await;
    let scope = uploads.scope().await;
    let id = uploads.begin(100).await.unwrap();
    uploads.send(id, 0, b"type,source").await.unwrap();
    let contract = uploads.contract();
    contract.end_upload(&scope, id).await.unwrap();
    is_unknown(&contract.upload_offset(&scope, id).await);
    is_unknown(&uploads.send(id, 11, b",recipient").await);
    let upload = uploads.upload_of(id).await;
    assert_eq!((upload.state, upload.received), (UploadState::Cancelled, 0));
}

#[tokio::test]
async fn too_long_ones_and_too_many_are_refused_before_they_come() {
    let uploads = Uploads::new().await;
    let three_gb = usize::try_from(BYTES_MAX + BYTES_MAX / 2).unwrap();
    assert!(matches!(
        uploads.begin(three_gb).await,
        Err(UploadError::TooLong)
    ));
    // One user leaves some for the others.
    for _ in 0..OWN_OPEN_MAX {
        uploads.begin(10).await.unwrap();
    }
    assert!(matches!(uploads.begin(10).await, Err(UploadError::TooMany)));
    let kind = directory::user::UserKind::Provider(domain::ProviderCode(PROVIDER));
    uploads.add_user("colleague@example", kind).await;
    let token = uploads.token_of("colleague@example").await;
    let caller = uploads
        .contract()
        .caller_of(&token, testkit::CLIENT)
        .await
        .unwrap();
    let scope = uploads.contract().brand_of(&caller, BRAND).await.unwrap();
    let begin = || {
        let bytes = Some(10);
        let draft = UploadDraft { bytes, name: None };
        uploads.contract().begin_upload(&scope, draft)
    };
    for _ in OWN_OPEN_MAX..OPEN_MAX {
        begin().await.unwrap();
    }
    assert!(matches!(begin().await, Err(UploadError::TooMany)));
    assert_eq!(uploads.files() as u64, OPEN_MAX);
    // Bytes of all that are open count, those that nobody has said among them.
    let uploads = Uploads::new().await;
    let scope = uploads.scope().await;
    for _ in 0..OWN_OPEN_BYTES_MAX / BYTES_MAX {
        let draft = UploadDraft::default();
        let added = uploads.contract().begin_upload(&scope, draft);
        added.await.unwrap();
    }
    assert!(matches!(uploads.begin(1).await, Err(UploadError::TooMany)));
}

#[tokio::test]
async fn the_name_of_an_upload_opens_nothing_to_another_person_or_brand() {
    let uploads = Uploads::new().await;
    let file = list(&[&row(1_112_201, "ONAY", "2026-01-10 09:00:00")]);
    let done = uploads.recorded(&file).await.id;
    let open = uploads.begin(100).await.unwrap();
    uploads.add_provider(700_200).await;
    let kind = directory::user::UserKind::Provider(domain::ProviderCode(PROVIDER));
    uploads.add_user("colleague@example", kind).await;
    let other = testkit::user_name(700_200);
    for (name, brand, may_see) in [
        ("colleague@example", PROVIDER, true),
        (other.as_str(), 700_200, false),
    ] {
        let token = uploads.token_of(name).await;
        let contract = uploads.contract();
        let caller = contract.caller_of(&token, testkit::CLIENT).await.unwrap();
        let scope = contract.brand_of(&caller, domain::BrandCode(brand));
        let scope = scope.await.unwrap();
        is_unknown(&contract.upload_offset(&scope, open).await);
        is_unknown(&contract.receive_upload(&scope, open, (0, None)).await);
        is_unknown(&contract.preview_upload(&scope, open).await);
        is_unknown(&contract.end_upload(&scope, open).await);
        is_unknown(&contract.refused_rows(&scope, done, TableForm::Book).await);
        let seen = contract.upload(&scope, done).await;
        assert_eq!(
            seen.is_ok_and(|seen| seen.name.is_none() && !seen.is_own),
            may_see
        );
        let listed = contract.uploads(&scope, None).await.unwrap();
        assert_eq!(listed.len(), if may_see { 2 } else { 0 });
    }
    assert_eq!(uploads.upload_of(open).await.state, UploadState::Receiving);
}

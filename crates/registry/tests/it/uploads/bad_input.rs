//! Files that are no good, or not as one would write them.

use std::io::{Cursor, Write as _};

use domain::Status;
use registry::contract::uploads::{UploadError, UploadState};
use registry::people::recipient::{AddressId, RecordRef};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::fixture::{BRAND, HEADER, Uploads, list, row};

/// A book whose one text is so long, a thousandth of that when it is packed.
fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    writer.start_file("xl/sharedStrings.xml", options).unwrap();
    writer.write_all(b"<sst><si><t>").unwrap();
    let text = vec![b'a'; 1024 * 1024];
    for _ in 0..mebibytes {
        writer.write_all(&text).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_book_that_is_no_good_is_named_so_and_goes_at_once() {
    let uploads = Uploads::new().await;
    for (file, failure) in [
        (bomb(32), "BOOK_CELL_TOO_LARGE"),
        (b"PK\x03\x04 and nothing more".to_vec(), "BOOK_DAMAGED"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "BOOK_OLD_OR_LOCKED",
        ),
    ] {
        let id = uploads.sent(file).await;
        let scope = uploads.scope().await;
        let preview = uploads.contract().preview_upload(&scope, id).await;
        assert!(matches!(preview, Err(UploadError::State)), "{failure}");
        let upload = uploads.upload_of(id).await;
        assert_eq!(upload.state, UploadState::Failed);
        assert_eq!(upload.failure.as_deref(), Some(failure));
        assert_eq!((uploads.files(), uploads.movements()), (0, 0));
    }
}

/// Texts of Windows, as an old program writes Turkish.
fn in_windows_1254(text: &str) -> Vec<u8> {
    let byte = |sign| match sign {
        'İ' => 0xdd,
        'ı' => 0xfd,
        'Ş' => 0xde,
        sign => u8::try_from(u32::from(sign)).unwrap(),
    };
    text.chars().map(byte).collect()
}

#[tokio::test]
async fn a_file_is_read_in_its_encoding_and_a_line_in_another_is_refused() {
    const FILE: &str = "KANAL;ALICI;DURUM;İZİN TARİHİ;KAYNAK;ALICI TİPİ\r\n";
    let line = |number: u32| format!("SMS;0532{number:07};ONAY;10.03.2026 09:00;HS_WEB;TACİR\r\n");
    let utf16 = |text: &str| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let whole = |number| format!("{FILE}{}", line(number));
    let mixed = [
        in_windows_1254(FILE),
        line(1_112_206).into_bytes(),
        in_windows_1254(&line(1_112_207)),
    ];
    for (file, refused) in [
        (whole(1_112_201).into_bytes(), None),
        (format!("\u{feff}{}", whole(1_112_202)).into_bytes(), None),
        (utf16(&whole(1_112_203)), None),
        (in_windows_1254(&whole(1_112_204)), None),
        (whole(1_112_205).replace("\r\n", "\r").into_bytes(), None),
        (mixed.concat(), Some("MIXED_ENCODING")),
    ] {
        let uploads = Uploads::new().await;
        let upload = uploads.recorded(&file).await;
        assert_eq!(upload.counts.recorded, 1, "{file:?}: {:?}", upload.codes);
        let codes: Vec<_> = upload.codes.into_keys().collect();
        assert_eq!(codes, Vec::from_iter(refused));
    }
}

#[tokio::test]
async fn a_null_byte_a_formula_and_a_quote_that_is_left_open_spoil_their_own_row() {
    let uploads = Uploads::new().await;
    let file = list(&[
        &row(1_112_201, "ONAY", "2026-03-10 09:00:00"),
        &row(1_112_202, "ON\0AY", "2026-03-10 09:00:00"),
        "MESAJ,HS_WEB,=1+1,ONAY,2026-03-10 09:00:00,BIREYSEL",
        "MESAJ,HS_WEB,\"+905321112204,ONAY,2026-03-10 09:00:00,BIREYSEL",
        &row(1_112_205, "ONAY", "2026-03-10 09:00:00"),
    ]);
    let upload = uploads.recorded(&file).await;
    assert_eq!((upload.counts.recorded, upload.counts.refused), (2, 3));
    let refused = uploads.refused(upload.id).await;
    let mut lines = refused.lines();
    assert_eq!(
        lines.next(),
        Some(&*format!("{HEADER},satir,kod,hata,ne_yapmali"))
    );
    for number in [1_112_201, 1_112_205] {
        let text = RecordRef {
            address: AddressId(0),
            brand: BRAND,
            recipient_type: domain::RecipientType::Individual,
            channel: domain::Channel::Text,
        };
        let state = uploads.state(&format!("+90532{number:07}"), text);
        assert_eq!(state.map(|state| state.status), Some(Status::Approval));
    }
    assert_eq!(uploads.movements(), 2);
}

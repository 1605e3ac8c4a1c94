//! Messages into a folder and out of it again.

use channels::folder::Folder;
use channels::letter::MailSender;
use domain::Language::Turkish;
use domain::Way;
use registry::message::{Delivery, MessageTransport, NoticeKind};

use crate::messages::{EMAIL, PHONE, code, letters, message, notice, unmailable};

fn folder(path: &std::path::Path) -> Folder {
    let sender = MailSender::new("izin <izin@localhost>").unwrap();
    Folder::new(path, letters(), sender).unwrap()
}

#[tokio::test]
async fn what_was_sent_is_read_as_it_was_written() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(&place.path().join("messages"));
    let mut mail = message(
        EMAIL,
        Turkish,
        notice(NoticeKind::New, &[("Çiçek & Şeker", 3)]),
    );
    mail.written_at = domain::Timestamp::from_millis(mail.written_at.as_millis() + 1);
    for one in [message(PHONE, Turkish, code()), mail.clone(), mail] {
        assert_eq!(folder.send(&one).await, Delivery::Taken);
    }
    let read = folder.inbox().newest(10).unwrap();
    assert_eq!(read.len(), 2, "a message sent twice is one");
    assert_eq!((read[0].way, read[0].to.as_str()), (Way::Mail, EMAIL));
    let subject = read[0].subject.as_deref();
    assert_eq!(
        subject,
        Some("Bir marka, size ileti göndermek için onayınız olduğunu bildirdi")
    );
    let text = &read[0].text;
    assert!(
        text.contains("- Çiçek & Şeker: E-posta, 09.03.2026 tarihinde"),
        "{text}"
    );
    assert_eq!((read[1].way, read[1].to.as_str()), (Way::Text, PHONE));
    assert!(
        read[1]
            .text
            .starts_with("Deneme Kayıt Kurumu giriş kodunuz: 012345.")
    );
}

#[tokio::test]
async fn an_address_that_no_mail_can_be_built_for_is_refused_for_good() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    for address in unmailable() {
        let delivery = folder.send(&message(&address, Turkish, code())).await;
        let Delivery::Refused { reason } = &delivery else {
            panic!("{address}: {delivery:?}");
        };
        assert!(!reason.contains('@'), "no address in {reason}");
    }
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn files_that_are_no_messages_are_left_out() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    for (name, content) in [
        ("000000000000001-a.txt", "no head"),
        ("000000000000002-b.eml", "To: x\r\n\r\nno parts"),
        ("x-c.txt", "To: x\n\ntext"),
        ("000000000000003-d.txt", "\u{0}"),
        ("note.md", "To: x\n\ntext"),
    ] {
        std::fs::write(place.path().join(name), content).unwrap();
    }
    std::fs::write(place.path().join("000000000000004-e.txt"), [0xff, 0xfe]).unwrap();
    assert!(folder.inbox().newest(10).unwrap().is_empty());
}

#[tokio::test]
async fn old_messages_are_deleted_but_for_those_held_and_other_files_stay() {
    let place = tempfile::tempdir().unwrap();
    let folder = folder(place.path());
    let mut young = message(PHONE, Turkish, code());
    young.id = "b".repeat(32);
    let before = domain::Timestamp::from_millis(young.written_at.as_millis() + 1);
    young.written_at = before;
    for one in [
        message(PHONE, Turkish, code()),
        message(EMAIL, Turkish, code()),
        young,
    ] {
        assert_eq!(folder.send(&one).await, Delivery::Taken);
    }
    for name in [
        ".000000000000001-torn",
        "000000000000001-broken.txt",
        "note.txt",
        "x.eml",
    ] {
        std::fs::write(place.path().join(name), "").unwrap();
    }
    let held = |address: &domain::Address| address.to_string() == EMAIL;
    assert_eq!(folder.forget(before, &held).unwrap(), 3);
    let left = folder.inbox().newest(10).unwrap();
    let left: Vec<_> = left.iter().map(|message| message.to.as_str()).collect();
    assert_eq!(left, [PHONE, EMAIL]);
    assert_eq!(folder.forget(before, &held).unwrap(), 0);
    assert_eq!(folder.forget(before, &|_| false).unwrap(), 1);
    assert!(place.path().join("note.txt").exists() && place.path().join("x.eml").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("messages");
    folder(&path).send(&message(PHONE, Turkish, code())).await;
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o700);
    let file = std::fs::read_dir(&path)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    assert_eq!(mode(&file), 0o600);
}

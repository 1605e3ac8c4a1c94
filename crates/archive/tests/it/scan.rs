//! The scanner is asked about every document, and its word is needed.

use archive::{ArchiveError, Refusal, Scanner};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::making::{Place, keep, read, table};

/// A clamd that takes one document and answers; it says what it was sent.
fn clamd(answer: &'static [u8]) -> (Scanner, tokio::sync::mpsc::UnboundedReceiver<Vec<u8>>) {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    let scanner = Scanner::new(move || {
        let sender = sender.clone();
        Box::pin(async move {
            let (ours, mut theirs) = tokio::io::duplex(1 << 16);
            tokio::spawn(async move {
                let mut start = [0; 10];
                theirs.read_exact(&mut start).await.unwrap();
                assert_eq!(&start, b"zINSTREAM\0");
                let mut sent = Vec::new();
                while let Ok(length) = theirs.read_u32().await {
                    if length == 0 {
                        theirs.write_all(answer).await.unwrap();
                        break;
                    }
                    let mut piece = vec![0; length as usize];
                    theirs.read_exact(&mut piece).await.unwrap();
                    sent.extend_from_slice(&piece);
                }
                drop(sender.send(sent));
            });
            let stream: Box<dyn archive::Stream> = Box::new(ours);
            Ok(stream)
        })
    });
    (scanner, receiver)
}

#[tokio::test]
async fn what_the_scanner_finds_nothing_in_is_kept() {
    let (scanner, mut sent) = clamd(b"stream: OK\0");
    let place = Place::in_folder();
    let archive = place.open().with_scanner(scanner);
    let kept = keep(&archive, 1, &table(9_000)).await.unwrap();
    assert_eq!(sent.recv().await.unwrap(), table(9_000));
    assert_eq!(read(&archive, kept.object, 1).await.unwrap(), table(9_000));
}

#[tokio::test]
async fn anything_but_ok_refuses_and_nothing_is_kept() {
    for (answer, refusal) in [
        (
            &b"stream: Eicar-Test-Signature FOUND\0"[..],
            Refusal::Harmful,
        ),
        (
            b"INSTREAM size limit exceeded. ERROR\0",
            Refusal::NotScanned,
        ),
        (b"stream: OK, but\0", Refusal::NotScanned),
        (b"", Refusal::NotScanned),
    ] {
        let place = Place::in_folder();
        let archive = place.open().with_scanner(clamd(answer).0);
        let refused = keep(&archive, 1, &table(3)).await;
        assert!(matches!(refused, Err(ArchiveError::Refused(found)) if found == refusal));
        nothing_is_kept(&place);
    }
}

#[tokio::test]
async fn a_scanner_that_is_away_refuses() {
    let place = Place::in_folder();
    let archive = place
        .open()
        .with_scanner(archive::clamd("unix:/nowhere/clamd"));
    let refused = keep(&archive, 1, &table(3)).await;
    assert!(matches!(
        refused,
        Err(ArchiveError::Refused(Refusal::NotScanned))
    ));
    nothing_is_kept(&place);
}

fn nothing_is_kept(place: &Place) {
    for folder in ["keys", "objects"] {
        let mut entries = std::fs::read_dir(place.path().join(folder)).unwrap();
        assert!(entries.next().is_none());
    }
}

//! Very many messages at once.

use directory::message::MessageCounts;
use directory::notice::StoredNoticeKind;
use domain::ErrorCode;
use registry::Error;
use registry::job::Stop;
use testkit::{Place, Report};

use super::post::Post;
use super::worker::{PATIENCE, start};

/// How many people are told by each of the two ways: many times as many as there are connections.
const PEOPLE: usize = 64;

/// Each message under way looks its notice up while its lane looks for more to send. On a lane that
/// did not poll the one while it awaited the other, both waited until the store gave up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_outbox_is_sent_at_once_and_holds_nobody_up() {
    let place = Place::new().await;
    let texts = (0..PEOPLE).map(|person| Report::about(&format!("+905321{person:06}")));
    let mails = (0..PEOPLE).map(|person| Report::about(&format!("kisi{person}@posta.example")));
    place.report_all(texts.chain(mails).collect()).await;
    place.gather_approvals().await;
    // Past ten o'clock of the next day.
    place.pass(24 * 3_600);
    let mut written = 0;
    while written < 2 * PEOPLE {
        let some = place.people().write_due(StoredNoticeKind::New, 100).await;
        written += some.unwrap() as usize;
    }

    let out = Post::new();
    let stop = Stop::new();
    let worker = start(&place.registry, &out, &stop).await;
    let all = async {
        let mut token = 0;
        while out.seen().len() < 2 * PEOPLE {
            token += 1;
            // Nobody's, so that the store is asked.
            let stranger = format!("izin_at_{token:043}");
            let refused = place
                .contract()
                .caller_of(&stranger, testkit::CLIENT)
                .await
                .unwrap_err();
            let Error::Refused(violations) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!(violations[0].code, ErrorCode::H351);
        }
    };
    tokio::time::timeout(PATIENCE, all).await.unwrap();
    stop.cancel();
    worker.join_all().await;
    assert_eq!(out.seen().len(), 2 * PEOPLE, "each once");
    let counts = place.directory.message_counts().await.unwrap();
    assert_eq!(counts, MessageCounts::default());
}

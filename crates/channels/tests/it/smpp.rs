//! Text messages by SMPP, against a centre that does as a test tells it.

mod centre;
mod incoming;
mod misplaced;
mod odd;
mod stalled;

use std::sync::Arc;
use std::time::Duration;

use channels::smpp::{Smpp, SmppSettings, WINDOW_MAX};
use domain::Language::{English, Turkish};
use registry::intake::texts::TextHandler;
use registry::message::{Content, Delivery, MessageTransport, OutgoingMessage};
use rusmpp::values::{DataCoding, GsmFeatures, Ton};
use rusmpp::{CommandStatus, Pdu};
use tokio::task::JoinHandle;

use crate::messages::{PHONE, code, letters, message};
use centre::Centre;

/// How long to wait for what must come; only a failing test waits so long.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub fn settings(address: String) -> SmppSettings {
    SmppSettings {
        name: "deneme".to_owned(),
        address,
        system_id: "izin".to_owned(),
        password: "gizli".to_owned(),
        system_type: String::new(),
        source: "3338".to_owned(),
        vouches: true,
        enquire_after: Duration::from_secs(30),
        answer_within: PATIENCE,
    }
}

/// Starts the session; it is bound when this returns.
pub async fn bound(
    settings: SmppSettings,
    handler: Option<Arc<dyn TextHandler>>,
) -> (Arc<Smpp>, JoinHandle<()>) {
    let smpp = Arc::new(Smpp::new(settings, letters(), handler));
    let running = Arc::clone(&smpp);
    let task = tokio::spawn(async move { running.run(std::future::pending()).await });
    let waiting = async {
        while !smpp.is_bound() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
    (smpp, task)
}

fn text(text: &str) -> OutgoingMessage {
    let content = Content::Text {
        subject: String::new(),
        text: text.to_owned(),
    };
    message(PHONE, English, content)
}

fn later(delivery: &Delivery) -> &str {
    match delivery {
        Delivery::Later { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_text_message_is_submitted_as_an_ordinary_one_to_the_full_number() {
    let centre = Centre::start().await;
    let (smpp, _task) = bound(settings(centre.address()), None).await;
    assert_eq!(smpp.send(&text("Hello")).await, Delivery::Taken);
    let submitted = centre.submitted();
    assert_eq!(submitted.len(), 1);
    let one = &submitted[0];
    assert_eq!(one.destination_addr.as_ref(), b"905321112233\0");
    assert_eq!(
        (one.dest_addr_ton, one.source_addr_ton),
        (Ton::International, Ton::NetworkSpecific)
    );
    assert_eq!(
        (one.data_coding, one.short_message().as_ref()),
        (DataCoding::McSpecific, &b"Hello"[..])
    );
    assert_eq!(
        centre.esm_classes(),
        [0],
        "no acknowledgement of another message"
    );
}

#[tokio::test]
async fn turkish_is_submitted_in_16_bits_and_long_texts_in_segments_that_belong_together() {
    let centre = Centre::start().await;
    let (smpp, _task) = bound(settings(centre.address()), None).await;
    assert_eq!(
        smpp.send(&message(PHONE, Turkish, code())).await,
        Delivery::Taken
    );
    let submitted = centre.submitted();
    assert!(submitted.len() > 1);
    let first = submitted[0].short_message().as_ref()[3];
    for (number, one) in (1..).zip(&submitted) {
        assert_eq!(one.data_coding, DataCoding::Ucs2);
        assert_eq!(one.esm_class.gsm_features, GsmFeatures::UdhiIndicator);
        let total = u8::try_from(submitted.len()).unwrap();
        assert_eq!(
            one.short_message().as_ref()[..6],
            [5, 0, 3, first, total, number]
        );
        assert!(one.short_message().as_ref().len() <= 140);
    }
}

#[tokio::test]
async fn a_busy_centre_means_later_and_a_wrong_number_never() {
    for (status, again) in [
        (CommandStatus::EsmeRthrottled, true),
        (CommandStatus::EsmeRmsgqful, true),
        (CommandStatus::EsmeRsyserr, true),
        (CommandStatus::Other(0x404), true),
        (CommandStatus::EsmeRinvdstadr, false),
    ] {
        let centre = Centre::start().await;
        centre.answer(status);
        let (smpp, _task) = bound(settings(centre.address()), None).await;
        match smpp.send(&text("Hello")).await {
            Delivery::Later { .. } => assert!(again, "{status:?}"),
            Delivery::Refused { .. } => assert!(!again, "{status:?}"),
            Delivery::Taken => panic!("{status:?}"),
        }
    }
}

#[tokio::test]
async fn without_a_session_messages_come_back_later() {
    let smpp = Smpp::new(settings("127.0.0.1:1".to_owned()), letters(), None);
    later(&smpp.send(&text("Hello")).await);
}

#[tokio::test]
async fn a_centre_that_does_not_answer_holds_nobody_up_for_ever_and_is_left() {
    let centre = Centre::start().await;
    let mut settings = settings(centre.address());
    settings.answer_within = Duration::from_millis(200);
    settings.enquire_after = Duration::from_millis(200);
    let (smpp, _task) = bound(settings, None).await;
    centre.stall();
    let messages: Vec<_> = (0..WINDOW_MAX * 3).map(|_| text("Hello")).collect();
    let sent = messages.iter().map(|one| smpp.send(one));
    for delivery in futures::future::join_all(sent).await {
        later(&delivery);
    }
    assert!(
        centre.submitted().len() <= WINDOW_MAX * 2,
        "no more than the window at a time"
    );
    // It is asked whether it is there, says nothing, and is bound to anew.
    centre.bound_times(2).await;
}

#[tokio::test]
async fn a_session_that_is_cut_is_made_anew_and_what_was_under_way_comes_back() {
    let centre = Centre::start().await;
    let (smpp, _task) = bound(settings(centre.address()), None).await;
    centre.stall();
    let under_way = tokio::spawn({
        let smpp = Arc::clone(&smpp);
        async move { smpp.send(&text("Hello")).await }
    });
    centre.submitted_times(1).await;
    centre.cut();
    later(&under_way.await.unwrap());
    centre.bound_times(2).await;
    let sent = async {
        while smpp.send(&text("Hello")).await != Delivery::Taken {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, sent).await.unwrap();
}

#[tokio::test]
async fn garbage_half_a_pdu_and_lengths_without_measure_end_the_session_alone() {
    let huge = [0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1];
    let tiny = [0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1];
    for bytes in [&huge[..], &tiny, b"GET / HTTP/1.1\r\n\r\n"] {
        let centre = Centre::start().await;
        let (_smpp, _task) = bound(settings(centre.address()), None).await;
        centre.say(bytes);
        centre.bound_times(2).await;
    }
    // Half a PDU and then nothing: the centre is asked, owes the answer, and is left.
    let centre = Centre::start().await;
    let mut settings = settings(centre.address());
    settings.answer_within = Duration::from_millis(200);
    settings.enquire_after = Duration::from_millis(200);
    let (_smpp, _task) = bound(settings, None).await;
    centre.say(&[0, 0, 0, 200, 0, 0]);
    centre.bound_times(2).await;
}

#[tokio::test]
async fn a_centre_that_asks_is_answered_and_an_unknown_command_is_not_passed_over() {
    let centre = Centre::start().await;
    let (_smpp, _task) = bound(settings(centre.address()), None).await;
    centre.request(7, Pdu::EnquireLink);
    let answer = centre.answer_to(7).await;
    assert!(
        matches!(answer.pdu(), Some(Pdu::EnquireLinkResp)),
        "{answer:?}"
    );
    // A command of no known number.
    centre.say(&[0, 0, 0, 16, 0, 0, 0x99, 0x99, 0, 0, 0, 0, 0, 0, 0, 8]);
    let answer = centre.answer_to(8).await;
    assert!(matches!(answer.pdu(), Some(Pdu::GenericNack)), "{answer:?}");
    assert_eq!(answer.status(), CommandStatus::EsmeRinvcmdid);
}

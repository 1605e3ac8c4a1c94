//! A centre that asks and asks, and reads no answer.

use std::io::ErrorKind;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use channels::smpp::SmppSettings;
use channels::texts::{DeliveredText, NotTaken, TextHandler};
use futures::{SinkExt, StreamExt};
use rusmpp::pdus::{BindTransceiverResp, DeliverSm};
use rusmpp::tokio_codec::CommandCodec;
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{Npi, Ton};
use rusmpp::{Command, CommandStatus, Pdu};
use tokio::net::TcpSocket;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::codec::Framed;

use super::{PATIENCE, bound, settings};

/// Little, so that little fills it, in bytes.
const RECEIVE_BUFFER: u32 = 4_096;

/// How often nothing could be written before it is taken that the other side reads no more.
const FULL_TIMES: usize = 10_000;

/// An `enquire_link`.
const ENQUIRE: [u8; 16] = [0, 0, 0, 16, 0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 9];

/// Begins, goes on when the test lets it, and tells of both.
#[derive(Default)]
struct Handler {
    begun: Notify,
    go_on: Notify,
    done: Notify,
}

impl TextHandler for Handler {
    fn take<'a>(
        &'a self,
        _text: DeliveredText,
    ) -> Pin<Box<dyn Future<Output = Result<(), NotTaken>> + Send + 'a>> {
        Box::pin(async move {
            self.begun.notify_one();
            self.go_on.notified().await;
            self.done.notify_one();
            Ok(())
        })
    }
}

fn deliver() -> DeliverSm {
    DeliverSm::builder()
        .source_addr_ton(Ton::International)
        .source_addr_npi(Npi::Isdn)
        .source_addr(COctetString::from_slice(b"905321112233\0").unwrap())
        .destination_addr(COctetString::from_slice(b"3338\0").unwrap())
        .short_message(OctetString::from_slice(b"RET").unwrap())
        .build()
}

/// What a message holds meanwhile (a turn, a connection) others wait for.
#[tokio::test]
async fn a_message_is_dealt_with_while_the_centre_reads_nothing() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(RECEIVE_BUFFER).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let handler = Arc::<Handler>::default();
    let (seen, ok) = (Arc::clone(&handler), CommandStatus::EsmeRok);
    let centre = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut link = Framed::new(stream, CommandCodec::new());
        let bind = link.next().await.unwrap().unwrap();
        let answer = BindTransceiverResp::default();
        let answer = Command::new(ok, bind.sequence_number(), answer);
        link.send(answer).await.unwrap();
        link.send(Command::new(ok, 1, Pdu::from(deliver())))
            .await
            .unwrap();
        seen.begun.notified().await;
        // Whole questions, as many as there is room for: then the session waits for its answers to go.
        let stream = link.into_inner();
        let (mut full, mut written) = (0, 0);
        while full < FULL_TIMES {
            match stream.try_write(&ENQUIRE[written % ENQUIRE.len()..]) {
                Ok(more) => (full, written) = (0, written + more),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    full += 1;
                    tokio::task::yield_now().await;
                }
                Err(error) => panic!("{error}"),
            }
        }
        stream
    });
    let settings = SmppSettings {
        // The session does not give up before the test has.
        answer_within: Duration::from_secs(3_600),
        ..settings(address)
    };
    let (_smpp, _task) = bound(settings, Some(Arc::clone(&handler) as Arc<dyn TextHandler>)).await;
    let _stream = timeout(PATIENCE, centre).await.unwrap().unwrap();
    handler.go_on.notify_one();
    timeout(PATIENCE, handler.done.notified()).await.unwrap();
}

//! A message centre that does as it is told.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures::{SinkExt, StreamExt};
use rusmpp::pdus::{BindTransceiverResp, SubmitSm, SubmitSmResp};
use rusmpp::tokio_codec::CommandCodec;
use rusmpp::{Command, CommandStatus, Pdu};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_util::codec::Framed;

use super::PATIENCE;

/// What a test has the centre do.
enum Order {
    Request(Box<Command>),
    Say(Vec<u8>),
    Cut,
}

#[derive(Default)]
struct Seen {
    submitted: Mutex<Vec<SubmitSm>>,
    answers: Mutex<Vec<Command>>,
    binds: AtomicUsize,
    stalls: AtomicBool,
    status: Mutex<CommandStatus>,
    orders: Mutex<Option<mpsc::UnboundedSender<Order>>>,
}

/// The running centre.
pub struct Centre {
    address: SocketAddr,
    seen: Arc<Seen>,
}

impl Centre {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Seen>::default();
        let kept = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A new session begins well.
                kept.stalls.store(false, Ordering::SeqCst);
                tokio::spawn(serve(stream, Arc::clone(&kept)));
            }
        });
        Self { address, seen }
    }

    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// From now on messages are answered so.
    pub fn answer(&self, status: CommandStatus) {
        *self.seen.status.lock().unwrap() = status;
    }

    /// From now on nothing is answered in this session.
    pub fn stall(&self) {
        self.seen.stalls.store(true, Ordering::SeqCst);
    }

    pub fn cut(&self) {
        self.order(Order::Cut);
    }

    /// Writes bytes, whatever they are.
    pub fn say(&self, bytes: &[u8]) {
        self.order(Order::Say(bytes.to_vec()));
    }

    pub fn request(&self, sequence: u32, pdu: impl Into<Pdu>) {
        let command = Command::new(CommandStatus::EsmeRok, sequence, pdu);
        self.order(Order::Request(Box::new(command)));
    }

    fn order(&self, order: Order) {
        let orders = self.seen.orders.lock().unwrap();
        // An error means that the session has ended, which the test finds out by itself.
        let _sent = orders.as_ref().unwrap().send(order);
    }

    pub fn submitted(&self) -> Vec<SubmitSm> {
        self.seen.submitted.lock().unwrap().clone()
    }

    /// The `esm_class` of what was submitted, as a byte.
    pub fn esm_classes(&self) -> Vec<u8> {
        let byte = |one: &SubmitSm| u8::from(one.esm_class);
        self.submitted().iter().map(byte).collect()
    }

    pub async fn submitted_times(&self, times: usize) {
        self.until(|| self.submitted().len() >= times).await;
    }

    pub async fn bound_times(&self, times: usize) {
        self.until(|| self.seen.binds.load(Ordering::SeqCst) >= times)
            .await;
    }

    /// How many sessions there were.
    pub fn binds(&self) -> usize {
        self.seen.binds.load(Ordering::SeqCst)
    }

    /// The other side's answer to a request.
    pub async fn answer_to(&self, sequence: u32) -> Command {
        let find = || {
            let answers = self.seen.answers.lock().unwrap();
            answers
                .iter()
                .find(|one| one.sequence_number() == sequence)
                .cloned()
        };
        self.until(|| find().is_some()).await;
        find().unwrap()
    }

    /// Whether a request was answered so far.
    pub fn has_answer_to(&self, sequence: u32) -> bool {
        let answers = self.seen.answers.lock().unwrap();
        answers.iter().any(|one| one.sequence_number() == sequence)
    }

    async fn until(&self, reached: impl Fn() -> bool) {
        let waiting = async {
            while !reached() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap();
    }
}

async fn serve(stream: TcpStream, seen: Arc<Seen>) {
    let (orders, mut ordered) = mpsc::unbounded_channel();
    *seen.orders.lock().unwrap() = Some(orders);
    let mut link = Framed::new(stream, CommandCodec::new());
    loop {
        tokio::select! {
            came = link.next() => {
                let Some(Ok(command)) = came else { return };
                if let Some(answer) = answer(&seen, &command) {
                    link.send(answer).await.unwrap();
                }
            }
            order = ordered.recv() => match order {
                Some(Order::Request(command)) => link.send(*command).await.unwrap(),
                Some(Order::Say(bytes)) => link.get_mut().write_all(&bytes).await.unwrap(),
                Some(Order::Cut) | None => return,
            }
        }
    }
}

fn answer(seen: &Seen, command: &Command) -> Option<Command> {
    let (ok, sequence) = (CommandStatus::EsmeRok, command.sequence_number());
    let stalls = seen.stalls.load(Ordering::SeqCst);
    match command.pdu() {
        Some(Pdu::BindTransceiver(_)) => {
            seen.binds.fetch_add(1, Ordering::SeqCst);
            Some(Command::new(ok, sequence, BindTransceiverResp::default()))
        }
        Some(Pdu::SubmitSm(submit)) => {
            seen.submitted.lock().unwrap().push(submit.clone());
            let status = *seen.status.lock().unwrap();
            (!stalls).then(|| Command::new(status, sequence, SubmitSmResp::default()))
        }
        Some(Pdu::EnquireLink) => {
            (!stalls).then(|| Command::new(ok, sequence, Pdu::EnquireLinkResp))
        }
        _ => {
            seen.answers.lock().unwrap().push(command.clone());
            None
        }
    }
}

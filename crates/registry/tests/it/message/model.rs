//! Random programs of sending, failing, crashing and starting anew, held against what must hold of
//! any outbox.

use std::collections::HashMap;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use registry::NodeId;
use registry::message::RETRY_LONGEST;
use testkit::{Place, Report, seconds};

use super::post::{Answer, Post, transports};

/// How many messages there are.
const MESSAGES: usize = 4;

#[derive(Clone, Debug)]
enum Step {
    /// What is due is sent; each message is answered so. A stall is where the process is killed.
    Send(Vec<Answer>),
    /// Time passes, in seconds.
    Pass(i64),
    /// The process starts anew.
    Start,
}

fn step() -> impl Strategy<Value = Step> {
    let answer = prop_oneof![
        2 => Just(Answer::Take),
        2 => Just(Answer::Later),
        1 => Just(Answer::Stall),
    ];
    prop_oneof![
        3 => vec(answer, MESSAGES).prop_map(Step::Send),
        2 => (1_i64..20_000).prop_map(Step::Pass),
        1 => Just(Step::Start),
    ]
}

fn address(number: usize) -> String {
    format!("kisi{number}@posta.example")
}

/// What has been seen of the messages so far.
#[derive(Default)]
struct Seen {
    /// The identity of each address's message.
    ids: HashMap<String, String>,
    /// How often each was handed over.
    times: HashMap<String, usize>,
    /// How often those had been that are recorded as sent.
    settled: HashMap<String, usize>,
}

impl Seen {
    async fn look(&mut self, place: &Place, out: &Post) {
        self.times.clear();
        for message in out.seen() {
            let to = message.to.to_string();
            let id = self.ids.entry(to.clone()).or_insert(message.id.clone());
            assert_eq!(*id, message.id, "a message keeps its identity");
            *self.times.entry(to).or_default() += 1;
        }
        for number in 0..MESSAGES {
            let to = address(number);
            let subject = place.person(&[&to]).subject;
            let sent = place.notices_of(&subject).await;
            assert_eq!(sent.len(), 1, "no notice is lost or made twice");
            let times = self.times.get(&to).copied().unwrap_or_default();
            if sent[0].sent_at.is_some() {
                assert!(times > 0, "nothing counts as sent that was not handed over");
                let before = *self.settled.entry(to).or_insert(times);
                assert_eq!(
                    times, before,
                    "sent again after its clean answer was recorded"
                );
            }
        }
    }
}

/// Sends what is due; is killed once all that stalls has been handed over, as all else has then been,
/// too: what the worker takes in hand at once it hands over at once.
async fn send(place: &Place, out: &Arc<Post>, answers: &[Answer]) {
    for (number, answer) in answers.iter().enumerate() {
        out.answer(&address(number), answer.clone());
    }
    let (registry, ways) = (place.registry.clone(), transports(out));
    let mut work =
        tokio::spawn(async move { registry.outbox().send_messages_once(&ways).await.unwrap() });
    let before = out.seen().len();
    let stalls = |out: &Post| {
        let new = &out.seen()[before..];
        new.iter().any(|message| {
            let number = (0..MESSAGES).find(|number| address(*number) == message.to.to_string());
            number.is_some_and(|number| answers[number] == Answer::Stall)
        })
    };
    loop {
        tokio::select! {
            done = &mut work => {
                done.unwrap();
                return;
            }
            () = tokio::task::yield_now() => {}
        }
        if stalls(out) {
            work.abort();
            let _killed = work.await;
            return;
        }
    }
}

async fn run(program: Vec<Step>) {
    let place = Place::new().await;
    let out = Post::new();
    for number in 0..MESSAGES {
        place.report(Report::about(&address(number))).await;
    }
    place.gather_approvals().await;
    place.pass(24 * 3_600);
    let kind = directory::notice::StoredNoticeKind::New;
    place.write_due(kind, 100).await;
    let mut seen = Seen::default();
    for step in program {
        match step {
            Step::Send(answers) => send(&place, &out, &answers).await,
            Step::Pass(seconds) => place.pass(seconds),
            Step::Start => {
                let released = place.directory.release_messages(NodeId([1; 16]));
                released.await.unwrap();
            }
        }
        seen.look(&place, &out).await;
    }
    // In the end the other side is well, and everything arrives.
    for _ in 0..2 {
        place.pass(seconds(RETRY_LONGEST));
        send(&place, &out, &[const { Answer::Take }; MESSAGES]).await;
        seen.look(&place, &out).await;
    }
    assert_eq!(seen.settled.len(), MESSAGES, "no message is lost");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_message_is_lost_and_none_sent_again_after_a_clean_answer(program in vec(step(), 1..12)) {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(run(program));
    }
}

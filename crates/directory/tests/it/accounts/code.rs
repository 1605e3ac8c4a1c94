//! One-time codes, against a model that keeps everything that ever happened.

mod message;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use directory::Directory;
use directory::code::{
    BY_EMAIL, Ceiling, ChallengeId, CodeAsker, CodeCeilings, CodeLimits, CodePlaced, CodeTried,
    NewCode, StrangerLimits,
};
use directory::message::{MessageId, StoredMessage, Urgency};
use domain::{RecipientId, Timestamp, Way};
use proptest::prelude::*;

use crate::support::{Fixture, at};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const LIMITS: CodeLimits = CodeLimits {
    tries: 5,
    tries_within: HOUR,
    again: MINUTE,
    windows: [(5, HOUR), (10, DAY)],
    counted: ["sign_in", "add_address"],
    apart: false,
    strangers: StrangerLimits {
        windows: [(8, HOUR), (12, DAY)],
        newcomers: 20,
        wrong: 10,
        few_tries: 2,
    },
};
const NO_CEILING: (u32, Duration) = (u32::MAX, HOUR);
const CEILINGS: CodeCeilings = CodeCeilings {
    network: NO_CEILING,
    network_wrong: NO_CEILING,
    all: [NO_CEILING; 2],
    country: [NO_CEILING; 2],
    home: (90, [NO_CEILING; 2]),
    email: [NO_CEILING; 2],
};
const WHO: RecipientId = RecipientId([3; 16]);

/// What somebody does, some seconds after what they did before.
#[derive(Clone, Copy, Debug)]
enum Step {
    Ask,
    Wrong,
    Right,
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let pause = prop_oneof![3 => 0..200_i64, 2 => 0..2_000_i64, 1 => 0..40_000_i64];
    let step = prop_oneof![
        4 => Just(Step::Ask),
        4 => Just(Step::Wrong),
        1 => Just(Step::Right),
    ];
    prop::collection::vec((pause, step), 1..80)
}

/// Everything that happened, in seconds.
#[derive(Default)]
struct Model {
    /// When each code was sent, how many wrong ones were tried of it, and whether it was used.
    codes: Vec<(i64, usize, bool)>,
}

impl Model {
    fn sent_within(&self, seconds: i64, now: i64) -> usize {
        let recent = self.codes.iter().filter(|(sent, ..)| now - sent < seconds);
        recent.count()
    }

    fn wrong_within_an_hour(&self, now: i64) -> usize {
        let codes = self.codes.iter().rev();
        let since = codes.take_while(|(sent, _, used)| !used && now - sent < 3_600);
        since.map(|(_, wrong, _)| wrong).sum()
    }
}

fn mac(number: u8) -> [u8; 32] {
    [number; 32]
}

/// The message that brings a code; no two are the same.
fn letter() -> StoredMessage {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let mut id = [0; 16];
    id[..8].copy_from_slice(&NUMBER.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    StoredMessage {
        id: MessageId(id),
        recipient: WHO,
        way: Way::Text,
        urgency: Urgency::Code,
        written_at: at(0),
        good_until: None,
        due_at: at(0),
        content: vec![1],
    }
}

async fn run(steps: Vec<(i64, Step)>) {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let (mut now, mut model, mut names) = (0, Model::default(), 0_u8);
    let mut live: Option<ChallengeId> = None;
    for (pause, step) in steps {
        now += pause;
        let time: Timestamp = at(now);
        match (step, live) {
            (Step::Ask, _) => {
                names += 1;
                let code = NewCode {
                    id: ChallengeId([names; 16]),
                    recipient: WHO,
                    purpose: "sign_in",
                    sealed_address: vec![names],
                    mac: mac(names),
                    expires_at: at(now + 180),
                    asker: None,
                    held: None,
                };
                let placed = directory.place_code(code, letter(), LIMITS, CEILINGS, time);
                match placed.await.unwrap() {
                    CodePlaced::Placed => {
                        live = Some(ChallengeId([names; 16]));
                        assert!(model.sent_within(3_600, now) < 5);
                        assert!(model.sent_within(86_400, now) < 10);
                        assert!(model.wrong_within_an_hour(now) < 5);
                        model.codes.push((now, 0, false));
                    }
                    CodePlaced::Live { id, made_at, .. } => {
                        assert_eq!(Some(id), live);
                        assert!(time.as_millis() - made_at.as_millis() < 60_000);
                    }
                    CodePlaced::Ceiling { .. } => panic!("there is none"),
                    CodePlaced::TooMany { again_at } => {
                        assert!(again_at > time, "it says when");
                        let full = model.sent_within(3_600, now) >= 5
                            || model.sent_within(86_400, now) >= 10
                            || model.wrong_within_an_hour(now) >= 5;
                        assert!(full, "nobody is held up without a reason");
                        // Then it may be asked for.
                        let then = again_at.as_seconds() - at(0).as_seconds();
                        assert!(model.sent_within(3_600, then) < 5);
                        assert!(model.sent_within(86_400, then) < 10);
                        assert!(model.wrong_within_an_hour(then) < 5);
                    }
                }
            }
            (Step::Wrong | Step::Right, None) => {}
            (Step::Wrong | Step::Right, Some(id)) => {
                let right = matches!(step, Step::Right);
                let tried = if right { mac(id.0[0]) } else { mac(255) };
                let tried = directory.try_code(id, "sign_in", tried, time).await;
                let last = model.codes.last_mut().unwrap();
                match tried.unwrap() {
                    CodeTried::Right { sealed_address, .. } => {
                        assert!(right && now - last.0 < 180);
                        assert_eq!(sealed_address, [id.0[0]]);
                        last.2 = true;
                        live = None;
                    }
                    CodeTried::Wrong { tries_left } => {
                        assert!(!right);
                        last.1 += 1;
                        let wrong = model.wrong_within_an_hour(now);
                        assert!(usize::from(tries_left) + wrong <= 5 || last_hour(&model, now));
                        if tries_left == 0 {
                            live = None;
                        }
                    }
                    CodeTried::Gone => assert!(now - last.0 >= 180, "it works while it is live"),
                }
            }
        }
    }
}

/// Whether tries were forgotten since the newest code was sent, an hour after the code they were of.
fn last_hour(model: &Model, now: i64) -> bool {
    let sent = model.codes.last().map_or(now, |(sent, ..)| *sent);
    model.wrong_within_an_hour(sent) != model.wrong_within_an_hour(now)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_address_gets_more_codes_or_tries_than_it_may(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(run(steps));
    }
}

#[tokio::test]
async fn an_expired_code_loses_its_address_and_an_old_one_goes() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let code = NewCode {
        id: ChallengeId([1; 16]),
        recipient: WHO,
        purpose: "desk",
        sealed_address: vec![1],
        mac: mac(1),
        expires_at: at(180),
        asker: None,
        held: None,
    };
    let placed = directory.place_code(code, letter(), LIMITS, CEILINGS, at(0));
    placed.await.unwrap();
    assert_eq!(directory.purge_codes(at(-1), at(179)).await.unwrap(), 0);
    let tried = directory.try_code(ChallengeId([1; 16]), "desk", mac(9), at(179));
    assert_eq!(tried.await.unwrap(), CodeTried::Wrong { tries_left: 4 });
    assert_eq!(directory.purge_codes(at(-1), at(180)).await.unwrap(), 0);
    // Were it still there, a clock set back would find it.
    let tried = directory.try_code(ChallengeId([1; 16]), "desk", mac(1), at(0));
    assert_eq!(tried.await.unwrap(), CodeTried::Gone);
    assert_eq!(directory.purge_codes(at(0), at(180)).await.unwrap(), 1);
}

/// A client, its network, and where its code goes.
fn asker(client: u16, network: u16, country: u16) -> CodeAsker {
    let mac = |number: u16| {
        let mut mac = [0; 32];
        mac[..2].copy_from_slice(&number.to_be_bytes());
        mac
    };
    CodeAsker {
        client: mac(client),
        network: mac(network),
        known: false,
        country,
    }
}

/// Asks for the code of a number; the number is its right MAC, too.
async fn ask(
    directory: &Directory,
    (number, who): (u16, RecipientId),
    asker: CodeAsker,
    ceilings: CodeCeilings,
    now: i64,
) -> CodePlaced {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&number.to_be_bytes());
    let code = NewCode {
        id: ChallengeId(id),
        recipient: who,
        purpose: "sign_in",
        sealed_address: vec![1],
        mac: mac(7),
        expires_at: at(now + 180),
        asker: Some(asker),
        held: None,
    };
    let placed = directory.place_code(code, letter(), LIMITS, ceilings, at(now));
    placed.await.unwrap()
}

async fn try_code(directory: &Directory, number: u16, code: u8, now: i64) -> CodeTried {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&number.to_be_bytes());
    let tried = directory.try_code(ChallengeId(id), "sign_in", mac(code), at(now));
    tried.await.unwrap()
}

#[tokio::test]
async fn strangers_replace_nobodys_code_and_use_up_nobodys_tries() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let owner = ask(directory, (1, WHO), asker(1, 1, 90), CEILINGS, 0).await;
    assert_eq!(owner, CodePlaced::Placed);
    for number in 2..=6 {
        let stranger = ask(directory, (number, WHO), asker(2, 2, 90), CEILINGS, 1).await;
        assert_eq!(stranger, CodePlaced::Placed);
    }
    for left in (0..5).rev() {
        let tried = try_code(directory, 2, 0, 2).await;
        assert_eq!(tried, CodeTried::Wrong { tries_left: left });
    }
    let stranger = ask(directory, (7, WHO), asker(2, 2, 90), CEILINGS, 3).await;
    assert!(matches!(stranger, CodePlaced::TooMany { .. }));
    let tried = try_code(directory, 1, 0, 4).await;
    assert_eq!(tried, CodeTried::Wrong { tries_left: 4 });
    let tried = try_code(directory, 1, 7, 4).await;
    assert!(matches!(tried, CodeTried::Right { .. }));
}

#[tokio::test]
async fn a_few_strangers_keep_no_owner_out_and_a_known_client_is_not_counted_with_them() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let known = asker(1, 1, 90);
    ask(directory, (1, WHO), known, CEILINGS, 0).await;
    try_code(directory, 1, 7, 0).await;
    assert!(
        directory
            .knows_code_asker(WHO, known.client, at(1))
            .await
            .unwrap()
    );
    let elsewhere = RecipientId([4; 16]);
    let of_another = directory.knows_code_asker(elsewhere, known.client, at(1));
    assert!(!of_another.await.unwrap());
    let mut number = 2;
    for client in 2..10 {
        for _ in 0..4 {
            ask(directory, (number, WHO), asker(client, 2, 90), CEILINGS, 1).await;
            number += 1;
        }
    }
    // They have had all there is for strangers; one more from the same network gets none.
    let stranger = ask(directory, (100, WHO), asker(99, 2, 90), CEILINGS, 2).await;
    assert!(matches!(stranger, CodePlaced::TooMany { .. }));
    // The owner at a new network gets one, with few tries; once.
    let new = ask(directory, (101, WHO), asker(50, 50, 90), CEILINGS, 2).await;
    assert_eq!(new, CodePlaced::Placed);
    let tried = try_code(directory, 101, 0, 2).await;
    assert_eq!(tried, CodeTried::Wrong { tries_left: 1 });
    let again = ask(directory, (102, WHO), asker(50, 50, 90), CEILINGS, 3).await;
    assert!(matches!(again, CodePlaced::TooMany { .. }));
    let known = CodeAsker {
        known: true,
        ..known
    };
    let own = ask(directory, (103, WHO), known, CEILINGS, 3).await;
    assert_eq!(own, CodePlaced::Placed);
    let tried = try_code(directory, 103, 0, 3).await;
    assert_eq!(tried, CodeTried::Wrong { tries_left: 4 });
    // Newcomers, too, end somewhere, so that guessing stays bounded.
    let mut placed = 0;
    for network in 200..400 {
        let asked = ask(
            directory,
            (network, WHO),
            asker(network, network, 90),
            CEILINGS,
            4,
        );
        placed += usize::from(asked.await == CodePlaced::Placed);
    }
    assert!(placed < 20, "{placed}");
}

#[tokio::test]
async fn many_wrong_tries_of_others_leave_strangers_few_and_a_known_client_all() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    for client in 1..=2 {
        ask(directory, (client, WHO), asker(client, 1, 90), CEILINGS, 0).await;
        for _ in 0..5 {
            try_code(directory, client, 0, 0).await;
        }
    }
    let left_to = async |number, asker| {
        let asked = ask(directory, (number, WHO), asker, CEILINGS, 1).await;
        assert_eq!(asked, CodePlaced::Placed);
        try_code(directory, number, 0, 1).await
    };
    let stranger = left_to(3, asker(3, 3, 90)).await;
    assert_eq!(stranger, CodeTried::Wrong { tries_left: 1 });
    let known = CodeAsker {
        known: true,
        ..asker(4, 4, 90)
    };
    let owner = left_to(4, known).await;
    assert_eq!(owner, CodeTried::Wrong { tries_left: 4 });
}

#[tokio::test]
async fn codes_of_known_clients_are_not_counted_with_those_of_strangers() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    for number in 1..=8 {
        let known = CodeAsker {
            known: true,
            ..asker(number, 1, 90)
        };
        let asked = ask(directory, (number, WHO), known, CEILINGS, 0).await;
        assert_eq!(asked, CodePlaced::Placed);
    }
    let stranger = ask(directory, (9, WHO), asker(9, 1, 90), CEILINGS, 1).await;
    assert_eq!(stranger, CodePlaced::Placed);
    let tried = try_code(directory, 9, 0, 1).await;
    assert_eq!(tried, CodeTried::Wrong { tries_left: 4 });
}

#[tokio::test]
async fn codes_end_at_the_ceilings_of_a_network_a_country_and_all() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let ceilings = CodeCeilings {
        network: (3, HOUR),
        all: [(4, MINUTE), (6, HOUR)],
        home: (90, [(4, MINUTE), (6, HOUR)]),
        country: [(1, MINUTE), (2, HOUR)],
        email: [(2, MINUTE), (2, HOUR)],
        ..CEILINGS
    };
    let mut number = 0;
    let mut ask = async |asker: CodeAsker, now: i64| {
        number += 1;
        let [high, low] = u16::to_be_bytes(number);
        let mut who = [9; 16];
        (who[0], who[1]) = (high, low);
        ask(directory, (number, RecipientId(who)), asker, ceilings, now).await
    };
    let reached = |placed: CodePlaced, which: Ceiling, room: i64| {
        let again_at = at(room);
        assert_eq!(
            placed,
            CodePlaced::Ceiling {
                ceiling: which,
                again_at
            }
        );
    };
    assert_eq!(ask(asker(1, 1, 49), 0).await, CodePlaced::Placed);
    reached(ask(asker(2, 2, 49), 1).await, Ceiling::Country(49), 60);
    assert_eq!(ask(asker(2, 2, 44), 1).await, CodePlaced::Placed);
    for client in 3..5 {
        assert_eq!(ask(asker(client, 1, 90), 1).await, CodePlaced::Placed);
    }
    reached(ask(asker(6, 1, BY_EMAIL), 1).await, Ceiling::Network, 3_600);
    reached(ask(asker(7, 7, 90), 1).await, Ceiling::Texts, 60);
    for client in 8..10 {
        let by_email = ask(asker(client, client, BY_EMAIL), 1).await;
        assert_eq!(by_email, CodePlaced::Placed);
    }
    reached(
        ask(asker(10, 10, BY_EMAIL), 2).await,
        Ceiling::Emails,
        3_601,
    );
    // Known clients have as much to themselves.
    let known = CodeAsker {
        known: true,
        ..asker(11, 1, 90)
    };
    assert_eq!(ask(known, 2).await, CodePlaced::Placed);
    for client in 12..14 {
        assert_eq!(ask(asker(client, client, 90), 70).await, CodePlaced::Placed);
    }
    reached(ask(asker(14, 14, 90), 140).await, Ceiling::Texts, 3_600);
}

#[tokio::test]
async fn a_network_that_has_tried_many_wrong_codes_gets_no_more() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let ceilings = CodeCeilings {
        network_wrong: (10, HOUR),
        ..CEILINGS
    };
    for number in 0..2_u8 {
        let who = RecipientId([100 + number; 16]);
        let number = u16::from(number);
        let client = asker(number, 1, 90);
        ask(directory, (number, who), client, ceilings, 0).await;
        for _ in 0..5 {
            try_code(directory, number, 0, 1).await;
        }
    }
    let who = RecipientId([200; 16]);
    let ceiling = ask(directory, (9, who), asker(9, 1, 90), ceilings, 2).await;
    let again_at = at(3_600);
    let ceiling_of_network = CodePlaced::Ceiling {
        ceiling: Ceiling::Network,
        again_at,
    };
    assert_eq!(ceiling, ceiling_of_network);
    let other = ask(directory, (10, who), asker(9, 2, 90), ceilings, 2).await;
    assert_eq!(other, CodePlaced::Placed);
}

#[test]
fn a_challenge_is_named_by_32_digits_and_nothing_else() {
    let name = ChallengeId([0xa1; 16]);
    assert_eq!(name.to_string().parse(), Ok(name));
    for wrong in ["", "a1", &"g".repeat(32), &"a1".repeat(17), &"ç".repeat(16)] {
        assert!(wrong.parse::<ChallengeId>().is_err(), "{wrong}");
    }
}

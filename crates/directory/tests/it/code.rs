//! One-time codes, against a model that keeps everything that ever happened.

use directory::code::{ChallengeId, CodeLimits, CodePlaced, CodeTried, NewCode};
use domain::{RecipientId, Timestamp};
use proptest::prelude::*;

use crate::support::{Fixture, at};

const LIMITS: CodeLimits = CodeLimits {
    tries: 5,
    tries_millis: 3_600_000,
    again_millis: 60_000,
    windows: [(5, 3_600_000), (10, 86_400_000)],
    counted: ["sign_in", "add_address"],
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
                };
                match directory.place_code(code, LIMITS, time).await.unwrap() {
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
    };
    directory.place_code(code, LIMITS, at(0)).await.unwrap();
    assert_eq!(directory.purge_codes(at(-1), at(179)).await.unwrap(), 0);
    let tried = directory.try_code(ChallengeId([1; 16]), "desk", mac(9), at(179));
    assert_eq!(tried.await.unwrap(), CodeTried::Wrong { tries_left: 4 });
    assert_eq!(directory.purge_codes(at(-1), at(180)).await.unwrap(), 0);
    // Were it still there, a clock set back would find it.
    let tried = directory.try_code(ChallengeId([1; 16]), "desk", mac(1), at(0));
    assert_eq!(tried.await.unwrap(), CodeTried::Gone);
    assert_eq!(directory.purge_codes(at(0), at(180)).await.unwrap(), 1);
}

#[test]
fn a_challenge_is_named_by_32_digits_and_nothing_else() {
    let name = ChallengeId([0xa1; 16]);
    assert_eq!(name.to_string().parse(), Ok(name));
    for wrong in ["", "a1", &"g".repeat(32), &"a1".repeat(17), &"ç".repeat(16)] {
        assert!(wrong.parse::<ChallengeId>().is_err(), "{wrong}");
    }
}

//! The voice menu: who is believed, what the keys do, and what a state opens.

use domain::{Channel, Language, Source, Status};
use intake::voice::{CallEvent, CallStep, Voice, VoiceSettings};
use testkit::{BRAND, MINUTE, OTHER_BRAND, Place, phone};

struct Scene {
    place: Place,
    voice: Voice,
}

/// A call of phone 1.
fn call(verified: bool) -> CallEvent {
    CallEvent {
        gateway: "ivr".to_owned(),
        call: "c1".to_owned(),
        caller: phone(1).to_string(),
        verified,
        input: None,
        state: None,
    }
}

impl Scene {
    async fn new() -> Self {
        Self::with_agent("+902120000000").await
    }

    async fn with_agent(agent: &str) -> Self {
        let place = Place::new().await;
        let settings = VoiceSettings {
            agent: agent.to_owned(),
        };
        let voice = Voice::new(place.registry.clone(), settings);
        for (brand, channel) in [
            (BRAND, Channel::Call),
            (OTHER_BRAND, Channel::Call),
            (BRAND, Channel::Text),
        ] {
            place
                .told(&phone(1), brand, channel, Status::Approval)
                .await;
        }
        Self { place, voice }
    }

    async fn step(&self, event: CallEvent) -> CallStep {
        self.voice.step(&event).await.unwrap()
    }

    /// Presses keys one after the other, from the beginning of a verified call.
    async fn press(&self, keys: &[&str]) -> CallStep {
        let mut step = self.step(call(true)).await;
        for key in keys {
            step = self.step(next(&call(true), &step, key)).await;
        }
        step
    }

    fn said(&self, brand: domain::BrandCode, channel: Channel) -> (Status, Option<Source>) {
        let state = self.place.said(&phone(1), brand, channel).unwrap();
        (state.status, state.source)
    }
}

fn next(event: &CallEvent, step: &CallStep, key: &str) -> CallEvent {
    CallEvent {
        input: Some(key.to_owned()),
        state: Some(step.state.clone()),
        ..event.clone()
    }
}

const REFUSED: (Status, Option<Source>) = (Status::Refusal, Some(Source::RegistryCallCentre));

fn is_menu(step: &CallStep) -> bool {
    let keys: Vec<&str> = step.choices.iter().map(|choice| &*choice.key).collect();
    keys == ["1", "2", "3", "9"]
}

#[tokio::test]
async fn a_caller_the_network_vouches_for_hears_the_menu_and_the_list() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    let menu = scene.press(&[]).await;
    assert!(is_menu(&menu) && !menu.end);
    let list = scene.press(&["1"]).await;
    let said = list.speak.join("\n");
    assert!(said.contains("Size 2 marka"), "{said}");
    assert!(
        said.contains("Karanfil, numarası 6 0 0 0 0 1: arama ve SMS."),
        "{said}"
    );
    assert!(
        said.contains("Çınar, numarası 6 0 0 0 0 2: arama."),
        "{said}"
    );
    assert_eq!(scene.place.movements(), before, "listening changes nothing");
}

#[tokio::test]
async fn a_brand_is_refused_by_its_number_and_its_text_messages_are_offered() {
    let scene = Scene::new().await;
    let asked = scene.press(&["2", "600001#"]).await;
    assert!(asked.speak.iter().any(|line| line.contains("Karanfil")));
    assert_eq!(scene.said(BRAND, Channel::Call).0, Status::Approval);
    let offer = scene.press(&["2", "600001#", "1"]).await;
    assert_eq!(scene.said(BRAND, Channel::Call), REFUSED);
    assert_eq!(scene.said(BRAND, Channel::Text).0, Status::Approval);
    let last = scene.place.feed(BRAND).pop().unwrap();
    assert_eq!(last.movement.key.channel, Channel::Call);
    let menu = scene.step(next(&call(true), &offer, "1")).await;
    assert!(is_menu(&menu));
    assert_eq!(scene.said(BRAND, Channel::Text), REFUSED);
}

#[tokio::test]
async fn an_unknown_number_and_the_key_back_change_nothing() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    for keys in [
        &["2", "999999#"][..],
        &["2", "0"],
        &["2", "600001#", "0"],
        &["2", "600001#", "7"],
        &["2", "600001#", ""],
        &["3", "0"],
        &["3", "5"],
        &["8"],
        &["*#*#"],
    ] {
        let step = scene.press(keys).await;
        assert!(!step.end, "{keys:?}");
        assert_eq!(scene.place.movements(), before, "{keys:?}");
    }
}

#[tokio::test]
async fn all_calls_are_refused_after_a_second_key_and_text_messages_stay() {
    let scene = Scene::new().await;
    scene.press(&["3"]).await;
    assert_eq!(scene.said(BRAND, Channel::Call).0, Status::Approval);
    let done = scene.press(&["3", "1"]).await;
    assert!(is_menu(&done));
    assert_eq!(scene.said(BRAND, Channel::Call), REFUSED);
    assert_eq!(scene.said(OTHER_BRAND, Channel::Call), REFUSED);
    assert_eq!(scene.said(BRAND, Channel::Text).0, Status::Approval);
}

#[tokio::test]
async fn nine_is_an_agent_wherever_one_is() {
    let scene = Scene::new().await;
    for keys in [&["9"][..], &["2", "9"], &["3", "9"]] {
        let step = scene.press(keys).await;
        assert!(step.end);
        assert_eq!(step.transfer_to.as_deref(), Some("+902120000000"));
    }
    let scene = Scene::with_agent("").await;
    let step = scene.press(&["9"]).await;
    assert_eq!((step.end, step.transfer_to), (true, None));
}

#[tokio::test]
async fn a_caller_nobody_vouches_for_types_the_code_sent_to_the_number() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    let asked = scene.step(call(false)).await;
    assert_eq!((asked.digits, asked.choices.len()), (Some(6), 0));
    assert!(
        !asked.speak.join(" ").contains("Karanfil"),
        "nothing is told"
    );
    let code = scene.place.code().await;
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let again = scene.step(next(&call(false), &asked, wrong)).await;
    assert!(!is_menu(&again));
    assert_eq!(scene.place.movements(), before);
    let menu = scene
        .step(next(&call(false), &again, &format!("{code}#")))
        .await;
    assert!(is_menu(&menu), "{menu:?}");
    let confirm = scene.step(next(&call(false), &menu, "3")).await;
    scene.step(next(&call(false), &confirm, "1")).await;
    assert_eq!(scene.said(BRAND, Channel::Call), REFUSED);
}

#[tokio::test]
async fn wrong_codes_end_at_the_agent() {
    let scene = Scene::new().await;
    let mut step = scene.step(call(false)).await;
    let code = scene.place.code().await;
    for number in 1..=5 {
        let wrong = (code.parse::<u32>().unwrap() + number) % 1_000_000;
        step = scene
            .step(next(&call(false), &step, &format!("{wrong:06}")))
            .await;
    }
    assert!(step.end && step.transfer_to.is_some(), "{step:?}");
    let after = scene.step(next(&call(false), &step, &code)).await;
    assert!(!is_menu(&after));
}

#[tokio::test]
async fn a_state_opens_nothing_for_another_call_caller_or_gateway_or_later() {
    let scene = Scene::new().await;
    scene
        .place
        .told(&phone(2), BRAND, Channel::Call, Status::Approval)
        .await;
    // Proven by a code: the most that can be stolen.
    let asked = scene.step(call(false)).await;
    let code = scene.place.code().await;
    let menu = scene.step(next(&call(false), &asked, &code)).await;
    let all = scene.step(next(&call(false), &menu, "3")).await;
    let stolen = next(&call(false), &all, "1");
    let before = scene.place.movements();
    let others = [
        CallEvent {
            call: "c2".to_owned(),
            ..stolen.clone()
        },
        CallEvent {
            caller: phone(2).to_string(),
            ..stolen.clone()
        },
        CallEvent {
            gateway: "other".to_owned(),
            ..stolen.clone()
        },
        CallEvent {
            state: Some(format!("{}A", all.state)),
            ..stolen.clone()
        },
        CallEvent {
            state: Some("AAAA".repeat(1_000)),
            ..stolen.clone()
        },
        CallEvent {
            // The names must not run into one another.
            gateway: "iv".to_owned(),
            call: "rc1".to_owned(),
            ..stolen.clone()
        },
    ];
    for event in others {
        let step = scene.step(event.clone()).await;
        assert!(!is_menu(&step), "{event:?}");
        assert_eq!(scene.place.movements(), before, "{event:?}");
    }
    scene.place.pass(11 * MINUTE);
    let late = scene.step(stolen).await;
    assert!(!is_menu(&late));
    assert_eq!(scene.place.movements(), before);
}

#[tokio::test]
async fn the_networks_word_ends_when_it_is_taken_back() {
    let scene = Scene::new().await;
    let confirm = scene.press(&["3"]).await;
    let before = scene.place.movements();
    let step = scene.step(next(&call(false), &confirm, "1")).await;
    assert_eq!(step.digits, Some(6), "a code is asked for");
    assert_eq!(scene.place.movements(), before);
}

#[tokio::test]
async fn a_key_delivered_twice_refuses_once() {
    let scene = Scene::new().await;
    let confirm = scene.press(&["3"]).await;
    scene.step(next(&call(true), &confirm, "1")).await;
    let before = scene.place.movements();
    scene.step(next(&call(true), &confirm, "1")).await;
    assert_eq!(scene.place.movements(), before);
}

#[tokio::test]
async fn a_withheld_number_is_nobodys() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    for caller in ["", "anonymous", "3338", "+90"] {
        let step = scene
            .step(CallEvent {
                caller: caller.to_owned(),
                ..call(true)
            })
            .await;
        assert!(step.end && step.choices.is_empty(), "{caller}");
        assert!(step.transfer_to.is_some());
    }
    assert_eq!(scene.place.movements(), before);
    assert!(scene.place.messages().await.is_empty());
}

#[tokio::test]
async fn who_has_proven_nothing_is_told_nothing_by_the_language() {
    let scene = Scene::new().await;
    let owner = scene.place.sign_in(&phone(1)).await.person;
    let english = scene.place.people().set_language(&owner, Language::English);
    english.await.unwrap();
    let asked = scene.step(call(false)).await;
    assert_eq!(asked.language, "tr");
    let code = scene.place.code().await;
    let menu = scene.step(next(&call(false), &asked, &code)).await;
    assert!(is_menu(&menu));
    assert_eq!(menu.language, "en");
    let vouched = scene.step(call(true)).await;
    assert_eq!(vouched.language, "en");
}

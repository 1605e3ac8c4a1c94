//! Random programs of writes, reads and restarts, beside a model of a few lines.

use std::collections::{BTreeMap, BTreeSet};

use domain::movement::Recorded;
use domain::{
    AccessChange, BrandCode, Change, Channel, ConsentKey, ItemId, Origin, RecipientType, RequestId,
    Seq, Source, Timestamp,
};
use ledger::{Action, Command, Ledger, LedgerError, Outcome};
use proptest::prelude::*;

use crate::fixture::{Ask, Place};
use crate::model::{Expected, Model};

/// Recipients and brands are few, so that requests meet.
const RECIPIENTS: u32 = 6;
const BRANDS: u32 = 2;

/// One step of a program.
#[derive(Clone, Debug)]
enum Step {
    Submit(Vec<Want>),
    /// Sends an earlier command again, marked as tried before.
    Retry(usize),
    /// Lets time pass, or the clock step back; milliseconds.
    Clock(i64),
    /// Erases records that ended so many milliseconds before now or earlier: those of every key, or
    /// of every second one.
    Erase {
        age: i64,
        all: bool,
    },
    /// Drops the ledger and opens it again, after closing it or not.
    Restart {
        close: bool,
    },
}

#[derive(Clone, Debug)]
enum Want {
    Consent(Ask),
    Access(Ask, AccessChange),
}

fn ask() -> impl Strategy<Value = Ask> {
    let who = (
        0..RECIPIENTS,
        0..BRANDS,
        0..3_usize,
        prop::bool::weighted(0.2),
    );
    let what = (prop::bool::ANY, 0..4_usize, 0..200_i64, 0..5_u8);
    (who, what).prop_map(
        |((number, brand, channel, merchant), (refusal, source, later, policy))| {
            let base = if refusal {
                Ask::refusal(number)
            } else {
                Ask::approval(number)
            };
            let mut ask = base
                .for_brand(BrandCode(600_100 + brand))
                .on(Channel::ALL[channel])
                .of(if merchant {
                    RecipientType::Merchant
                } else {
                    RecipientType::Individual
                })
                .later(later);
            ask.source = [
                Source::SignedForm,
                Source::Web,
                Source::Mobile,
                Source::RegistryWeb,
            ][source];
            match policy {
                0 => ask.answering_first(),
                1 => ask.suppressing(),
                2 => ask.with_quota(4),
                _ => ask,
            }
        },
    )
}

fn access() -> impl Strategy<Value = AccessChange> {
    let list = || prop::collection::vec((10_000_000..10_000_004_u32).prop_map(Into::into), 1..3);
    prop_oneof![
        list().prop_map(AccessChange::Grant),
        list().prop_map(AccessChange::Replace),
        list().prop_map(AccessChange::Revoke),
        Just(AccessChange::RevokeAll),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let want = prop_oneof![
        5 => ask().prop_map(Want::Consent),
        1 => (ask(), access()).prop_map(|(ask, change)| Want::Access(ask, change)),
    ];
    prop_oneof![
        6 => prop::collection::vec(want, 1..6).prop_map(Step::Submit),
        1 => any::<prop::sample::Index>().prop_map(|index| Step::Retry(index.index(1000))),
        2 => (-2000..5000_i64).prop_map(Step::Clock),
        2 => (0..4000_i64, any::<bool>()).prop_map(|(age, all)| Step::Erase { age, all }),
        1 => prop::bool::ANY.prop_map(|close| Step::Restart { close }),
    ]
}

/// Submits, and holds each answer against the model's.
fn submit(place: &Place, ledger: &Ledger, model: &mut Model, commands: &[Command]) {
    let now = domain::outside::Clock::now(&*place.clock).as_millis();
    let outcomes = ledger.submit_blocking(commands.to_vec()).unwrap();
    assert_eq!(outcomes.len(), commands.len());
    for (command, outcome) in commands.iter().zip(outcomes) {
        let key = key_of(ledger, command);
        match (model.decide(key, command, now), outcome) {
            (Expected::Recorded(mut recorded), Outcome::Recorded(receipt)) => {
                recorded.transaction = receipt.transaction;
                model.leaves.extend(ledger.leaves(receipt.seq, 1).unwrap());
                assert_eq!(receipt.seq, recorded.seq);
                assert_eq!(receipt.recorded_at, recorded.movement.recorded_at);
                model.movements.push(recorded);
            }
            (Expected::Earlier(seq), Outcome::Recorded(receipt)) => {
                assert_eq!(receipt.seq, seq);
            }
            (Expected::Already(seq), Outcome::AlreadyRecorded { receipt, original }) => {
                let first = &model.movements[usize::try_from(seq.0).unwrap()];
                assert_eq!((receipt.seq, receipt.transaction), (seq, first.transaction));
                assert_eq!(original, first.movement.item);
            }
            (Expected::Unchanged, Outcome::Unchanged)
            | (Expected::Refused, Outcome::Refused(_)) => {}
            (_, outcome) => panic!("{command:?} became {outcome:?}"),
        }
    }
}

fn key_of(ledger: &Ledger, command: &Command) -> ConsentKey {
    let (address, channel, recipient_type) = match &command.action {
        Action::Consent(request) => (&request.address, request.channel, request.recipient_type),
        Action::Access(request) => (&request.address, request.channel, request.recipient_type),
    };
    let recipient = ledger.recipient_id(address);
    ConsentKey {
        recipient,
        brand: command.brand,
        recipient_type,
        channel,
    }
}

/// Holds every read against the model.
fn compare(ledger: &Ledger, model: &Model) {
    assert_eq!(ledger.end(), Seq(model.movements.len() as u64));
    let leaves = ledger.leaves(Seq(0), usize::MAX).unwrap();
    assert_eq!(leaves, model.leaves);
    for recorded in &model.movements {
        let leaf = leaves[usize::try_from(recorded.seq.0).unwrap()];
        assert_eq!(leaf.transaction_id(), recorded.transaction);
        let at = ledger.recorded_at(recorded.seq).unwrap();
        assert_eq!(at, Some(recorded.movement.recorded_at));
        if model.erased.contains(&recorded.seq) {
            assert_eq!(ledger.movement(recorded.seq).unwrap(), None);
            assert_eq!(ledger.find(recorded.transaction).unwrap(), None);
            let opening = ledger.opening(recorded.seq);
            assert!(matches!(opening, Err(LedgerError::Erased(seq)) if seq == recorded.seq.0));
            continue;
        }
        let opening = ledger.opening(recorded.seq).unwrap().unwrap();
        assert!(leaf.is_opened_by(&opening.key, &opening.canonical));
        assert_eq!(
            ledger.movement(recorded.seq).unwrap().as_ref(),
            Some(recorded)
        );
        assert_eq!(
            ledger.find(recorded.transaction).unwrap(),
            Some(recorded.seq)
        );
        let instant = recorded.movement.recorded_at;
        for at in [instant.as_millis() - 1, instant.as_millis()] {
            let key = recorded.movement.key;
            let state = ledger.state_at(&key, Timestamp::from_millis(at)).unwrap();
            assert_eq!(state, model.state_at(&key, at));
        }
    }
    assert_eq!(ledger.movement(ledger.end()).unwrap(), None);
    let keys = model.keys();
    let mut by_recipient = BTreeMap::<_, Vec<_>>::new();
    for key in &keys {
        let state = model.state(key).unwrap();
        assert_eq!(ledger.state(key).unwrap().as_ref(), Some(&state));
        let history = ledger.history(key).unwrap();
        let expected: Vec<_> = model
            .kept()
            .rev()
            .filter(|one| one.movement.key == *key)
            .cloned()
            .collect();
        assert_eq!(history, expected);
        by_recipient
            .entry(key.recipient)
            .or_default()
            .push((*key, state));
    }
    for recorded in &model.movements {
        let recipient = recorded.movement.key.recipient;
        if !by_recipient.contains_key(&recipient) {
            assert_eq!(ledger.records_of(recipient).unwrap(), []);
            assert_eq!(ledger.address(recipient).unwrap(), None);
        }
    }
    for (recipient, records) in by_recipient {
        assert_eq!(ledger.records_of(recipient).unwrap(), records);
        assert!(ledger.address(recipient).unwrap().is_some());
    }
    let statuses = ledger.statuses(&keys).unwrap();
    let expected: Vec<_> = keys
        .iter()
        .map(|key| model.state(key).map(|one| one.status))
        .collect();
    assert_eq!(statuses, expected);
    for brand in (0..BRANDS).map(|brand| BrandCode(600_100 + brand)) {
        assert_eq!(ledger.counts(brand), model.counts(brand));
        for origin in Origin::ALL {
            compare_feed(ledger, model, brand, origin);
        }
    }
}

fn compare_feed(ledger: &Ledger, model: &Model, brand: BrandCode, origin: Origin) {
    let in_feed = |one: &&Recorded| {
        one.brand() == brand
            && matches!(&one.movement.change, Change::Consent(consent)
                if consent.source.map_or(Origin::Provider, Source::origin) == origin)
    };
    let whole: Vec<_> = model.kept().filter(in_feed).cloned().collect();
    let ever = (
        Timestamp::from_millis(i64::MIN),
        Timestamp::from_millis(i64::MAX),
    );
    let mut read = Vec::new();
    loop {
        let after = read.last().map(|one: &Recorded| one.seq);
        let page = ledger
            .feed(brand, origin, after, ever.0, ever.1, 2)
            .unwrap();
        read.extend(page.movements);
        if !page.more {
            break;
        }
    }
    assert_eq!(read, whole);
    // Every piece of time between two movements' times.
    for from in whole.iter().step_by(3).map(|one| one.movement.recorded_at) {
        for until in whole.iter().step_by(4).map(|one| one.movement.recorded_at) {
            let page = ledger.feed(brand, origin, None, from, until, 1000).unwrap();
            let within = |one: &&Recorded| (from..=until).contains(&one.movement.recorded_at);
            let expected: Vec<_> = whole.iter().filter(within).cloned().collect();
            assert_eq!((page.movements, page.more), (expected, false));
        }
    }
}

/// Nothing is to be found in what nobody has damaged.
fn check(place: &Place, model: &Model) {
    let options = ledger::fsck::Options {
        // So few that the states are compared in several parts.
        records_at_once: 20,
        ..ledger::fsck::Options::default()
    };
    let mut findings = Vec::new();
    let summary = ledger::fsck(&place.path(), &options, &mut |finding| {
        findings.push(finding);
    });
    assert_eq!(findings, []);
    let recipients: BTreeSet<_> = model.keys().iter().map(|key| key.recipient).collect();
    let expected = ledger::fsck::Summary {
        movements: model.movements.len() as u64,
        erased: model.erased.len() as u64,
        records: model.keys().len() as u64,
        addresses: recipients.len() as u64,
        check_frames: 0,
        findings: 0,
    };
    assert_eq!(summary.unwrap(), expected);
    let ledger = place.open();
    assert_eq!(ledger.leaves(Seq(0), usize::MAX).unwrap(), model.leaves);
    ledger.close().unwrap();
}

fn run(steps: &[Step], run_movements: usize) {
    let mut place = Place::new();
    place.run_movements = run_movements;
    let mut ledger = place.open();
    let mut model = Model::default();
    let mut sent: Vec<Command> = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        match step {
            Step::Submit(wants) => {
                let number = u8::try_from(number).unwrap();
                let commands: Vec<_> = (0..)
                    .zip(wants)
                    .map(|(index, want)| Command {
                        item: ItemId {
                            request: RequestId([number; 16]),
                            index,
                        },
                        ..match want {
                            Want::Consent(ask) => place.command(ask),
                            Want::Access(ask, change) => place.access(ask, change.clone()),
                        }
                    })
                    .collect();
                submit(&place, &ledger, &mut model, &commands);
                sent.extend(commands);
            }
            Step::Retry(which) if !sent.is_empty() => {
                let again = Command {
                    retried: true,
                    ..sent[which % sent.len()].clone()
                };
                submit(&place, &ledger, &mut model, &[again]);
            }
            Step::Retry(_) => {}
            Step::Clock(millis) => place.clock.step(*millis),
            Step::Erase { age, all } => {
                let now = domain::outside::Clock::now(&*place.clock).as_millis();
                let before = Timestamp::from_millis(now - age);
                let keys = model.keys().into_iter().step_by(if *all { 1 } else { 2 });
                let keys: Vec<_> = keys.collect();
                let erasure = ledger.erase_blocking(&keys, before).unwrap();
                let counts: Vec<_> = keys
                    .iter()
                    .map(|key| model.erase(key, before.as_millis()))
                    .filter(|count| *count > 0)
                    .collect();
                assert_eq!(erasure.records, counts.len() as u64);
                assert_eq!(erasure.movements, counts.iter().sum::<usize>() as u64);
                compare(&ledger, &model);
            }
            Step::Restart { close } => {
                if *close {
                    ledger.close().unwrap();
                }
                drop(ledger);
                check(&place, &model);
                ledger = place.open();
                compare(&ledger, &model);
            }
        }
    }
    compare(&ledger, &model);
    drop(ledger);
    check(&place, &model);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn a_ledger_is_its_list_of_movements(
        steps in prop::collection::vec(step(), 1..25),
        run_movements in 1..8_usize,
    ) {
        run(&steps, run_movements);
    }
}

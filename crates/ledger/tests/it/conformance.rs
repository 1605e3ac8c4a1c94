//! What every engine has to do, said through the public interface alone.

use domain::{Change, Channel, Origin, RecipientType, Seq, Status, Timestamp};
use ledger::{BrandCounts, Outcome};

use crate::fixture::{self, Ask, BRAND, Place, other_item};

const EVER: Timestamp = Timestamp::from_millis(i64::MAX);
const SINCE_EVER: Timestamp = Timestamp::from_millis(i64::MIN);

#[test]
fn a_recorded_consent_is_there_for_the_very_next_read() {
    let place = Place::new();
    let ledger = place.open();
    let ask = Ask::approval(1);
    let Outcome::Recorded(receipt) = place.submit(&ledger, &ask) else {
        panic!("refused")
    };
    let key = place.key(&ledger, &ask);
    let state = ledger.state(&key).unwrap().unwrap();
    assert_eq!(
        (state.status, state.head, state.decided_by),
        (Status::Approval, receipt.seq, receipt.seq)
    );
    assert_eq!(state.recorded_at, receipt.recorded_at);
    let movement = ledger.movement(receipt.seq).unwrap().unwrap();
    assert_eq!(movement.transaction, receipt.transaction);
    assert_eq!(movement.movement.item, ask.item);
    assert_eq!(ledger.find(receipt.transaction).unwrap(), Some(receipt.seq));
    assert_eq!(ledger.history(&key).unwrap(), vec![movement]);
    assert_eq!(
        ledger.counts(BRAND),
        BrandCounts {
            approvals: 1,
            refusals: 0
        }
    );
    assert_eq!(ledger.address(key.recipient).unwrap(), Some(ask.address()));
    assert_eq!(ledger.end(), Seq(1));
}

#[test]
fn a_refused_request_leaves_no_trace() {
    let place = Place::new();
    let ledger = place.open();
    // The contract refuses a refusal where there is no record (H175).
    let ask = Ask::refusal(1);
    let Outcome::Refused(violations) = place.submit(&ledger, &ask) else {
        panic!("recorded")
    };
    assert!(!violations.is_empty());
    let key = place.key(&ledger, &ask);
    assert_eq!(ledger.end(), Seq(0));
    assert_eq!(ledger.state(&key).unwrap(), None);
    assert_eq!(ledger.history(&key).unwrap(), vec![]);
    assert_eq!(ledger.records_of(key.recipient).unwrap(), vec![]);
    assert_eq!(ledger.address(key.recipient).unwrap(), None);
    assert_eq!(ledger.counts(BRAND), BrandCounts::default());
}

#[test]
fn requests_of_one_batch_see_each_other() {
    let place = Place::new();
    let ledger = place.open();
    let first = Ask::approval(1);
    let second = Ask::refusal(1).later(60);
    let outcomes = ledger
        .submit_blocking(vec![place.command(&first), place.command(&second)])
        .unwrap();
    let [
        Outcome::Recorded(first_receipt),
        Outcome::Recorded(second_receipt),
    ] = outcomes[..]
    else {
        panic!("{outcomes:?}")
    };
    let key = place.key(&ledger, &first);
    let history = ledger.history(&key).unwrap();
    assert_eq!(
        history.iter().map(|one| one.seq).collect::<Vec<_>>(),
        [second_receipt.seq, first_receipt.seq]
    );
    assert_eq!(history[0].movement.prev, Some(first_receipt.seq));
    assert_eq!(
        ledger.counts(BRAND),
        BrandCounts {
            approvals: 0,
            refusals: 1
        }
    );
}

#[test]
fn the_two_origins_have_feeds_of_their_own() {
    let place = Place::new();
    let ledger = place.open();
    place.submit(&ledger, &Ask::approval(1));
    place.submit(&ledger, &Ask::refusal(1).later(60).by_recipient());
    let feed = |origin| {
        ledger
            .feed(BRAND, origin, None, SINCE_EVER, EVER, 10)
            .unwrap()
    };
    let seqs = |origin| {
        feed(origin)
            .movements
            .iter()
            .map(|one| one.seq.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(seqs(Origin::Provider), [0]);
    assert_eq!(seqs(Origin::Recipient), [1]);
}

#[test]
fn an_item_tried_again_is_answered_not_applied_twice() {
    let place = Place::new();
    let ledger = place.open();
    let ask = Ask::approval(1);
    let Outcome::Recorded(first) = place.submit(&ledger, &ask) else {
        panic!("refused")
    };
    place.submit(&ledger, &Ask::refusal(1).later(60).with_item(other_item(7)));
    let mut again = place.command(&ask);
    again.retried = true;
    assert_eq!(
        ledger.submit_blocking(vec![again]).unwrap(),
        [Outcome::Recorded(first)]
    );
    assert_eq!(ledger.end(), Seq(2));
}

#[test]
fn a_recipients_records_stand_together() {
    let place = Place::new();
    let ledger = place.open();
    let text = Ask::approval(1);
    let call = Ask::approval(1).on(Channel::Call);
    let merchant = Ask::approval(1).of(RecipientType::Merchant);
    for ask in [&text, &call, &merchant, &Ask::approval(2)] {
        place.submit(&ledger, ask);
    }
    let records = ledger
        .records_of(place.key(&ledger, &text).recipient)
        .unwrap();
    let mut keys = [&text, &call, &merchant].map(|ask| place.key(&ledger, ask));
    keys.sort();
    assert_eq!(
        records.iter().map(|record| record.0).collect::<Vec<_>>(),
        keys
    );
}

#[test]
fn a_clock_that_steps_back_does_not_turn_back_the_order() {
    let place = Place::new();
    let ledger = place.open();
    let Outcome::Recorded(first) = place.submit(&ledger, &Ask::approval(1)) else {
        panic!("refused")
    };
    place.clock.step(-3_600_000);
    let Outcome::Recorded(second) = place.submit(&ledger, &Ask::approval(2)) else {
        panic!("refused")
    };
    assert_eq!(second.recorded_at, first.recorded_at);
    drop(ledger);
    let ledger = place.open();
    let Outcome::Recorded(third) = place.submit(&ledger, &Ask::approval(3)) else {
        panic!("refused")
    };
    assert_eq!(third.recorded_at, first.recorded_at);
}

#[test]
fn a_state_of_the_past_is_what_was_recorded_until_then() {
    let place = Place::new();
    let ledger = place.open();
    let ask = Ask::approval(1);
    let Outcome::Recorded(first) = place.submit(&ledger, &ask) else {
        panic!("refused")
    };
    place.clock.step(1000);
    let Outcome::Recorded(second) = place.submit(&ledger, &Ask::refusal(1).later(60)) else {
        panic!("refused")
    };
    let key = place.key(&ledger, &ask);
    let at = |millis| {
        let state = ledger
            .state_at(&key, Timestamp::from_millis(millis))
            .unwrap();
        state.map(|state| state.status)
    };
    let (first, second) = (
        first.recorded_at.as_millis(),
        second.recorded_at.as_millis(),
    );
    assert_eq!(at(first - 1), None);
    assert_eq!(at(first), Some(Status::Approval));
    assert_eq!(at(second - 1), Some(Status::Approval));
    assert_eq!(at(second), Some(Status::Refusal));
}

#[test]
fn a_change_of_access_is_in_the_history_but_in_no_feed() {
    let place = Place::new();
    let ledger = place.open();
    let ask = Ask::approval(1);
    place.submit(&ledger, &ask);
    let grant = place.access(&ask, domain::AccessChange::Grant(vec![11_111_111.into()]));
    let [Outcome::Recorded(receipt)] = ledger.submit_blocking(vec![grant.clone()]).unwrap()[..]
    else {
        panic!("refused")
    };
    let key = place.key(&ledger, &ask);
    let state = ledger.state(&key).unwrap().unwrap();
    assert_eq!((state.head, state.decided_by), (receipt.seq, Seq(0)));
    assert_eq!(state.retailer_access, [11_111_111.into()]);
    assert!(matches!(
        ledger.history(&key).unwrap()[0].movement.change,
        Change::Access(_)
    ));
    let page = ledger
        .feed(BRAND, Origin::Provider, None, SINCE_EVER, EVER, 10)
        .unwrap();
    assert_eq!(page.movements.len(), 1);
    // The same again has no effect.
    assert_eq!(
        ledger.submit_blocking(vec![grant]).unwrap(),
        [Outcome::Unchanged]
    );
    assert_eq!(ledger.end(), Seq(2));
}

#[test]
fn a_repetition_is_answered_with_the_first_movement() {
    let place = Place::new();
    let ledger = place.open();
    let ask = Ask::approval(1);
    let Outcome::Recorded(first) = place.submit(&ledger, &ask) else {
        panic!("refused")
    };
    let again = Ask::approval(1).with_item(other_item(9)).answering_first();
    let outcome = place.submit(&ledger, &again);
    assert_eq!(
        outcome,
        Outcome::AlreadyRecorded {
            receipt: first,
            original: ask.item
        }
    );
    // Also while the first is still on its way to disk.
    let (new, repeated) = (
        Ask::approval(2),
        Ask::approval(2).with_item(other_item(10)).answering_first(),
    );
    let outcomes = ledger
        .submit_blocking(vec![place.command(&new), place.command(&repeated)])
        .unwrap();
    let [Outcome::Recorded(second), _] = outcomes[..] else {
        panic!("{outcomes:?}")
    };
    assert_eq!(
        outcomes[1],
        Outcome::AlreadyRecorded {
            receipt: second,
            original: new.item
        }
    );
    assert_eq!(ledger.end(), Seq(2));
}

#[test]
fn a_quota_counts_what_the_same_batch_has_added() {
    let place = Place::new();
    let ledger = place.open();
    let commands = (1..=3).map(|number| place.command(&Ask::approval(number).with_quota(2)));
    let outcomes = ledger.submit_blocking(commands.collect()).unwrap();
    assert!(matches!(
        outcomes[..],
        [
            Outcome::Recorded(_),
            Outcome::Recorded(_),
            Outcome::Refused(_)
        ]
    ));
    assert_eq!(
        ledger.counts(BRAND),
        BrandCounts {
            approvals: 2,
            refusals: 0
        }
    );
}

#[test]
fn a_feed_is_read_in_pages_and_within_times() {
    let place = Place::new();
    let ledger = place.open();
    for number in 0..20 {
        place.submit(&ledger, &Ask::approval(number));
        place.clock.step(1000);
    }
    let feed = |after: Option<u64>, from: i64, until: i64, limit| {
        let start = fixture::START.as_millis();
        let page = ledger
            .feed(
                BRAND,
                Origin::Provider,
                after.map(Seq),
                Timestamp::from_millis(start + from * 1000),
                Timestamp::from_millis(start + until * 1000),
                limit,
            )
            .unwrap();
        (
            page.movements
                .iter()
                .map(|one| one.seq.0)
                .collect::<Vec<_>>(),
            page.more,
        )
    };
    assert_eq!(feed(None, 0, 100, 3), (vec![0, 1, 2], true));
    assert_eq!(feed(Some(2), 0, 100, 3), (vec![3, 4, 5], true));
    assert_eq!(feed(Some(16), 0, 100, 3), (vec![17, 18, 19], false));
    assert_eq!(feed(None, 5, 7, 10), (vec![5, 6, 7], false));
    assert_eq!(feed(None, 5, 7, 2), (vec![5, 6], true));
    assert_eq!(feed(Some(19), 0, 100, 3), (vec![], false));
    assert_eq!(feed(None, 50, 100, 3), (vec![], false));
    assert_eq!(feed(None, 0, 100, 0), (vec![], true));
}

#[test]
fn a_followers_cursor_survives_a_restart() {
    let place = Place::new();
    let ledger = place.open();
    for number in 0..5 {
        place.submit(&ledger, &Ask::approval(number));
    }
    let mut follower = ledger.follow("notices").unwrap();
    let read = follower.next(3).unwrap();
    assert_eq!(
        read.iter().map(|one| one.seq.0).collect::<Vec<_>>(),
        [0, 1, 2]
    );
    assert_eq!(follower.next(3).unwrap(), read);
    follower.commit(Seq(2)).unwrap();
    drop((follower, ledger));
    let ledger = place.open();
    let mut follower = ledger.follow("notices").unwrap();
    assert_eq!(follower.position(), Seq(3));
    assert!(
        follower.commit(Seq(1)).is_err(),
        "a cursor does not go back"
    );
    assert!(
        follower.commit(Seq(5)).is_err(),
        "a cursor does not go past the end"
    );
    assert_eq!(follower.next(10).unwrap().len(), 2);
    assert_eq!(ledger.follow("webhooks").unwrap().position(), Seq(0));
    assert!(ledger.follow("Webhooks/").is_err());
}

#[tokio::test]
async fn a_follower_waits_until_there_is_more() {
    let place = Place::new();
    let ledger = place.open();
    let follower = ledger.follow("notices").unwrap();
    let (waited, submitted) = tokio::join!(
        follower.wait(),
        ledger.submit(vec![place.command(&Ask::approval(1))])
    );
    waited.unwrap();
    submitted.unwrap();
    assert_eq!(follower.next(10).unwrap().len(), 1);
    let mut follower = follower;
    follower.commit(Seq(0)).unwrap();
    let ended = ledger.clone();
    let (waited, ()) = tokio::join!(follower.wait(), async move { ended.close().unwrap() });
    assert!(waited.is_err(), "nobody waits for a closed ledger");
}

#[test]
fn what_is_sealed_opens_in_its_context_alone() {
    let place = Place::new();
    let ledger = place.open();
    let sealed = ledger.seal(b"batch 1", b"+905321234567");
    assert_eq!(
        ledger.unseal(b"batch 1", &sealed).unwrap(),
        b"+905321234567"
    );
    assert_eq!(ledger.unseal(b"batch 2", &sealed), None);
    assert!(!sealed.windows(6).any(|part| part == b"532123"));
    for place in 0..sealed.len() {
        let mut damaged = sealed.clone();
        damaged[place] ^= 1;
        assert_eq!(ledger.unseal(b"batch 1", &damaged), None);
    }
}

#[test]
fn a_closed_ledger_takes_nothing_and_still_answers() {
    let place = Place::new();
    let ledger = place.open();
    let ask = Ask::approval(1);
    place.submit(&ledger, &ask);
    ledger.close().unwrap();
    ledger.close().unwrap();
    assert!(
        ledger
            .submit_blocking(vec![place.command(&Ask::approval(2))])
            .is_err()
    );
    assert!(ledger.state(&place.key(&ledger, &ask)).unwrap().is_some());
    assert_eq!(ledger.end(), Seq(1));
}

//! Text messages that came in: each kept once, parts until they are whole, and codes with few tries.

use directory::received_text::{Confirmation, ReceivedText, TextIdentity};
use directory::text_part::{PARTS_PER_SENDER, TextPart};
use domain::RecipientId;

use crate::support::{Fixture, at};

const SENDER: RecipientId = RecipientId([1; 16]);
const OTHER: RecipientId = RecipientId([2; 16]);

fn text(identity: u8, seconds: i64, answer: Option<&[u8]>) -> ReceivedText {
    ReceivedText {
        identity: [identity; 32],
        sender: SENDER,
        received: at(seconds),
        answer: answer.map(<[u8]>::to_vec),
    }
}

fn part(whole: u8, number: u8, seconds: i64) -> TextPart {
    let mut identity: TextIdentity = [whole; 32];
    identity[0] = number;
    TextPart {
        whole: [whole; 32],
        number,
        identity,
        round: 0,
        first_round: 0,
        dealt: false,
        sender: SENDER,
        body: vec![number],
        received: at(seconds),
    }
}

#[tokio::test]
async fn a_message_is_known_again_and_its_sender_s_answers_are_counted() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let texts = vec![
        text(1, 10, Some(b"a")),
        text(2, 20, None),
        text(3, 30, Some(b"b")),
    ];
    directory
        .keep_received_texts(texts.clone(), None)
        .await
        .unwrap();
    for kept in texts {
        let found = directory.received_text(&kept.identity).await.unwrap();
        assert_eq!(found, Some(kept));
    }
    assert_eq!(directory.received_text(&[9; 32]).await.unwrap(), None);
    let since = async |sender, seconds| {
        let count = directory.text_answers_since(sender, at(seconds)).await;
        count.unwrap()
    };
    assert_eq!(since(SENDER, 0).await, 2);
    assert_eq!(since(SENDER, 10).await, 1);
    assert_eq!(since(OTHER, 0).await, 0);
}

#[tokio::test]
async fn parts_come_back_together_by_number_and_go_when_they_are_dealt_with() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let keep = async |part: TextPart| directory.keep_text_part(part, at(-3_600)).await.unwrap();
    assert_eq!(keep(part(1, 2, 1)).await.len(), 1);
    assert_eq!(keep(part(1, 2, 2)).await.len(), 1, "the same part again");
    assert_eq!(keep(part(2, 1, 2)).await.len(), 1, "another message's");
    let whole = keep(part(1, 1, 3)).await;
    let numbers: Vec<u8> = whole.iter().map(|part| part.number).collect();
    assert_eq!(numbers, [1, 2]);
    let dealt = vec![text(1, 3, None)];
    directory
        .keep_received_texts(dealt, Some([1; 32]))
        .await
        .unwrap();
    assert_eq!(keep(part(1, 1, 4)).await.len(), 1);
}

#[tokio::test]
async fn a_part_with_another_text_begins_a_new_round_and_nothing_is_lost() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let keep = async |part: TextPart| directory.keep_text_part(part, at(-3_600)).await.unwrap();
    let other = |seconds| TextPart {
        identity: [9; 32],
        ..part(1, 1, seconds)
    };
    keep(part(1, 1, 1)).await;
    let begun = keep(other(2)).await;
    assert_eq!((begun.len(), begun[0].identity), (1, [9; 32]));
    let whole = keep(part(1, 2, 3)).await;
    assert_eq!(whole.len(), 2);
    assert!(whole.iter().all(|part| part.round == 1));
    // The first part again is the first of the next message.
    let again = keep(part(1, 1, 4)).await;
    assert_eq!((again.len(), again[0].round), (1, 2));
    let kept = directory.text_parts_of([1; 32]).await.unwrap();
    assert_eq!(kept.len(), 3, "a part is there once");
}

#[tokio::test]
async fn what_has_waited_is_told_by_age_and_dropped_when_it_is_read() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    for kept in [part(2, 1, 20), part(1, 1, 10), part(3, 1, 30)] {
        directory.keep_text_part(kept, at(0)).await.unwrap();
    }
    let overdue = async |seconds| directory.overdue_texts(at(seconds), 10).await.unwrap();
    assert_eq!(overdue(20).await, [[1; 32], [2; 32]]);
    directory.drop_text_parts([1; 32], at(20)).await.unwrap();
    directory.drop_text_parts([3; 32], at(20)).await.unwrap();
    assert_eq!(overdue(30).await, [[2; 32], [3; 32]]);
}

#[tokio::test]
async fn a_part_that_is_too_old_is_gone() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    directory
        .keep_text_part(part(1, 1, 0), at(-1))
        .await
        .unwrap();
    let parts = directory
        .keep_text_part(part(1, 2, 10), at(0))
        .await
        .unwrap();
    assert_eq!(parts.len(), 1);
}

#[tokio::test]
async fn a_sender_s_oldest_parts_make_room() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let most = u8::try_from(PARTS_PER_SENDER).unwrap();
    for whole in 0..=most {
        let kept = part(whole, 1, i64::from(whole));
        directory.keep_text_part(kept, at(-1)).await.unwrap();
    }
    let first = directory
        .keep_text_part(part(0, 2, 99), at(-1))
        .await
        .unwrap();
    assert_eq!(first.len(), 1, "the oldest has waited long enough");
    let overdue = directory.overdue_texts(at(-1), 10).await.unwrap();
    assert_eq!(overdue.first(), Some(&[0; 32]));
    let last = directory
        .keep_text_part(part(most, 2, 99), at(-1))
        .await
        .unwrap();
    assert_eq!(last.len(), 2);
}

#[tokio::test]
async fn no_more_of_a_sender_is_kept_than_twice_what_may_wait() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let kept = u8::try_from(2 * PARTS_PER_SENDER).unwrap();
    for whole in 0..=kept {
        let part = part(whole, 1, i64::from(whole));
        directory.keep_text_part(part, at(-1)).await.unwrap();
    }
    let oldest = directory.text_parts_of([0; 32]).await.unwrap();
    assert_eq!(oldest, []);
    let next = directory.text_parts_of([1; 32]).await.unwrap();
    assert_eq!(next.len(), 1);
}

#[tokio::test]
async fn a_code_bears_few_wrong_tries_and_is_used_up_by_the_right_one() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let set = async || {
        let set = directory.set_text_confirmation(SENDER, [7; 32], 3, at(600));
        set.await.unwrap();
    };
    let confirm = async |sender, code: u8, seconds| {
        let tried = directory.try_text_confirmation(sender, vec![([code; 32], code)], at(seconds));
        tried.await.unwrap()
    };
    assert_eq!(confirm(SENDER, 7, 0).await, Confirmation::Gone);
    set().await;
    assert_eq!(confirm(OTHER, 7, 0).await, Confirmation::Gone);
    assert_eq!(
        confirm(SENDER, 1, 0).await,
        Confirmation::Wrong { tries_left: 2 }
    );
    assert_eq!(confirm(SENDER, 7, 0).await, Confirmation::Right(7));
    assert_eq!(confirm(SENDER, 7, 0).await, Confirmation::Gone);
    set().await;
    for left in [2, 1] {
        let wrong = confirm(SENDER, 1, 0).await;
        assert_eq!(wrong, Confirmation::Wrong { tries_left: left });
    }
    assert_eq!(confirm(SENDER, 1, 0).await, Confirmation::Gone);
    assert_eq!(confirm(SENDER, 7, 0).await, Confirmation::Gone);
    set().await;
    assert_eq!(confirm(SENDER, 7, 600).await, Confirmation::Gone);
}

#[tokio::test]
async fn what_is_over_is_purged() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let texts = vec![text(1, 10, None), text(2, 20, None)];
    directory.keep_received_texts(texts, None).await.unwrap();
    directory
        .keep_text_part(part(1, 1, 10), at(0))
        .await
        .unwrap();
    directory
        .keep_text_part(part(2, 1, 20), at(0))
        .await
        .unwrap();
    let set = directory.set_text_confirmation(SENDER, [7; 32], 3, at(15));
    set.await.unwrap();
    let purged = directory.purge_received_texts(at(20), at(20), at(15)).await;
    assert_eq!(purged.unwrap(), 3);
    assert!(directory.received_text(&[2; 32]).await.unwrap().is_some());
    let purged = directory.purge_received_texts(at(20), at(20), at(15)).await;
    assert_eq!(purged.unwrap(), 0);
}

#[tokio::test]
async fn more_is_purged_than_goes_in_one_transaction() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let texts = (0..1_201_u16).map(|number| {
        let mut text = text(1, 10, None);
        text.identity[..2].copy_from_slice(&number.to_be_bytes());
        text
    });
    let kept = directory.keep_received_texts(texts.collect(), None);
    kept.await.unwrap();
    let purged = directory.purge_received_texts(at(20), at(20), at(15)).await;
    assert_eq!(purged.unwrap(), 1_201);
}

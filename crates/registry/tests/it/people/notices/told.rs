//! What a notice says and what it leaves out.

use directory::notice::StoredNoticeKind::{Loaded, New};
use directory::refusal_address::RefusalAddress;
use domain::{Channel, Source, Status};
use registry::message::{Content, NoticeKind, NoticeLine, OutgoingMessage};
use testkit::{BRAND, EMAIL, OTHER_BRAND, PHONE, Place, Report, STRANGER, record};

use crate::message::post::{Post, transports};

/// Gathers, writes what is due and sends it.
pub async fn told(place: &Place) -> Vec<OutgoingMessage> {
    let out = Post::new();
    place.gather_approvals().await;
    for kind in [New, Loaded] {
        place.write_due(kind, 1_000).await;
    }
    place.send_messages_once(&transports(&out)).await;
    out.seen()
}

/// The lines of a notice, with how many records and brands it is about.
pub fn notice(message: &OutgoingMessage) -> (NoticeKind, Vec<NoticeLine>, u32, u32) {
    match message.content.clone() {
        Content::Notice {
            notice,
            lines,
            total,
            brands,
            ..
        } => (notice, lines, total, brands),
        other => panic!("no notice: {other:?}"),
    }
}

fn call(report: Report) -> Report {
    report.channel(Channel::Call)
}

/// Past the next digest.
pub const DAY: i64 = 24 * 3_600;

#[tokio::test]
async fn all_that_is_new_of_one_address_is_told_together() {
    let place = Place::new().await;
    let other = Report::about(PHONE).brand(OTHER_BRAND);
    place.report(Report::about(PHONE)).await;
    place.report(call(Report::about(PHONE))).await;
    place.report(other).await;
    assert!(told(&place).await.is_empty(), "not at once");
    place.pass(DAY);
    let sent = told(&place).await;
    assert_eq!(sent.len(), 1);
    let (kind, lines, total, brands) = notice(&sent[0]);
    assert_eq!((kind, total, brands), (NoticeKind::New, 3, 2));
    assert_eq!(lines[0].brand, "Karanfil");
    assert_eq!(lines[0].channel(), Some(Channel::Text));
    assert!(lines[0].date_millis.is_some());
    assert_eq!(
        (lines[2].brand.as_str(), lines[1].channel()),
        ("Çınar", Some(Channel::Call))
    );
}

#[tokio::test]
async fn where_a_brand_takes_refusals_stands_beside_its_name() {
    let place = Place::new().await;
    let address = RefusalAddress::new("ret@karanfil.example");
    let named = place
        .directory
        .set_refusal_address(BRAND, address, None, place.now());
    named.await.unwrap();
    place.report(Report::about(PHONE)).await;
    place.report(Report::about(PHONE).brand(OTHER_BRAND)).await;
    assert!(told(&place).await.is_empty(), "not at once");
    place.pass(DAY);
    let sent = told(&place).await;
    let (_, lines, ..) = notice(&sent[0]);
    let said = lines
        .iter()
        .map(|line| (line.brand.as_str(), line.refusal.as_deref()));
    let said: Vec<_> = said.collect();
    assert!(
        said.contains(&("Karanfil", Some("ret@karanfil.example"))),
        "{said:?}"
    );
    assert!(said.contains(&("Çınar", None)), "{said:?}");
}

#[tokio::test]
async fn each_address_is_told_by_its_own_way() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place.report(Report::about(EMAIL)).await;
    place.pass(DAY);
    let mut to: Vec<_> = told(&place)
        .await
        .iter()
        .map(|one| one.to.to_string())
        .collect();
    to.sort();
    assert_eq!(to, [PHONE, EMAIL]);
}

#[tokio::test]
async fn nobody_is_told_of_refusals_or_of_what_they_did_themselves() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place
        .report(
            Report::about(PHONE)
                .status(Status::Refusal)
                .source(Source::ProviderDecision)
                .age(30),
        )
        .await;
    place
        .report(Report::about(EMAIL).source(Source::RegistryWeb))
        .await;
    place.pass(DAY);
    assert!(told(&place).await.is_empty());
}

#[tokio::test]
async fn what_somebody_approved_themselves_is_not_in_a_notice_of_others() {
    let place = Place::new().await;
    let own = Report::about(PHONE).source(Source::RegistryWeb);
    place.report(own.clone()).await;
    place.gather_approvals().await;
    assert_eq!(place.directory.notices_waiting().await.unwrap(), 0);
    place.report(call(Report::about(PHONE))).await;
    place.report(own.brand(OTHER_BRAND)).await;
    place
        .report(call(Report::about(PHONE)).brand(OTHER_BRAND))
        .await;
    place.pass(DAY);
    let (_, lines, total, _) = notice(&told(&place).await[0]);
    assert_eq!(total, 2);
    assert!(
        lines
            .iter()
            .all(|line| line.channel() == Some(Channel::Call))
    );
}

#[tokio::test]
async fn what_was_refused_meanwhile_is_left_out() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place.report(call(Report::about(PHONE))).await;
    place.gather_approvals().await;
    place
        .report(
            Report::about(PHONE)
                .status(Status::Refusal)
                .source(Source::RegistryWeb)
                .age(0),
        )
        .await;
    place.pass(DAY);
    let sent = told(&place).await;
    let (_, lines, total, _) = notice(&sent[0]);
    assert_eq!((lines.len(), total), (1, 1));
    assert_eq!(lines[0].channel(), Some(Channel::Call));
}

#[tokio::test]
async fn a_notice_written_but_refused_before_it_could_be_sent_is_not_sent() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place.gather_approvals().await;
    place.pass(DAY);
    place.write_due(New, 10).await;
    place
        .report(
            Report::about(PHONE)
                .status(Status::Refusal)
                .source(Source::RegistryText)
                .age(0),
        )
        .await;
    let out = Post::new();
    place.send_messages_once(&transports(&out)).await;
    assert!(out.seen().is_empty());
}

#[tokio::test]
async fn nobody_is_told_of_one_movement_twice() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place.pass(DAY);
    assert_eq!(told(&place).await.len(), 1);
    place.pass(DAY);
    assert!(told(&place).await.is_empty());
    place.report(call(Report::about(PHONE))).await;
    place.pass(DAY);
    let (_, _, total, _) = notice(&told(&place).await[0]);
    assert_eq!(total, 1, "the new one alone");
}

#[tokio::test]
async fn what_the_directory_has_kept_is_not_gathered_again_though_the_ledgers_cursor_is_behind() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    // As after a crash between the directory's commit and the ledger's cursor.
    let end = place.ledger.end();
    place
        .directory
        .add_notice_waiting(Vec::new(), end)
        .await
        .unwrap();
    assert_eq!(place.ledger.follow("notices").unwrap().position().0, 0);
    assert_eq!(place.gather_approvals().await, 0);
    assert_eq!(place.directory.notices_waiting().await.unwrap(), 0);
}

#[tokio::test]
async fn a_registry_that_told_nobody_before_begins_with_what_comes() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place.people().begin_notices_here().await.unwrap();
    place.report(Report::about(STRANGER)).await;
    place.pass(DAY);
    let sent = told(&place).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to.to_string(), STRANGER);
}

#[tokio::test]
async fn the_person_sees_what_they_were_told() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place.pass(DAY);
    told(&place).await;
    let mut person = place.person(&[PHONE, EMAIL]);
    let sent = place.notices_of(&person.subject).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].records, sent[0].loaded, sent[0].undeliverable),
        (1, false, false)
    );
    assert_eq!(sent[0].sent_at, Some(place.now()));
    // The number's next owner sees nothing of it.
    person.subject.addresses[0].hidden_until = Some(place.now());
    assert!(place.notices_of(&person.subject).await.is_empty());
}

#[tokio::test]
async fn the_exit_link_of_a_notice_is_bound_to_its_records() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place.pass(DAY);
    let sent = told(&place).await;
    let Content::Notice { token, .. } = &sent[0].content else {
        panic!("no notice");
    };
    assert!(!token.is_empty());
    let mut id = [0; 16];
    hex::decode_to_slice(&sent[0].id, &mut id).unwrap();
    let kept = place
        .directory
        .notice(directory::notice::NoticeId(id))
        .await
        .unwrap()
        .unwrap();
    let key = place.key(PHONE, record(1, BRAND, Channel::Text));
    assert_eq!(kept.recipient, key.recipient);
    assert_eq!(kept.records.len(), 1);
    assert_eq!(
        (kept.records[0].brand, kept.records[0].channel),
        (BRAND, Channel::Text)
    );
    assert!(kept.expires_at > place.now());
}

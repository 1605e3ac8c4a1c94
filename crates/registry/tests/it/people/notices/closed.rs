//! What is told of a number whose line was closed, and to whom (rule 53).

use directory::notice::StoredNoticeKind::New;
use testkit::{OTHER_BRAND, PHONE, Place, Report, address_of};

use super::told::{DAY, notice, told};

/// An approval of the number's former owner, found but not told, and one of its next owner's.
async fn of_two_owners(place: &Place) -> domain::Timestamp {
    place.report(Report::about(PHONE)).await;
    let closed_at = place.now();
    place.pass(3_600);
    place.report(Report::about(PHONE).brand(OTHER_BRAND)).await;
    place.gather_approvals().await;
    closed_at
}

#[tokio::test]
async fn nobody_is_told_of_what_ended_with_the_line() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place.gather_approvals().await;
    place.close_line(&address_of(PHONE), place.now()).await;
    place.pass(DAY);
    assert!(told(&place).await.is_empty());
}

#[tokio::test]
async fn the_next_owner_is_told_of_their_own_though_the_closing_is_reported_late() {
    let place = Place::new().await;
    let closed_at = of_two_owners(&place).await;
    for _ in 0..2 {
        place.close_line(&address_of(PHONE), closed_at).await;
    }
    place.pass(DAY);
    let sent = told(&place).await;
    let (_, lines, total, _) = notice(&sent[0]);
    assert_eq!((sent.len(), total), (1, 1));
    assert_eq!(lines[0].brand, "Çınar");
}

#[tokio::test]
async fn a_notice_that_names_what_ended_with_the_line_is_not_sent_to_the_next_owner() {
    let place = Place::new().await;
    let closed_at = of_two_owners(&place).await;
    place.pass(DAY);
    place.write_due(New, 10).await;
    place.close_line(&address_of(PHONE), closed_at).await;
    assert!(told(&place).await.is_empty());
}

//! Complaints: drafts, what is missing, filing, what was on record, and whose they are.

mod filing;
mod whose;

use std::net::IpAddr;

use registry::cases::complaints::{CLIENT_WRITES_MAX, CLIENT_WRITES_WINDOW, DRAFT_KEPT};
use testkit::{PHONE, Place, seconds, whole};

#[tokio::test]
async fn a_draft_nobody_writes_to_for_thirty_days_is_deleted() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    let old = place.draft(&person, &whole()).await;
    place.pass(seconds(DRAFT_KEPT) - 1);
    let new = place.draft(&person, &whole()).await;
    assert_eq!(place.cases().purge_drafts().await.unwrap(), 0);
    place.pass(1);
    assert_eq!(place.cases().purge_drafts().await.unwrap(), 1);
    assert!(place.read_draft(&person, old).await.is_none());
    assert!(place.read_draft(&person, new).await.is_some());
}

#[tokio::test]
async fn a_client_fills_no_more_than_its_share_whoever_signs_in_there() {
    let place = Place::new().await;
    let client = IpAddr::from([192, 0, 2, 1]);
    for _ in 0..CLIENT_WRITES_MAX {
        place.cases().count_complaint_write(client).unwrap();
    }
    assert!(place.cases().count_complaint_write(client).is_err());
    let other = IpAddr::from([192, 0, 2, 2]);
    place.cases().count_complaint_write(other).unwrap();
    place.pass(seconds(CLIENT_WRITES_WINDOW));
    place.cases().count_complaint_write(client).unwrap();
    // A household is one client, whatever addresses it takes.
    let at_home = |number| IpAddr::from([0x2001, 0xdb8, 1, 2, 0, 0, 0, number]);
    for number in 0..u16::try_from(CLIENT_WRITES_MAX).unwrap() {
        let counted = place.cases().count_complaint_write(at_home(number));
        counted.unwrap();
    }
    assert!(
        place
            .cases()
            .count_complaint_write(at_home(0xffff))
            .is_err()
    );
}

//! Whom the desk serves.

use directory::desk_call::{CallId, DeskCall};
use directory::session::StaffSessionId;
use directory::staff::StaffRole;
use domain::RecipientId;

use crate::support::{Fixture, PASSWORD, at};

async fn session(fixture: &Fixture, name: &str) -> StaffSessionId {
    let directory = &fixture.directory;
    let member = directory
        .add_staff(
            name,
            PASSWORD,
            StaffRole::Agent,
            "x",
            &fixture.random,
            at(0),
        )
        .await
        .unwrap();
    let token = directory
        .open_staff_session(&member, &fixture.random, at(0))
        .await
        .unwrap();
    directory
        .staff_of_session(&token, at(0))
        .await
        .unwrap()
        .unwrap()
        .0
}

fn call(number: u8, proven: bool) -> DeskCall {
    DeskCall {
        call: CallId([number; 16]),
        recipient: RecipientId([number; 16]),
        content: vec![number],
        proven,
        expires_at: at(100),
    }
}

#[tokio::test]
async fn a_session_serves_one_caller_until_the_time_is_over_or_the_call_ends() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let (one, other) = (
        session(&fixture, "ayse").await,
        session(&fixture, "mehmet").await,
    );
    assert_eq!(directory.desk_call(one, at(1)).await.unwrap(), None);
    assert!(directory.set_desk_call(one, call(1, false)).await.unwrap());
    assert!(directory.set_desk_call(one, call(2, true)).await.unwrap());
    assert!(directory.set_desk_call(other, call(3, true)).await.unwrap());
    assert_eq!(
        directory.desk_call(one, at(99)).await.unwrap(),
        Some(call(2, true))
    );
    assert_eq!(
        directory.desk_call(other, at(99)).await.unwrap(),
        Some(call(3, true))
    );
    assert_eq!(directory.desk_call(one, at(100)).await.unwrap(), None);
    directory.end_desk_call(one, at(1)).await.unwrap();
    assert_eq!(directory.desk_call(one, at(1)).await.unwrap(), None);
    assert!(directory.desk_call(other, at(1)).await.unwrap().is_some());
}

#[tokio::test]
async fn signing_out_ends_the_call_and_nobody_signed_in_serves_nobody() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let session = session(&fixture, "ayse").await;
    directory
        .set_desk_call(session, call(1, true))
        .await
        .unwrap();
    directory.end_session(session.0).await.unwrap();
    assert_eq!(directory.desk_call(session, at(1)).await.unwrap(), None);
    assert!(
        !directory
            .set_desk_call(session, call(1, true))
            .await
            .unwrap()
    );
}

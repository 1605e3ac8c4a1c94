//! A list that is being sent when what it was begun by is withdrawn.

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use directory::intermediary::IntermediaryCode;
use directory::partner::{PartnerCode, Permission};
use directory::provider::ProviderState;
use directory::subscription::SubscriptionStatus;
use directory::user::Username;
use domain::{BrandCode, Channel, ProviderCode};
use futures::stream;
use tokio::sync::mpsc;

use super::{path, read_out};
use crate::app::{App, OPEN_BRAND, PROVIDER, start, user_name};
use crate::iys::brands::{add_partner, grant};
use crate::own::check::{INTERMEDIARY_USER, basic, intermediary, record};

const PARTNER: u32 = 800_001;
const LINE: &[u8] = b"+905321234567\n";

/// Everybody who may ask, and a number that may be written to.
async fn place() -> App {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, OPEN_BRAND, Channel::Text, Permission::Read).await;
    intermediary(&app, true).await;
    record(&app, "+905321234567", "BIREYSEL", "MESAJ", "ONAY").await;
    app
}

/// Begins a list, has `withdraw` done, ends the list; what was answered, if it was to the end.
async fn answered(
    app: &App,
    authorization: String,
    withdraw: impl AsyncFnOnce(&App),
) -> Option<String> {
    let (send, receive) = mpsc::unbounded_channel::<Result<Bytes, std::io::Error>>();
    let body = stream::unfold(receive, |mut receive| async {
        Some((receive.recv().await?, receive))
    });
    let request = Request::post(path("type=MESAJ"))
        .header(header::AUTHORIZATION, authorization)
        .body(Body::from_stream(body))
        .unwrap();
    let response = app.respond(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    send.send(Ok(Bytes::from_static(LINE))).unwrap();
    withdraw(app).await;
    // Where the list has been broken off nobody takes the rest.
    let _taken = send.send(Ok(Bytes::from_static(LINE)));
    drop(send);
    let bytes = read_out(response).await?;
    Some(String::from_utf8(bytes).unwrap())
}

async fn bearer(app: &App, party: u32) -> String {
    format!("Bearer {}", app.token(party).await)
}

#[tokio::test]
async fn nothing_withdrawn_is_answered_to_the_end() {
    let app = place().await;
    for who in [PROVIDER, PARTNER] {
        let answer = answered(&app, bearer(&app, who).await, async |_| ()).await;
        let lines = answer.unwrap();
        assert!(lines.starts_with("1 APPROVED\n1 APPROVED\n# "), "{lines}");
    }
    // A change of somebody else's is none of this caller's.
    let answer = answered(&app, bearer(&app, PROVIDER).await, async |app| {
        let name = Username::new(INTERMEDIARY_USER).unwrap();
        app.directory.set_user_disabled(&name, true).await.unwrap();
    });
    assert!(answer.await.is_some());
}

#[tokio::test]
async fn a_list_ends_with_its_callers_grant() {
    let app = place().await;
    let answer = answered(&app, bearer(&app, PARTNER).await, async |app| {
        let (partner, brand) = (PartnerCode(PARTNER), BrandCode(OPEN_BRAND));
        let ended = app.directory.revoke(partner, brand, Channel::Text, start());
        assert!(ended.await.unwrap());
    });
    assert_eq!(answer.await, None);
}

#[tokio::test]
async fn a_list_ends_with_its_intermediarys_grant() {
    let app = place().await;
    let answer = answered(&app, basic(INTERMEDIARY_USER), async |app| {
        let (code, brand) = (
            IntermediaryCode(crate::own::check::INTERMEDIARY),
            BrandCode(OPEN_BRAND),
        );
        let ended = app.directory.revoke_intermediary(code, brand, start());
        assert!(ended.await.unwrap());
    });
    assert_eq!(answer.await, None);
}

#[tokio::test]
async fn a_list_ends_with_its_callers_licence() {
    let app = place().await;
    let answer = answered(&app, bearer(&app, PARTNER).await, async |app| {
        let lost = app
            .directory
            .set_partner_licensed(PartnerCode(PARTNER), false);
        lost.await.unwrap();
    });
    assert_eq!(answer.await, None);
}

#[tokio::test]
async fn a_list_ends_with_its_user() {
    let app = place().await;
    let answer = answered(&app, bearer(&app, PROVIDER).await, async |app| {
        let name = Username::new(&user_name(PROVIDER)).unwrap();
        app.directory.set_user_disabled(&name, true).await.unwrap();
    });
    assert_eq!(answer.await, None);
}

#[tokio::test]
async fn a_list_ends_with_the_providers_subscription() {
    let app = place().await;
    let answer = answered(&app, bearer(&app, PROVIDER).await, async |app| {
        let close = |subscription: &mut directory::subscription::Subscription| {
            subscription.status = SubscriptionStatus::Closed;
        };
        app.subscribe(PROVIDER, close).await;
    });
    assert_eq!(answer.await, None);
}

/// An intermediary may go on asking; nothing is allowed any more.
#[tokio::test]
async fn a_list_of_a_provider_that_is_suspended_allows_nothing_from_then_on() {
    let app = place().await;
    let answer = answered(&app, basic(INTERMEDIARY_USER), async |app| {
        let (code, state) = (ProviderCode(PROVIDER), ProviderState::Suspended);
        app.directory.set_provider_state(code, state).await.unwrap();
    });
    let lines = answer.await.unwrap();
    assert!(lines.starts_with("0 PROVIDER_SUSPENDED\n0 "), "{lines}");
}

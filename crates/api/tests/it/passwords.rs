//! Wrong passwords, on every way they come in.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use directory::activity::Actor;
use directory::user::{Networks, Username};
use domain::ProviderCode;
use registry::contract::session::{CLIENT_TRIES_MAX, NAME_TRIES_MAX, REFRESH_TRIES_MAX};
use serde_json::json;

use crate::app::{Answer, App, PASSWORD, PROVIDER, user_name};

/// A way a name and a password are sent.
#[derive(Clone, Copy, Debug)]
enum Way {
    Json,
    Form,
    Legacy,
    Basic,
}

impl Way {
    const ALL: [Self; 4] = [Self::Json, Self::Form, Self::Legacy, Self::Basic];

    /// What says that the password was wrong.
    fn wrong(self) -> StatusCode {
        match self {
            Self::Basic => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    fn request(self, name: &str, password: &str) -> Request<Body> {
        let body = json!({"grant_type": "password", "username": name, "password": password});
        let (request, body) = match self {
            Self::Json => (Request::post("/oauth2/token"), body.to_string()),
            Self::Legacy => (Request::post("/oauth/token"), body.to_string()),
            Self::Form => {
                let name = name.replace('@', "%40");
                let form = format!("grant_type=password&username={name}&password={password}");
                (Request::post("/oauth2/token"), form)
            }
            Self::Basic => {
                let encoded = BASE64_STANDARD.encode(format!("{name}:{password}"));
                let request = Request::builder()
                    .method(Method::GET)
                    .uri("/brands/1234567890")
                    .header(header::AUTHORIZATION, format!("Basic {encoded}"));
                (request, String::new())
            }
        };
        request.body(Body::from(body)).unwrap()
    }

    async fn ask(self, app: &App, client: IpAddr, name: &str, password: &str) -> Answer {
        from(app, client, self.request(name, password)).await
    }
}

/// Sends a request as a client.
async fn from(app: &App, client: IpAddr, mut request: Request<Body>) -> Answer {
    let peer = ConnectInfo(SocketAddr::new(client, 40_000));
    request.extensions_mut().insert(peer);
    app.send_request(request).await
}

fn client(number: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, number])
}

fn assert_told_to_wait(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = answer.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
}

#[tokio::test]
async fn wrong_passwords_are_limited_by_client_on_every_way_they_come_in() {
    for way in Way::ALL {
        let app = App::new().await;
        for number in 0..CLIENT_TRIES_MAX {
            let name = format!("name-{number}");
            let answer = way.ask(&app, client(1), &name, "no").await;
            assert_eq!(answer.status, way.wrong(), "{way:?}");
        }
        let name = user_name(PROVIDER);
        let answer = way.ask(&app, client(1), &name, PASSWORD).await;
        assert_told_to_wait(&answer);
        let answer = way.ask(&app, client(2), &name, PASSWORD).await;
        assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{way:?}");
        assert_ne!(answer.status, way.wrong(), "{way:?}");
        app.pass(900);
        let answer = way.ask(&app, client(1), &name, PASSWORD).await;
        assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{way:?}");
    }
}

#[tokio::test]
async fn a_name_is_closed_to_the_client_that_tries_it_and_to_no_other() {
    for way in Way::ALL {
        let app = App::new().await;
        let name = user_name(PROVIDER);
        for number in 0..NAME_TRIES_MAX {
            let answer = way.ask(&app, client(1), &name, &number.to_string()).await;
            assert_eq!(answer.status, way.wrong(), "{way:?}");
        }
        assert_told_to_wait(&way.ask(&app, client(1), &name, PASSWORD).await);
        let answer = way.ask(&app, client(2), &name, PASSWORD).await;
        assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{way:?}");
    }
}

#[tokio::test]
async fn a_household_of_ipv6_addresses_is_one_client() {
    let app = App::new().await;
    let address = |last: u16| IpAddr::from([0x2001, 0xdb8, 1, 2, 0, 0, 0, last]);
    for number in 0..u16::try_from(CLIENT_TRIES_MAX).unwrap() {
        let name = format!("name-{number}");
        let answer = Way::Basic.ask(&app, address(number), &name, "no").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    assert_told_to_wait(&Way::Basic.ask(&app, address(999), "x", "no").await);
}

#[tokio::test]
async fn a_flood_of_one_way_closes_no_other_and_a_password_in_use_stays_good() {
    let app = App::new().await;
    let name = user_name(PROVIDER);
    let used = Way::Basic.ask(&app, client(1), &name, PASSWORD).await;
    assert_eq!(used.status, StatusCode::FORBIDDEN);
    for number in 0..2 * CLIENT_TRIES_MAX {
        let other = format!("name-{number}");
        Way::Basic.ask(&app, client(1), &other, "no").await;
    }
    assert_told_to_wait(&Way::Basic.ask(&app, client(1), "x", "no").await);
    let used = Way::Basic.ask(&app, client(1), &name, PASSWORD).await;
    assert_eq!(used.status, StatusCode::FORBIDDEN);
    let login = Way::Json.ask(&app, client(1), &name, PASSWORD).await;
    assert_eq!(login.status, StatusCode::OK);
}

#[tokio::test]
async fn a_client_that_has_sent_many_wrong_refresh_tokens_waits() {
    let app = App::new().await;
    let ask = |number: u32| {
        let body = json!({"grant_type": "refresh_token", "refresh_token": number.to_string()});
        Request::post("/oauth2/token")
            .body(Body::from(body.to_string()))
            .unwrap()
    };
    for number in 0..REFRESH_TRIES_MAX {
        let answer = from(&app, client(1), ask(number)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    assert_told_to_wait(&from(&app, client(1), ask(0)).await);
    let answer = from(&app, client(2), ask(0)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_operators_own_users_are_let_in_by_no_password() {
    let app = App::new().await;
    let kind = directory::user::UserKind::Admin;
    app.add_user("operator", kind).await;
    for _ in 0..2 {
        let answer = Way::Basic.ask(&app, client(1), "operator", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.codes(), ["H351"]);
    }
}

/// A call with a token, from an address.
async fn calls(app: &App, client: IpAddr, token: &str) -> Answer {
    let path = format!("/sps/{PROVIDER}/brands");
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    from(app, client, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn from_elsewhere_than_its_networks_a_user_is_answered_as_a_stranger() {
    let app = App::new().await;
    let name = user_name(PROVIDER);
    let token = app.token(PROVIDER).await;
    assert_eq!(calls(&app, client(2), &token).await.status, StatusCode::OK);
    let networks = Networks::read(&format!("{}/32 2001:db8::/32", client(1))).unwrap();
    let whose = (ProviderCode(PROVIDER), Username::new(&name).unwrap());
    let set = app
        .directory
        .set_networks_of(whose, networks, Actor::Operator, app.now());
    set.await.unwrap();
    for way in Way::ALL {
        let wrong = way.ask(&app, client(3), &name, "no").await;
        let elsewhere = way.ask(&app, client(2), &name, PASSWORD).await;
        assert_eq!(elsewhere.status, wrong.status);
        assert_eq!(elsewhere.text(), wrong.text());
        let right = way.ask(&app, client(1), &name, PASSWORD).await;
        assert_ne!(right.status, wrong.status);
    }
    let refused = calls(&app, client(2), &token).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.codes(), ["H351"]);
    let six = "2001:db8:9::1".parse().unwrap();
    for near in [client(1), six] {
        assert_eq!(calls(&app, near, &token).await.status, StatusCode::OK);
    }
}

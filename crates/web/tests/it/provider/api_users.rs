//! `/provider/api-users` and what is under it.

use std::net::IpAddr;

use axum::http::StatusCode;
use directory::activity::{Action, ActivityQuery};
use directory::member::MemberRole;
use directory::user::UserKind;
use testkit::{PROVIDER, everywhere, in_brand};

use crate::app::{App, BRAND};

const NAME: &str = "api@karanfil.example";
const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 9));

/// The password that a page shows.
fn shown(text: &str) -> String {
    let from = text.find("<p class=\"secret\">").unwrap() + "<p class=\"secret\">".len();
    text[from..from + text[from..].find('<').unwrap()].to_owned()
}

async fn logs_in(app: &App, password: &str) -> bool {
    app.contract().log_in(NAME, password, CLIENT).await.is_ok()
}

async fn actions(app: &App) -> Vec<Action> {
    let entries = app
        .directory
        .activity(PROVIDER, ActivityQuery::default(), 1_000);
    let entries = entries.await.unwrap().into_iter();
    entries.map(|entry| entry.what.action).collect()
}

#[tokio::test]
async fn a_user_is_added_with_a_password_shown_once_and_logs_in() {
    let app = App::new().await;
    let mut manager = app
        .at_console("a@b.example", everywhere(MemberRole::Manager))
        .await;
    let added = manager
        .post("/provider/api-users", &[("name", " API@karanfil.example ")])
        .await;
    assert_eq!(added.status, StatusCode::OK);
    let first = shown(added.text());
    assert_eq!(first.len(), 24);
    assert!(logs_in(&app, &first).await);
    let list = manager.get("/provider/api-users").await;
    list.says(NAME);
    list.is_silent_about(&first);

    let of = [("user", NAME)];
    let renewed = manager.post("/provider/api-users/password", &of).await;
    let second = shown(renewed.text());
    assert!(!logs_in(&app, &first).await);
    assert!(logs_in(&app, &second).await);
    manager
        .post("/provider/api-users/keep-out", &of)
        .await
        .location();
    assert!(!logs_in(&app, &second).await);
    manager
        .post("/provider/api-users/let-in", &of)
        .await
        .location();
    assert!(logs_in(&app, &second).await);
    assert_eq!(
        actions(&app).await[..4],
        [
            Action::UserLetIn,
            Action::UserKeptOut,
            Action::UserPasswordSet,
            Action::UserAdded,
        ]
    );
    // Neither kind is the other.
    let sign_in = [("email", NAME), ("password", &second), ("second", "123456")];
    let answer = app.browser().post("/provider/sign-in", &sign_in).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let console = app
        .contract()
        .log_in("a@b.example", testkit::MEMBER_PASSWORD, CLIENT);
    assert!(console.await.is_err());
}

#[tokio::test]
async fn names_that_cannot_be_and_other_parties_users_are_refused_and_nothing_is_written() {
    let app = App::new().await;
    let operators = "operator@izin.example";
    app.add_user(operators, UserKind::Admin).await;
    let mut owner = app.owner().await;
    let before = actions(&app).await;
    for name in ["", "iki kelime", operators] {
        let answer = owner.post("/provider/api-users", &[("name", name)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        answer.says("name-error");
    }
    for path in ["password", "keep-out", "let-in"] {
        let path = format!("/provider/api-users/{path}");
        for name in [operators, "nobody", "ş"] {
            let answer = owner.post(&path, &[("user", name)]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path} {name}");
        }
        assert_eq!(owner.post(&path, &[]).await.status, StatusCode::BAD_REQUEST);
    }
    let mut of_one_brand = app
        .at_console("a@b.example", in_brand(MemberRole::Manager, BRAND))
        .await;
    let answer = of_one_brand
        .post("/provider/api-users", &[("name", NAME)])
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(app.directory.users_of(PROVIDER).await.unwrap().is_empty());
    let noted = actions(&app).await;
    assert!(!noted[..noted.len() - before.len()].contains(&Action::UserAdded));
}

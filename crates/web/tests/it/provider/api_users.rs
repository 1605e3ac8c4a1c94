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

/// A user and its password.
async fn added(browser: &mut testkit::Browser<'_>) -> String {
    let added = browser.post("/provider/api-users", &[("name", NAME)]).await;
    shown(added.text())
}

/// Whether a token opens calls from an address.
async fn opens(app: &App, token: &str, client: IpAddr) -> bool {
    app.contract().caller_of(token, client).await.is_ok()
}

#[tokio::test]
async fn a_user_logs_in_refreshes_and_calls_from_its_networks_alone() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let password = added(&mut owner).await;
    let elsewhere: IpAddr = [203, 0, 113, 7].into();
    let log_in = |client| {
        let (contract, password) = (app.registry.contract(), password.clone());
        async move { contract.log_in(NAME, &password, client).await }
    };
    let early = log_in(elsewhere).await.unwrap().tokens;
    assert!(opens(&app, &early.access, elsewhere).await);
    let form = [
        ("user", NAME),
        ("networks", "192.0.2.0/24\r\n2001:db8::/32"),
    ];
    let set = owner.post("/provider/api-users/networks", &form).await;
    owner
        .get(set.location())
        .await
        .says("192.0.2.0/24 2001:db8::/32");
    // At once, and as a wrong password and a wrong token are.
    assert!(!opens(&app, &early.access, elsewhere).await);
    assert!(opens(&app, &early.access, CLIENT).await);
    assert!(log_in(elsewhere).await.is_err());
    let contract = app.registry.contract();
    assert!(contract.refresh(&early.refresh, elsewhere).await.is_err());
    assert!(contract.refresh(&early.refresh, CLIENT).await.is_ok());
    assert!(log_in(CLIENT).await.is_ok());
    assert!(log_in("2001:db8::7".parse().unwrap()).await.is_ok());
    let form = [("user", NAME), ("networks", " ")];
    owner.post("/provider/api-users/networks", &form).await;
    assert!(opens(&app, &early.access, elsewhere).await);
    assert_eq!(
        actions(&app).await[..2],
        [Action::UserNetworksSet, Action::UserNetworksSet]
    );
}

#[tokio::test]
async fn what_are_no_networks_are_told_and_nothing_is_written() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    added(&mut owner).await;
    let before = actions(&app).await;
    let many: Vec<_> = (0..21).map(|number| format!("192.0.2.{number}")).collect();
    for (networks, said) in [
        ("192.0.2.0/33", "192.0.2.0/33"),
        ("192.0.2.1 ofis", "ofis"),
        (&many.join(" "), "En çok 20"),
    ] {
        let form = [("user", NAME), ("networks", networks)];
        let answer = owner.post("/provider/api-users/networks", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        answer.says(said);
        answer.says(&format!("aria-invalid=\"true\">{networks}</textarea>"));
    }
    let other = [("user", "yok@karanfil.example"), ("networks", "192.0.2.1")];
    let answer = owner.post("/provider/api-users/networks", &other).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    // What is left out is not taken back.
    let answer = owner
        .post("/provider/api-users/networks", &[("user", NAME)])
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(actions(&app).await, before);
    let users = app.directory.provider_users(PROVIDER).await.unwrap();
    assert!(users.iter().all(|one| one.rules.networks.is_anywhere()));
}

#[tokio::test]
async fn a_new_password_is_good_beside_the_old_one_until_that_ends_by_itself() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let first = added(&mut owner).await;
    let early = app.contract().log_in(NAME, &first, CLIENT).await.unwrap();
    let form = [("user", NAME), ("hours", "1")];
    let rotated = owner.post("/provider/api-users/rotation", &form).await;
    let second = shown(rotated.text());
    assert_ne!(first, second);
    owner
        .get("/provider/api-users")
        .await
        .says("Önceki parola da geçerli");
    assert!(logs_in(&app, &first).await && logs_in(&app, &second).await);
    // Nothing that goes on is broken off, and nothing that the old one has given outlasts it.
    assert!(opens(&app, &early.tokens.access, CLIENT).await);
    let refreshed = app.contract().refresh(&early.tokens.refresh, CLIENT).await;
    let refreshed = refreshed.unwrap().tokens;
    let late = app.contract().log_in(NAME, &first, CLIENT).await.unwrap();
    let new = app.contract().log_in(NAME, &second, CLIENT).await.unwrap();
    let odd = [("user", NAME), ("hours", "200")];
    let answer = owner.post("/provider/api-users/rotation", &odd).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    app.clock.pass(testkit::HOUR);
    assert!(!logs_in(&app, &first).await);
    assert!(logs_in(&app, &second).await);
    for token in [&early.tokens.access, &refreshed.access, &late.tokens.access] {
        assert!(!opens(&app, token, CLIENT).await);
    }
    assert!(
        app.contract()
            .refresh(&refreshed.refresh, CLIENT)
            .await
            .is_err()
    );
    assert!(opens(&app, &new.tokens.access, CLIENT).await);
    let mut manager = app
        .at_console("b@b.example", everywhere(MemberRole::Manager))
        .await;
    let page = manager.get("/provider/api-users").await;
    page.says(NAME);
    page.is_silent_about("Önceki parola da geçerli");
}

#[tokio::test]
async fn the_password_before_ends_by_hand_by_another_rotation_and_by_a_plain_new_one() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let first = added(&mut owner).await;
    let (of, week) = ([("user", NAME)], [("user", NAME), ("hours", "168")]);
    let rotated = owner.post("/provider/api-users/rotation", &week).await;
    let second = shown(rotated.text());
    let old = app.contract().log_in(NAME, &first, CLIENT).await.unwrap();
    let new = app.contract().log_in(NAME, &second, CLIENT).await.unwrap();
    let end = "/provider/api-users/rotation/end";
    assert_eq!(owner.post(end, &of).await.status, StatusCode::SEE_OTHER);
    assert!(!logs_in(&app, &first).await);
    assert!(!opens(&app, &old.tokens.access, CLIENT).await);
    assert!(opens(&app, &new.tokens.access, CLIENT).await);
    assert_eq!(owner.post(end, &of).await.status, StatusCode::NOT_FOUND);
    let rotated = owner.post("/provider/api-users/rotation", &week).await;
    let third = shown(rotated.text());
    let rotated = owner.post("/provider/api-users/rotation", &week).await;
    let fourth = shown(rotated.text());
    assert!(!logs_in(&app, &second).await);
    assert!(logs_in(&app, &third).await && logs_in(&app, &fourth).await);
    let renewed = owner.post("/provider/api-users/password", &of).await;
    let fifth = shown(renewed.text());
    assert!(!logs_in(&app, &third).await && !logs_in(&app, &fourth).await);
    assert!(logs_in(&app, &fifth).await);
    assert_eq!(
        actions(&app).await[..5],
        [
            Action::UserPasswordSet,
            Action::UserPasswordRotated,
            Action::UserPasswordRotated,
            Action::UserOldPasswordEnded,
            Action::UserPasswordRotated,
        ]
    );
}

#[tokio::test]
async fn when_a_user_last_called_is_kept_beside_requests() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let password = added(&mut owner).await;
    owner
        .get("/provider/api-users")
        .await
        .says("henüz hiç çağrı");
    let tokens = app.contract().log_in(NAME, &password, CLIENT).await;
    let token = tokens.unwrap().tokens.access;
    app.clock.pass(testkit::MINUTE);
    assert!(opens(&app, &token, CLIENT).await);
    let used_at = async || {
        let users = app.directory.provider_users(PROVIDER).await.unwrap();
        let own = users.iter().find(|one| one.user.name.as_str() == NAME);
        own.unwrap().used_at
    };
    assert_eq!(used_at().await, None);
    let called = app.now();
    assert_eq!(app.contract().note_uses().await.unwrap(), 1);
    assert_eq!(used_at().await, Some(called));
    assert_eq!(app.contract().note_uses().await.unwrap(), 0);
    owner.get("/provider/api-users").await.says("son çağrısı");
}

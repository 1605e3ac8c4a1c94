//! `/provider/people` and what is under it.

use axum::http::StatusCode;
use directory::activity::{Action, ActivityQuery};
use directory::member::{Member, MemberEmail, MemberRole, MemberState};
use testkit::{PROVIDER, everywhere, in_brand};

use crate::app::{App, BRAND};

async fn member(app: &App, email: &str) -> Option<Member> {
    let email = MemberEmail::new(email).unwrap();
    app.directory.member_by_email(&email).await.unwrap()
}

async fn actions(app: &App) -> Vec<Action> {
    let entries = app
        .directory
        .activity(PROVIDER, ActivityQuery::default(), 1_000);
    let entries = entries.await.unwrap().into_iter();
    entries.map(|entry| entry.what.action).collect()
}

#[tokio::test]
async fn an_owner_invites_changes_keeps_out_and_lets_in() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let fields = [
        ("email", "Veli@karanfil.example"),
        ("name", "Veli"),
        ("grant", ""),
        ("grant", "editor 600001"),
        ("grant", "viewer 600002"),
    ];
    let sent = owner.post("/provider/people/invite", &fields).await;
    assert_eq!(sent.location(), "/provider/people?done=yes");
    let veli = member(&app, "veli@karanfil.example").await.unwrap();
    assert_eq!(veli.state, MemberState::Invited);
    assert_eq!(veli.roles.len(), 2);
    let list = owner.get("/provider/people").await;
    list.says("Düzenleyen (Karanfil), Görüntüleyen (Çınar)");
    list.says("Davet edildi");

    let path = format!("/provider/people/{}", veli.number);
    owner
        .get(&path)
        .await
        .says("value=\"editor 600001\" selected");
    let roles = [("grant", "manager 0"), ("grant", "")];
    owner.post(&path, &roles).await.location();
    let veli = member(&app, "veli@karanfil.example").await.unwrap();
    assert_eq!(veli.roles, everywhere(MemberRole::Manager));
    owner
        .post(&format!("{path}/keep-out"), &[])
        .await
        .location();
    let state = |member: Option<Member>| member.unwrap().state;
    let email = "veli@karanfil.example";
    assert_eq!(state(member(&app, email).await), MemberState::KeptOut);
    let again = owner.post(&format!("{path}/invite"), &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "not while kept out");
    owner.get(&path).await.says(&format!("{path}/let-in"));
    owner.post(&format!("{path}/let-in"), &[]).await.location();
    assert_eq!(state(member(&app, email).await), MemberState::Invited);
    owner.post(&format!("{path}/invite"), &[]).await.location();
    let done = actions(&app).await;
    assert_eq!(
        done[..5],
        [
            Action::MemberInvitedAgain,
            Action::MemberLetIn,
            Action::MemberKeptOut,
            Action::RolesChanged,
            Action::MemberInvited,
        ]
    );
}

#[tokio::test]
async fn an_invitation_says_at_its_field_what_is_wrong_and_writes_nothing() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let before = actions(&app).await;
    for (email, name, grant, at) in [
        ("veli", "Veli", "viewer 0", "email-error"),
        ("sahip@karanfil.example", "Veli", "viewer 0", "email-error"),
        ("veli@karanfil.example", " ", "viewer 0", "name-error"),
        ("veli@karanfil.example", "Veli", "", "grant-error"),
        (
            "veli@karanfil.example",
            "Veli",
            "editor 700001",
            "grant-error",
        ),
    ] {
        let fields = [("email", email), ("name", name), ("grant", grant)];
        let answer = owner.post("/provider/people/invite", &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{email} {grant}"
        );
        answer.says(at);
    }
    for grant in ["king 0", "viewer", "viewer x", "viewer 600001 2"] {
        let fields = [
            ("email", "veli@karanfil.example"),
            ("name", "V"),
            ("grant", grant),
        ];
        let answer = owner.post("/provider/people/invite", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{grant}");
    }
    assert_eq!(member(&app, "veli@karanfil.example").await, None);
    assert_eq!(actions(&app).await, before);
}

#[tokio::test]
async fn the_last_owner_stays_and_is_told_why() {
    let app = App::new().await;
    let mut owner = app.owner().await;
    let own = member(&app, "sahip@karanfil.example").await.unwrap();
    let path = format!("/provider/people/{}", own.number);
    for (path, fields) in [
        (path.clone(), &[("grant", "viewer 0")][..]),
        (format!("{path}/keep-out"), &[]),
    ] {
        let answer = owner.post(&path, fields).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
        answer.says("giriş yapabilen hesap sahibi kalmaz");
    }
    let after = member(&app, "sahip@karanfil.example").await;
    assert_eq!(after, Some(own));
    assert_eq!(owner.get("/provider").await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_owns_nothing_changes_nobody_and_another_providers_people_are_not_there() {
    let app = App::new().await;
    let mut manager = app
        .at_console("a@b.example", everywhere(MemberRole::Manager))
        .await;
    let own = member(&app, "a@b.example").await.unwrap();
    let path = format!("/provider/people/{}", own.number);
    let owner = [("grant", "owner 0")];
    let answer = manager.post(&path, &owner).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    answer.says("Bunun için yetkiniz yok");
    manager
        .get("/provider")
        .await
        .is_silent_about("href=\"/provider/people");
    let fields = [
        ("email", "c@b.example"),
        ("name", "C"),
        ("grant", "owner 0"),
    ];
    let answer = manager.post("/provider/people/invite", &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(member(&app, "c@b.example").await, None);
    assert_eq!(member(&app, "a@b.example").await.unwrap().roles, own.roles);

    app.add_provider(700_001).await;
    let stranger = app.operator().invite_member(
        domain::ProviderCode(700_001),
        "yabanci@x.example",
        "Yabancı",
        everywhere(MemberRole::Viewer),
    );
    let stranger = stranger.await.unwrap().0;
    let mut owner_of_this = app.owner().await;
    let path = format!("/provider/people/{}", stranger.number);
    for answer in [
        owner_of_this.get(&path).await,
        owner_of_this.post(&path, &owner).await,
        owner_of_this.post(&format!("{path}/keep-out"), &[]).await,
        owner_of_this.post(&format!("{path}/invite"), &[]).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let after = member(&app, "yabanci@x.example").await.unwrap();
    assert_eq!((after.state, after.roles), (stranger.state, stranger.roles));
}

#[tokio::test]
async fn a_role_that_is_taken_away_ends_with_the_next_request() {
    let app = App::new().await;
    let mut editor = app
        .at_console("a@b.example", in_brand(MemberRole::Editor, BRAND))
        .await;
    assert_eq!(editor.get("/provider/entry").await.status, StatusCode::OK);
    let mut owner = app.owner().await;
    let own = member(&app, "a@b.example").await.unwrap();
    let path = format!("/provider/people/{}", own.number);
    owner
        .post(&path, &[("grant", "viewer 600001")])
        .await
        .location();
    assert_eq!(
        editor.get("/provider/entry").await.status,
        StatusCode::FORBIDDEN
    );
}

//! `/provider/invitation/{token}` and `/provider/sign-in`.

use axum::http::StatusCode;
use directory::member::MemberRole;
use testkit::{MEMBER_PASSWORD, MINUTE, PROVIDER, code_at, everywhere};

use crate::app::App;

const EMAIL: &str = "ayse@karanfil.example";

/// Invites somebody; the path of the link.
async fn invited(app: &App) -> String {
    let roles = everywhere(MemberRole::Owner);
    let invited = app
        .operator()
        .invite_member(PROVIDER, EMAIL, "Ayşe <b>", roles)
        .await;
    format!("/provider/invitation/{}", invited.unwrap().1.token())
}

/// What stands between two texts of a page.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap() + from.len();
    let rest = &text[start..];
    &rest[..rest.find(to).unwrap()]
}

#[tokio::test]
async fn an_invitation_leads_through_password_and_second_factor_into_the_console() {
    let app = App::new().await;
    let path = invited(&app).await;
    let mut browser = app.browser();
    let page = browser.get(&path).await;
    page.says("Ayşe &#60;b&#62;, Sağlayıcı 600001 A.Ş. sizi konsoluna davet ediyor");
    let fields = [("password", MEMBER_PASSWORD), ("again", MEMBER_PASSWORD)];
    assert_eq!(browser.post(&path, &fields).await.location(), path);
    let page = browser.get(&path).await;
    page.says("<svg class=\"qr\" role=\"img\"");
    let secret = between(page.text(), "<p class=\"secret\">", "</p>").to_owned();
    let code = code_at(&secret, app.now());
    let taken = browser
        .post(&format!("{path}/code"), &[("code", &code)])
        .await;
    assert_eq!(taken.status, StatusCode::OK);
    assert_eq!(taken.text().matches("<li><code>").count(), 10);
    let recovery = between(taken.text(), "<li><code>", "<").to_owned();
    // It was good for one use.
    let again = browser.get(&path).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    again.says("Bu davet artık geçerli değil");

    app.pass(MINUTE);
    let code = code_at(&secret, app.now());
    for second in [code.as_str(), &recovery] {
        let fields = [
            ("email", EMAIL),
            ("password", MEMBER_PASSWORD),
            ("second", second),
        ];
        let answer = app.browser().post("/provider/sign-in", &fields).await;
        assert_eq!(answer.location(), "/provider");
        let answer = app.browser().post("/provider/sign-in", &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "taken once"
        );
        answer.says("E-posta adresi, parola ya da ikinci doğrulama yanlış");
        answer.is_silent_about(EMAIL);
    }
}

#[tokio::test]
async fn a_password_that_is_short_or_differs_is_refused_at_its_field() {
    let app = App::new().await;
    let path = invited(&app).await;
    let mut browser = app.browser();
    for (password, again, field) in [
        ("kısa", "kısa", "password-error"),
        (MEMBER_PASSWORD, "dört kuru üzüm", "again-error"),
        ("", "", "password-error"),
    ] {
        let fields = [("password", password), ("again", again)];
        let answer = browser.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says(field);
        answer.is_silent_about(MEMBER_PASSWORD);
    }
    // Nothing was set.
    browser.get(&path).await.says("name=\"again\"");
}

#[tokio::test]
async fn links_that_are_nobodys_are_all_alike() {
    let app = App::new().await;
    let mut browser = app.browser();
    for token in ["x", &"a".repeat(43), &"a".repeat(5_000)] {
        let path = format!("/provider/invitation/{token}");
        let answers = [
            browser.get(&path).await,
            browser
                .post(
                    &path,
                    &[("password", MEMBER_PASSWORD), ("again", MEMBER_PASSWORD)],
                )
                .await,
            browser
                .post(&format!("{path}/code"), &[("code", "123456")])
                .await,
        ];
        for answer in answers {
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            answer.says("Bu davet artık geçerli değil");
        }
    }
}

//! What holds for every form that is refused, and for every form that a link leads to.

use axum::http::StatusCode;

use crate::app::App;

#[tokio::test]
async fn a_refused_form_says_so_in_the_title_and_first_of_all() {
    let app = App::new().await;
    let mut browser = app.browser();
    for (path, title) in [
        ("/sign-in", "<title>Hata: Giriş"),
        ("/sign-in?lang=en", "<title>Error: Sign in"),
    ] {
        let plain = browser.get(path).await;
        plain.is_silent_about("role=\"alert\"");
        plain.is_silent_about("aria-invalid");
        let answer = browser.post(path, &[("address", "x")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says(title);
        let summary = answer
            .text()
            .find("role=\"alert\" tabindex=\"-1\" autofocus");
        assert!(summary < answer.text().find("<h1>"));
        answer.says("value=\"x\"");
    }
}

#[tokio::test]
async fn nothing_is_ticked_by_a_link() {
    let app = App::new().await;
    app.fill().await;
    let mut person = app.signed_in().await;
    let link = "/approve/brand?code=600001&place=1-2&place=1-1";
    let page = person.get(link).await;
    page.says("name=\"place\" value=\"1-2\"");
    page.is_silent_about("checked");
    let mut agent = app.serving(crate::app::PHONE).await;
    let link = "/desk/caller/approve?q=cinar&brand=600002&text=yes";
    let page = agent.get(link).await;
    page.says("name=\"brand\" value=\"600002\"");
    page.is_silent_about("checked");
}

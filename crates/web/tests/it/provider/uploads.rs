//! `/provider/uploads` and what is under it.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use directory::member::MemberRole;
use testkit::{Answer, Browser, FROM_SITE, Given, everywhere};

use crate::app::{App, OTHER_BRAND, PROVIDER, on};

const LIST: &str = "KANAL;TELEFON;DURUM;İZİN TARİHİ;KAYNAK\n\
                    SMS;05321112201;ONAY;10.03.2026 09:00;HS_WEB\n\
                    SMS;0532;ONAY;10.03.2026 09:00;HS_WEB\n";

/// Sends a file as a browser without a script does.
async fn send(browser: &Browser<'_>, path: &str, name: &str, file: &str) -> Answer {
    browser
        .give(path, &[], Given::list(name, file.as_bytes()))
        .await
}

/// The path of a page without the brand.
fn place(answer: &Answer) -> (String, String) {
    let (path, query) = answer.location().split_once('?').unwrap();
    (path.to_owned(), query.to_owned())
}

/// The layout that the page's form carries.
fn layout(page: &Answer) -> String {
    page.field("layout")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
}

#[tokio::test]
async fn a_file_is_handed_in_shown_tried_out_confirmed_and_its_refused_rows_taken_back() {
    let app = App::new().await;
    app.subscribe(PROVIDER.0, |_| ()).await;
    let roles = everywhere(MemberRole::Editor);
    let mut browser = app.at_console("duzenleyen@karanfil.example", roles).await;
    browser
        .get("/provider/uploads")
        .await
        .says("enctype=\"multipart/form-data\"");
    let sent = send(&browser, &on("/provider/uploads"), "mart.csv", LIST).await;
    let (path, brand) = place(&sent);
    let here = format!("{path}?{brand}");
    let page = browser.get(&here).await;
    page.says("mart.csv");
    page.says("sms → MESAJ");
    page.says("05321112201");
    // What no column says is asked for.
    page.says("name=\"recipient_type\"");
    let layout = layout(&page);
    let to = format!("{path}/confirm?{brand}");
    let mut form = vec![("layout", layout.as_str()), ("recipient_type", "BIREYSEL")];
    form.push(("dry_run", "yes"));
    let tried = browser.post(&to, &form).await;
    assert_eq!(tried.location(), here);
    browser.get(&here).await.says("data-state=\"judging\"");
    app.contract().work_uploads_once().await.unwrap();
    assert_eq!(app.movements(), 0);
    browser.get(&here).await.says("Kaydedilse ne olurdu");
    form.pop();
    form.push(("confirm", "yes"));
    browser.post(&to, &form).await;
    let page = browser.get(&here).await;
    page.says("data-state=\"applying\"");
    page.says("Yenile");
    app.contract().work_uploads_once().await.unwrap();
    assert_eq!(app.movements(), 1);
    let page = browser.get(&here).await;
    page.says("data-state=\"done\"");
    page.says("H121");
    let rows = browser.get(&format!("{path}/refused?{brand}")).await;
    rows.says("KANAL;TELEFON;DURUM;İZİN TARİHİ;KAYNAK;satir;kod;hata;ne_yapmali");
    rows.says("SMS;0532;ONAY;10.03.2026 09:00;HS_WEB;3;H121;TELEFON: ");
    page.says("Reddedilen satırları indir (XLSX)");
    let as_form = |form: &str| format!("{path}/refused?{brand}&form={form}");
    let book = browser.get(&as_form("xlsx")).await;
    assert_eq!(
        book.header("content-disposition"),
        "attachment; filename=\"reddedilen.xlsx\""
    );
    let neither = browser.get(&as_form("ods")).await;
    assert_eq!(neither.status, StatusCode::NOT_FOUND);
    browser.get("/provider/uploads").await.says("mart.csv");
    let ended = browser.post(&format!("{path}/end?{brand}"), &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let gone = browser.get(&here).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_read_is_said_on_the_page_and_nothing_is_recorded() {
    let app = App::new().await;
    let mut browser = app.owner().await;
    let sent = send(&browser, &on("/provider/uploads"), "", "").await;
    sent.says("Bir dosya seçin");
    let sent = send(&browser, &on("/provider/uploads"), "a.csv", "x;y\n1;2\n").await;
    let (path, brand) = place(&sent);
    let page = browser.get(&format!("{path}?{brand}")).await;
    page.says("İlk satır hiçbir sütunu tanıtmıyor");
    let sent = send(
        &browser,
        &on("/provider/uploads"),
        "b.csv",
        "telefon\n05321112201\n",
    )
    .await;
    let (path, brand) = place(&sent);
    let page = browser.get(&format!("{path}?{brand}")).await;
    let layout = layout(&page);
    let form = [("layout", layout.as_str()), ("confirm", "yes")];
    let refused = browser
        .post(&format!("{path}/confirm?{brand}"), &form)
        .await;
    refused.says("Eksik alan var");
    assert_eq!(app.contract().work_uploads_once().await.unwrap(), 0);
    assert_eq!(app.movements(), 0);
}

#[tokio::test]
async fn a_viewer_hands_nothing_in_and_a_colleague_sees_how_it_stands_and_not_what_is_in_it() {
    let app = App::new().await;
    let mut viewer = app
        .at_console("bakan@karanfil.example", everywhere(MemberRole::Viewer))
        .await;
    let refused = send(&viewer, &on("/provider/uploads"), "a.csv", LIST).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    viewer
        .get("/provider")
        .await
        .is_silent_about("/provider/uploads");
    let owner = app.owner().await;
    let sent = send(&owner, &on("/provider/uploads"), "gizli.csv", LIST).await;
    let (path, brand) = place(&sent);
    let mut other = app
        .at_console("diger@karanfil.example", everywhere(MemberRole::Manager))
        .await;
    let page = other.get(&format!("{path}?{brand}")).await;
    page.says("data-state=\"received\"");
    page.is_silent_about("gizli.csv");
    page.is_silent_about("05321112201");
    let rows = other.get(&format!("{path}/refused?{brand}")).await;
    assert_eq!(rows.status, StatusCode::NOT_FOUND);
    // Of another brand it is nobody's.
    let elsewhere = other.get(&format!("{path}?brand={OTHER_BRAND}")).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    assert_eq!(app.movements(), 0);
}

#[tokio::test]
async fn who_manages_a_brand_ends_what_a_colleague_has_left_open_and_an_editor_does_not() {
    let app = App::new().await;
    let owner = app.owner().await;
    let sent = send(&owner, &on("/provider/uploads"), "acik.csv", LIST).await;
    let (path, brand) = place(&sent);
    let end = format!("{path}/end?{brand}");
    for (email, role, may) in [
        ("duzenleyen@karanfil.example", MemberRole::Editor, false),
        ("yoneten@karanfil.example", MemberRole::Manager, true),
    ] {
        let mut other = app.at_console(email, everywhere(role)).await;
        let page = other.get(&format!("{path}?{brand}")).await;
        assert_eq!(page.text().contains("/end?"), may);
        let ended = other.post(&end, &[]).await;
        let expected = if may {
            StatusCode::SEE_OTHER
        } else {
            StatusCode::NOT_FOUND
        };
        assert_eq!(ended.status, expected);
        let page = other.get(&format!("{path}?{brand}")).await;
        let state = if may { "cancelled" } else { "received" };
        page.says(&format!("data-state=\"{state}\""));
        page.is_silent_about("acik.csv");
    }
}

/// What a script sends in pieces: a request of tus.
async fn tus(
    browser: &Browser<'_>,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let other = headers.iter().find(|(name, _)| *name == FROM_SITE);
    let from = other.map_or("same-origin", |(_, from)| *from);
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = browser.request(method, path, from);
    request = request.header("tus-resumable", "1.0.0");
    for (name, value) in headers.iter().filter(|(name, _)| *name != FROM_SITE) {
        request = request.header(*name, *value);
    }
    let body = Body::from(body.to_owned());
    browser.ask(request.body(body).unwrap()).await
}

const BYTES: (&str, &str) = ("content-type", "application/offset+octet-stream");
const NAME: (&str, &str) = ("upload-metadata", "filename bWFydC5jc3Y=");

/// Begins a file in pieces; says where its bytes go.
async fn begun(browser: &Browser<'_>) -> String {
    let length = LIST.len().to_string();
    let headers = [("upload-length", length.as_str()), NAME];
    let begin = on("/provider/uploads/begin");
    let begin = ("POST", begin.as_str());
    let made = tus(browser, begin, &headers, "").await;
    assert_eq!(made.status, StatusCode::CREATED);
    made.header("location").to_owned()
}

#[tokio::test]
async fn a_file_comes_in_pieces_and_goes_on_where_it_was() {
    let app = App::new().await;
    let mut browser = app.owner().await;
    let bytes = begun(&browser).await;
    let (first, second) = LIST.split_at(40);
    let sent = tus(
        &browser,
        ("PATCH", &bytes),
        &[BYTES, ("upload-offset", "0")],
        first,
    )
    .await;
    assert_eq!(sent.status, StatusCode::NO_CONTENT);
    let asked = tus(&browser, ("HEAD", &bytes), &[], "").await;
    assert_eq!(asked.header("upload-offset"), "40");
    assert_eq!(asked.header("upload-length"), LIST.len().to_string());
    let elsewhere = [BYTES, ("upload-offset", "10")];
    let refused = tus(&browser, ("PATCH", &bytes), &elsewhere, second).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let here = bytes.replace("/bytes?", "?");
    browser.get(&here).await.says("data-state=\"receiving\"");
    let rest = [BYTES, ("upload-offset", "40")];
    tus(&browser, ("PATCH", &bytes), &rest, second).await;
    let page = browser.get(&here).await;
    page.says("mart.csv");
    page.says("sms → MESAJ");
}

#[tokio::test]
async fn the_address_of_a_file_in_pieces_opens_nothing_for_a_colleague_a_viewer_or_another_site() {
    let app = App::new().await;
    let owner = app.owner().await;
    let bytes = begun(&owner).await;
    let roles = everywhere(MemberRole::Editor);
    let colleague = app.at_console("diger@karanfil.example", roles).await;
    let viewer = everywhere(MemberRole::Viewer);
    let viewer = app.at_console("bakan@karanfil.example", viewer).await;
    let piece = [BYTES, ("upload-offset", "0")];
    for (who, status) in [
        (&colleague, StatusCode::NOT_FOUND),
        (&viewer, StatusCode::FORBIDDEN),
        (&app.browser(), StatusCode::SEE_OTHER),
    ] {
        for method in ["HEAD", "PATCH", "DELETE"] {
            let refused = tus(who, (method, &bytes), &piece, LIST).await;
            assert_eq!(refused.status, status, "{method}");
        }
    }
    let length = [("upload-length", "10"), NAME];
    let begin = on("/provider/uploads/begin");
    let begin = ("POST", begin.as_str());
    let refused = tus(&viewer, begin, &length, "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let foreign = [BYTES, ("upload-offset", "0"), (FROM_SITE, "cross-site")];
    let refused = tus(&owner, ("PATCH", &bytes), &foreign, LIST).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let asked = tus(&owner, ("HEAD", &bytes), &[], "").await;
    assert_eq!(asked.header("upload-offset"), "0");
}

#[tokio::test]
async fn what_is_too_long_of_another_kind_or_without_a_length_is_refused_before_it_comes() {
    let app = App::new().await;
    let owner = app.owner().await;
    let begin = on("/provider/uploads/begin");
    let begin = ("POST", begin.as_str());
    for (length, status) in [
        ("3221225472", StatusCode::PAYLOAD_TOO_LARGE),
        ("-1", StatusCode::BAD_REQUEST),
        ("", StatusCode::BAD_REQUEST),
    ] {
        let headers = [("upload-length", length), NAME];
        let refused = tus(&owner, begin, &headers, "").await;
        assert_eq!(refused.status, status, "{length}");
    }
    let bytes = begun(&owner).await;
    let other = [("content-type", "text/csv"), ("upload-offset", "0")];
    let refused = tus(&owner, ("PATCH", &bytes), &other, LIST).await;
    assert_eq!(refused.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let sum = ("upload-checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=");
    let piece = [BYTES, ("upload-offset", "0"), sum];
    let refused = tus(&owner, ("PATCH", &bytes), &piece, LIST).await;
    assert_eq!(refused.status.as_u16(), 460);
    let asked = tus(&owner, ("HEAD", &bytes), &[], "").await;
    assert_eq!(asked.header("upload-offset"), "0");
    let ended = tus(&owner, ("DELETE", &bytes), &[], "").await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    // Nobody is told that it has come.
    for (method, piece) in [
        ("HEAD", &[][..]),
        ("PATCH", &[BYTES, ("upload-offset", "0")]),
    ] {
        let gone = tus(&owner, (method, &bytes), piece, LIST).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "{method}");
    }
    let mut owner = owner;
    let page = owner.get(&bytes.replace("/bytes?", "?")).await;
    page.says("data-state=\"cancelled\"");
}

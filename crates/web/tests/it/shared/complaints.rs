//! `/complaints` and what is under it.

use axum::http::{Method, StatusCode};
use domain::{Channel, Status};

use crate::app::{App, BRAND, PHONE, STRANGER};
use testkit::{Answer, Browser, Given};

/// The fields of the message.
const MESSAGE: [(&str, &str); 8] = [
    ("step", "message"),
    ("address", "1"),
    ("channel", "MESAJ"),
    ("operator", "Turkcell"),
    ("sender", "KARANFIL"),
    ("day", "2026-03-10"),
    ("time", "09:30"),
    ("text", "Fırsat! <script>alert(1)</script> \"&amp;\""),
];

/// The fields of the complainant.
const PERSON: [(&str, &str); 5] = [
    ("step", "person"),
    ("name", "Ayşe Yılmaz"),
    ("national_id", "10000000146"),
    ("province", "34"),
    ("tell", "here"),
];

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>";

/// What somebody does who complains.
trait Complains {
    /// Begins a draft about a brand; its path.
    async fn draft(&mut self) -> String;
    /// Writes a draft that lacks nothing; its path.
    async fn written(&mut self) -> String;
    /// Files a draft that lacks nothing; the complaint's path.
    async fn filed(&mut self) -> String;
    /// Sends an image as a form does.
    async fn upload(&self, path: &str, field: &str, image: &[u8]) -> Answer;
}

impl Complains for Browser<'_> {
    async fn draft(&mut self) -> String {
        let begun = self.post("/complaints/new", &[("brand", "600001")]).await;
        begun.location().to_owned()
    }

    async fn written(&mut self) -> String {
        let draft = self.draft().await;
        let next = self.post(&draft, &MESSAGE).await;
        assert_eq!(next.location(), format!("{draft}?step=person"));
        let next = self.post(&draft, &PERSON).await;
        assert_eq!(next.location(), format!("{draft}?step=review"));
        draft
    }

    async fn filed(&mut self) -> String {
        let draft = self.written().await;
        let filed = self.post(&format!("{draft}/file"), &[]).await;
        filed.location().to_owned()
    }

    async fn upload(&self, path: &str, field: &str, image: &[u8]) -> Answer {
        let image = Given {
            field,
            name: "a.html",
            kind: "text/html",
            bytes: image,
        };
        self.give(path, &[], image).await
    }
}

#[tokio::test]
async fn what_is_on_record_is_shown_first_and_may_be_refused_before_complaining() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let page = browser.get("/complaints/new?q=KARANFIL").await;
    page.says("href=\"/complaints/new?brand=600001\"");
    let page = browser.get("/complaints/new?brand=600001").await;
    page.says("data-on-record=\"2\"");
    page.says("action=\"/complaints/refuse\"");
    let fields = [("refuse", "1-600001-1-2"), ("brand", "600001")];
    let refused = browser.post("/complaints/refuse", &fields).await;
    assert_eq!(
        refused.location(),
        "/complaints/new?brand=600001&refused=yes"
    );
    assert_eq!(
        app.state(PHONE, BRAND, Channel::Text).unwrap().status,
        Status::Refusal
    );
    assert_eq!(
        app.state(PHONE, BRAND, Channel::Call).unwrap().status,
        Status::Approval
    );
    browser.get(refused.location()).await.says("data-refused");
    // From a record: it is known which address and which channel.
    let page = browser.get("/complaints/new?record=1-600001-1-1").await;
    page.says("data-on-record=\"1\"");
    let begun = browser
        .post("/complaints/new", &[("record", "1-600001-1-1")])
        .await;
    let page = browser.get(begun.location()).await;
    page.says("name=\"channel\" value=\"ARAMA\" checked");
    let draft = begun.location().rsplit('/').next().unwrap().to_owned();
    let fields = [("refuse", "1-600001-1-1"), ("draft", &draft)];
    let back = browser.post("/complaints/refuse", &fields).await;
    assert_eq!(
        back.location(),
        format!("/complaints/drafts/{draft}?refused=yes")
    );
    assert_eq!(
        app.state(PHONE, BRAND, Channel::Call).unwrap().status,
        Status::Refusal
    );
}

#[tokio::test]
async fn anothers_record_can_neither_be_refused_nor_complained_of() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in_with(STRANGER).await;
    let before = app.movements();
    for record in ["2-600001-1-2", "1-600002-1-2", "x"] {
        let fields = [("refuse", record), ("brand", "600001")];
        let answer = browser.post("/complaints/refuse", &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{record}");
    }
    for record in ["2-600001-1-2", "x", "1-699999-1-2"] {
        let answer = browser.post("/complaints/new", &[("record", record)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{record}");
        let answer = browser
            .get(&format!("/complaints/new?record={record}"))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{record}");
    }
    assert_eq!(app.movements(), before);
    browser.get("/complaints").await.says("data-empty");
}

#[tokio::test]
async fn a_brand_that_is_not_known_is_written_down() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let none = browser
        .post("/complaints/new", &[("brand_text", "  ")])
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let begun = browser
        .post("/complaints/new", &[("brand_text", "Bir <i>firma</i>")])
        .await;
    let page = browser.get(begun.location()).await;
    page.says("value=\"Bir &#60;i&#62;firma&#60;/i&#62;\"");
    let mut message = MESSAGE.to_vec();
    message.push(("brand_text", "bilmiyorum"));
    browser.post(begun.location(), &message).await;
    browser.post(begun.location(), &PERSON).await;
    let filed = browser
        .post(&format!("{}/file", begun.location()), &[])
        .await;
    browser.get(filed.location()).await.says("bilmiyorum");
}

#[tokio::test]
async fn what_is_missing_is_listed_together_with_the_way_to_mend_it() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let draft = browser.draft().await;
    let answer = browser.post(&format!("{draft}/file"), &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in [
        "channel",
        "address",
        "sender",
        "day",
        "time",
        "text",
        "name",
        "national-id",
    ] {
        answer.says(&format!("data-gap=\"{field}\""));
    }
    answer.says(&format!("href=\"{draft}?step=person#national-id\""));
    browser.get("/complaints").await.says("data-draft=");
}

#[tokio::test]
async fn a_draft_keeps_what_was_typed_and_can_be_left_taken_up_and_deleted() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let draft = browser.draft().await;
    let mut fields = MESSAGE.to_vec();
    fields.push(("then", "leave"));
    fields[6] = ("time", "29:99");
    assert_eq!(
        browser.post(&draft, &fields).await.location(),
        "/complaints"
    );
    // Another session of the same person finds it as it was.
    app.pass(120);
    let mut later = app.signed_in().await;
    let page = later.get(&draft).await;
    page.says("value=\"KARANFIL\"");
    page.says("value=\"29:99\"");
    later
        .get(&format!("{draft}/review"))
        .await
        .says("data-gap=\"time\"");
    assert_eq!(
        later.post(&format!("{draft}/delete"), &[]).await.location(),
        "/complaints"
    );
    assert_eq!(later.get(&draft).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_somebody_writes_is_no_markup_on_any_page() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let draft = browser.written().await;
    let review = browser.get(&format!("{draft}/review")).await;
    review.says("&#60;script&#62;alert(1)&#60;/script&#62;");
    review.is_silent_about("<script>alert");
    let form = browser.get(&draft).await;
    form.is_silent_about("<script>alert");
    let filed = browser.post(&format!("{draft}/file"), &[]).await;
    let page = browser.get(filed.location()).await;
    page.says("&#60;script&#62;alert(1)&#60;/script&#62; &#34;&#38;amp;&#34;");
    page.is_silent_about("<script>alert");
}

#[tokio::test]
async fn a_filed_complaint_has_a_number_its_progress_and_what_was_on_record() {
    let app = App::new().await;
    app.fill().await;
    app.pass(3_600);
    let mut browser = app.signed_in().await;
    let draft = browser.draft().await;
    let mut message = MESSAGE.to_vec();
    message[6] = ("time", "12:30");
    browser.post(&draft, &message).await;
    browser.post(&draft, &PERSON).await;
    let filed = browser.post(&format!("{draft}/file"), &[]).await;
    let number = filed.location().rsplit('/').next().unwrap().to_owned();
    assert_eq!(number.len(), "2026-4F7K-93Q2".len());
    let page = browser.get(filed.location()).await;
    page.says(&format!("data-number=\"{number}\""));
    page.says("Verildi");
    page.says("data-no-checks");
    page.says("•••••••0146");
    page.is_silent_about("10000000146");
    page.says("<dd data-at-message><span class=\"tag yes\">Onay</span>");
    // People write numbers in their own way.
    let sloppy = number.to_lowercase().replace('-', "");
    let page = browser.get(&format!("/complaints/{sloppy}")).await;
    page.says(&format!("data-number=\"{number}\""));
    // It is no draft any more.
    assert_eq!(browser.get(&draft).await.status, StatusCode::NOT_FOUND);
    let again = browser.post(&format!("{draft}/file"), &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn anothers_complaint_draft_and_image_are_not_found() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let filed = browser.filed().await;
    let draft = browser.written().await;
    browser
        .upload(&format!("{draft}/image"), "image", PNG)
        .await;
    let mut other = app.signed_in_with(STRANGER).await;
    for path in [
        filed.clone(),
        format!("{filed}/image"),
        draft.clone(),
        format!("{draft}/review"),
        format!("{draft}/image"),
        "/complaints/2026-0000-0000".to_owned(),
        "/complaints/x".to_owned(),
        "/complaints/drafts/x".to_owned(),
    ] {
        assert_eq!(
            other.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for what in ["", "/file", "/delete", "/image/remove"] {
        let answer = other.post(&format!("{draft}{what}"), &MESSAGE).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
    }
    let image = other.upload(&format!("{draft}/image"), "image", PNG).await;
    assert_eq!(image.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&draft).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_message_older_than_three_months_is_refused_with_an_explanation() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let draft = browser.draft().await;
    let mut message = MESSAGE.to_vec();
    message[5] = ("day", "2025-12-09");
    browser.post(&draft, &message).await;
    browser.post(&draft, &PERSON).await;
    browser
        .get(&format!("{draft}/review"))
        .await
        .says("data-too-old");
    let answer = browser.post(&format!("{draft}/file"), &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("son gün 09.03.2026 idi");
    assert_eq!(browser.get(&draft).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_image_is_given_back_for_saving_as_what_it_is_and_nothing_else() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let draft = browser.written().await;
    let path = format!("{draft}/image");
    let taken = browser.upload(&path, "image", PNG).await;
    assert_eq!(taken.location(), format!("{draft}/review#image"));
    let filed = browser.post(&format!("{draft}/file"), &[]).await;
    // A picture that is a page as well opens as neither.
    let image = browser.get(&format!("{}/image", filed.location())).await;
    assert_eq!(image.status, StatusCode::OK);
    assert_eq!(image.header("content-type"), "image/png");
    assert_eq!(image.header("x-content-type-options"), "nosniff");
    assert!(
        image
            .header("content-disposition")
            .starts_with("attachment")
    );
    assert!(
        image
            .header("content-security-policy")
            .starts_with("default-src 'none'")
    );
}

#[tokio::test]
async fn a_file_that_is_no_image_too_big_or_none_is_refused() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let draft = browser.written().await;
    let path = format!("{draft}/image");
    for wrong in [
        &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
        b"GIF89a",
        b"",
    ] {
        let answer = browser.upload(&path, "image", wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says("PNG, JPEG ya da WebP görseli değil");
    }
    let mut big = PNG.to_vec();
    big.resize(2 * 1024 * 1024 + 1, 0);
    let answer = browser.upload(&path, "image", &big).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("çok büyük");
    let other = browser.upload(&path, "file", PNG).await;
    assert_eq!(other.status, StatusCode::BAD_REQUEST);
    big.resize(5 * 1024 * 1024, 0);
    let answer = browser.upload(&path, "x", &big).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&draft).await.status, StatusCode::OK);
}

#[tokio::test]
async fn drafts_are_limited_and_too_long_a_text_is_not_kept() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let draft = browser.draft().await;
    for _ in 1..20 {
        browser.draft().await;
    }
    let answer = browser
        .post("/complaints/new", &[("brand", "600001")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("En çok 20 taslağınız olabilir");
    let long = "x".repeat(50_000);
    let mut message = MESSAGE.to_vec();
    message[7] = ("text", &long);
    let answer = browser.post(&draft, &message).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.get(&draft).await.is_silent_about("xxx");
}

#[tokio::test]
async fn strangers_are_sent_to_the_sign_in_and_other_sites_forms_are_refused() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    let draft = browser.written().await;
    for path in ["/complaints", "/complaints/new", &draft] {
        let answer = app.browser().get(path).await;
        assert!(answer.location().starts_with("/sign-in?next="), "{path}");
    }
    let foreign = [("sec-fetch-site", "cross-site")];
    for what in ["", "/file", "/delete"] {
        let path = format!("{draft}{what}");
        let answer = browser
            .send(Method::POST, &path, Some(String::new()), &foreign)
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
    }
    assert_eq!(browser.get(&draft).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_agent_writes_the_complaint_of_the_caller_who_finds_it_afterwards() {
    let app = App::new().await;
    app.fill().await;
    let mut agent = app.serving(PHONE).await;
    let begun = agent
        .post("/desk/complaints/new", &[("brand", "600001")])
        .await;
    let draft = begun.location().to_owned();
    assert!(draft.starts_with("/desk/complaints/drafts/"), "{draft}");
    let mut message = MESSAGE.to_vec();
    message[1] = ("address", "0");
    agent.post(&draft, &message).await;
    agent.post(&draft, &PERSON).await;
    let filed = agent.post(&format!("{draft}/file"), &[]).await;
    let path = filed.location().to_owned();
    agent.get(&path).await.says("çağrı merkezinden");
    app.pass(120);
    let mut person = app.signed_in().await;
    person
        .get(path.strip_prefix("/desk").unwrap())
        .await
        .says("çağrı merkezinden");
    // The look at it is in the person's log.
    person
        .get("/accesses")
        .await
        .says("Sizin için yazılan şikâyetler");
    agent.post("/desk/end", &[]).await;
    assert_eq!(agent.get(&path).await.location(), "/desk");
}

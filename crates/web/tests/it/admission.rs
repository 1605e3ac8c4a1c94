//! `/apply` and what is under it: from an address that is proven to a provider.

mod second_signature;
pub mod who_may;

use axum::http::StatusCode;
use directory::application::ApplicationState;
use domain::Address;
use registry::message::{ApplicationNews, Content};
use testkit::{Answer, Browser};

use crate::app::{App, STRANGER};

/// An applicant's address.
pub const APPLICANT: &str = "ayse@karanfil.example";
/// The second signatory's.
pub const SIGNATORY: &str = "mehmet@karanfil.example";

/// A form in which nothing is missing.
pub const WHOLE: [(&str, &str); 8] = [
    ("title", "Karanfil Çiçekçilik A.Ş."),
    ("mersis", "0845 0525 4700 0015"),
    ("tax_number", "8450525470"),
    ("sector", "online_retail"),
    ("province", "34"),
    ("brands", "Karanfil\n Gül \nkaranfil\n\n"),
    ("contact", "Ayşe Yılmaz"),
    ("phone", "0212 123 45 67"),
];

/// The same, where two sign together.
pub fn joint() -> Vec<(&'static str, &'static str)> {
    let signatory = [
        ("joint", "yes"),
        ("signatory_name", "Mehmet Yılmaz"),
        ("signatory_email", SIGNATORY),
    ];
    WHOLE.into_iter().chain(signatory).collect()
}

/// The whole form with one field changed.
fn but(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let fields = joint().into_iter();
    let changed = |(field, old)| (field, if field == name { value } else { old });
    fields.map(changed).collect()
}

impl App {
    /// A browser that has proven an address.
    pub async fn applying(&self, address: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let sent = browser.post("/apply", &[("address", address)]).await;
        assert_eq!(sent.location(), "/apply/code");
        let code = self.last_code();
        let proven = browser.post("/apply/code", &[("code", &code)]).await;
        assert_eq!(proven.location(), "/apply/applications");
        browser
    }

    /// What was sent, but for codes, and to whom.
    pub async fn news(&self) -> Vec<(Address, String, ApplicationNews)> {
        let messages = self.messages().await.into_iter();
        let news = messages.filter_map(|message| match message.content {
            Content::Application { company, news } => Some((message.to, company, news)),
            _ => None,
        });
        news.collect()
    }
}

/// Begins an application; its address.
pub async fn begun(browser: &mut Browser<'_>) -> String {
    let begun = browser.post("/apply/applications", &[]).await;
    assert!(begun.location().starts_with("/apply/applications/"));
    begun.location().to_owned()
}

/// How far the only application has come.
pub async fn state(app: &App) -> ApplicationState {
    let mut all = Vec::new();
    for state in ApplicationState::ALL {
        all.extend(app.directory.applications_in(state).await.unwrap());
    }
    assert_eq!(all.len(), 1);
    all[0].state
}

fn refused(answer: &Answer, id: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{id}");
    answer.says(&format!("<a href=\"#{id}\">"));
}

#[tokio::test]
async fn nothing_is_kept_and_no_second_signatory_is_written_to_before_an_address_is_proven() {
    let app = App::new().await;
    let mut browser = app.browser();
    browser.post("/apply", &[("address", APPLICANT)]).await;
    let id = "0".repeat(32);
    for path in [
        "/apply/applications".to_owned(),
        format!("/apply/applications/{id}"),
    ] {
        assert_eq!(browser.post(&path, &joint()).await.location(), "/apply");
    }
    for state in ApplicationState::ALL {
        let found = app.directory.applications_in(state).await.unwrap();
        assert_eq!(found, []);
    }
    assert!(app.news().await.is_empty());
}

#[tokio::test]
async fn an_application_is_written_by_e_mail_address_alone() {
    let app = App::new().await;
    let mut browser = app.browser();
    for typed in ["0532 111 22 33", "", "ayse", "a@b@c"] {
        let answer = browser.post("/apply", &[("address", typed)]).await;
        refused(&answer, "address");
    }
    assert!(app.messages().await.is_empty());
}

#[tokio::test]
async fn a_code_for_signing_in_proves_no_applicant_and_an_applicants_signs_nobody_in() {
    let app = App::new().await;
    let mut browser = app.browser();
    browser.post("/sign-in", &[("address", APPLICANT)]).await;
    let code = app.last_code();
    let cookie = browser.cookies["__Host-izin-code"].clone();
    let mut other = app.browser();
    other
        .cookies
        .insert("__Host-izin-apply-code".to_owned(), cookie);
    let answer = other.post("/apply/code", &[("code", &code)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let applying = app.applying(APPLICANT).await;
    let cookie = applying.cookies["__Host-izin-apply"].clone();
    let mut other = app.browser();
    other.cookies.insert("__Host-izin".to_owned(), cookie);
    let answer = other.get("/consents").await;
    assert!(answer.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn a_proof_ends_by_itself() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    app.pass(4 * 3_600 - 1);
    let answer = browser.get("/apply/applications").await;
    assert_eq!(answer.status, StatusCode::OK);
    app.pass(1);
    let answer = browser.get("/apply/applications").await;
    assert_eq!(answer.location(), "/apply");
}

#[tokio::test]
async fn what_was_written_is_there_again_for_whoever_proves_the_address_again() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let at = begun(&mut browser).await;
    let leave = [("title", "Yarım"), ("then", "leave")];
    let left = browser.post(&at, &leave).await;
    assert_eq!(left.location(), "/apply/applications");
    app.pass(60);
    let mut again = app.applying(APPLICANT).await;
    again.get("/apply/applications").await.says("Yarım");
    again.get(&at).await.says("value=\"Yarım\"");
    assert_eq!(state(&app).await, ApplicationState::Draft);
}

#[tokio::test]
async fn anothers_application_is_not_there() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let at = begun(&mut browser).await;
    browser
        .post(&at, &[("title", "Yarım"), ("then", "leave")])
        .await;
    let mut other = app.applying("baska@firma.example").await;
    other
        .get("/apply/applications")
        .await
        .is_silent_about("Yarım");
    for answer in [
        other.get(&at).await,
        other.post(&at, &WHOLE).await,
        other.post(&format!("{at}/delete"), &[]).await,
        other.post(&format!("{at}/recall"), &[]).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    browser.get(&at).await.says("value=\"Yarım\"");
}

#[tokio::test]
async fn each_thing_that_is_missing_or_wrong_is_told_at_its_field_and_nothing_goes_on() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let at = begun(&mut browser).await;
    let empty = browser.post(&at, &[]).await;
    for id in [
        "title",
        "mersis",
        "tax-number",
        "sector",
        "province",
        "contact",
        "phone",
    ] {
        refused(&empty, id);
    }
    let many = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nr\ns\nt\nu\nv";
    for (name, value, id) in [
        ("title", "Kar\u{202e}anfil", "title"),
        ("mersis", "0845052547100015", "mersis"),
        ("mersis", "845052547000015", "mersis"),
        ("tax_number", "8450525471", "tax-number"),
        ("sector", "piracy", "sector"),
        ("province", "82", "province"),
        ("brands", many, "brands"),
        ("phone", "0212", "phone"),
        ("signatory_name", " ", "signatory-name"),
        ("signatory_email", "mehmet", "signatory-email"),
        ("signatory_email", APPLICANT, "signatory-email"),
    ] {
        let answer = browser.post(&at, &but(name, value)).await;
        refused(&answer, id);
        assert_eq!(answer.text().matches("<a href=\"#").count(), 1, "{value}");
    }
    assert_eq!(state(&app).await, ApplicationState::Draft);
    assert!(app.news().await.is_empty());
}

#[tokio::test]
async fn a_submitted_application_is_the_operators_and_is_not_written_to_any_more() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let at = begun(&mut browser).await;
    let sent = browser.post(&at, &WHOLE).await;
    assert_eq!(sent.location(), at);
    browser.get(&at).await.says("data-state=\"submitted\"");
    for path in [at.clone(), format!("{at}/delete"), format!("{at}/recall")] {
        let answer = browser.post(&path, &[("title", "Anders")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    browser.get(&at).await.says("Karanfil Çiçekçilik A.Ş.");
    let waiting = app.operator().applications(ApplicationState::Submitted);
    let waiting = waiting.await.unwrap();
    assert_eq!(waiting[0].form.brands, ["Karanfil", "Gül"]);
    assert_eq!(waiting[0].form.mersis, "0845052547000015");
}

#[tokio::test]
async fn an_approved_application_is_a_provider_with_its_brands_and_its_applicant_is_told() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let at = begun(&mut browser).await;
    browser.post(&at, &WHOLE).await;
    let id = app.directory.applications_in(ApplicationState::Submitted);
    let id = id.await.unwrap()[0].id;
    let provider = app.operator().approve_application(id, None).await.unwrap();
    let code = provider.code;
    let brands = app.directory.brands_of(code).await.unwrap();
    let names: Vec<_> = brands.iter().map(|brand| brand.name.as_str()).collect();
    assert_eq!(names, ["Karanfil", "Gül"]);
    assert!(brands[0].master && brands[0].code.0 == code.0 && !brands[1].master);
    let sent: Vec<_> = app.messages().await.into_iter().collect();
    assert!(sent.iter().all(|sent| sent.to.to_string() == APPLICANT));
    let told = sent.iter().any(|sent| match &sent.content {
        Content::Application { company, news } => {
            company == "Karanfil Çiçekçilik A.Ş."
                && matches!(news, ApplicationNews::Approved { provider } if *provider == code.0)
        }
        _ => false,
    });
    assert!(told);
    // The applicant is invited to the console as its owner.
    let invited = sent.iter().find_map(|sent| match &sent.content {
        Content::Invitation { token, .. } => Some(token.clone()),
        _ => None,
    });
    let members = app.directory.members_of(code).await.unwrap();
    assert_eq!(members.len(), 1);
    assert!(members[0].is_owner());
    let invitation = format!("/provider/invitation/{}", invited.unwrap());
    let page = app.browser().get(&invitation).await;
    assert_eq!(page.status, StatusCode::OK);
    browser.get(&at).await.says(&code.to_string());
    // It is decided once.
    let again = app.operator().approve_application(id, None).await;
    assert!(again.is_err());
    assert_eq!(app.directory.providers().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_number_that_was_given_out_is_not_given_again_and_the_application_still_waits() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let at = begun(&mut browser).await;
    browser.post(&at, &WHOLE).await;
    let id = app.directory.applications_in(ApplicationState::Submitted);
    let id = id.await.unwrap()[0].id;
    let taken = crate::app::BRAND.0;
    let refused = app.operator().approve_application(id, Some(taken)).await;
    assert!(refused.is_err());
    assert_eq!(state(&app).await, ApplicationState::Submitted);
    assert!(app.news().await.is_empty());
    assert_eq!(app.directory.providers().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_returned_application_says_why_and_can_be_mended_and_sent_again() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let at = begun(&mut browser).await;
    browser.post(&at, &WHOLE).await;
    let id = app.directory.applications_in(ApplicationState::Submitted);
    let id = id.await.unwrap()[0].id;
    let operator = app.operator();
    let long = "x".repeat(4_001);
    for none in ["", " \n", &long] {
        assert!(operator.return_application(id, none).await.is_err());
    }
    assert!(app.news().await.is_empty());
    let reasons = "Unvan sicildekinden <farklı>.";
    operator.return_application(id, reasons).await.unwrap();
    let [(to, _, news)] = &app.news().await[..] else {
        panic!("one message");
    };
    assert_eq!(to.to_string(), APPLICANT);
    assert!(matches!(news, ApplicationNews::Returned));
    let page = browser.get(&at).await;
    page.says("Unvan sicildekinden &#60;farklı&#62;.");
    page.says("value=\"Karanfil Çiçekçilik A.Ş.\"");
    assert_eq!(browser.post(&at, &WHOLE).await.location(), at);
    browser
        .get(&at)
        .await
        .is_silent_about("Unvan sicildekinden");
    assert_eq!(state(&app).await, ApplicationState::Submitted);
}

#[tokio::test]
async fn a_company_has_one_application_under_way() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let (first, second) = (begun(&mut browser).await, begun(&mut browser).await);
    browser.post(&first, &WHOLE).await;
    let twin = browser.post(&second, &joint()).await;
    assert_eq!(twin.status, StatusCode::CONFLICT);
    twin.says("role=\"alert\"");
    assert!(app.news().await.is_empty());
    // Nothing is lost of what was typed.
    let page = browser.get(&second).await;
    page.says("value=\"Ayşe Yılmaz\"");
}

#[tokio::test]
async fn an_applicant_has_so_many_applications_and_no_more() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    for _ in 0..5 {
        begun(&mut browser).await;
    }
    let more = browser.post("/apply/applications", &[]).await;
    assert_eq!(more.status, StatusCode::CONFLICT);
    let state = ApplicationState::Draft;
    let kept = app.directory.applications_in(state).await.unwrap();
    assert_eq!(kept.len(), 5);
    let at = format!("/apply/applications/{}", hex::encode(kept[0].id.0));
    browser.post(&format!("{at}/delete"), &[]).await;
    begun(&mut browser).await;
}

#[tokio::test]
async fn what_nobody_writes_to_is_forgotten_and_what_waits_for_the_operator_is_not() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let (sent, left) = (begun(&mut browser).await, begun(&mut browser).await);
    browser.post(&sent, &WHOLE).await;
    let day = 24 * 3_600;
    app.pass(90 * day - 1);
    assert_eq!(app.admission().purge_applications().await.unwrap(), 0);
    app.pass(1);
    assert_eq!(app.admission().purge_applications().await.unwrap(), 1);
    let mut browser = app.applying(APPLICANT).await;
    assert_eq!(browser.get(&sent).await.status, StatusCode::OK);
    assert_eq!(browser.get(&left).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_page_of_applications_tells_anybody_whether_an_address_is_known() {
    let app = App::new().await;
    app.applying(APPLICANT).await;
    app.pass(3_600);
    let mut pages = Vec::new();
    for address in [APPLICANT, "kimse@firma.example", STRANGER] {
        let mut browser = app.browser();
        let answer = browser.post("/apply", &[("address", address)]).await;
        pages.push(answer.status);
    }
    assert_eq!(pages[0], pages[1]);
    // A phone number is not taken, whoever's it is.
    assert_eq!(pages[2], StatusCode::UNPROCESSABLE_ENTITY);
}

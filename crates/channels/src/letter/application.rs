//! What is said about a company's application to be a service provider.

use registry::message::ApplicationNews;
use words::Words;

use super::name::name;
use super::settings::LetterSettings;

/// The longest company's title in a subject, in characters.
const TITLE_MAX: usize = 80;

/// What is new.
pub(super) fn text(words: Words, company: &str, news: &ApplicationNews) -> String {
    let company = ("company", company.to_owned().into());
    match news {
        ApplicationNews::Sign { .. } => words.with("letter-application-sign", &[company]),
        ApplicationNews::Returned => words.with("letter-application-returned", &[company]),
        ApplicationNews::Approved { provider } => {
            let provider = ("provider", provider.to_string().into());
            words.with("letter-application-approved", &[company, provider])
        }
    }
}

/// What a mail about it is called.
pub(super) fn subject(words: Words, company: &str, news: &ApplicationNews) -> String {
    let subject = match news {
        ApplicationNews::Sign { .. } => "letter-application-sign-subject",
        ApplicationNews::Returned => "letter-application-returned-subject",
        ApplicationNews::Approved { .. } => "letter-application-approved-subject",
    };
    words.with(subject, &[("company", name(company, TITLE_MAX).into())])
}

/// What its link is called, and where it leads.
pub(super) fn link(
    words: Words,
    settings: &LetterSettings,
    news: &ApplicationNews,
) -> (String, String) {
    match news {
        ApplicationNews::Sign { token } => (
            words.text("letter-application-look"),
            settings.page(&format!("/apply/sign/{token}")),
        ),
        ApplicationNews::Returned | ApplicationNews::Approved { .. } => {
            (words.text("letter-application-go"), settings.page("/apply"))
        }
    }
}

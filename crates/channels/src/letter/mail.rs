//! Mails: a subject that says what happened, plain text, and the same as simple HTML without images.

use domain::Timestamp;
use registry::message::NoticeKind::{Loaded, New};
use registry::message::{AnswerWay, Content, OutgoingMessage};
use words::Words;

use super::name::name;
use super::settings::LetterSettings;
use super::{application, notice, question, text};

/// A mail's words.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// What happened.
    pub subject: String,
    /// The plain text; lines end with `\n`.
    pub plain: String,
    /// The same as HTML.
    pub html: String,
    /// The exit link, for `List-Unsubscribe` (RFC 8058).
    pub unsubscribe: Option<String>,
}

impl std::fmt::Debug for Mail {
    /// Leaves the words out: there are codes and links among them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").finish_non_exhaustive()
    }
}

/// A piece of a mail.
enum Part {
    Paragraph(String),
    List(Vec<String>),
    /// What the link does, and where it leads.
    Link(String, String),
    Code(String),
}

pub(super) fn render(message: &OutgoingMessage, settings: &LetterSettings) -> Mail {
    let words = Words::of(message.language);
    let (subject, parts, unsubscribe) = match &message.content {
        Content::Notice { token, .. } => {
            let (subject, parts) = notice_parts(words, settings, &message.content);
            (subject, parts, Some(settings.exit(token)))
        }
        content => {
            let (subject, parts) = plain_parts(words, message, settings, content);
            (subject, parts, None)
        }
    };
    let footer = words.with(
        "letter-footer",
        &[
            ("operator", settings.operator_name.clone().into()),
            ("url", settings.public_url.clone().into()),
        ],
    );
    Mail {
        subject: name(&subject, 200),
        plain: plain(&parts, &footer),
        html: html(words, &subject, &parts, &footer),
        unsubscribe,
    }
}

fn plain_parts(
    words: Words,
    message: &OutgoingMessage,
    settings: &LetterSettings,
    content: &Content,
) -> (String, Vec<Part>) {
    let text = text::render(message, settings);
    match content {
        Content::Code { code, .. } => (
            words.text("letter-code-subject"),
            vec![Part::Paragraph(text), Part::Code(code.clone())],
        ),
        Content::Question { brands, answer, .. } => (
            words.with(
                "letter-question-subject",
                &[("brand", name(brands, 80).into())],
            ),
            question_parts(words, settings, content, answer),
        ),
        Content::Confirmation {
            approved,
            at_millis,
            ..
        } => {
            let subject = if *approved {
                "letter-receipt-approved-subject"
            } else {
                "letter-receipt-refused-subject"
            };
            let at = words.instant(Timestamp::from_millis(*at_millis));
            let subject = words.with(subject, &[("at", at.into())]);
            let link = Part::Link(words.text("letter-see-all"), settings.page("/consents"));
            (subject, vec![Part::Paragraph(text), link])
        }
        Content::Complaint { number } => (
            words.with(
                "letter-complaint-subject",
                &[("number", number.clone().into())],
            ),
            vec![Part::Paragraph(text)],
        ),
        Content::Invitation { token, .. } => {
            let link = words.text("letter-invitation-link");
            let link = Part::Link(link, settings.invitation(token));
            let subject = words.text("letter-invitation-subject");
            (subject, vec![Part::Paragraph(text), link])
        }
        Content::Application { company, news } => {
            let (go, url) = application::link(words, settings, news);
            let subject = application::subject(words, company, news);
            (subject, vec![Part::Paragraph(text), Part::Link(go, url)])
        }
        Content::Text { subject, .. } => (subject.clone(), vec![Part::Paragraph(text)]),
        Content::Notice { .. } => notice_parts(words, settings, content),
    }
}

/// A question: what is asked, and how it is answered.
fn question_parts(
    words: Words,
    settings: &LetterSettings,
    content: &Content,
    answer: &AnswerWay,
) -> Vec<Part> {
    let mut parts = question::paragraphs(words, settings, content)
        .into_iter()
        .map(Part::Paragraph)
        .collect::<Vec<_>>();
    parts.push(match answer {
        AnswerWay::Code { code, .. } => Part::Code(code.clone()),
        AnswerWay::Link { token, .. } => Part::Link(
            words.text("letter-question-go"),
            settings.verification(token),
        ),
    });
    parts
}

fn notice_parts(words: Words, settings: &LetterSettings, content: &Content) -> (String, Vec<Part>) {
    let Content::Notice {
        notice: kind,
        lines,
        total,
        brands,
        token,
    } = content
    else {
        return (String::new(), Vec::new());
    };
    let count = [("brands", (*brands).into()), ("records", (*total).into())];
    let (subject, intro) = match kind {
        New => ("letter-notice-subject", "letter-notice-intro"),
        Loaded { .. } => ("letter-loaded-subject", "letter-loaded-intro"),
    };
    let mut parts = vec![Part::Paragraph(words.with(intro, &count))];
    if let Loaded {
        review_until_millis,
    } = kind
    {
        let until = notice::review_until(words, *review_until_millis);
        parts.extend(until.map(Part::Paragraph));
    }
    let mut list: Vec<String> = lines.iter().map(|line| notice::line(words, line)).collect();
    let shown = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    if *total > shown {
        list.push(words.with(
            "letter-notice-more",
            &[("records", (*total - shown).into())],
        ));
    }
    parts.push(Part::List(list));
    parts.push(Part::Paragraph(words.text("letter-notice-if-not-you")));
    parts.push(Part::Link(
        words.text("letter-notice-refuse"),
        settings.exit(token),
    ));
    parts.push(Part::Link(
        words.text("letter-see-all"),
        settings.page("/consents"),
    ));
    parts.push(Part::Paragraph(words.text("letter-notice-free")));
    (words.with(subject, &count), parts)
}

fn plain(parts: &[Part], footer: &str) -> String {
    let pieces = parts.iter().filter_map(|part| match part {
        Part::Paragraph(text) => Some(text.clone()),
        Part::List(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| format!("- {line}")).collect();
            Some(lines.join("\n"))
        }
        Part::Link(what, url) => Some(format!("{what}:\n{url}")),
        // It stands in the paragraph before, too.
        Part::Code(_) => None,
    });
    let mut pieces: Vec<String> = pieces.collect();
    pieces.push(format!("-- \n{footer}\n"));
    pieces.join("\n\n")
}

fn html(words: Words, title: &str, parts: &[Part], footer: &str) -> String {
    let body: String = parts.iter().map(html_part).collect();
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\">\
         <title>{title}</title></head>\n<body>\n{body}<hr>\n<p>{footer}</p>\n</body>\n</html>\n",
        language = words.language().tag(),
        title = escaped(title),
        footer = escaped(footer),
    )
}

fn html_part(part: &Part) -> String {
    match part {
        Part::Paragraph(text) => format!("<p>{}</p>\n", escaped(text).replace('\n', "<br>\n")),
        Part::List(lines) => {
            let item = |line: &String| format!("<li>{}</li>\n", escaped(line));
            let items: String = lines.iter().map(item).collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Part::Link(what, url) => {
            let (what, url) = (escaped(what), escaped(url));
            format!("<p><a href=\"{url}\">{what}</a></p>\n")
        }
        Part::Code(code) => format!("<p><strong>{}</strong></p>\n", escaped(code)),
    }
}

/// A text that HTML shows as it is, also within quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

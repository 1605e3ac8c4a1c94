//! The compiled-in texts, parsed once.

use std::sync::LazyLock;

use domain::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::{Value, numbers};

type Bundle = FluentBundle<FluentResource>;

/// The texts by the part of the program they belong to, the same parts in both languages.
macro_rules! parts {
    ($($part:literal),* $(,)?) => {
        const TURKISH: &[&str] = &[$(include_str!(concat!("../texts/tr/", $part, ".ftl"))),*];
        const ENGLISH: &[&str] = &[$(include_str!(concat!("../texts/en/", $part, ".ftl"))),*];
    };
}

parts! {
    "accesses",
    "account",
    "admission",
    "answering",
    "authority",
    "common",
    "complaints",
    "consent-request",
    "consents",
    "desk",
    "findings",
    "identity",
    "letters",
    "grants",
    "names",
    "page",
    "papers",
    "provider",
    "retailers",
    "sign-in",
    "exit",
    "texts",
    "uploads",
    "verify",
    "voice",
    "webhooks",
}

static BUNDLES: LazyLock<[Bundle; 2]> = LazyLock::new(|| {
    [
        bundle(Language::Turkish, TURKISH),
        bundle(Language::English, ENGLISH),
    ]
});

fn bundle(language: Language, sources: &[&str]) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // The marks would be copied along with what is filled in, and read aloud.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::Turkish => numbers::turkish,
        Language::English => numbers::english,
    }));
    for source in sources {
        // A file with a mistake gives what could be read of it; the tests allow no mistake.
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The text of an identifier.
pub fn format(language: Language, id: &str, variables: &[(&str, Value<'_>)]) -> String {
    let [turkish, english] = &*BUNDLES;
    let bundle = match language {
        Language::Turkish => turkish,
        Language::English => english,
    };
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        tracing::error!(id, "a text is missing");
        return id.to_owned();
    };
    let arguments: FluentArgs<'_> = variables
        .iter()
        .map(|(name, value)| (*name, value.clone()))
        .collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
    for error in errors {
        tracing::error!(id, %error, "a text is incomplete");
    }
    text.into_owned()
}

//! A webhook in words.

use registry::contract::push::{AttemptEnding, Terms};
use registry::provider::webhooks::Webhook;

use super::super::brand::OnBrand;
use super::super::paths;
use super::place;
use crate::kit::page::Page;

/// A webhook as pages tell of it.
pub struct Told {
    /// Where it leads; what its query may hide is for those alone who may change it.
    pub url: String,
    pub link: String,
    pub channel: String,
    /// Whose movements it is told of.
    pub movements: String,
    /// How it shows itself.
    pub way: String,
    pub state: String,
    /// The style of the state's tag.
    pub tag: &'static str,
    /// Since when, why, and what is next; empty: nothing is wrong.
    pub why: String,
    pub behind: String,
    pub registered: String,
    /// The partner whose it is; empty: the provider's own.
    pub partner: String,
}

impl Told {
    pub fn of<P>(page: &Page, on: &OnBrand<P>, webhook: &Webhook, manages: bool) -> Self {
        let listing = &webhook.listing;
        let (state, tag) = match (listing.active, listing.failing_since) {
            (true, None) => ("webhooks-live", "tag yes"),
            (true, Some(_)) => ("webhooks-failing", "tag no"),
            (false, Some(_)) => ("webhooks-paused", "tag no"),
            (false, None) => ("webhooks-new-state", "tag"),
        };
        let url = match listing.url.split_once('?') {
            Some((open, _)) if !manages => format!("{open}?…"),
            _ => listing.url.clone(),
        };
        let movements = match listing.terms {
            Terms::ConsoleWithOwn => "webhooks-all",
            Terms::Contract | Terms::Console => "webhooks-recipients",
        };
        let partner = listing.partner.map(|code| code.0.to_string());
        Self {
            url,
            link: place(paths::WEBHOOK, webhook, on),
            channel: page.channel(listing.channel),
            movements: page.t(movements),
            way: way(page, webhook, manages),
            state: page.t(state),
            tag,
            why: why(page, webhook),
            behind: behind(page, webhook),
            registered: page.instant(listing.registered_at),
            partner: partner.unwrap_or_default(),
        }
    }
}

fn way(page: &Page, webhook: &Webhook, manages: bool) -> String {
    let listing = &webhook.listing;
    let login = listing.username.as_ref().map(|name| {
        if manages {
            page.t1("webhooks-logs-in-as", "name", name)
        } else {
            page.t("webhooks-login")
        }
    });
    let signed = listing.is_signed.then(|| page.t("webhooks-signature"));
    let ways: Vec<_> = login.into_iter().chain(signed).collect();
    ways.join(" · ")
}

fn why(page: &Page, webhook: &Webhook) -> String {
    let listing = &webhook.listing;
    if webhook.is_new() {
        return page.t("webhooks-new-why");
    }
    let Some(since) = listing.failing_since else {
        return String::new();
    };
    let mut said = vec![page.t1("webhooks-failing-since", "at", page.instant(since))];
    said.extend(
        webhook
            .failure
            .map(|(how, status)| ending(page, how, status)),
    );
    let next = listing.retry_at.filter(|_| listing.active);
    said.extend(next.map(|at| page.t1("webhooks-next-try", "at", page.instant(at))));
    said.join(" ")
}

/// How a post ended.
pub fn ending(page: &Page, ending: AttemptEnding, status: Option<u16>) -> String {
    match ending {
        AttemptEnding::Answered => {
            let status = status.map_or_else(String::new, |status| status.to_string());
            page.t1("webhooks-answered", "status", status)
        }
        AttemptEnding::TimedOut => page.t("webhooks-timed-out"),
        AttemptEnding::Unreachable => page.t("webhooks-unreachable"),
        AttemptEnding::NotCalled => page.t("webhooks-not-called"),
    }
}

fn behind(page: &Page, webhook: &Webhook) -> String {
    let behind = webhook.behind;
    match behind.since {
        None if behind.more => page.t("webhooks-behind-others"),
        None => page.t("webhooks-behind-none"),
        Some(since) => {
            let text = if behind.more {
                "webhooks-behind-more"
            } else {
                "webhooks-behind"
            };
            page.t2(text, "count", behind.movements, "at", page.instant(since))
        }
    }
}

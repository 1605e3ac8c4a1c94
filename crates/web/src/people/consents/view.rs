//! What of the one screen is looked at, as it stands in the URL. No address stands there, only its
//! number among the visitor's own.

use axum::extract::Query;
use domain::{Channel, Status};
use registry::people::recipient::{AddressId, SEARCH_TEXT_MAX, ScreenOrder, ScreenQuery};

use crate::kit::form::{Form, fields};
use crate::kit::paths::encoded;
use crate::people::paths;

fields! {
    /// What a view is chosen by.
    pub enum Filter {
        Text = text("q", SEARCH_TEXT_MAX),
        Channel = choice("channel"),
        Status = choice("status"),
        Address = choice("address"),
        Order = choice("order"),
    }
}

/// A view of the one screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View(pub ScreenQuery);

impl View {
    /// Reads a query. What is unknown or malformed is left out: a link that has aged shows more, not
    /// an error.
    pub fn of(pairs: &[(String, String)]) -> Self {
        let mut query = ScreenQuery {
            page: 1,
            ..ScreenQuery::default()
        };
        for (name, value) in pairs {
            match name.as_str() {
                "q" => query.text = value.trim().chars().take(SEARCH_TEXT_MAX).collect(),
                "channel" => query.channel = Channel::from_wire(value).ok(),
                "status" => query.status = Status::from_wire(value).ok(),
                "address" => query.address = value.parse().ok().map(AddressId),
                "order" => query.order = order(value),
                "page" => query.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        Self(query)
    }

    /// Reads the form in which a view travels within forms: the query of its URL.
    pub fn from_query(text: &str) -> Self {
        let uri = format!("/?{text}").parse().unwrap_or_default();
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&uri);
        Self::of(&pairs.map(|Query(pairs)| pairs).unwrap_or_default())
    }

    /// The form that it is chosen by.
    pub fn form(&self) -> Form<Filter> {
        let query = &self.0;
        let channel = query.channel.map(Channel::as_wire);
        let status = query.status.map(Status::as_wire);
        let address = query.address.map(|id| id.0.to_string());
        Form::default()
            .with(Filter::Text, &query.text)
            .with(Filter::Channel, channel.unwrap_or_default())
            .with(Filter::Status, status.unwrap_or_default())
            .with(Filter::Address, address.unwrap_or_default())
            .with(Filter::Order, order_name(query.order))
    }

    /// The query of its URL; empty for the whole.
    pub fn query(&self) -> String {
        self.query_at(self.0.page)
    }

    /// The same view at another page.
    pub fn query_at(&self, page: u32) -> String {
        let query = &self.0;
        let mut parts = Vec::new();
        if !query.text.is_empty() {
            parts.push(format!("q={}", encoded(&query.text)));
        }
        if let Some(channel) = query.channel {
            parts.push(format!("channel={}", channel.as_wire()));
        }
        if let Some(status) = query.status {
            parts.push(format!("status={}", status.as_wire()));
        }
        if let Some(address) = query.address {
            parts.push(format!("address={}", address.0));
        }
        if query.order != ScreenOrder::Brand {
            parts.push(format!("order={}", order_name(query.order)));
        }
        if page > 1 {
            parts.push(format!("page={page}"));
        }
        parts.join("&")
    }

    /// The path and query of a page of it.
    pub fn path_at(&self, page: u32) -> String {
        let query = self.query_at(page);
        if query.is_empty() {
            paths::CONSENTS.to_owned()
        } else {
            format!("{}?{query}", paths::CONSENTS)
        }
    }

    /// Whether it leaves anything out.
    pub fn is_filtered(&self) -> bool {
        let query = &self.0;
        let narrowed = query.channel.is_some() || query.status.is_some() || query.address.is_some();
        narrowed || !query.text.is_empty()
    }

    /// Whether it is one of those that are chosen under the search, not typed into it.
    pub fn is_narrowed(&self) -> bool {
        let words = Self(ScreenQuery {
            text: String::new(),
            ..self.0.clone()
        });
        words.is_filtered() || self.0.order != ScreenOrder::Brand
    }
}

/// An order's name in URLs.
pub fn order_name(order: ScreenOrder) -> &'static str {
    match order {
        ScreenOrder::Brand => "brand",
        ScreenOrder::Newest => "newest",
        ScreenOrder::Oldest => "oldest",
    }
}

fn order(name: &str) -> ScreenOrder {
    [ScreenOrder::Newest, ScreenOrder::Oldest]
        .into_iter()
        .find(|order| order_name(*order) == name)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn a_view_comes_back_from_its_url_as_it_was() {
        let text = "q=K%C4%B1rm%C4%B1z%C4%B1%20%26%20Co&channel=MESAJ&status=ONAY&address=3&order=newest&page=4";
        let view = View::from_query(text);
        assert_eq!(view.0.text, "Kırmızı & Co");
        assert_eq!(view.query(), text);
        assert_eq!(View::from_query(&view.query()), view);
    }

    #[test]
    fn what_is_no_view_is_the_whole() {
        for text in [
            "",
            "page=0",
            "page=-1",
            "channel=FAKS&status=x&address=y&order=z",
            "\u{0}\u{1}",
        ] {
            assert_eq!(View::from_query(text).path_at(1), "/consents", "{text}");
        }
    }
}

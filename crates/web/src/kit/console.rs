//! A console: the pages of one audience, with a sign-in and a navigation of their own.

use super::cookie::Cookie;

/// What holds for all pages of a console. Each console has its own in its folder.
#[derive(Debug)]
pub struct Console {
    /// The session's token.
    pub session: Cookie,
    /// Where strangers sign in.
    pub sign_in: &'static str,
    /// Where one signs out.
    pub sign_out: &'static str,
    /// Where one begins, signed in.
    pub home: &'static str,
    /// What stands above each page of somebody who has signed in.
    pub navigation: &'static [Link],
}

/// A link of a navigation.
#[derive(Debug)]
pub struct Link {
    /// Its text's identifier.
    pub text: &'static str,
    /// Where it leads. Pages name the link they are under by it. Empty: to the first of what is under it that is open.
    pub path: &'static str,
    /// What stands in a row of its own on the pages of an area.
    pub under: &'static [Link],
}

impl Link {
    /// A link to a section.
    pub const fn to(text: &'static str, path: &'static str) -> Self {
        Self {
            text,
            path,
            under: &[],
        }
    }

    /// An area: sections that stand together.
    pub const fn area(text: &'static str, under: &'static [Self]) -> Self {
        Self {
            text,
            path: "",
            under,
        }
    }
}

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
    /// Where it leads. Pages name the link they are under by it.
    pub path: &'static str,
}

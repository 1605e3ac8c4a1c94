//! Signing in with a password, and out: what becomes of the browser. The fields of the form are in
//! `templates/shared/sign_in.html`.

use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};

use crate::Settings;
use crate::kit::console::Console;

/// The longest name that is typed, in characters.
pub const NAME_MAX: usize = 255;
/// The longest password that is typed, in characters.
pub const PASSWORD_MAX: usize = 1_024;
/// The longest second factor that is typed, in characters.
pub const SECOND_MAX: usize = 40;

/// Lets a browser in with a session's token: to where the console begins.
pub fn let_in(console: &Console, token: &str, settings: &Settings) -> Response {
    let cookie = [(header::SET_COOKIE, console.session.set(token, settings))];
    (AppendHeaders(cookie), Redirect::to(console.home)).into_response()
}

/// Lets a browser out whose session has been ended: to the sign-in.
pub fn let_out(console: &Console, settings: &Settings) -> Response {
    let cookie = [(header::SET_COOKIE, console.session.forget(settings))];
    (AppendHeaders(cookie), Redirect::to(console.sign_in)).into_response()
}

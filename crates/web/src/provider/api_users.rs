//! The users of the interface: who there is, and their passwords, each shown once.

use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::Timestamp;
use registry::provider::api_users::{
    NETWORKS_TEXT_MAX, Networks, NetworksProblem, OldPassword, ProviderUser, UserKept,
};

use super::paths;
use super::session::Keeper;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;
use crate::shared::sign_in::NAME_MAX;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::API_USERS, get(list).post(add))
        .route(paths::API_USER_PASSWORD, post(renew))
        .route(paths::API_USER_ROTATION, post(rotate))
        .route(paths::API_USER_OLD_END, post(end_old))
        .route(paths::API_USER_NETWORKS, post(set_networks))
        .route(paths::API_USER_OUT, post(keep_out))
        .route(paths::API_USER_IN, post(let_in))
}

fields! {
    /// A user to be added.
    enum New {
        Name = text("name", NAME_MAX),
    }
}

fields! {
    /// The user that a button is for.
    enum Of {
        User = hidden("user"),
    }
}

fields! {
    /// A new password beside the one there is.
    enum Rotation {
        User = hidden("user"),
        Hours = choice("hours"),
    }
}

fields! {
    /// Where a user may call from.
    enum Place {
        User = hidden("user"),
        Networks = text("networks", NETWORKS_TEXT_MAX),
    }
}

/// For how many hours the password before may be chosen to be good, and what is said of it.
const ROTATIONS: [(u64, &str); 4] = [
    (1, "provider-api-user-hour"),
    (24, "provider-api-user-day"),
    (3 * 24, "provider-api-user-three-days"),
    (7 * 24, "provider-api-user-week"),
];

/// A user in words.
struct Line {
    name: String,
    disabled: bool,
    /// Since when it is there, and when it last called.
    since: String,
    used: String,
    password: String,
    /// The password before, where it is good.
    old: Option<String>,
    networks: String,
    limited: bool,
    /// What was typed in their place, and refused.
    typed: Option<String>,
}

impl Line {
    fn of(page: &Page, one: ProviderUser, now: Timestamp) -> Self {
        let ProviderUser {
            user,
            rules,
            used_at,
        } = one;
        let since = |at: Option<Timestamp>| page.instant(at.unwrap_or(user.created));
        let old = rules.old.filter(|old: &OldPassword| old.until > now);
        let old = old.map(|old| {
            let (from, until) = (since(old.set_at), page.instant(old.until));
            page.t2("provider-api-user-old", "from", from, "until", until)
        });
        Self {
            since: page.t1("provider-api-user-since", "day", page.day(user.created)),
            used: match used_at {
                Some(at) => page.t1("provider-api-user-used", "at", page.instant(at)),
                None => page.t("provider-api-user-unused"),
            },
            password: page.t1(
                "provider-api-user-password-since",
                "at",
                since(rules.password_set_at),
            ),
            old,
            limited: !rules.networks.is_anywhere(),
            networks: rules.networks.to_string(),
            typed: None,
            disabled: user.disabled,
            name: user.name.to_string(),
        }
    }
}

#[derive(Template)]
#[template(path = "provider/api_users/list.html")]
struct ListPage {
    page: Page,
    users: Vec<Line>,
    form: Form<New>,
    done: bool,
}

impl ListPage {
    fn rotations(&self) -> [(u64, String); ROTATIONS.len()] {
        ROTATIONS.map(|(hours, text)| (hours, self.page.t(text)))
    }
}

#[derive(Template)]
#[template(path = "provider/api_users/password.html")]
struct PasswordPage {
    page: Page,
    name: String,
    password: String,
}

async fn list_page(
    visit: &Visit,
    keeper: &Keeper,
    state: &WebState,
    form: Form<New>,
    done: bool,
) -> Result<Response, Failure> {
    let lines = lines(visit, keeper, state).await?;
    show_list(visit, keeper, (lines, form), done)
}

fn frame(visit: &Visit, keeper: &Keeper) -> Page {
    let title = "provider-api-users-title";
    keeper.at.page(visit, title, paths::API_USERS)
}

/// The provider's users.
async fn lines(visit: &Visit, keeper: &Keeper, state: &WebState) -> Result<Vec<Line>, Failure> {
    let page = frame(visit, keeper);
    let users = state.registry.provider().api_users(&keeper.session).await?;
    let now = state.registry.now();
    let lines = users.into_iter().map(|one| Line::of(&page, one, now));
    Ok(lines.collect())
}

fn show_list(
    visit: &Visit,
    keeper: &Keeper,
    (users, form): (Vec<Line>, Form<New>),
    done: bool,
) -> Result<Response, Failure> {
    let template = ListPage {
        users,
        page: frame(visit, keeper).of(&form),
        form,
        done,
    };
    show_with(template.form.status(), &template)
}

async fn list(
    visit: Visit,
    keeper: Keeper,
    State(state): State<WebState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let done = query.iter().any(|(name, _)| name == paths::DONE);
    list_page(&visit, &keeper, &state, Form::default(), done).await
}

async fn add(
    visit: Visit,
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<New>,
) -> Result<Response, Failure> {
    let name = form.value(New::Name).trim().to_owned();
    let console = state.registry.provider();
    let why = match console.add_api_user(&keeper.session, &name).await? {
        UserKept::Password(password) => return once(&visit, &keeper, name, password),
        UserKept::Taken => "provider-api-user-taken",
        UserKept::TooMany => "provider-api-user-too-many",
        UserKept::NoName | UserKept::Done | UserKept::Unknown => "provider-api-user-no-name",
    };
    let form = form.refused(New::Name, Text::of(why));
    list_page(&visit, &keeper, &state, form, false).await
}

async fn renew(
    visit: Visit,
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<Of>,
) -> Result<Response, Failure> {
    let name: String = form.required(Of::User)?;
    let console = state.registry.provider();
    match console.renew_api_user(&keeper.session, &name).await? {
        UserKept::Password(password) => once(&visit, &keeper, name, password),
        _ => Err(Failure::NotFound),
    }
}

async fn rotate(
    visit: Visit,
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<Rotation>,
) -> Result<Response, Failure> {
    let name: String = form.required(Rotation::User)?;
    let hours: u64 = form.required(Rotation::Hours)?;
    if !ROTATIONS.iter().any(|(own, _)| *own == hours) {
        return Err(Failure::BadForm);
    }
    let (console, good) = (state.registry.provider(), Duration::from_hours(hours));
    match console
        .rotate_api_user(&keeper.session, &name, good)
        .await?
    {
        UserKept::Password(password) => once(&visit, &keeper, name, password),
        _ => Err(Failure::NotFound),
    }
}

async fn end_old(
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<Of>,
) -> Result<Response, Failure> {
    let name: String = form.required(Of::User)?;
    let console = state.registry.provider();
    done(&console.end_old_password(&keeper.session, &name).await?)
}

async fn set_networks(
    visit: Visit,
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<Place>,
) -> Result<Response, Failure> {
    let name: String = form.required(Place::User)?;
    let typed = form.there(Place::Networks)?;
    let networks = match Networks::read(typed) {
        Ok(networks) => networks,
        Err(problem) => {
            let why = match problem {
                NetworksProblem::NoNetwork(part) => {
                    Text::of("provider-api-user-no-network").filled("part", part)
                }
                NetworksProblem::TooMany => Text::of("provider-api-user-many-networks"),
            };
            // What was typed is shown again, to be mended.
            let mut lines = lines(&visit, &keeper, &state).await?;
            let line = lines.iter_mut().find(|line| line.name == name);
            let line = line.ok_or(Failure::NotFound)?;
            line.typed = Some(typed.to_owned());
            let form = Form::default().refused_whole(why);
            return show_list(&visit, &keeper, (lines, form), false);
        }
    };
    let console = state.registry.provider();
    let kept = console.set_api_user_networks(&keeper.session, &name, networks);
    done(&kept.await?)
}

async fn keep_out(
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<Of>,
) -> Result<Response, Failure> {
    set(&keeper, &state, form, true).await
}

async fn let_in(
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<Of>,
) -> Result<Response, Failure> {
    set(&keeper, &state, form, false).await
}

async fn set(
    keeper: &Keeper,
    state: &WebState,
    form: Form<Of>,
    kept_out: bool,
) -> Result<Response, Failure> {
    let name: String = form.required(Of::User)?;
    let console = state.registry.provider();
    let kept = console
        .keep_api_user_out(&keeper.session, &name, kept_out)
        .await?;
    done(&kept)
}

/// Back to the list, where it was done.
fn done(kept: &UserKept) -> Result<Response, Failure> {
    match kept {
        UserKept::Done => {
            let list = paths::asking(paths::API_USERS, paths::DONE, "yes");
            Ok(Redirect::to(&list).into_response())
        }
        _ => Err(Failure::NotFound),
    }
}

/// Shows a password, this once.
fn once(
    visit: &Visit,
    keeper: &Keeper,
    name: String,
    password: String,
) -> Result<Response, Failure> {
    let page = keeper
        .at
        .page(visit, "provider-api-user-password", paths::API_USERS);
    show(&PasswordPage {
        page,
        name,
        password,
    })
}

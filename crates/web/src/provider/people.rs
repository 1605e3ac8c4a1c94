//! Who uses the console, and as what: for owners of the account.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::BrandCode;
use registry::provider::people::{Changed, Invited};
use registry::provider::{Member, MemberNumber, MemberRole, MemberState, Right, RoleGrant};

use super::session::Owner;
use super::{paths, roles};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;
use crate::shared::sign_in::NAME_MAX;

/// The most roles that one form may have: one for each of so many brands, and one for all.
const GRANTS_MAX: usize = 257;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::PEOPLE, get(list))
        .route(paths::INVITE, get(invite_form).post(invite))
        .route(paths::MEMBER, get(member).post(change_roles))
        .route(paths::MEMBER_OUT, post(keep_out))
        .route(paths::MEMBER_IN, post(let_in))
        .route(paths::MEMBER_AGAIN, post(invite_again))
}

fields! {
    /// Somebody to be invited.
    enum New {
        Email = text("email", NAME_MAX),
        Name = text("name", NAME_MAX),
        /// A role and where it is held: `editor 610001`, `viewer 0`.
        Grants = boxes("grant", GRANTS_MAX),
    }
}

fields! {
    /// The roles of a member.
    enum Roles {
        Grants = boxes("grant", GRANTS_MAX),
    }
}

/// A place where a role may be held, with the roles to choose from.
struct Place {
    name: String,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "provider/people/list.html")]
struct ListPage {
    page: Page,
    members: Vec<Member>,
    brands: Vec<(BrandCode, String)>,
    done: Option<String>,
}

impl ListPage {
    fn link(&self, member: &Member) -> String {
        paths::filled(paths::MEMBER, &[&member.number])
    }

    fn roles(&self, member: &Member) -> String {
        roles::said(&self.page, &member.roles, &self.brands)
    }

    fn state(&self, member: &Member) -> String {
        self.page.t(state_text(member.state))
    }
}

#[derive(Template)]
#[template(path = "provider/people/invite.html")]
struct InvitePage {
    page: Page,
    form: Form<New>,
    places: Vec<Place>,
}

#[derive(Template)]
#[template(path = "provider/people/member.html")]
struct MemberPage {
    page: Page,
    member: Member,
    form: Form<Roles>,
    places: Vec<Place>,
}

impl MemberPage {
    fn path(&self, pattern: &str) -> String {
        paths::filled(pattern, &[&self.member.number])
    }

    fn state(&self) -> String {
        self.page.t(state_text(self.member.state))
    }

    fn is_out(&self) -> bool {
        self.member.state == MemberState::KeptOut
    }
}

/// How far a member is.
fn state_text(state: MemberState) -> &'static str {
    match state {
        MemberState::Invited => "provider-state-invited",
        MemberState::Active => "provider-state-active",
        MemberState::KeptOut => "provider-state-kept-out",
    }
}

/// The places where roles may be held. `chosen`: those that are, as the form has them.
fn places(page: &Page, brands: &[(BrandCode, String)], chosen: &[&str]) -> Vec<Place> {
    let all = std::iter::once((0, page.t("provider-all-brands")));
    let each = brands
        .iter()
        .map(|(code, name)| (code.0, format!("{name} ({code})")));
    let places = all.chain(each).map(|(number, name)| {
        let roles = MemberRole::ALL.into_iter();
        let roles = roles.filter(|role| number == 0 || *role != MemberRole::Owner);
        let roles = roles.map(|role| {
            let value = format!("{} {number}", role.as_word());
            let note = if chosen.contains(&value.as_str()) {
                "selected"
            } else {
                ""
            };
            Choice::new(value, page.t(roles::text(role))).with_note(note)
        });
        let none = Choice::new("", page.t("provider-no-role"));
        let choices = std::iter::once(none).chain(roles).collect();
        Place { name, choices }
    });
    places.collect()
}

/// Reads the roles of a form; what is left open is none.
fn grants<'a>(sent: impl Iterator<Item = &'a str>) -> Result<Vec<RoleGrant>, Failure> {
    let chosen = sent.filter(|text| !text.is_empty());
    let grant = |text: &str| {
        let (role, place) = text.split_once(' ')?;
        let number: u32 = place.parse().ok()?;
        let brand = (number != 0).then_some(BrandCode(number));
        let role = MemberRole::from_word(role)?;
        Some(RoleGrant { brand, role })
    };
    chosen
        .map(|text| grant(text).ok_or(Failure::BadForm))
        .collect()
}

/// The provider's brands, by number and name.
async fn brands(state: &WebState, owner: &Owner) -> Result<Vec<(BrandCode, String)>, Failure> {
    let console = state.registry.provider();
    let brands = console.brands(&owner.at.0, Right::View).await?.into_iter();
    Ok(brands.map(|brand| (brand.code, brand.name)).collect())
}

async fn list(
    visit: Visit,
    owner: Owner,
    State(state): State<WebState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let page = owner
        .at
        .page(&visit, "provider-people-title", paths::PEOPLE);
    let done = query.iter().any(|(name, _)| name == paths::DONE);
    show(&ListPage {
        members: state.registry.provider().members(&owner.session).await?,
        brands: brands(&state, &owner).await?,
        done: done.then(|| page.t("provider-people-done")),
        page,
    })
}

async fn invite_form(
    visit: Visit,
    owner: Owner,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    invite_page(&visit, &owner, &state, Form::default()).await
}

async fn invite_page(
    visit: &Visit,
    owner: &Owner,
    state: &WebState,
    form: Form<New>,
) -> Result<Response, Failure> {
    let page = owner.at.page(visit, "provider-invite-title", paths::PEOPLE);
    let chosen: Vec<_> = form.all(New::Grants).collect();
    let places = places(&page, &brands(state, owner).await?, &chosen);
    let page = page.of(&form);
    show_with(form.status(), &InvitePage { page, form, places })
}

async fn invite(
    visit: Visit,
    owner: Owner,
    State(state): State<WebState>,
    form: Form<New>,
) -> Result<Response, Failure> {
    let roles = grants(form.all(New::Grants))?;
    let who = (form.value(New::Email), form.value(New::Name));
    let language = visit.words.language();
    let console = state.registry.provider();
    let invited = console
        .invite_member(&owner.session, who, roles, language)
        .await?;
    let (field, why) = match invited {
        Invited::Sent => return Ok(to_list()),
        Invited::AddressTaken => (New::Email, "provider-invite-taken"),
        Invited::NoAddress => (New::Email, "provider-invite-no-address"),
        Invited::NoName => (New::Name, "provider-invite-no-name"),
        Invited::NoRoles => (New::Grants, "provider-invite-no-roles"),
        Invited::TooMany => (New::Email, "provider-invite-too-many"),
    };
    let form = form.refused(field, Text::of(why));
    invite_page(&visit, &owner, &state, form).await
}

/// The member that an address names.
async fn found(state: &WebState, owner: &Owner, number: &str) -> Result<Member, Failure> {
    let number = number_of(number)?;
    let members = state.registry.provider().members(&owner.session).await?;
    let mut members = members.into_iter();
    members
        .find(|member| member.number == number)
        .ok_or(Failure::NotFound)
}

fn number_of(text: &str) -> Result<MemberNumber, Failure> {
    text.parse()
        .map(MemberNumber)
        .map_err(|_| Failure::NotFound)
}

async fn member(
    visit: Visit,
    owner: Owner,
    State(state): State<WebState>,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let member = found(&state, &owner, &number).await?;
    member_page(&visit, &owner, &state, member, Form::default()).await
}

async fn member_page(
    visit: &Visit,
    owner: &Owner,
    state: &WebState,
    member: Member,
    form: Form<Roles>,
) -> Result<Response, Failure> {
    let page = owner.at.page(visit, "provider-member-title", paths::PEOPLE);
    let held: Vec<_> = member
        .roles
        .iter()
        .map(|grant| {
            let place = grant.brand.map_or(0, |brand| brand.0);
            format!("{} {place}", grant.role.as_word())
        })
        .collect();
    let sent: Vec<_> = form.all(Roles::Grants).collect();
    let held: Vec<_> = held.iter().map(String::as_str).collect();
    let chosen = if form.is_refused() && !sent.is_empty() {
        &sent
    } else {
        &held
    };
    let places = places(&page, &brands(state, owner).await?, chosen);
    let page = page.of(&form);
    let template = MemberPage {
        page,
        member,
        form,
        places,
    };
    show_with(template.form.status(), &template)
}

async fn change_roles(
    visit: Visit,
    owner: Owner,
    State(state): State<WebState>,
    Path(number): Path<String>,
    form: Form<Roles>,
) -> Result<Response, Failure> {
    let roles = grants(form.all(Roles::Grants))?;
    let number = number_of(&number)?;
    let console = state.registry.provider();
    let changed = console.change_roles(&owner.session, number, roles).await?;
    answer(&visit, &owner, &state, number, changed, form).await
}

async fn keep_out(
    visit: Visit,
    owner: Owner,
    State(state): State<WebState>,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let number = number_of(&number)?;
    let console = state.registry.provider();
    let changed = console.keep_out(&owner.session, number, true).await?;
    answer(&visit, &owner, &state, number, changed, Form::default()).await
}

async fn let_in(
    visit: Visit,
    owner: Owner,
    State(state): State<WebState>,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let number = number_of(&number)?;
    let console = state.registry.provider();
    let changed = console.keep_out(&owner.session, number, false).await?;
    answer(&visit, &owner, &state, number, changed, Form::default()).await
}

async fn invite_again(
    visit: Visit,
    owner: Owner,
    State(state): State<WebState>,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let number = number_of(&number)?;
    let language = visit.words.language();
    let console = state.registry.provider();
    let changed = console
        .reset_member(&owner.session, number, language)
        .await?;
    answer(&visit, &owner, &state, number, changed, Form::default()).await
}

/// What became of a change: the list, or the member's page with why it was not done.
async fn answer(
    visit: &Visit,
    owner: &Owner,
    state: &WebState,
    number: MemberNumber,
    changed: Changed,
    form: Form<Roles>,
) -> Result<Response, Failure> {
    let form = match changed {
        Changed::Done => return Ok(to_list()),
        Changed::Unknown => return Err(Failure::NotFound),
        Changed::LastOwner => {
            let form = form.answered_with(StatusCode::CONFLICT);
            form.refused_whole(Text::of("provider-last-owner"))
        }
        Changed::NoRoles => form.refused(Roles::Grants, Text::of("provider-invite-no-roles")),
    };
    let member = found(state, owner, &number.to_string()).await?;
    member_page(visit, owner, state, member, form).await
}

fn to_list() -> Response {
    Redirect::to(&paths::asking(paths::PEOPLE, paths::DONE, "yes")).into_response()
}

//! One brand: its figures, and what the visitor may do with it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use registry::provider::overview::BrandFigures;
use registry::provider::{MemberRole, Viewing};

use super::brand::OnBrand;
use super::paths;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new().route(paths::BRAND_PAGE, get(brand))
}

#[derive(Template)]
#[template(path = "provider/brand.html")]
struct BrandPage {
    page: Page,
    figures: BrandFigures,
    roles: Vec<String>,
}

/// What a role is called.
pub fn role_text(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => "provider-role-owner",
        MemberRole::Manager => "provider-role-manager",
        MemberRole::Editor => "provider-role-editor",
        MemberRole::Viewer => "provider-role-viewer",
        MemberRole::Answerer => "provider-role-answerer",
    }
}

async fn brand(
    visit: Visit,
    on: OnBrand<Viewing>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let page = on.page(&visit, "provider-brand-title", paths::BRAND_PAGE)?;
    let roles = on.at.0.member().roles_for(on.scope.brand());
    show(&BrandPage {
        figures: state.registry.provider().figures_of(&on.scope),
        roles: roles.map(|role| page.t(role_text(role))).collect(),
        page,
    })
}

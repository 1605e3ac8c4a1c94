//! Roles in words.

use domain::BrandCode;
use registry::provider::{MemberRole, RoleGrant};

use crate::kit::page::Page;

/// What a role is called.
pub fn text(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => "provider-role-owner",
        MemberRole::Manager => "provider-role-manager",
        MemberRole::Editor => "provider-role-editor",
        MemberRole::Viewer => "provider-role-viewer",
        MemberRole::Answerer => "provider-role-answerer",
    }
}

/// Roles with the brands they are for, by name.
pub fn said(page: &Page, roles: &[RoleGrant], brands: &[(BrandCode, String)]) -> String {
    let said = roles.iter().map(|grant| {
        let role = page.t(text(grant.role));
        match grant.brand {
            None => role,
            Some(code) => {
                let name = brands.iter().find(|(own, _)| *own == code);
                let name = name.map_or_else(|| code.to_string(), |(_, name)| name.clone());
                format!("{role} ({name})")
            }
        }
    });
    said.collect::<Vec<_>>().join(", ")
}

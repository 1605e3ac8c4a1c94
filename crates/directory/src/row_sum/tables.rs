//! The tables whose rows are summed.

use super::Kind::{Bytes, Number, Text};
use super::Table;

pub(crate) const PROVIDERS: Table = Table {
    name: "providers",
    key: &[("code", Number)],
    columns: &[
        ("title", Text),
        ("mersis", Text),
        ("tin", Text),
        ("state", Text),
        ("created_at", Number),
    ],
};
pub(crate) const BRANDS: Table = Table {
    name: "brands",
    key: &[("code", Number)],
    columns: &[
        ("provider", Number),
        ("name", Text),
        ("historic_loading_until", Number),
        ("first_refusal", Text),
        ("created_at", Number),
    ],
};
pub(crate) const RETAILERS: Table = Table {
    name: "retailers",
    key: &[("code", Number)],
    columns: &[
        ("brand", Number),
        ("title", Text),
        ("name", Text),
        ("tckn", Text),
        ("tin", Text),
        ("city_code", Number),
        ("city_name", Text),
        ("town_code", Number),
        ("town_name", Text),
        ("mersis", Text),
        ("alias", Text),
        ("mobile", Text),
        ("status", Text),
        ("created_at", Number),
    ],
};
pub(crate) const PARTNERS: Table = Table {
    name: "partners",
    key: &[("code", Number)],
    columns: &[
        ("title", Text),
        ("licensed", Number),
        ("created_at", Number),
    ],
};
pub(crate) const INTERMEDIARIES: Table = Table {
    name: "intermediaries",
    key: &[("code", Number)],
    columns: &[("title", Text), ("created_at", Number)],
};
pub(crate) const SHORT_NAMES: Table = Table {
    name: "brand_short_names",
    key: &[("folded", Text)],
    columns: &[("brand", Number), ("name", Text), ("added_at", Number)],
};

pub(crate) const GATEWAYS: Table = Table {
    name: "gateways",
    key: &[("name", Text)],
    columns: &[
        ("kind", Text),
        ("verified", Number),
        ("added_at", Number),
        ("removed_at", Number),
    ],
};
/// Without what signing in changes.
pub(crate) const STAFF: Table = Table {
    name: "staff",
    key: &[("number", Number)],
    columns: &[
        ("username", Text),
        ("role", Text),
        ("office", Text),
        ("disabled", Number),
        ("created_at", Number),
    ],
};

pub(crate) const PARTNER_GRANTS: Table = Table {
    name: "partner_grants",
    key: &[
        ("partner", Number),
        ("brand", Number),
        ("channel", Number),
        ("number", Number),
    ],
    columns: &[
        ("access", Text),
        ("granted_at", Number),
        ("revoked_at", Number),
    ],
};
pub(crate) const PARTNER_AGREEMENTS: Table = Table {
    name: "partner_agreements",
    key: &[("partner", Number), ("brand", Number)],
    columns: &[],
};
pub(crate) const INTERMEDIARY_GRANTS: Table = Table {
    name: "intermediary_grants",
    key: &[
        ("intermediary", Number),
        ("brand", Number),
        ("number", Number),
    ],
    columns: &[("granted_at", Number), ("revoked_at", Number)],
};
pub(crate) const SUBSCRIPTIONS: Table = Table {
    name: "subscriptions",
    key: &[("holder_kind", Text), ("holder_code", Number)],
    columns: &[
        ("id", Text),
        ("package", Text),
        ("starts_at", Number),
        ("expires_at", Number),
        ("status", Text),
        ("consent_limit", Number),
        ("consent_limit_exceed", Number),
        ("api_use", Number),
    ],
};
pub(crate) const SUBSCRIPTION_EXTRAS: Table = Table {
    name: "subscription_extras",
    key: &[("subscription", Text), ("kind", Text)],
    columns: &[
        ("id", Text),
        ("name", Text),
        ("starts_at", Number),
        ("expires_at", Number),
        ("status", Text),
        ("credit", Number),
    ],
};
pub(crate) const USERS: Table = Table {
    name: "users",
    key: &[("username", Text)],
    columns: &[
        ("password_hash", Text),
        ("kind", Text),
        ("party", Number),
        ("disabled", Number),
        ("created_at", Number),
    ],
};
pub(crate) const HOLDS: Table = Table {
    name: "holds",
    key: &[("number", Number)],
    columns: &[
        ("case_reference", Text),
        ("recipient", Bytes),
        ("brand", Number),
        ("recipient_type", Number),
        ("channel", Number),
        ("held_at", Number),
        ("held_by", Text),
        ("released_at", Number),
        ("released_by", Text),
    ],
};

/// All of them.
pub(super) const TABLES: [&Table; 15] = [
    &PROVIDERS,
    &BRANDS,
    &RETAILERS,
    &PARTNERS,
    &INTERMEDIARIES,
    &SHORT_NAMES,
    &GATEWAYS,
    &STAFF,
    &PARTNER_GRANTS,
    &PARTNER_AGREEMENTS,
    &INTERMEDIARY_GRANTS,
    &SUBSCRIPTIONS,
    &SUBSCRIPTION_EXTRAS,
    &USERS,
    &HOLDS,
];

//! The tables whose rows are summed.

use super::Kind::{Bytes, Number, Text};
use super::Table;

/// Says of each table its name, its key in brackets, and the other columns that are summed.
macro_rules! tables {
    ($(
        $(#[$about:meta])*
        $name:ident = $table:ident [$($key:ident $key_kind:ident),+] $($column:ident $kind:ident),*;
    )+) => {
        $(
            $(#[$about])*
            pub(crate) const $name: Table = Table {
                name: stringify!($table),
                key: &[$((stringify!($key), $key_kind)),+],
                columns: &[$((stringify!($column), $kind)),*],
            };
        )+

        /// All of them.
        pub(super) const TABLES: &[&Table] = &[$(&$name),+];
    };
}

tables! {
    PROVIDERS = providers [code Number] title Text, mersis Text, tin Text, state Text,
        created_at Number;
    BRANDS = brands [code Number] provider Number, name Text, historic_loading_until Number,
        first_refusal Text, created_at Number;
    RETAILERS = retailers [code Number] brand Number, title Text, name Text, tckn Text, tin Text,
        city_code Number, city_name Text, town_code Number, town_name Text, mersis Text,
        alias Text, mobile Text, status Text, created_at Number;
    PARTNERS = partners [code Number] title Text, licensed Number, created_at Number;
    INTERMEDIARIES = intermediaries [code Number] title Text, created_at Number;
    SENDERS = brand_senders [number Number] brand Number, kind Text, shown Text, folded Text,
        asked_at Number, confirmed_at Number, ended_at Number;
    REFUSAL_ADDRESSES = brand_refusal_addresses [brand Number] shown Text, set_at Number;
    GATEWAYS = gateways [name Text] kind Text, verified Number, added_at Number, removed_at Number;
    /// Without what signing in changes.
    STAFF = staff [number Number] username Text, role Text, office Text, disabled Number,
        created_at Number;
    /// Without what signing in changes, and without the invitation, whose token nobody can guess.
    MEMBERS = members [number Number] provider Number, email Text, name Text, password_hash Text,
        sealed_secret Bytes, state Text, created_at Number;
    MEMBER_ROLES = member_roles [member Number, place Number] brand Number, role Text;
    /// Without what signing in changes.
    OFFICERS = officers [staff Number] province Number, duty Text, sealed_secret Bytes,
        created_at Number;
    PARTNER_GRANTS = partner_grants [partner Number, brand Number, channel Number, number Number]
        access Text, granted_at Number, revoked_at Number;
    PARTNER_AGREEMENTS = partner_agreements [partner Number, brand Number];
    INTERMEDIARY_GRANTS = intermediary_grants [intermediary Number, brand Number, number Number]
        granted_at Number, revoked_at Number;
    SUBSCRIPTIONS = subscriptions [holder_kind Text, holder_code Number] id Text, package Text,
        starts_at Number, expires_at Number, status Text, consent_limit Number,
        consent_limit_exceed Number, api_use Number;
    SUBSCRIPTION_EXTRAS = subscription_extras [subscription Text, kind Text] id Text, name Text,
        starts_at Number, expires_at Number, status Text, credit Number;
    USERS = users [username Text] password_hash Text, kind Text, party Number, disabled Number,
        created_at Number;
    USER_RULES = user_rules [username Text] networks Text, password_set_at Number, old_hash Text,
        old_set_at Number, old_until Number;
    HOLDS = holds [number Number] case_reference Text, recipient Bytes, brand Number,
        recipient_type Number, channel Number, held_at Number, held_by Text, released_at Number,
        released_by Text;
    DEFENCES = defences [complaint Text, provider Number] brand Number, channel Number, day Text,
        asked_at Number, version Number, content Bytes, document Bytes, changed_by Number,
        changed_at Number, submitted_by Number, submitted_at Number, late Number;
}

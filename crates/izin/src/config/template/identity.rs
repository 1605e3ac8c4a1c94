//! The part of the commented file that is about the identity provider.

use super::quoted;
use crate::config::Identity;

/// The section.
pub fn render(config: &Identity) -> String {
    format!(
        "[identity]
# An identity provider (OpenID Connect) that people may sign in by, too, as it names itself; empty: none.
issuer = {issuer}
# What it knows the registry by. It sends people back to /identity/callback of the pages.
client_id = {client_id}
# The file with the secret it has given the registry; empty: it has given none.
client_secret_file = {secret}
# Its name, as the sign-in shows it.
name = {name}
# Whether phone numbers and e-mail addresses it has verified are taken as proven. Otherwise people prove
# them by code.
trust_addresses = {trust}
",
        issuer = quoted(&config.issuer),
        client_id = quoted(&config.client_id),
        secret = quoted(&config.client_secret_file.to_string_lossy()),
        name = quoted(&config.name),
        trust = config.trust_addresses,
    )
}

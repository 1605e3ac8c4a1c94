//! The part of the commented file that is about the pages.

use super::{list, quoted};
use crate::config::Pages;

/// The section.
pub fn render(config: &Pages) -> String {
    format!(
        "[pages]
# Where people find the pages, without a slash at the end; links in messages begin with it. With https
# their cookies go no other way.
public_url = {url}
# Who runs the registry, as pages and messages say it.
operator = {operator}
# The number that text messages with a keyword (RET …) go to, as pages and messages tell it; empty: none.
short_number = {short_number}
# Where the voice menu puts callers through who want an agent; empty: nowhere.
agent_number = {agent_number}
# Whether the call centre's desk may take the network's word that a call comes from the caller's number,
# in place of a code sent to it. Only where the network really verifies numbers.
desk_network_proof = {desk_network_proof}
# What mobile numbers begin with that one-time codes go to by text message; each costs money. Owners of
# other numbers sign in by e-mail or call the desk; consents, checks and refusals are not touched by it.
code_countries = {code_countries}
# How many codes go by text message within an hour, to people who have not signed in from the same place
# before; as many more to those who have. When it is reached the log says so.
code_texts_per_hour = {code_texts}
",
        url = quoted(&config.public_url),
        operator = quoted(&config.operator),
        short_number = quoted(&config.short_number),
        agent_number = quoted(&config.agent_number),
        desk_network_proof = config.desk_network_proof,
        code_countries = list(config.code_countries.iter().cloned()),
        code_texts = config.code_texts_per_hour,
    )
}

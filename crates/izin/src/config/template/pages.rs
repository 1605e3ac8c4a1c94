//! The part of the commented file that is about the pages.

use super::quoted;
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
",
        url = quoted(&config.public_url),
        operator = quoted(&config.operator),
        short_number = quoted(&config.short_number),
        agent_number = quoted(&config.agent_number),
        desk_network_proof = config.desk_network_proof,
    )
}

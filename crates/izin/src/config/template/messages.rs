//! The part of the commented file that is about messages out.

use super::quoted;
use crate::config::messages::{Centre, Messages, Notices, Protection, Relay};

/// The sections.
pub fn render(messages: &Messages, relay: &Relay, centre: &Centre) -> String {
    format!(
        "[messages]
# How people are told of new consents who have not chosen: \"at-once\", \"daily\" (at ten) or \"off\".
notices = {notices}
# The most notices of consents loaded in bulk that are written in a minute; a load is spread over days.
loaded_per_minute = {loaded}
# The day until which such consents count as not yet looked at, as 2026-12-31; empty: none is set.
review_until = {review}
# From which hour to which no notice goes out by text message; the same twice: at no hour.
quiet_from = {quiet_from}
quiet_until = {quiet_until}
# For how many days a notice's exit link is good.
exit_link_days = {exit_days}
# Who mails are from.
sender = {sender}

[smtp]
# The mail relay; empty: none. With neither a relay nor a message centre, messages become files in
# the data folder.
host = {host}
port = {port}
# \"starttls\", \"tls\" (from the first byte), or \"none\" for a relay on this machine.
tls = {tls}
# The name to log in with, and the file with its password; empty: without.
user = {user}
password_file = {smtp_password}

[smpp]
# The message centre, as host:port; empty: none. Messages are from `pages.short_number`.
address = {address}
# The name to bind with, the file with its password, and the kind of system if the centre wants one.
system_id = {system_id}
password_file = {smpp_password}
system_type = {system_type}
# Whether the centre vouches for the numbers that messages come from. If not, they change nothing.
vouches = {vouches}
",
        notices = quoted(match messages.notices {
            Notices::AtOnce => "at-once",
            Notices::Daily => "daily",
            Notices::Off => "off",
        }),
        loaded = messages.loaded_per_minute,
        review = quoted(&messages.review_until),
        quiet_from = messages.quiet_from,
        quiet_until = messages.quiet_until,
        exit_days = messages.exit_link_days,
        sender = quoted(&messages.sender),
        host = quoted(&relay.host),
        port = relay.port,
        tls = quoted(match relay.tls {
            Protection::None => "none",
            Protection::Starttls => "starttls",
            Protection::Tls => "tls",
        }),
        user = quoted(&relay.user),
        smtp_password = quoted(&relay.password_file.to_string_lossy()),
        address = quoted(&centre.address),
        system_id = quoted(&centre.system_id),
        smpp_password = quoted(&centre.password_file.to_string_lossy()),
        system_type = quoted(&centre.system_type),
        vouches = centre.vouches,
    )
}

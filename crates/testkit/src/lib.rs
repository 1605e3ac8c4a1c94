//! What the tests of several crates are made of: one registry in a temporary folder, one clock that is turned by hand, one
//! client of the whole router. Only tests name this crate, so what goes wrong here ends the test.

#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap fails the test, as it should"
)]

mod browser;
mod cases;
mod citizens;
mod clock;
mod desk;
mod mailbox;
mod making;
mod members;
mod names;
mod officers;
mod parties;
mod place;
mod random;
mod report;
mod site;
mod use_cases;

pub use browser::{Browser, FROM_SITE, Given, HOST, encoded};
pub use cases::whole;
pub use citizens::{DAY, HOUR, INTERMEDIARY, MINUTE, email, line, phone, word};
pub use clock::{ManualClock, seconds, start};
pub use desk::{AGENT, CLIENT, call_request};
pub use mailbox::Mailbox;
pub use making::{AroundBlobs, Making};
pub use members::{MEMBER_PASSWORD, TestMember, code_at, everywhere, in_brand};
pub use names::{
    BRAND, EMAIL, OTHER_BRAND, PASSWORD, PHONE, PROVIDER, STRANGER, address_of, record, user_name,
};
pub use officers::{OFFICER_PASSWORD, TestOfficer};
pub use place::Place;
pub use random::SeededRandom;
pub use report::Report;
pub use site::{Answer, Site, request};

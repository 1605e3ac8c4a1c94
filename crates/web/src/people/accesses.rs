//! Who of the staff has looked at one's records (rule 76).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::BrandCode;
use registry::desk::access_log::{AccessEntry, AccessProof, Seen};
use registry::desk::staff::StaffRole;

use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};

/// How many looks are shown, the newest; the download of all that is held has the others.
const SHOWN_MAX: usize = 200;

pub fn routes() -> Routes {
    Routes::new().route(paths::ACCESSES, get(list))
}

#[derive(Template)]
#[template(path = "people/accesses.html")]
struct AccessesPage {
    page: Page,
    entries: Vec<AccessEntry>,
}

impl AccessesPage {
    fn role(&self, entry: &AccessEntry) -> String {
        self.page.t(match entry.role {
            StaffRole::Agent => "accesses-role-agent",
            StaffRole::Authority => "accesses-role-authority",
        })
    }

    fn reason(&self, entry: &AccessEntry) -> String {
        let id = format!("accesses-reason-{}", entry.reason.as_code());
        self.page.t(&id)
    }

    fn proof(&self, entry: &AccessEntry) -> String {
        self.page.t(match entry.proof {
            AccessProof::Code => "accesses-proof-code",
            AccessProof::Network => "accesses-proof-network",
            AccessProof::Case => "accesses-proof-case",
        })
    }

    fn seen(&self, entry: &AccessEntry) -> String {
        match entry.seen {
            Seen::Records => self.page.t("accesses-seen-records"),
            Seen::Complaints => self.page.t("accesses-seen-complaints"),
            Seen::Record {
                brand: BrandCode(brand),
                channel,
                ..
            } => self.page.t2(
                "accesses-seen-record",
                // As text: a number of a brand has no separators.
                "brand",
                brand.to_string(),
                "channel",
                self.page.words.channel(channel),
            ),
        }
    }
}

async fn list(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let mut entries = state.registry.desk().accesses_of(&person.subject).await?;
    entries.truncate(SHOWN_MAX);
    show(&AccessesPage {
        page: visit.page("accesses-title").under(paths::ACCESSES),
        entries,
    })
}

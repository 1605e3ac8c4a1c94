//! Who of the staff has looked at one's records (rule 76).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::BrandCode;
use registry::desk::look_log::{LookEntry, LookProof, Seen};

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
#[template(path = "people/looks.html")]
struct AccessesPage {
    page: Page,
    entries: Vec<LookEntry>,
}

impl AccessesPage {
    fn role(&self, entry: &LookEntry) -> String {
        let id = format!("staff-role-{}", entry.role.as_word());
        self.page.t(&id)
    }

    fn reason(&self, entry: &LookEntry) -> String {
        let id = format!("accesses-reason-{}", entry.reason.as_code());
        self.page.t(&id)
    }

    fn proof(&self, entry: &LookEntry) -> String {
        self.page.t(match entry.proof {
            LookProof::Code => "accesses-proof-code",
            LookProof::Network => "accesses-proof-network",
            LookProof::Case => "accesses-proof-case",
        })
    }

    fn seen(&self, entry: &LookEntry) -> String {
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
    let mut entries = state.registry.desk().looks_of(&person.subject).await?;
    entries.truncate(SHOWN_MAX);
    show(&AccessesPage {
        page: visit.page("accesses-title").under(paths::ACCESSES),
        entries,
    })
}

#[cfg(test)]
mod tests {
    use domain::Language;
    use registry::staff::StaffRole;
    use words::Words;

    #[test]
    fn people_are_told_every_role_in_words() {
        for role in StaffRole::ALL {
            let id = format!("staff-role-{}", role.as_word());
            for language in Language::ALL {
                assert_ne!(Words::of(language).text(&id), id);
            }
        }
    }
}

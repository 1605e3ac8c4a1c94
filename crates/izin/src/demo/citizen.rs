//! The demo's citizen: somebody with a story to look at, who can sign in.

mod brands;
mod story;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use directory::retailer::{AddRetailerError, PlaceName, RetailerDetails, RetailerStatus};
use directory::{Directory, Paging};
use domain::check;
use domain::{
    BrandCode, Channel, ConsentKey, ItemId, Language, Policy, RecipientType, RequestId,
    RetailerCode, Timestamp,
};
use ledger::check_log::{Asker, Question};
use ledger::{Action, Command, Outcome};
use registry::people::recipient::VerifiedIdentity;

use super::parties::{self, INTERMEDIARY, PARTNER};
use super::plan::Plan;
use crate::data::Data;
use crate::failure::{Exit, Failure};

use brands::{BRANCHES, INVENTED};

pub use story::address;

/// Her phone number: of the generator's block, past the numbers that it gives away.
pub const PHONE: &str = "+905992999999";
/// Her e-mail address.
pub const EMAIL: &str = "ayse.yilmaz@posta.example";

/// How far apart the checks about her are.
const CHECK_INTERVAL: Duration = Duration::from_hours(7);
/// How many checks about her there are; they reach back a fortnight.
const CHECKS: u32 = 48;

/// The retailers, by brand.
type Branches = HashMap<u32, Vec<RetailerCode>>;

/// Admits the parties she has dealt with, and records what she said to them and who asked about her.
/// What an earlier start did already is not done again.
pub async fn run(data: &Data, plan: &Plan) -> Result<(), Failure> {
    let started = plan.started();
    for provider in &INVENTED {
        let brands = provider.brands.iter().zip(provider.code..);
        let brands: Vec<(u32, &str)> = brands.map(|((name, _), code)| (code, *name)).collect();
        let (code, title) = (provider.code, provider.title);
        parties::admit_brands(&data.directory, code, title, &brands, true, started).await?;
    }
    let branches = branches(&data.directory, started).await?;
    let policy = Arc::new(Policy {
        historic_loading_until: Some(started),
        ..Policy::CONTRACT
    });
    let request = request(plan);
    let story = story::tell(started, &branches);
    let commands = (0..).zip(story).map(|(index, said)| Command {
        brand: said.brand,
        action: Action::Consent(said.request),
        received_at: started,
        item: ItemId { request, index },
        policy: Arc::clone(&policy),
        retried: plan.resumed,
    });
    for outcome in data.ledger.submit(commands.collect()).await? {
        if let Outcome::Refused(violations) = outcome {
            return Err(Failure::new(
                Exit::Internal,
                format!("what the demo's citizen says was refused: {violations:?}"),
                "please report this",
            ));
        }
    }
    let (ledger, checks, now) = (
        data.ledger.clone(),
        data.checks.clone(),
        data.registry.now(),
    );
    let asked = tokio::task::spawn_blocking(move || ask(&ledger, &checks, now));
    asked.await.map_err(|error| Failure::internal(&error))??;
    open_account(data).await
}

/// Opens her account with both addresses, so that who signs in by either sees all sixty brands.
async fn open_account(data: &Data) -> Result<(), Failure> {
    let identity = VerifiedIdentity {
        issuer: "izin demo".to_owned(),
        subject: "ayse".to_owned(),
        addresses: vec![address(PHONE), address(EMAIL)],
    };
    let language = Language::Turkish;
    let opened = data
        .registry
        .people()
        .sign_in_as(&identity, language)
        .await?;
    // The account stays; the session was only the way to it.
    Ok(data.registry.people().sign_out(&opened.token).await?)
}

/// The request of all she has said; the same at every start.
fn request(plan: &Plan) -> RequestId {
    let millis = u64::try_from(plan.started().as_millis()).unwrap_or_default();
    RequestId::from_parts(millis, *b"izin ayse\0")
}

/// Adds the retailers, or finds them.
async fn branches(directory: &Directory, now: Timestamp) -> Result<Branches, Failure> {
    let mut branches = Branches::new();
    let mut number = 0;
    for (brand, list) in BRANCHES {
        for (title, district) in list {
            number += 1;
            let details = RetailerDetails {
                title: title.to_owned(),
                name: "Deniz Örnek".to_owned(),
                tckn: format!("{:011}", 10_000_000_000_u64 + number),
                tin: format!("{:010}", 1_000_000_000 + number),
                city: PlaceName {
                    code: 34,
                    name: "İstanbul".to_owned(),
                },
                town: PlaceName {
                    code: 1,
                    name: district.to_owned(),
                },
                mersis: None,
                alias: None,
                mobile: None,
                status: RetailerStatus::Active,
            };
            let random = &keys::OsRandom;
            let code = BrandCode(brand);
            match directory.add_retailer(code, details, random, now).await {
                Ok(_) | Err(AddRetailerError::TcknTaken { .. }) => {}
                Err(AddRetailerError::Directory(error)) => return Err(error.into()),
                Err(error) => return Err(Failure::internal(&error)),
            }
        }
        let page = directory.retailers(BrandCode(brand), Paging::All).await?;
        let codes = page.list.into_iter().map(|retailer| retailer.code);
        branches.insert(brand, codes.collect());
    }
    Ok(branches)
}

/// Notes checks about her: by the providers, by the intermediary, and by the partner.
fn ask(ledger: &ledger::Ledger, checks: &registry::Checks, now: Timestamp) -> Result<(), Failure> {
    let mut records = Vec::new();
    for (address, channels) in [
        (PHONE, &[Channel::Text, Channel::Call][..]),
        (EMAIL, &[Channel::Email]),
    ] {
        for channel in channels {
            let recipient = ledger.recipient_id(&story::address(address));
            let all = ledger.records_of(recipient)?.into_iter();
            records.extend(all.filter(|(key, _)| key.channel == *channel));
        }
    }
    // Those first whose numbers are smallest in this mixed order: a few of many brands.
    records.sort_by_key(|(key, _)| key.brand.0.wrapping_mul(0x9e37_79b9));
    let mut asked = records.iter().cycle();
    for back in (0..CHECKS).rev() {
        let Some((key, state)) = asked.next() else {
            break;
        };
        let question = Question {
            at: now - CHECK_INTERVAL * back - CHECK_INTERVAL / 2,
            asker: asker(key, back),
            brand: key.brand,
            channel: key.channel,
            recipient_type: RecipientType::Individual,
        };
        let known = (key.recipient_type == RecipientType::Individual).then_some(state.status);
        let reason = check::decide(question.recipient_type, known);
        let noted = checks.log.single(&question, key.recipient, reason);
        noted.map_err(|error| Failure::internal(&error))?;
    }
    Ok(())
}

/// Who asks: for the demo's first providers others do, too.
fn asker(key: &ConsentKey, turn: u32) -> Asker {
    let (kind, party) = match (key.brand.0, turn % 3) {
        (610_001..=620_002, 0) => (3, INTERMEDIARY),
        (610_001 | 620_001, 1) => (2, PARTNER),
        // The numbers of a provider's brands begin with its own.
        (brand, _) => (1, brand / 1_000 * 1_000 + 1),
    };
    Asker {
        kind,
        party,
        user: 0,
    }
}

//! A storm of refusals: many people, each of whom refuses everything on the pages with one click.

use std::collections::{HashMap, HashSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, bail, ensure};
use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, ConsentKey, ItemId, Language, Origin, Policy, ProviderCode,
    RecipientType, RequestId, Seq, Source, Status, Timestamp,
};
use ledger::{Action, Command, GROUP_COMMANDS_MAX, Outcome};
use registry::Registry;
use registry::message::{CodePurpose, Content, Delivery, MessageTransport, OutgoingMessage};
use registry::people::recipient::{CodeChecked, CodeRequested};

use crate::service::{self, Service};
use crate::table::Table;
use crate::{load, work};

/// How many people there are, unless said otherwise.
pub const PEOPLE: u64 = 1_000;
/// How many records each has: every brand may call and write to the one phone number.
const RECORDS: u64 = BRANDS as u64 * 2;
/// How many brands there are.
const BRANDS: u32 = 150;
/// The first brand's number, and the provider's they all belong to.
const FIRST_BRAND: u32 = 620_001;
/// How many people click at once.
const CONNECTIONS: u64 = 64;
/// How many codes wait to be sent together.
const CODES_AT_ONCE: u64 = 100;

/// Has so many people refuse, and holds every refusal against what the ledger has then.
pub fn measure(table: &mut Table, people: u64) -> Result<()> {
    let folder = tempfile::tempdir()?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let service = Service::start(folder.path()).await?;
        enrol_brands(&service).await?;
        fill(&service, people).await?;
        let tokens = Arc::new(sign_in(&service.registry, people).await?);
        let pages = web::Settings {
            // Over plain HTTP.
            secure_cookies: false,
            ..web::Settings::default()
        };
        let pages = web::WebState::new(service.registry.clone(), pages);
        let address = service::serve(web::router(pages)).await?;
        let click = move |position: u64| {
            let token = usize::try_from(position).ok().and_then(|at| tokens.get(at));
            refuse_everything(token.map_or("", String::as_str))
        };
        let run = load::run(address, CONNECTIONS, people, &[200], click).await?;
        verify(&service, people)?;
        service.ledger.close()?;

        let what = format!("{people} people refuse {RECORDS} records each, {CONNECTIONS} at once");
        #[expect(clippy::cast_precision_loss, reason = "a figure is read by people")]
        let (clicks, records) = (people as f64, RECORDS as f64);
        table.alone(format!("{what}: all of it"), clicks / run.rate, "s");
        table.alone("the same", run.rate * records, "records/s");
        let millis = |time: std::time::Duration| time.as_secs_f64() * 1_000.0;
        let half = "the same, half of the clicks answered within";
        table.alone(half, millis(run.p50), "ms");
        let most = "the same, 99 of 100 clicks answered within";
        table.alone(most, millis(run.p99), "ms");
        Ok(())
    })
}

/// The request of one click.
fn refuse_everything(token: &str) -> Vec<u8> {
    let body = "all=RET%3Aeverything&view=";
    format!(
        "POST /consents/change HTTP/1.1\r\nHost: bench\r\nSec-Fetch-Site: same-origin\r\nCookie: \
         izin={token}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: \
         {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn brands() -> impl Iterator<Item = BrandCode> {
    (FIRST_BRAND..FIRST_BRAND + BRANDS).map(BrandCode)
}

async fn enrol_brands(service: &Service) -> Result<()> {
    let provider = ProviderCode(FIRST_BRAND);
    service::enrol_provider(&service.directory, provider).await?;
    for brand in brands() {
        service::enrol_brand(&service.directory, provider, brand).await?;
    }
    Ok(())
}

/// Everybody has approved everything.
async fn fill(service: &Service, people: u64) -> Result<()> {
    let now = service.registry.now();
    let policy = Arc::new(Policy {
        historic_loading_until: Some(now),
        ..Policy::CONTRACT
    });
    let mut commands = Vec::with_capacity(GROUP_COMMANDS_MAX);
    for person in 0..people {
        for brand in brands() {
            for channel in [Channel::Call, Channel::Text] {
                commands.push(Command {
                    brand,
                    action: Action::Consent(ConsentRequest {
                        address: work::recipient(person),
                        channel,
                        recipient_type: RecipientType::Individual,
                        status: Status::Approval,
                        source: Some(Source::Web),
                        consent_date: Some(Timestamp::from_seconds(now.as_seconds() - 3_600)),
                        retailer: None,
                        retailer_access: Vec::new(),
                    }),
                    received_at: now,
                    item: ItemId {
                        request: RequestId([1; 16]),
                        index: u32::try_from(person)?,
                    },
                    policy: Arc::clone(&policy),
                    retried: false,
                });
            }
        }
        if commands.len() + usize::try_from(RECORDS)? > GROUP_COMMANDS_MAX || person + 1 == people {
            for outcome in service.ledger.submit(std::mem::take(&mut commands)).await? {
                ensure!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
            }
        }
    }
    Ok(())
}

/// Everybody proves the phone number by a code and signs in; the sessions' tokens.
async fn sign_in(registry: &Registry, people: u64) -> Result<Vec<String>> {
    let codes = Arc::new(Codes::default());
    let transports: Vec<Arc<dyn MessageTransport>> = vec![codes.clone()];
    let mut tokens = Vec::new();
    let mut first = 0;
    while first < people {
        let last = (first + CODES_AT_ONCE).min(people);
        let mut asked = Vec::new();
        for person in first..last {
            let phone = work::recipient(person);
            let (purpose, language) = (CodePurpose::SignIn, Language::Turkish);
            let requested = registry
                .people()
                .request_code(&phone, purpose, language, None)
                .await?;
            let CodeRequested::Sent(challenge) = requested else {
                bail!("no code is sent");
            };
            asked.push((phone, challenge.id));
        }
        registry.outbox().send_messages_once(&transports).await?;
        for (phone, challenge) in asked {
            let code = codes.take(&phone).context("the code has not come")?;
            let purpose = CodePurpose::SignIn;
            let checked = registry
                .people()
                .check_code(challenge, purpose, &code)
                .await?;
            let CodeChecked::Proven(proven) = checked else {
                bail!("a right code is wrong");
            };
            tokens.push(
                registry
                    .people()
                    .sign_in(&proven, Language::Turkish)
                    .await?
                    .token,
            );
        }
        first = last;
    }
    Ok(tokens)
}

/// Takes the codes in place of a network.
#[derive(Default)]
struct Codes(Mutex<HashMap<String, String>>);

impl Codes {
    fn take(&self, phone: &Address) -> Option<String> {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        codes.remove(&phone.to_string())
    }
}

impl MessageTransport for Codes {
    fn carries(&self, _to: &Address) -> bool {
        true
    }

    fn send<'a>(
        &'a self,
        message: &'a OutgoingMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        if let Content::Code { code, .. } = &message.content {
            let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            codes.insert(message.to.to_string(), code.clone());
        }
        Box::pin(async { Delivery::Taken })
    }
}

/// Every record is a refusal by its owner on the pages, of one action for each person; the next check
/// says so, and each movement is in its brand's feed.
fn verify(service: &Service, people: u64) -> Result<()> {
    let ledger = &service.ledger;
    ensure!(
        ledger.end() == Seq(2 * people * RECORDS),
        "movements are missing"
    );
    let mut decided = HashSet::new();
    for person in 0..people {
        let recipient = ledger.recipient_id(&work::recipient(person));
        let records = ledger.records_of(recipient)?;
        ensure!(records.len() as u64 == RECORDS, "records are missing");
        for (_, state) in &records {
            ensure!(state.status == Status::Refusal, "a record is not refused");
            ensure!(state.source == Some(Source::RegistryWeb), "a wrong source");
            decided.insert(state.decided_by);
        }
        let keys: Vec<ConsentKey> = records.into_iter().map(|(key, _)| key).collect();
        let refused = |status: &Option<Status>| *status == Some(Status::Refusal);
        ensure!(
            ledger.statuses(&keys)?.iter().all(refused),
            "a check allows"
        );
    }
    let mut actions: HashMap<RequestId, u64> = HashMap::new();
    for brand in brands() {
        let mut after = None;
        loop {
            let (from, until) = (Timestamp::from_millis(0), service.registry.now());
            let page = ledger.feed(brand, Origin::Recipient, after, from, until, 1_000)?;
            for recorded in &page.movements {
                ensure!(decided.remove(&recorded.seq), "a movement nobody asked for");
                *actions.entry(recorded.movement.item.request).or_default() += 1;
            }
            after = page.movements.last().map(|recorded| recorded.seq);
            if !page.more {
                break;
            }
        }
    }
    ensure!(decided.is_empty(), "movements are in no feed");
    ensure!(actions.len() as u64 == people, "not one action each");
    ensure!(
        actions.values().all(|count| *count == RECORDS),
        "an action in parts"
    );
    Ok(())
}

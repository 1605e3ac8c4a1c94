//! The endpoints that carry the load, beside an empty handler on the same server.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use domain::outside::Clock;
use domain::{Channel, RecipientType};
use keys::SystemClock;
use registry::asking::list_check::{Cutter, Form, ListQuestion};

use crate::service::{Service, serve_empty};
use crate::stopwatch::{Stopwatch, per_second};
use crate::table::Table;
use crate::{load, work};

/// Connections for the small requests.
const CONNECTIONS: u64 = 64;
/// Connections for single adds.
const ADDERS: u64 = 256;
/// How many checks, and how many empty requests, are sent.
const CHECKS: u64 = 300_000;
/// How many single adds are sent.
const ADDS: u64 = 100_000;
/// How many batches of 1,000 are sent.
const BATCHES: u64 = 200;
/// Consents in a batch: the contract's most.
const BATCH: u64 = 1_000;
/// Connections that send batches.
const BATCH_CONNECTIONS: u64 = 8;
/// Recipients in the list; every fifth is unknown.
const LIST: u64 = 1_000_000;
const UNKNOWN_EVERY: u64 = 5;
/// How often the batch worker is looked at for being done.
const LOOK: Duration = Duration::from_millis(5);

/// Measures over a closed ledger that holds `movements` (and whatever was added after them).
pub fn measure(table: &mut Table, folder: &Path, movements: u64) -> Result<()> {
    let stored = format!("{} M stored", movements / 1_000_000);
    tokio::runtime::Runtime::new()?.block_on(async {
        let service = Service::start(folder).await?;
        checks(table, &service, movements, &stored).await?;
        list(table, &service, movements, &stored).await?;
        let unused = 2 * movements;
        adds(table, &service, unused, &stored).await?;
        batches(table, &service, unused + ADDS, &stored).await?;
        service.ledger.close()?;
        Ok(())
    })
}

async fn checks(table: &mut Table, service: &Service, movements: u64, stored: &str) -> Result<()> {
    let empty = serve_empty().await?;
    let path = format!("/izin/v1/brands/{}/check", work::BRAND);
    let ask = {
        let token = service.token.clone();
        move |position: u64| {
            let recipient = work::recipient(asked(position, movements));
            let body = format!(r#"{{"recipient":"{recipient}","type":"MESAJ"}}"#);
            load::post(&path, &token, &body)
        }
    };
    let nothing = |_: u64| load::post("/", "none", "");
    // Turn about, so that a machine that slows down slows both.
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..3 {
        theirs.push(load::run(empty, CONNECTIONS, CHECKS, &[200], nothing).await?);
        let run = load::run(
            service.address,
            CONNECTIONS,
            CHECKS,
            &[200, 409],
            ask.clone(),
        )
        .await?;
        ours.push(run);
    }
    let ours = middle(ours);
    let what = format!("one check over HTTP, {CONNECTIONS} connections, {stored}");
    table.beside(
        what,
        ours.rate,
        "checks/s",
        "empty handler",
        middle(theirs).rate,
    );
    let p99 = ours.p99.as_secs_f64() * 1_000.0;
    table.alone(
        "the same, 99 of 100 answered within (at full load)",
        p99,
        "ms",
    );
    Ok(())
}

fn middle(mut runs: Vec<load::Run>) -> load::Run {
    runs.sort_by(|one, other| one.rate.total_cmp(&other.rate));
    runs.swap_remove(runs.len() / 2)
}

/// Scattered over what is stored; one in [`UNKNOWN_EVERY`] is not there.
fn asked(position: u64, movements: u64) -> u64 {
    const STRIDE: u64 = 7_919;
    let stored = position * STRIDE % movements;
    if position.is_multiple_of(UNKNOWN_EVERY) {
        50_000_000 + position
    } else {
        stored
    }
}

async fn list(table: &mut Table, service: &Service, movements: u64, stored: &str) -> Result<()> {
    let mut lines = String::new();
    for position in 0..LIST {
        writeln!(lines, "{}", work::recipient(asked(position, movements)))?;
    }
    let lines = Arc::new(lines.into_bytes());
    for time in ["first time", "again"] {
        let rate = list_in_process(service, &lines).await?;
        table.alone(
            format!("list of 1 M in process, {time}, {stored}"),
            rate,
            "recipients/s",
        );
    }
    let head = format!(
        "POST /izin/v1/brands/{}/check-list?type=MESAJ HTTP/1.1\r\nHost: bench\r\nAuthorization: \
         Bearer {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        work::BRAND,
        service.token,
        lines.len()
    );
    let watch = Stopwatch::start();
    let answered = load::stream(service.address, &head, Arc::clone(&lines)).await?;
    let rate = watch.rate(LIST);
    ensure!(
        answered > lines.len() / 4,
        "the list was not answered whole"
    );
    table.alone(
        format!("list of 1 M over HTTP, {stored}"),
        rate,
        "recipients/s",
    );
    Ok(())
}

async fn list_in_process(service: &Service, lines: &[u8]) -> Result<f64> {
    let caller = service
        .registry
        .contract()
        .caller_of(&service.token, [127, 0, 0, 1].into())
        .await?;
    let scope = service
        .registry
        .asking()
        .scope(&caller, work::BRAND)
        .await?;
    let question = ListQuestion {
        channel: Channel::Text,
        recipient_type: RecipientType::Individual,
        form: Form::Plain,
    };
    let list = service.registry.asking().check_list(scope, question)?;
    let watch = Stopwatch::start();
    let mut cutter = Cutter::default();
    let mut chunks = Vec::new();
    cutter.push(lines, |chunk| chunks.push(chunk));
    chunks.push(cutter.finish().0);
    let half = chunks.len() / 2;
    let check = |chunks: &[Vec<u8>]| {
        let mut count = 0;
        for chunk in chunks {
            count += list.check(chunk)?.verdicts.len();
        }
        anyhow::Ok(count)
    };
    let count = std::thread::scope(|scope| {
        let other = scope.spawn(|| check(&chunks[..half]));
        let mine = check(&chunks[half..])?;
        let theirs = other
            .join()
            .map_err(|_| anyhow::anyhow!("a checker panicked"))??;
        anyhow::Ok(mine + theirs)
    })?;
    ensure!(count as u64 == LIST, "{count} lines were answered");
    Ok(watch.rate(LIST))
}

async fn adds(table: &mut Table, service: &Service, from: u64, stored: &str) -> Result<()> {
    let path = format!("/sps/{0}/brands/{0}/consents", work::BRAND);
    let token = service.token.clone();
    let date = SystemClock.now().to_wire();
    let add = move |position: u64| load::post(&path, &token, &consent(from + position, &date));
    let run = load::run(service.address, ADDERS, ADDS, &[200], add).await?;
    table.alone(
        format!("single adds over HTTP, {ADDERS} clients, {stored}"),
        run.rate,
        "consents/s",
    );
    Ok(())
}

async fn batches(table: &mut Table, service: &Service, from: u64, stored: &str) -> Result<()> {
    let (accepted, recorded) = send_batches(service, from, BATCHES).await?;
    table.alone("batch endpoint, accepted", accepted, "consents/s");
    let what = format!("batch endpoint, accepted and recorded, {stored}");
    table.alone(what, recorded, "consents/s");
    Ok(())
}

/// Consents a second that are sent in batches, accepted and recorded.
pub async fn recorded_batches(service: &Service, consents: u64) -> Result<f64> {
    let (_, recorded) = send_batches(service, 0, consents.div_ceil(BATCH)).await?;
    Ok(recorded)
}

/// Sends batches of the consents from a position on: how many consents a second were accepted, and were recorded.
async fn send_batches(service: &Service, from: u64, batches: u64) -> Result<(f64, f64)> {
    let path = format!("/sps/{0}/brands/{0}/consents/request", work::BRAND);
    let date = SystemClock.now().to_wire();
    let batch = {
        let (token, path) = (service.token.clone(), path);
        move |number: u64| {
            let first = from + number * BATCH;
            let items: Vec<_> = (first..first + BATCH)
                .map(|position| consent(position, &date))
                .collect();
            load::post(&path, &token, &format!("[{}]", items.join(",")))
        }
    };
    let before = service.ledger.end().0;
    let watch = Stopwatch::start();
    let run = load::run(service.address, BATCH_CONNECTIONS, batches, &[202], batch)
        .await
        .context("a batch")?;
    while service.directory.pending(work::BRAND).await?.batches > 0 {
        tokio::time::sleep(LOOK).await;
    }
    let elapsed = watch.elapsed();
    let recorded = service.ledger.end().0 - before;
    ensure!(recorded == batches * BATCH, "{recorded} were recorded");
    Ok((run.rate * figure(BATCH), per_second(recorded, elapsed)))
}

fn consent(position: u64, date: &str) -> String {
    format!(
        r#"{{"consentDate":"{date}","source":"HS_WEB","recipient":"{}","recipientType":"BIREYSEL","status":"ONAY","type":"MESAJ"}}"#,
        work::recipient(position)
    )
}

#[expect(clippy::cast_precision_loss, reason = "figures are read by people")]
fn figure(count: u64) -> f64 {
    count as f64
}

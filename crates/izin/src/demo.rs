//! `izin demo`: a registry to try, with invented parties and generated consents.

mod citizen;
mod complaints;
mod console;
mod desk;
mod generator;
mod loading;
mod parties;
mod plan;
mod proving;
mod ready;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use directory::password::PasswordCost;
use registry::contract::push::PushReach;
use registry::message::MessageSettings;
use registry::people::recipient::NoticePolicy;
use tempfile::TempDir;

use crate::config::messages::Messages;
use crate::control::server::Socket;
use crate::data::{Data, Setup};
use crate::failure::Failure;
use crate::logging::{Format, Level};
use crate::messages::Outgoing;
use crate::parties::now;
use crate::service::Interfaces;
use crate::shutdown::Shutdown;
use crate::{logging, output, public_log, service};

use plan::Plan;

/// The most consents a demo generates; more would run out of invented phone numbers.
const RECORDS_MAX: u64 = 2_000_000;

/// The number that text messages with a keyword go to.
const SHORT_NUMBER: &str = "3338";

/// How long approvals are gathered for one notice, in milliseconds.
const GATHERING: Duration = Duration::from_secs(1);

/// How to demonstrate.
#[derive(clap::Args)]
pub struct Args {
    /// Keep the data in this folder and take them up again next time; without it they are in a
    /// temporary folder that is removed at the end.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print one line of JSON when ready, instead of the text for people.
    #[arg(long)]
    json: bool,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7710")]
    listen: SocketAddr,
    /// How many consents to generate.
    #[arg(long, value_name = "N", default_value_t = 200_000,
          value_parser = clap::value_parser!(u64).range(0..=RECORDS_MAX))]
    records: u64,
}

/// Serves the demo until SIGINT or SIGTERM.
pub async fn run(args: Args) -> Result<(), Failure> {
    logging::start(Format::Text, Level::Warn);
    let shutdown = Shutdown::on_signals()?;
    let (listener, address) = service::listen(args.listen).await?;
    if !address.ip().is_loopback() {
        eprintln!("izin: the demo's passwords are public, and {address} can be reached by others");
    }
    let temporary = match &args.data {
        Some(_) => None,
        None => Some(temporary_folder()?),
    };
    let folder = args
        .data
        .or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned()))
        .unwrap_or_default();

    let mut plan = Plan::of_folder(&folder, args.records)?;
    let setup = Setup {
        // Passwords everybody knows need no protection, and a demo should start at once.
        password_cost: PasswordCost::CHEAPEST,
        settings: registry::Settings {
            feed_delay: Duration::ZERO,
            // Nobody is woken by a demonstration, and everybody wants to see it work.
            messages: MessageSettings {
                notices: NoticePolicy::AtOnce,
                gathering: GATHERING,
                quiet_from_hour: 0,
                quiet_until_hour: 0,
                ..MessageSettings::default()
            },
            ..registry::Settings::default()
        },
        public_log: public_log::Setup::new()?.with_policy(proving::POLICY),
        ..Setup::new()?
    };
    let data = Data::open(&folder, setup).await?;
    if !plan.is_loaded() {
        plan.store(&folder)?;
        parties::admit(&data.directory, now()).await?;
        desk::admit(&data.directory, now()).await?;
        let finished = loading::run(&data, &plan, args.json, &shutdown).await?;
        if !finished {
            return data.close().await;
        }
        citizen::run(&data, &plan).await?;
        complaints::run(&data).await?;
        // What was invented is no news to anybody.
        data.registry.people().begin_notices_here().await?;
        plan.set_loaded();
        plan.store(&folder)?;
    }
    let proof = proving::run(&data, now()).await?;
    let invitation = console::invite(&data).await?;
    let told = ready::Told {
        address,
        proof: &proof,
        invitation: invitation.as_deref(),
    };
    let socket = Socket::of(&data);
    output::say(&if args.json {
        format!("{}\n", ready::line(&told))
    } else {
        ready::text(&told, data.ledger.end().0, now())
    })?;
    let pages = web::Settings {
        public_url: format!("http://{address}"),
        // A demo has no certificate.
        secure_cookies: false,
        short_number: SHORT_NUMBER.to_owned(),
        ..web::Settings::default()
    };
    let outgoing = Outgoing::into_folder(&folder, &pages, &Messages::default())?;
    let interfaces = Interfaces {
        bounds: api::server::Bounds::default(),
        api: api::Settings {
            rate_limits: false,
            texts: intake::texts::TextSettings {
                public_url: pages.public_url.clone(),
                short_number: pages.short_number.clone(),
            },
            ..api::Settings::default()
        },
        pages,
        identity: None,
        // Whoever tries webhooks has a receiver on this machine. Others who reach the demo are not let at it.
        push: if address.ip().is_loopback() {
            PushReach::Loopback
        } else {
            PushReach::Public
        },
        outgoing,
    };
    service::run(data, interfaces, (listener, socket), shutdown).await
}

fn temporary_folder() -> Result<TempDir, Failure> {
    tempfile::Builder::new()
        .prefix("izin-demo-")
        .tempdir()
        .map_err(|error| Failure::unwritable(&std::env::temp_dir(), &error))
}

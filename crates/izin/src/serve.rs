//! `izin serve`: run a registry.

use std::path::PathBuf;

use intake::texts::Texts;
use registry::contract::push::PushReach;

use crate::config::{Config, Overrides};
use crate::control::server::Socket;
use crate::data::{Data, Setup};
use crate::failure::Failure;
use crate::messages::{Outgoing, Servers};
use crate::service::Interfaces;
use crate::shutdown::Shutdown;
use crate::{logging, service};

/// How to serve.
#[derive(clap::Args)]
pub struct Args {
    /// The configuration; without one, the defaults that `izin config print` shows.
    #[arg(long, env = "IZIN_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    overrides: Overrides,
}

/// Serves until SIGINT or SIGTERM.
pub async fn run(args: Args) -> Result<(), Failure> {
    let config = args
        .config
        .as_deref()
        .map_or_else(|| Ok(Config::default()), Config::read)?
        .overridden(&args.overrides);
    logging::start(config.log.format, config.log.level);
    let shutdown = Shutdown::on_signals()?;
    // Whatever can be wrong with the configuration is found before the data are touched.
    let pages = config.page_settings();
    let identity = config.identity.settings(&config.pages.public_url)?;
    let servers = Servers::of(&config, &pages)?;
    let (listener, address) = service::listen(config.listen).await?;
    let data = Data::open(&config.data, Setup::of(&config)?).await?;
    if config.public_log.authorities.is_empty() {
        tracing::warn!(
            "the time stamps are those of a development authority and prove nothing to others; \
             name a real one in `public_log.authorities`"
        );
    }
    let socket = Socket::of(&data);
    tracing::info!(%address, data = %config.data.display(), "serving");
    let api = config.api_settings();
    let texts = Texts::new(data.registry.clone(), api.texts.clone());
    let outgoing = Outgoing::configured(servers, &config, &pages, texts)?;
    let interfaces = Interfaces {
        api,
        pages,
        identity,
        push: PushReach::Public,
        outgoing,
        bounds: config.bounds(),
    };
    service::run(data, interfaces, (listener, socket), shutdown).await
}

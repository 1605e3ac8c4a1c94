//! Serving a data folder until the end is asked for.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;

use api::ApiState;
use api::server::Bounds;
use keys::OsRandom;
use outward::PushClient;
use registry::Registry;
use registry::contract::push::{PushReach, PushTransport};
use tokio::net::TcpListener;
use web::{OidcProvider, OidcSettings, WebState};

use crate::background::Background;
use crate::control::server::{Control, Socket};
use crate::data::Data;
use crate::failure::{Exit, Failure, plain};
use crate::guard::Guard;
use crate::machine;
use crate::messages::Outgoing;
use crate::shutdown::Shutdown;
use crate::site;

/// How both interfaces are served.
pub struct Interfaces {
    /// The one for programs.
    pub api: api::Settings,
    /// The pages.
    pub pages: web::Settings,
    /// The identity provider people may sign in by; `None`: there is none.
    pub identity: Option<OidcSettings>,
    /// The ways messages go out.
    pub outgoing: Outgoing,
    /// Where webhooks may lead.
    pub push: PushReach,
    /// How many connections are served.
    pub bounds: Bounds,
}

/// Takes the address; says which port it became.
pub async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let refused = |error: std::io::Error| {
        let (what, remedy) = if error.kind() == ErrorKind::AddrInUse {
            (
                format!("the address {address} is taken"),
                "end the program that has it, or choose another with --listen".to_owned(),
            )
        } else {
            (
                format!("cannot listen on {address}: {}", plain(&error)),
                "choose an address of this machine and a port this user may take".to_owned(),
            )
        };
        Failure::new(Exit::Address, what, remedy)
    };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let local = listener.local_addr().map_err(refused)?;
    Ok((listener, local))
}

/// The identity provider, told the time and given randomness as the registry is.
fn provider(settings: OidcSettings, registry: &Registry) -> Result<OidcProvider, Failure> {
    let registry = registry.clone();
    OidcProvider::new(settings, move || registry.now(), OsRandom).map_err(|error| {
        Failure::new(
            Exit::Config,
            format!("`identity` cannot be used: {error}"),
            "write the addresses as https://identity.example",
        )
    })
}

/// Serves and works in the background until `shutdown`, or until the ledger has failed for good, then closes the data.
pub async fn run(
    data: Data,
    interfaces: Interfaces,
    (listener, socket): (TcpListener, Socket),
    shutdown: Shutdown,
) -> Result<(), Failure> {
    // Before the first request, so that none waits for it: whether this machine's clock is right.
    data.ask_the_time().await;
    let connections = machine::connections(machine::raise_descriptors());
    let guard = Guard::start(&data, &shutdown)?;
    let push: Arc<dyn PushTransport> = Arc::new(PushClient::new(interfaces.push));
    let state = ApiState::new(data.registry.clone(), interfaces.api, Arc::clone(&push))
        .with_machine(machine::watch(&data.folder))
        .with_stop(shutdown.token());
    let mut pages = WebState::new(data.registry.clone(), interfaces.pages).with_push(push);
    if let Some(settings) = interfaces.identity {
        pages = pages.with_identity(Arc::new(provider(settings, &data.registry)?));
    }
    let outgoing = interfaces.outgoing;
    if let Some(inbox) = &outgoing.inbox {
        let inbox = Arc::clone(inbox);
        pages = pages.with_inbox(inbox);
    }
    let background =
        Background::start(&state, &data.ledger, &data.proofs, outgoing, &shutdown).await?;
    let control = Control::start(socket, &data, &shutdown);
    let router = site::router(api::router(state), web::router(pages));
    let bounds = interfaces.bounds.at_most(connections);
    api::server::serve_within(bounds, listener, router, shutdown.requested()).await;
    control.finish().await;
    background.finish().await;
    let closed = data.close().await;
    if let Some(failure) = guard.failure() {
        return Err(failure);
    }
    closed?;
    tracing::info!("closed");
    Ok(())
}

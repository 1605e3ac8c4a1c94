//! The program `izin`: each subcommand is a role.

mod background;
mod brand;
mod clock;
mod config;
mod data;
mod dead_letters;
mod demo;
mod failure;
mod fsck;
mod gateway;
mod guard;
mod hold;
mod import;
mod intermediary;
mod logging;
mod machine;
mod messages;
mod parties;
mod partner;
mod password;
mod permissions;
mod provider;
mod public_log;
mod random;
mod retention;
mod serve;
mod service;
mod shutdown;
mod site;
mod staff;
mod subscription;
mod table;
mod text_file;
mod timekeeping;
mod user;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// An open consent registry for commercial messages.
#[derive(Parser)]
#[command(
    name = "izin",
    version,
    max_term_width = 100,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    role: Role,
}

#[derive(Subcommand)]
enum Role {
    /// Try it: a registry with invented parties and generated consents.
    Demo(demo::Args),
    /// Run a registry.
    Serve(serve::Args),
    /// Check or print a configuration.
    #[command(subcommand)]
    Config(config::command::Action),
    /// Record the consents in a CSV file.
    Import(import::Args),
    /// Hold the data folder against its ledger and tell every difference.
    Fsck(fsck::Args),
    /// Admit service providers.
    #[command(subcommand)]
    Provider(provider::Action),
    /// Add brands and decide about them.
    #[command(subcommand)]
    Brand(brand::Action),
    /// Add the users who log in.
    #[command(subcommand)]
    User(user::Action),
    /// Add the staff of the call centre's desk.
    #[command(subcommand)]
    Staff(staff::Action),
    /// Admit partners (integrators) and what they may do.
    #[command(subcommand)]
    Partner(partner::Action),
    /// Admit intermediaries (AHS) and what they may ask.
    #[command(subcommand)]
    Intermediary(intermediary::Action),
    /// Admit gateways, which bring text messages and calls.
    #[command(subcommand)]
    Gateway(gateway::Action),
    /// Set what a provider or partner has subscribed to.
    #[command(subcommand)]
    Subscription(subscription::Action),
    /// Keep what a case is about past its time.
    #[command(subcommand)]
    Hold(hold::Action),
    /// Look at messages that could not be delivered, try them again or drop them.
    #[command(subcommand)]
    Messages(dead_letters::Action),
    /// Erase what is over, as a running registry does each night.
    Retention(retention::Args),
    /// Look at this machine's clock as the registry does, or say that it is right.
    #[command(subcommand)]
    Clock(clock::Action),
    /// Say what a receipt, a state proof, a daily file or a public log proves, without a network.
    Verify(verify::Args),
}

fn main() -> ExitCode {
    permissions::keep_private();
    let role = Cli::parse().role;
    let result = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::internal(&error))
        .and_then(|runtime| runtime.block_on(play(role)));
    match result {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("izin: {failure}");
            failure.exit.into()
        }
    }
}

async fn play(role: Role) -> Result<ExitCode, Failure> {
    let done = |()| ExitCode::SUCCESS;
    match role {
        Role::Demo(args) => demo::run(args).await.map(done),
        Role::Serve(args) => serve::run(args).await.map(done),
        Role::Config(action) => config::command::run(action).map(done),
        Role::Import(args) => import::run(args).await,
        Role::Fsck(args) => fsck::run(&args).await.map(done),
        Role::Provider(action) => provider::run(action).await.map(done),
        Role::Brand(action) => brand::run(action).await.map(done),
        Role::User(action) => user::run(action).await.map(done),
        Role::Staff(action) => staff::run(action).await.map(done),
        Role::Partner(action) => partner::run(action).await.map(done),
        Role::Intermediary(action) => intermediary::run(action).await.map(done),
        Role::Gateway(action) => gateway::run(action).await.map(done),
        Role::Subscription(action) => subscription::run(action).await.map(done),
        Role::Hold(action) => hold::run(action).await.map(done),
        Role::Messages(action) => dead_letters::run(action).await.map(done),
        Role::Retention(args) => retention::run(args).await.map(done),
        Role::Clock(action) => clock::run(action).await.map(done),
        Role::Verify(args) => verify::run(&args),
    }
}

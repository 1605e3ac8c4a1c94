//! The program `izin`: each subcommand is a role.

#![allow(clippy::print_stderr, reason = "a program talks to people")]

mod application;
mod background;
mod brand;
mod clock;
mod commands;
mod config;
mod control;
mod data;
mod dead_letters;
mod demo;
mod failure;
mod fines;
mod form;
mod fsck;
mod gateway;
mod guard;
mod hold;
mod import;
mod intermediary;
mod keeper;
mod logging;
mod machine;
mod messages;
mod one_of;
mod opened;
mod output;
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
mod terminal;
mod text_file;
mod timekeeping;
mod user;
mod verify;

use std::io::Write as _;
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
    /// Look at the fine table, and hold each row against the year before.
    #[command(subcommand)]
    Fines(fines::Action),
    /// Record the consents in a file, CSV or XLSX.
    Import(import::Args),
    /// Hold the data folder against its ledger and tell every difference.
    Fsck(fsck::Args),
    #[command(flatten)]
    Command(commands::Command),
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
            // Where nobody can be told, the exit code still tells.
            let _told = writeln!(std::io::stderr(), "izin: {failure}");
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
        Role::Fines(action) => fines::run(&action).map(done),
        Role::Import(args) => import::run(args).await,
        Role::Fsck(args) => fsck::run(&args).await.map(done),
        Role::Command(command) => keeper::carry_out(command).await.map(done),
        Role::Verify(args) => verify::run(&args),
    }
}

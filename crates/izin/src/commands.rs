//! The commands about a registry: what they need, and carrying them out on one that is open.

use clap::{CommandFactory as _, Parser as _};

use crate::control::request::{Outcome, Reply, Request};
use crate::data::Data;
use crate::failure::Failure;
use crate::import::step;
use crate::opened::Opened;
use crate::parties::Where;
use crate::password::GivenPassword;
use crate::table::Answer;
use crate::{
    application, brand, clock, dead_letters, form, gateway, hold, intermediary, partner, provider,
    retention, staff, subscription, user,
};

/// What to do with a registry.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Admit service providers.
    Provider(Placed<provider::Action>),
    /// Decide about companies that apply to be service providers.
    Application(Placed<application::Action>),
    /// Add brands and decide about them.
    Brand(Placed<brand::Action>),
    /// Add the users who log in.
    User(Placed<user::Action>),
    /// Add the staff of the call centre's desk, and the authority's officers.
    Staff(Placed<staff::Action>),
    /// Admit partners (integrators) and what they may do.
    Partner(Placed<partner::Action>),
    /// Admit intermediaries (AHS) and what they may ask.
    Intermediary(Placed<intermediary::Action>),
    /// Look at the forms that consents are asked by, and approve them.
    Form(Placed<form::Action>),
    /// Admit gateways, which bring text messages and calls.
    Gateway(Placed<gateway::Action>),
    /// Set what a provider or partner has subscribed to.
    Subscription(Placed<subscription::Action>),
    /// Keep what a case is about past its time.
    Hold(Placed<hold::Action>),
    /// Look at messages that could not be delivered, try them again or drop them.
    Messages(Placed<dead_letters::Action>),
    /// Erase what is over, as a running registry does each night.
    Retention(retention::Args),
    /// Look at this machine's clock as the registry does, or say that it is right.
    Clock(Placed<clock::Action>),
}

/// Actions, and the data folder that they are for.
#[derive(clap::Args)]
pub struct Placed<A: clap::Subcommand> {
    #[command(subcommand)]
    action: A,
    #[command(flatten)]
    place: Where,
}

/// A command line as it is read again by whoever has the folder open.
#[derive(clap::Parser)]
#[command(name = "izin")]
struct Words {
    #[command(subcommand)]
    command: Command,
}

/// What a request's command is called, by the names of its actions alone: they say nothing of anybody. `None`: it is a step
/// of an import, or no command.
pub fn name(request: &Request) -> Option<String> {
    let Request::Command { words, .. } = request else {
        return None;
    };
    let read = Words::command().try_get_matches_from(words).ok()?;
    let mut names = Vec::new();
    let mut rest = &read;
    while let Some((name, within)) = rest.subcommand() {
        names.push(name);
        rest = within;
    }
    Some(names.join(" "))
}

/// Does what somebody asks for who has the folder open, or whom somebody else has asked over the socket.
pub async fn answer(data: &Data, request: Request) -> Outcome {
    match request {
        Request::Command { words, password } => {
            let read = Words::try_parse_from(words).map_err(|error| Failure::internal(&error))?;
            let password = password.unwrap_or_default();
            let answer = read.command.run(Opened::whole(data), &password).await;
            answer.map(Reply::Answer)
        }
        Request::Import(step) => {
            let stepped = step::take(&data.background(), step).await;
            stepped.map(Reply::Import)
        }
    }
}

impl Command {
    /// Whether it only lists what is in the directory, which may be read beside a running server.
    pub const fn only_lists(&self) -> bool {
        use brand::{Action as Brand, sender::Action as Sender, short_name::Action as ShortName};
        use provider::member::Action as Member;
        match self {
            Self::Provider(it) => matches!(
                it.action,
                provider::Action::List | provider::Action::Member(Member::List { .. })
            ),
            Self::Brand(it) => matches!(
                it.action,
                Brand::List
                    | Brand::ShortName(ShortName::List)
                    | Brand::Sender(Sender::List { .. })
            ),
            Self::User(it) => matches!(it.action, user::Action::List),
            Self::Staff(it) => matches!(it.action, staff::Action::List),
            Self::Partner(it) => matches!(it.action, partner::Action::List),
            Self::Intermediary(it) => matches!(it.action, intermediary::Action::List),
            Self::Form(it) => matches!(it.action, form::Action::List),
            Self::Gateway(it) => matches!(it.action, gateway::Action::List),
            Self::Hold(it) => matches!(it.action, hold::Action::List { .. }),
            _ => false,
        }
    }

    /// Whether it may make the folder: what a registry begins with.
    pub const fn makes(&self) -> bool {
        match self {
            Self::Provider(it) => matches!(it.action, provider::Action::Add { .. }),
            Self::Partner(it) => matches!(it.action, partner::Action::Add { .. }),
            Self::Intermediary(it) => matches!(it.action, intermediary::Action::Add { .. }),
            _ => false,
        }
    }

    /// Where the password comes from that it gives somebody.
    pub const fn password(&self) -> Option<&GivenPassword> {
        use staff::Action as Staff;
        use user::Action as User;
        match self {
            Self::User(it) => match &it.action {
                User::Add { password, .. } | User::SetPassword { password, .. } => Some(password),
                User::List => None,
            },
            Self::Staff(it) => match &it.action {
                Staff::Add { password, .. } | Staff::Password { password, .. } => Some(password),
                Staff::List | Staff::Disable { .. } | Staff::Officer { .. } => None,
            },
            _ => None,
        }
    }

    /// The folder it is for.
    pub const fn place(&self) -> &Where {
        match self {
            Self::Provider(Placed { place, .. })
            | Self::Application(Placed { place, .. })
            | Self::Brand(Placed { place, .. })
            | Self::User(Placed { place, .. })
            | Self::Staff(Placed { place, .. })
            | Self::Partner(Placed { place, .. })
            | Self::Intermediary(Placed { place, .. })
            | Self::Form(Placed { place, .. })
            | Self::Gateway(Placed { place, .. })
            | Self::Subscription(Placed { place, .. })
            | Self::Hold(Placed { place, .. })
            | Self::Messages(Placed { place, .. })
            | Self::Clock(Placed { place, .. })
            | Self::Retention(retention::Args { place, .. }) => place,
        }
    }

    /// Carries it out.
    pub async fn run(self, at: Opened<'_>, password: &str) -> Result<Answer, Failure> {
        match self {
            Self::Provider(it) => provider::run(it.action, at).await,
            Self::Application(it) => application::run(it.action, at).await,
            Self::Brand(it) => brand::run(it.action, at).await,
            Self::User(it) => user::run(it.action, at, password).await,
            Self::Staff(it) => staff::run(it.action, at, password).await,
            Self::Partner(it) => partner::run(it.action, at).await,
            Self::Intermediary(it) => intermediary::run(it.action, at).await,
            Self::Form(it) => form::run(it.action, at).await,
            Self::Gateway(it) => gateway::run(it.action, at).await,
            Self::Subscription(it) => subscription::run(it.action, at).await,
            Self::Hold(it) => hold::run(it.action, at).await,
            Self::Messages(it) => dead_letters::run(it.action, at).await,
            Self::Retention(args) => retention::run(&args, at).await,
            Self::Clock(it) => clock::run(it.action, at).await,
        }
    }
}

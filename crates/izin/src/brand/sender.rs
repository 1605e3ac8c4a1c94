//! `izin brand sender`: by what brands are seen to write and call.

use directory::sender::{Sender, SenderKind, SenderName, SenderNumber};
use domain::outside::Clock as _;
use domain::{BrandCode, Timestamp};
use intake::keyword::ShortName;
use keys::SystemClock;
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::one_of::one_of;
use crate::opened::Opened;
use crate::parties::day;
use crate::table::Answer;

/// What to do with senders.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Give a brand a sender, confirmed at once.
    Add {
        /// The brand's number (brandCode).
        brand: u32,
        /// Which kind it is.
        #[arg(value_parser = one_of(&KINDS))]
        kind: SenderKind,
        /// The sender as recipients see it.
        sender: String,
    },
    /// Confirm a sender that a provider has asked for.
    Confirm {
        /// Its number in the list.
        number: u64,
    },
    /// End a sender, or turn down one that waits.
    Withdraw {
        /// Its number in the list.
        number: u64,
        /// From the beginning of this day on (2026-12-31); at once when not given.
        #[arg(long, value_name = "DAY", value_parser = day)]
        from: Option<Timestamp>,
    },
    /// List the senders, those that have ended as well, at most 1,000.
    List {
        /// Those after this number.
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: u64,
    },
}

/// See [`Action::Add`].
const KINDS: [(&str, SenderKind, &str); 4] = [
    ("title", SenderKind::Title, "The title of text messages"),
    (
        "number",
        SenderKind::Number,
        "A number that calls or writes",
    ),
    (
        "domain",
        SenderKind::Domain,
        "The domain of a mail's sender",
    ),
    (
        "short",
        SenderKind::ShortName,
        "What people write for the brand in a text message",
    ),
];

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    match action {
        Action::Add {
            brand,
            kind,
            sender,
        } => {
            let name = SenderName::new(kind, &sender).ok_or_else(|| {
                let what = format!("{sender:?} is no sender of this kind");
                Failure::new(Exit::Party, what, SHAPES)
            })?;
            require_no_command(&name)?;
            let added = at.operator()?.add_sender(BrandCode(brand), name).await?;
            Ok(Answer::One(row(&added)))
        }
        Action::Confirm { number } => {
            let known = at.directory.sender(SenderNumber(number)).await?;
            if let Some(name) = known.and_then(|known| SenderName::new(known.kind, &known.shown)) {
                require_no_command(&name)?;
            }
            let done = at.operator()?.confirm_sender(SenderNumber(number)).await?;
            answer(at, number, done).await
        }
        Action::Withdraw { number, from } => {
            let end = from.unwrap_or_else(|| SystemClock.now());
            let done = at.operator()?.end_sender(SenderNumber(number), end).await?;
            answer(at, number, done).await
        }
        Action::List { after } => {
            let known = at.directory.senders(SenderNumber(after)).await?;
            let columns = [
                "number",
                "brand",
                "kind",
                "sender",
                "asked",
                "confirmed",
                "ended",
            ];
            Ok(Answer::list(&columns, &known, row))
        }
    }
}

/// What each kind looks like.
const SHAPES: &str = "a title has 3 to 11 letters and digits, a short name 3 to 20; a number is written as +90…; a domain as example.com";

/// A short name is none of the words that commands use.
fn require_no_command(name: &SenderName) -> Result<(), Failure> {
    if name.kind() != SenderKind::ShortName {
        return Ok(());
    }
    match ShortName::new(name.shown()) {
        Ok(_) => Ok(()),
        Err(error) => {
            let what = format!("{} is no short name: {error}", name.shown());
            Err(Failure::new(
                Exit::Party,
                what,
                "turn it down, or choose another",
            ))
        }
    }
}

async fn answer(at: Opened<'_>, number: u64, done: bool) -> Result<Answer, Failure> {
    let known = at.directory.sender(SenderNumber(number)).await?;
    match known.filter(|_| done) {
        Some(known) => Ok(Answer::One(row(&known))),
        None => Err(Failure::new(
            Exit::Party,
            format!("there is no sender {number} of which this can be said"),
            "`izin brand sender list` shows them",
        )),
    }
}

fn row(sender: &Sender) -> Value {
    json!({
        "number": sender.number.0,
        "brand": sender.brand.0,
        "kind": sender.kind.as_word(),
        "sender": sender.shown,
        "asked": sender.asked_at.to_wire(),
        "confirmed": sender.confirmed_at.map(Timestamp::to_wire),
        "ended": sender.ended_at.map(Timestamp::to_wire),
    })
}

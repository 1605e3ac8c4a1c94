//! `izin hold`: what is kept past its time while a case is open.

use directory::hold::{Held, Hold};
use domain::{Address, BrandCode, Channel, RecipientType};
use registry::cases::holds::HoldSubject;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::one_of::one_of;
use crate::opened::Opened;
use crate::partner::CHANNELS;
use crate::table::Answer;

/// What to do with holds.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Keep a recipient's records, or one of them, until the hold is released.
    Add {
        /// The recipient's phone number (+90…) or e-mail address.
        #[arg(value_parser = address)]
        address: Address,
        /// The case, by its reference.
        #[arg(long, value_name = "REFERENCE")]
        case: String,
        /// Who asks for it.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Keep one record: that of this brand.
        #[arg(long, requires = "channel")]
        brand: Option<u32>,
        /// The record's channel.
        #[arg(long = "type", value_name = "CHANNEL", requires = "brand", value_parser = one_of(&CHANNELS))]
        channel: Option<Channel>,
        /// The record's recipient type.
        #[arg(long, default_value = "bireysel", requires = "brand", value_parser = one_of(&RECIPIENT_TYPES))]
        recipient_type: RecipientType,
    },
    /// Release a hold.
    Release {
        /// The hold's number.
        number: u64,
        /// Who releases it.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// List the holds.
    List {
        /// Those released, too.
        #[arg(long)]
        all: bool,
    },
}

/// The recipient types, in the contract's words.
const RECIPIENT_TYPES: [(&str, RecipientType, &str); 2] = [
    ("bireysel", RecipientType::Individual, "A private person"),
    ("tacir", RecipientType::Merchant, "A merchant"),
];

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    match action {
        Action::Add {
            address,
            case,
            by,
            brand,
            channel,
            recipient_type,
        } => {
            let subject = match brand.zip(channel) {
                Some((brand, channel)) => HoldSubject::Record {
                    address: &address,
                    brand: BrandCode(brand),
                    recipient_type,
                    channel,
                },
                None => HoldSubject::Recipient(&address),
            };
            let registry = &at.data()?.registry;
            let hold = registry.cases().place_hold(&case, subject, &by).await?;
            let mut answer = row(&hold);
            answer["records"] = json!(registry.cases().records_held(&hold)?);
            Ok(Answer::One(answer))
        }
        Action::Release { number, by } => {
            let hold = at
                .data()?
                .registry
                .cases()
                .release_hold(number, &by)
                .await?;
            Ok(Answer::One(row(&hold)))
        }
        Action::List { all } => {
            let holds = if all {
                at.directory.holds().await?
            } else {
                at.directory.holds_in_force().await?
            };
            let columns = [
                "number",
                "case",
                "recipient",
                "brand",
                "type",
                "recipientType",
                "since",
                "by",
                "released",
                "releasedBy",
            ];
            Ok(Answer::list(&columns, &holds, row))
        }
    }
}

/// A hold as it is told: the recipient by the ledger's pseudonym, which says nothing to others.
fn row(hold: &Hold) -> Value {
    let (recipient, record) = match &hold.held {
        Held::Recipient(recipient) => (recipient, None),
        Held::Record(key) => (&key.recipient, Some(key)),
    };
    let released = hold.released.as_ref();
    json!({
        "number": hold.number,
        "case": hold.case,
        "recipient": hex::encode(recipient.0),
        "brand": record.map(|key| key.brand.0),
        "type": record.map(|key| key.channel.as_wire()),
        "recipientType": record.map(|key| key.recipient_type.as_wire()),
        "since": hold.held_at.to_wire(),
        "by": hold.held_by,
        "released": released.map(|(at, _)| at.to_wire()),
        "releasedBy": released.map(|(_, by)| by),
    })
}

/// Reads an address of the command line; what it is tells of which channels it is for.
fn address(text: &str) -> Result<Address, String> {
    let channel = if text.contains('@') {
        Channel::Email
    } else {
        Channel::Text
    };
    Address::from_wire(text, channel)
        .map_err(|_| "neither a phone number like +905001112233 nor an e-mail address".to_owned())
}

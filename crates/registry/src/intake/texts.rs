//! Text messages that came in: each is dealt with once, in the order of its sender, and answered once.
//!
//! What a message asks for is found out by `intake`; here are the turn it is dealt with in, its
//! answer's limits, the code that confirms that everything is to be refused, and the brands people
//! name. Neither a limit nor a doubt whether a message is a new one ever holds a refusal back.

mod confirmation;
mod delivered;
mod gateways;
mod incoming;
mod naming;
mod parts;
mod purge;
mod states;
mod turn;

pub use confirmation::{CONFIRMATION_DIGITS, CONFIRMATION_LIFE, CONFIRMATION_TRIES, Confirmation};
pub use delivered::{DeliveredText, Legibility, NotTaken, TextHandler};
pub use directory::gateway::{Gateway, GatewayKind};
pub use incoming::{IncomingText, PARTS_MAX, PartOf, TextTaken, TextTurn};
pub(crate) use naming::NameIndex;
pub use naming::{CalledBrand, brand_key};
pub use parts::{OverdueText, PARTS_WAIT, READINGS_MAX};
pub use states::BrandState;
pub use turn::{ANSWERS_PER_HOUR, Reply};

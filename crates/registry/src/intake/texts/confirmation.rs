//! Confirming that everything is to be refused: four digits that the sender sends back.

use std::time::Duration;

use domain::Channel;

pub use directory::received_text::Confirmation;

use super::TextTurn;
use crate::{Intake, Result};

/// How many digits a code has.
pub const CONFIRMATION_DIGITS: usize = 4;
/// How many wrong codes are borne; the last ends the code.
pub const CONFIRMATION_TRIES: u8 = 3;
/// How long a code is good.
pub const CONFIRMATION_LIFE: Duration = Duration::from_mins(10);

/// What codes' MACs are of.
const CONTEXT: &[u8] = b"izin/text/confirmation";

/// How many codes there are: as many as [`CONFIRMATION_DIGITS`] can write.
const CODES: u64 = 10_000;

/// What a code confirms: that a channel is refused to everybody, or (`None`) that all are.
pub type Confirmed = Option<Channel>;

impl Intake<'_> {
    /// A code for the sender to confirm with, instead of any before. It is good for that alone.
    pub async fn new_confirmation(self, turn: &TextTurn, what: Confirmed) -> Result<String> {
        let mut random = [0; 8];
        self.random().fill(&mut random);
        let number = u64::from_le_bytes(random) % CODES;
        let code = format!("{number:0CONFIRMATION_DIGITS$}");
        let expires = self.now() + CONFIRMATION_LIFE;
        let mac = self.confirmation_mac(turn, what, &code);
        self.directory()
            .set_text_confirmation(turn.sender, mac, CONFIRMATION_TRIES, expires)
            .await?;
        Ok(code)
    }

    /// Tries the code a sender confirms with, and tells what it was given for. Whoever names a channel beside it
    /// can confirm nothing else; whoever names none confirms what was asked.
    pub async fn confirm(
        self,
        turn: &TextTurn,
        named: Option<Channel>,
        code: &str,
    ) -> Result<Confirmation<Confirmed>> {
        let all = || Channel::ALL.into_iter().map(Some).chain([None]);
        let codes = all()
            .filter(|what| named.is_none() || *what == named)
            .map(|what| (self.confirmation_mac(turn, what, code), what));
        Ok(self
            .directory()
            .try_text_confirmation(turn.sender, codes.collect(), self.now())
            .await?)
    }

    fn confirmation_mac(self, turn: &TextTurn, what: Confirmed, code: &str) -> [u8; 32] {
        let what = what.map_or("", Channel::as_wire);
        let data = [turn.sender.0.as_slice(), code.as_bytes(), what.as_bytes()].concat();
        self.ledger().mac(CONTEXT, &data)
    }
}

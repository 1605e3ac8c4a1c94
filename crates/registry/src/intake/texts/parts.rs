//! Long messages: put together from their parts, and read once more when a part never came.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use directory::received_text::TextIdentity;
use directory::text_part::TextPart;
use domain::{Address, RecipientId, Timestamp};
use serde::{Deserialize, Serialize};

use super::turn::encode;
use super::{IncomingText, PartOf, TextTurn};
use crate::{Intake, Result};

/// For how long parts wait for the others.
pub const PARTS_WAIT: Duration = Duration::from_hours(1);

/// The most readings of what is there after the wait. Only who sends many long messages under one number,
/// all with parts lost, has more.
pub const READINGS_MAX: usize = 256;

/// How many overdue messages are read at a time.
const OVERDUE_AT_ONCE: u32 = 100;

const WHOLE: &[u8] = b"izin/text/whole";
const BODY: &[u8] = b"izin/text/part/";

/// A message that is whole.
pub(super) struct Joined {
    pub(super) text: String,
    pub(super) identities: Vec<TextIdentity>,
    pub(super) whole: Option<TextIdentity>,
}

/// What is there of messages whose wait is over. A part without its others may refuse; it never approves.
pub struct OverdueText {
    /// What it may say: the parts of each message as they were taken for one, then in every other order they
    /// may belong together. A refusal in any of them was written, or nearly so.
    pub readings: Vec<String>,
    /// The turn of its sender; its text is empty.
    pub turn: TextTurn,
    whole: TextIdentity,
    until: Timestamp,
}

impl fmt::Debug for OverdueText {
    /// Leaves the texts out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OverdueText").finish_non_exhaustive()
    }
}

/// A part's text and whose it is.
#[derive(Serialize, Deserialize)]
struct KeptPart {
    text: String,
    sender: String,
}

/// A part that is there, opened.
struct Piece {
    number: u8,
    round: i64,
    first_round: i64,
    dealt: bool,
    overdue: bool,
    text: String,
}

impl Intake<'_> {
    /// Keeps a part; the whole message once all parts are there.
    pub(super) async fn join(
        self,
        incoming: &IncomingText,
        part: PartOf,
        sender: RecipientId,
        identity: TextIdentity,
        dealt: bool,
    ) -> Result<Option<Joined>> {
        let key = (&incoming.gateway, sender.0, part.reference, part.total);
        let whole = self.ledger().mac(WHOLE, &encode(&key));
        let now = self.now();
        let body = KeptPart {
            text: incoming.text.clone(),
            sender: incoming.sender.to_string(),
        };
        let kept = TextPart {
            whole,
            number: part.number,
            identity,
            round: 0,
            first_round: 0,
            dealt,
            sender,
            body: self.seal_value(BODY, &whole, &body)?,
            received: now,
        };
        let parts = self.directory().keep_text_part(kept, since(now)).await?;
        if parts.len() < usize::from(part.total) {
            return Ok(None);
        }
        let text = parts.iter().map(|part| self.open_part(part).text).collect();
        // The part that made it whole comes first: whoever delivers that one again gets the answer.
        let others = parts.iter().map(|part| part.identity);
        let others = others.filter(|other| *other != identity);
        Ok(Some(Joined {
            text,
            identities: [identity].into_iter().chain(others).collect(),
            whole: Some(whole),
        }))
    }

    /// Messages whose parts have waited long enough: the names to read them by, at most a hundred.
    pub async fn overdue_texts(self) -> Result<Vec<TextIdentity>> {
        let until = since(self.now());
        Ok(self
            .directory()
            .overdue_texts(until, OVERDUE_AT_ONCE)
            .await?)
    }

    /// Takes what is there under a name, to be read. Ends with [`Intake::finish_overdue`](crate::Intake::finish_overdue). `None`: it is
    /// gone, or nobody knows whose it was.
    pub async fn take_overdue(self, whole: TextIdentity) -> Result<Option<OverdueText>> {
        let until = since(self.now());
        let parts = self.directory().text_parts_of(whole).await?;
        let Some(sender) = parts.first().map(|part| part.sender) else {
            return Ok(None);
        };
        let turn = self.turn_of(sender).await;
        // Another part may have come meanwhile.
        let parts = self.directory().text_parts_of(whole).await?;
        let Some(address) = self.sender_of(&parts)? else {
            self.directory().drop_text_parts(whole, until).await?;
            return Ok(None);
        };
        let piece = |part: &TextPart| Piece {
            number: part.number,
            round: part.round,
            first_round: part.first_round,
            dealt: part.dealt,
            overdue: part.received <= until,
            text: self.open_part(part).text,
        };
        let pieces: Vec<Piece> = parts.iter().map(piece).collect();
        let overdue = parts.iter().filter(|part| part.received <= until);
        Ok(Some(OverdueText {
            readings: readings(&pieces),
            turn: TextTurn {
                text: String::new(),
                subject: self.people().subject_of(&address).await?,
                language: self.people().language_of(&address).await?,
                perhaps_repeated: false,
                in_parts: true,
                sender,
                // Parts that nothing vouches for are not kept.
                verified: true,
                identities: overdue.map(|part| part.identity).collect(),
                whole: Some(whole),
                _turn: turn,
            },
            whole,
            until,
        }))
    }

    /// Ends the reading: keeps that it was dealt with and sends the answer, if there is one.
    pub async fn finish_overdue(self, overdue: OverdueText, answer: Option<&str>) -> Result<()> {
        let OverdueText {
            turn, whole, until, ..
        } = overdue;
        if answer.is_some() {
            self.finish_text(turn, answer, super::Reply::Message)
                .await?;
        }
        Ok(self.directory().drop_text_parts(whole, until).await?)
    }

    fn open_part(self, part: &TextPart) -> KeptPart {
        let body = self.unseal(BODY, &part.whole, &part.body);
        let body = body.unwrap_or_default();
        serde_json::from_slice(&body).unwrap_or_else(|_| KeptPart {
            // As parts were kept before: the text alone.
            text: String::from_utf8_lossy(&body).into_owned(),
            sender: String::new(),
        })
    }

    fn sender_of(self, parts: &[TextPart]) -> Result<Option<Address>> {
        let known = parts
            .iter()
            .find_map(|part| Address::from_stored(&self.open_part(part).sender));
        match (known, parts.first()) {
            (None, Some(part)) => Ok(self.ledger().address(part.sender)?),
            (known, _) => Ok(known),
        }
    }
}

/// What came then or before has waited long enough.
fn since(now: Timestamp) -> Timestamp {
    now - PARTS_WAIT
}

/// What pieces under one name may say. A message that was whole and dealt with is not said again.
fn readings(pieces: &[Piece]) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |chosen: &[&Piece]| {
        let new = chosen.iter().any(|piece| piece.overdue);
        let said = chosen.iter().all(|piece| piece.dealt)
            && (is_same(chosen, |piece| piece.round) || is_same(chosen, |piece| piece.first_round));
        let text = together(chosen);
        if new && !said && !found.contains(&text) && found.len() < READINGS_MAX {
            found.push(text);
        }
    };
    let mut rounds: BTreeMap<i64, Vec<&Piece>> = BTreeMap::new();
    let mut numbers: BTreeMap<u8, Vec<&Piece>> = BTreeMap::new();
    for piece in pieces {
        rounds.entry(piece.round).or_default().push(piece);
        numbers.entry(piece.number).or_default().push(piece);
    }
    for round in rounds.values() {
        add(round);
    }
    if rounds.len() < 2 {
        return found;
    }
    let columns: Vec<&Vec<&Piece>> = numbers.values().collect();
    let all = columns
        .iter()
        .fold(1_usize, |all, column| all.saturating_mul(column.len()));
    for mut place in 0..all.min(READINGS_MAX) {
        let mut chosen = Vec::with_capacity(columns.len());
        for column in &columns {
            chosen.push(column[place % column.len()]);
            place /= column.len();
        }
        add(&chosen);
    }
    found
}

fn is_same(chosen: &[&Piece], of: impl Fn(&Piece) -> i64) -> bool {
    let first = chosen.first().map(|piece| of(piece));
    chosen.iter().all(|piece| Some(of(piece)) == first)
}

/// The texts one behind the other; where a part is missing, so that no two words become one, a blank.
fn together(chosen: &[&Piece]) -> String {
    let mut text = String::new();
    let mut before: Option<u8> = None;
    for piece in chosen {
        if before.is_some_and(|before| before + 1 < piece.number) {
            text.push(' ');
        }
        text.push_str(&piece.text);
        before = Some(piece.number);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(number: u8, round: i64, text: &str) -> Piece {
        Piece {
            number,
            round,
            first_round: round,
            dealt: false,
            overdue: true,
            text: text.to_owned(),
        }
    }

    #[test]
    fn what_is_there_is_read_by_message_and_in_every_other_order() {
        let pieces = [
            piece(1, 0, "RET "),
            piece(1, 1, "ONAY "),
            piece(2, 1, "KARANFIL"),
        ];
        assert_eq!(readings(&pieces), ["RET ", "ONAY KARANFIL", "RET KARANFIL"]);
    }

    #[test]
    fn what_was_dealt_with_is_not_read_again_and_a_gap_parts_words() {
        let mut pieces = [piece(1, 0, "RET"), piece(3, 0, "KARANFIL")];
        assert_eq!(readings(&pieces), ["RET KARANFIL"]);
        for piece in &mut pieces {
            piece.dealt = true;
        }
        assert_eq!(readings(&pieces), Vec::<String>::new());
    }

    #[test]
    fn readings_are_bounded() {
        let pieces: Vec<Piece> = (0..200)
            .map(|number| piece(number % 10 + 1, i64::from(number), &number.to_string()))
            .collect();
        assert!(readings(&pieces).len() <= READINGS_MAX);
    }

    #[test]
    fn what_still_waits_is_not_read() {
        let mut pieces = [piece(1, 0, "RET "), piece(1, 1, "ONAY ")];
        pieces[1].overdue = false;
        assert_eq!(readings(&pieces), ["RET "]);
    }
}

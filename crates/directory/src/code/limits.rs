//! How many codes an address gets, and how many wrong ones may be tried.

use domain::{RecipientId, Timestamp};
use sqlx::{Row, SqliteConnection};

use crate::column;
use crate::error::Result;

/// How many codes an address gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeLimits {
    /// How many wrong ones may be tried within [`CodeLimits::tries_millis`] and since the last right
    /// one, however often a code is asked for anew.
    pub tries: u8,
    /// See [`CodeLimits::tries`].
    pub tries_millis: i64,
    /// How long a code that still works is not replaced by another, in milliseconds.
    pub again_millis: i64,
    /// How many codes an address gets within how many milliseconds, at least one each.
    pub windows: [(usize, i64); 2],
    /// The (one or two) purposes whose codes are counted together.
    pub counted: [&'static str; 2],
}

/// What is counted of a code.
struct Counted {
    made_at: Timestamp,
    tries_wrong: u8,
    used: bool,
}

impl CodeLimits {
    /// How many wrong ones may be tried of the address's next code, or from when on it may have one.
    pub(super) async fn judge(
        &self,
        connection: &mut SqliteConnection,
        recipient: RecipientId,
        now: Timestamp,
    ) -> Result<std::result::Result<u8, Timestamp>> {
        let widest = self.windows.map(|(_, millis)| millis);
        let widest = widest.into_iter().max().unwrap_or_default();
        let rows = sqlx::query(
            "SELECT made_at, tries_wrong, state FROM codes \
             WHERE recipient = $1 AND purpose IN ($2, $3) AND made_at > $4 ORDER BY made_at DESC",
        )
        .bind(recipient.0.as_slice())
        .bind(self.counted[0])
        .bind(self.counted[1])
        .bind(now.as_millis() - widest.max(self.tries_millis))
        .fetch_all(connection)
        .await?;
        let mut codes = Vec::with_capacity(rows.len());
        for row in &rows {
            codes.push(Counted {
                made_at: column::instant(row, "made_at")?,
                tries_wrong: u8::try_from(column::count(row, "tries_wrong")?).unwrap_or(u8::MAX),
                used: row.try_get::<&str, _>("state")? == "used",
            });
        }
        Ok(self.judged(&codes, now))
    }

    /// The same, of the codes there were, newest first.
    fn judged(&self, codes: &[Counted], now: Timestamp) -> std::result::Result<u8, Timestamp> {
        let mut again_at = None;
        let mut wait = |until: i64| again_at = again_at.max(Some(Timestamp::from_millis(until)));
        for (count, millis) in self.windows {
            // The code that has to have left the window before there is room for another.
            if let Some(code) = codes.get(count.saturating_sub(1)) {
                let leaves = code.made_at.as_millis() + millis;
                if leaves > now.as_millis() {
                    wait(leaves);
                }
            }
        }
        let mut wrong: u8 = 0;
        for code in codes {
            let forgotten = code.made_at.as_millis() + self.tries_millis;
            if forgotten <= now.as_millis() {
                break;
            }
            // What was tried before the right code came was its owner's mistyping.
            if code.used {
                break;
            }
            wrong = wrong.saturating_add(code.tries_wrong);
            if wrong >= self.tries {
                wait(forgotten);
                break;
            }
        }
        again_at.map_or(Ok(self.tries.saturating_sub(wrong)), Err)
    }
}

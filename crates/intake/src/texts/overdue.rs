//! Long messages of which a part never came: what is there after the wait is read, if it refuses.

use std::sync::Arc;
use std::time::Duration;

use registry::Result;
use registry::intake::texts::OverdueText;

use super::Texts;
use super::answers::Answers;
use super::deed::Circumstances;

/// How often it is looked whether parts have waited long enough.
pub const OVERDUE_INTERVAL: Duration = Duration::from_mins(1);

impl Texts {
    /// Reads what has waited long enough; says how many messages that were. A refusal in it is recorded and
    /// answered, everything else is dropped.
    pub async fn read_overdue(&self) -> Result<u64> {
        let mut read = 0;
        loop {
            let overdue = self.registry.intake().overdue_texts().await?;
            if overdue.is_empty() {
                return Ok(read);
            }
            for whole in overdue {
                if let Some(overdue) = self.registry.intake().take_overdue(whole).await? {
                    self.read_one(overdue).await?;
                }
                read += 1;
            }
        }
    }

    async fn read_one(&self, mut overdue: OverdueText) -> Result<()> {
        let own = [self.settings.short_number.as_str()];
        let answers = Answers::new(overdue.turn.language, Arc::clone(&self.settings));
        let is_answerable = self.registry.intake().may_answer(&overdue.turn).await?;
        let seen = Circumstances {
            own: &own,
            is_answerable,
            is_late: true,
            is_certain: false,
        };
        // The answer that says most: of a refusal that was recorded, else of one that could not be.
        let (mut recorded, mut other) = (None, None);
        for reading in std::mem::take(&mut overdue.readings) {
            if !Self::refuses(&reading, &own) {
                continue;
            }
            overdue.turn.text = reading;
            let deed = self.act(&overdue.turn, &answers, seen).await?;
            let place = if deed.outcome == super::Outcome::Done {
                &mut recorded
            } else {
                &mut other
            };
            *place = place.take().or(deed.answer);
        }
        let answer = recorded.or(other).filter(|_| is_answerable);
        self.registry
            .intake()
            .finish_overdue(overdue, answer.as_deref())
            .await
    }
}

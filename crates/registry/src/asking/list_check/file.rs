//! May these be sent? A list in a file of people's: the same rows back, with the answer beside them and one signed receipt
//! for all.
//!
//! ```text
//! file ── rows ──> decided and logged, some at once ──> rows with their answers ──> bytes
//!                  (whose line was closed meanwhile)          the last of them ──> receipt, kept to be fetched
//! ```

mod answered;
mod columns;

use std::collections::{HashMap, HashSet};
use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use directory::check_run::CheckRun;
use domain::check::Decision;
use domain::{Channel, ErrorCode, RecipientId, RecipientType, Timestamp};
use receipt::{ListReceipt, ListStatement};
use sha2::{Digest as _, Sha256};
use tables::file::read_rows;
use tables::{ReadError, Row};
use tlog::Note;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::{Form, ListCheck, ListQuestion, instant};
use crate::asking::check::CheckScope;
use crate::table::{TableForm, TableMaker};
use crate::{Asking, Error, Result};

pub use columns::{ADDED, NoList};

use answered::{Answered, Hands};
use columns::Columns;

/// The longest file that is checked in one request, in bytes; it is held in memory meanwhile.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How long a receipt is kept for whoever had the file checked: thirty days.
const RECEIPTS_KEPT: Duration = Duration::from_hours(30 * 24);

/// How many rows are decided in one go.
const ROWS_AT_ONCE: usize = 1_024;

/// How many bytes of rows are, where the rows are long.
const BYTES_AT_ONCE: usize = 2 * 1024 * 1024;

/// What is asked about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileQuestion {
    /// What the messages are sent by.
    pub channel: Channel,
    /// What recipients are whose row does not say (rule 38).
    pub recipient_type: RecipientType,
    /// What is answered as.
    pub form: TableForm,
}

/// What comes of reading the file.
enum Coming {
    Begun(Columns),
    Rows(Vec<Row>),
    End,
    Refused(NoList),
}

/// A file being checked.
pub struct FileCheck {
    list: Arc<ListCheck>,
    columns: Arc<Columns>,
    coming: mpsc::Receiver<Coming>,
    /// `None` once all is handed out.
    table: Option<TableMaker>,
    input: [u8; 32],
    output: Sha256,
    counts: Counts,
    as_of: Option<(Timestamp, Timestamp)>,
}

/// How many rows were answered how.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    allowed: u64,
    denied: u64,
    invalid: u64,
    changed_hands: u64,
}

impl Asking<'_> {
    /// Begins to check a file. `H097`: it is no list, with the word of [`NoList`] as its value; otherwise as
    /// [`Asking::check_list`](crate::Asking::check_list).
    pub async fn check_file(
        self,
        scope: CheckScope,
        question: FileQuestion,
        file: Bytes,
    ) -> Result<FileCheck> {
        let (channel, recipient_type) = (question.channel, question.recipient_type);
        let asked = ListQuestion {
            channel,
            recipient_type,
            form: Form::Plain,
        };
        let list = self.check_list(scope, asked)?;
        let whole = file.clone();
        let input = self.blocking(move |_| Ok(Sha256::digest(&whole).into()));
        let input = input.await?;
        // Who reads slowly holds up one thread, of as many as lists there may be: the thread has the list's place, too.
        let (send, mut coming) = mpsc::channel(1);
        let list = Arc::new(list);
        let place = Arc::clone(&list);
        spawn_blocking(move || {
            read(channel, &file, &send);
            drop(place);
        });
        let columns = match coming.recv().await {
            Some(Coming::Begun(columns)) => columns,
            Some(Coming::Refused(why)) => return Err(refused(why)),
            Some(Coming::Rows(_) | Coming::End) | None => {
                return Err(refused(NoList::NoRecipients));
            }
        };
        Ok(FileCheck {
            list,
            table: Some(TableMaker::new(question.form, &columns.header())?),
            columns: Arc::new(columns),
            coming,
            input,
            output: Sha256::new(),
            counts: Counts::default(),
            as_of: None,
        })
    }

    /// The receipt of a file that was checked for a brand; `None`: that has not ended, was never begun, or was forgotten.
    pub async fn check_receipt(self, scope: &CheckScope, run: Uuid) -> Result<Option<String>> {
        let receipt = self.directory().check_run_receipt(scope.brand(), run);
        Ok(receipt.await?)
    }

    /// The files that were last checked for a brand, newest first, at most `limit`: the name of each run, and when it had
    /// ended.
    pub async fn last_check_runs(
        self,
        scope: &CheckScope,
        limit: u32,
    ) -> Result<Vec<(Uuid, Timestamp)>> {
        Ok(self.directory().check_runs(scope.brand(), limit).await?)
    }

    /// Forgets receipts that nobody has fetched in time; says how many.
    pub async fn purge_check_receipts(self) -> Result<u64> {
        let before = self.now() - RECEIPTS_KEPT;
        Ok(self.directory().purge_check_runs(before).await?)
    }
}

/// Reads the rows of a file, for as long as somebody wants them.
fn read(channel: Channel, file: &Bytes, send: &mpsc::Sender<Coming>) {
    let mut columns: Option<bool> = None;
    let (mut rows, mut bytes) = (Vec::new(), 0);
    let hand_on = |coming| match send.blocking_send(coming) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let done = read_rows(Cursor::new(file.as_ref()), |row| {
        if send.is_closed() {
            return ControlFlow::Break(());
        }
        if columns.is_none() {
            match Columns::of(row, channel) {
                Ok(found) => {
                    let has_header = found.has_header;
                    columns = Some(has_header);
                    hand_on(Coming::Begun(found))?;
                    if has_header {
                        return ControlFlow::Continue(());
                    }
                }
                Err(why) => {
                    hand_on(Coming::Refused(why))?;
                    return ControlFlow::Break(());
                }
            }
        }
        bytes += row.bytes();
        rows.push(row.clone());
        if rows.len() < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE {
            return ControlFlow::Continue(());
        }
        bytes = 0;
        hand_on(Coming::Rows(std::mem::take(&mut rows)))
    });
    // Who has gone needs nothing more.
    let _gone = match done {
        Ok(()) => hand_on(Coming::Rows(rows)).is_continue() && hand_on(Coming::End).is_continue(),
        Err(ReadError::Refused(refusal)) => {
            hand_on(Coming::Refused(NoList::Unreadable(refusal))).is_continue()
        }
        // The file is in memory.
        Err(ReadError::Io(_)) => {
            let damaged = NoList::Unreadable(tables::Refusal::DamagedBook);
            hand_on(Coming::Refused(damaged)).is_continue()
        }
    };
}

fn refused(why: NoList) -> Error {
    let violation = ErrorCode::H097.violation().at("file");
    violation.with_value(why.code()).into()
}

impl FileCheck {
    /// The run's name, by which its receipt can be had once all is handed out.
    pub fn run(&self) -> Uuid {
        self.list.id
    }

    /// The next piece of the answer, perhaps nothing; `None`: it has ended. Refused once the caller may ask no more.
    ///
    /// The receipt is kept before the last piece is handed out.
    pub async fn next_piece(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(table) = self.table.take() else {
            return Ok(None);
        };
        self.list.require_still_allowed().await?;
        match self.coming.recv().await {
            Some(Coming::Rows(rows)) => {
                let answered = self.decided(rows).await?;
                let (table, piece) = self.written(table, answered).await?;
                self.table = Some(table);
                Ok(Some(piece))
            }
            Some(Coming::End) => self.ended(table).await.map(Some),
            Some(Coming::Refused(why)) => Err(refused(why)),
            Some(Coming::Begun(_)) | None => {
                Err(Error::Failed("a list was not read to its end".into()))
            }
        }
    }

    /// Decides rows and logs it.
    async fn decided(&mut self, rows: Vec<Row>) -> Result<Vec<Answered>> {
        let (list, columns) = (Arc::clone(&self.list), Arc::clone(&self.columns));
        let (as_of, answered) = self
            .list
            .registry
            .blocking(move |registry| {
                let as_of = registry.now();
                Ok((as_of, list.answer_rows(&columns, rows, as_of)?))
            })
            .await?;
        if !answered.is_empty() {
            let (from, until) = self.as_of.unwrap_or((as_of, as_of));
            self.as_of = Some((from.min(as_of), until.max(as_of)));
        }
        Ok(answered)
    }

    /// Writes rows with their answers.
    async fn written(
        &mut self,
        mut table: TableMaker,
        answered: Vec<Answered>,
    ) -> Result<(TableMaker, Vec<u8>)> {
        let registry = self.list.registry.clone();
        let asked = answered.iter().filter_map(|answered| match answered.hands {
            Hands::Asked(recipient, _) => Some(recipient),
            Hands::Untold | Hands::NoDate => None,
        });
        let asked: HashSet<RecipientId> = asked.collect();
        let closed = registry.directory().lines_closed(asked).await?;
        let as_of = self.as_of.map_or_else(|| registry.now(), |(_, last)| last);
        let valid_until = instant(as_of + registry.settings().check_validity);
        let as_of = instant(as_of);
        let (columns, mut counts) = (Arc::clone(&self.columns), self.counts);
        let mut output = self.output.clone();
        let (made, piece);
        (made, piece, self.counts, self.output) = registry
            .blocking(move |_| {
                for one in &answered {
                    let hands = counts.count(one, &closed);
                    let (decision, reason) = match one.reason {
                        Ok(reason) => (reason.decision().as_wire(), reason.as_wire()),
                        Err(fault) => ("INVALID", fault),
                    };
                    let until = if decision == Decision::Allow.as_wire() {
                        valid_until.as_str()
                    } else {
                        ""
                    };
                    let added = [decision, reason, &as_of, until, hands];
                    table.write(&columns.cells(&one.row, added))?;
                }
                let piece = table.take();
                output.update(&piece);
                Ok((table, piece, counts, output))
            })
            .await?;
        Ok((made, piece))
    }

    /// Ends the answer, and keeps its receipt.
    async fn ended(&mut self, table: TableMaker) -> Result<Vec<u8>> {
        let rest = table.finish()?;
        self.output.update(&rest);
        let registry = &self.list.registry;
        let now = registry.now();
        let receipt = self.receipt(now)?;
        let run = CheckRun {
            id: self.list.id,
            brand: self.list.scope().brand(),
            ended_at: now,
            receipt: receipt.to_json(),
        };
        registry.directory().keep_check_run(run).await?;
        Ok(rest)
    }

    fn receipt(&self, now: Timestamp) -> Result<ListReceipt> {
        let (list, registry) = (&self.list, &self.list.registry);
        let published = registry.proofs().log.published();
        let note = Note::parse(&published.text());
        let note = note.map_err(|error| Error::Failed(Box::new(error)))?;
        let checkpoint = published.checkpoint();
        let (from, until) = self.as_of.unwrap_or((now, now));
        let signer = registry.asking().signer();
        let counts = self.counts;
        let statement = ListStatement {
            run: list.id.to_string(),
            brand_code: list.scope().brand().0,
            channel: list.question.channel.as_wire().to_owned(),
            recipient_type: list.question.recipient_type.as_wire().to_owned(),
            rows: counts.allowed + counts.denied + counts.invalid,
            allowed: counts.allowed,
            denied: counts.denied,
            invalid: counts.invalid,
            changed_hands: counts.changed_hands,
            as_of_from: instant(from),
            as_of_until: instant(until),
            valid_until: instant(from + registry.settings().check_validity),
            input_sha256: hex::encode(self.input),
            output_sha256: hex::encode(self.output.clone().finalize()),
            log: checkpoint.origin.to_string(),
            tree_size: checkpoint.size,
            tree_root: BASE64_STANDARD.encode(checkpoint.root),
            key_id: hex::encode(signer.key_id()),
        };
        Ok(ListReceipt::sign(statement, note, |bytes| {
            signer.sign(bytes)
        }))
    }
}

impl Counts {
    /// Counts a row; says whether its number has changed hands.
    fn count(
        &mut self,
        answered: &Answered,
        closed: &HashMap<RecipientId, Timestamp>,
    ) -> &'static str {
        match answered.reason {
            Ok(reason) if reason.allows() => self.allowed += 1,
            Ok(_) => self.denied += 1,
            Err(_) => self.invalid += 1,
        }
        match answered.hands {
            Hands::Untold => "",
            Hands::NoDate => "NOT_A_DATE",
            Hands::Asked(recipient, since) => {
                if closed.get(&recipient).is_some_and(|at| *at > since) {
                    self.changed_hands += 1;
                    "YES"
                } else {
                    "NO"
                }
            }
        }
    }
}

//! How much may be done at once, and how often, of what is dear.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::{BrandCode, RecipientId};
use tokio::sync::Mutex;

use crate::Party;
use crate::attempts::CLIENT_WINDOW;
use crate::clients::ClientCounts;
use crate::counts::Counts;
use crate::shares::Shares;

/// How many lists are checked at once.
pub const LISTS_MAX: usize = 16;
/// How many of them one party may have.
pub const PARTY_LISTS_MAX: usize = 4;
/// How many counts are made at once, so that nobody who lists retailers slows everybody else.
pub const COUNTS_AT_ONCE: usize = 1;
/// How many files are sent at once.
pub const FILES_AT_ONCE: usize = 32;
/// How many of them to one party.
pub const FILES_MAX: usize = 8;
/// How many files are compared with days at once; each is held in memory, with some 100 bytes a row.
pub const COMPARISONS_AT_ONCE: usize = 2;
/// How many streams of events there are.
pub const STREAMS_MAX: usize = 256;
/// How many of them one party may have.
pub const PARTY_STREAMS_MAX: usize = 8;
/// How many senders' bytes of uploads are taken at once; each waits for the disk with up to 4 MiB in memory.
pub const SENDERS_AT_ONCE: usize = 16;
/// How many of them may be of one party.
pub const SENDERS_MAX: usize = 4;
/// How many uploads are looked into at once, for their first rows. A book may take 200 MiB meanwhile.
pub const PREVIEWS_AT_ONCE: usize = 2;
/// How many look up checks at once; each reads the log's files of [`CHECKS_SHOWN`](crate::people::recipient::CHECKS_SHOWN).
pub const LOOKUPS_AT_ONCE: usize = 2;
/// How many endpoints are called at once while somebody waits for the answer.
pub const CALLS_AT_ONCE: usize = 16;
/// How many of them for one party.
pub const PARTY_CALLS_MAX: usize = 2;
/// How often endpoints are called for one party within [`CALLS_WINDOW`] while somebody waits.
pub const CALLS_MAX: u32 = 60;
/// For how long they are counted together.
pub const CALLS_WINDOW: Duration = Duration::from_hours(1);
/// How many parties are remembered that had endpoints called.
const CALLING_PARTIES_MAX: usize = 10_000;
/// How often it is tried for a brand what others would be answered, within [`TRIALS_WINDOW`].
pub const TRIALS_MAX: u32 = 60;
/// For how long that is counted together.
pub const TRIALS_WINDOW: Duration = Duration::from_hours(1);
/// How many brands are remembered for which it was tried.
const TRIED_BRANDS_MAX: usize = 10_000;
/// How many codes a client may have sent within [`CODE_CLIENT_WINDOW`], wherever to.
pub const CLIENT_CODES_MAX: u32 = 30;
/// For how long they are counted together.
pub const CODE_CLIENT_WINDOW: Duration = Duration::from_hours(1);
/// How many wrong refresh tokens are looked up for one client within [`CLIENT_WINDOW`].
pub const REFRESH_TRIES_MAX: u32 = 100;
/// How many clients are remembered that have sent a wrong one.
const REFRESH_CLIENTS_MAX: usize = 50_000;
/// How often a client may write something to be kept in complaints within
/// [`CLIENT_WRITES_WINDOW`], whoever signs in there: begin a draft, add an image, file.
pub const CLIENT_WRITES_MAX: u32 = 200;
/// For how long that is counted together: a day.
pub const CLIENT_WRITES_WINDOW: Duration = Duration::from_hours(24);
/// How many clients are remembered that have written.
const WRITING_CLIENTS_MAX: usize = 50_000;
/// How many senders' messages can be dealt with at once.
pub const TURNS: usize = 64;

/// What is counted and shared among all who ask.
pub(crate) struct Limits {
    /// The places of list checks.
    pub(crate) lists: Shares<Party>,
    /// The places of counts of retailers' records and of batches that wait.
    pub(crate) counts: Shares<Party>,
    /// The places of lookups of people's checks.
    pub(crate) lookups: Shares<RecipientId>,
    /// The places of daily files and of refused rows that are being sent.
    pub(crate) files: Shares<Party>,
    /// The places of files that are being compared with days.
    pub(crate) comparisons: Shares<Party>,
    /// The places of streams of events.
    pub(crate) streams: Shares<Party>,
    /// The places of those who send uploads.
    pub(crate) senders: Shares<Party>,
    /// The places of looks into uploads.
    pub(crate) previews: Shares<Party>,
    /// The places of calls to endpoints that somebody waits for.
    pub(crate) calls: Shares<Party>,
    /// Those calls lately, by party.
    pub(crate) calls_made: Counts<Party>,
    /// How often it was tried lately what others would be answered, by brand.
    pub(crate) trials: Counts<BrandCode>,
    /// The wrong refresh tokens, by client.
    pub(crate) refresh_tries: Counts<IpAddr>,
    /// The clients that have written to complaints lately.
    pub(crate) complaint_clients: Counts<IpAddr>,
    /// The clients that have had codes sent lately.
    pub(crate) code_clients: ClientCounts,
    /// The turns of those who send text messages, shared by those whose pseudonyms begin alike.
    pub(crate) text_turns: [Arc<Mutex<()>>; TURNS],
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lists: Shares::new(LISTS_MAX, PARTY_LISTS_MAX),
            counts: Shares::new(COUNTS_AT_ONCE, 1),
            lookups: Shares::new(LOOKUPS_AT_ONCE, 1),
            files: Shares::new(FILES_AT_ONCE, FILES_MAX),
            streams: Shares::new(STREAMS_MAX, PARTY_STREAMS_MAX),
            comparisons: Shares::new(COMPARISONS_AT_ONCE, 1),
            senders: Shares::new(SENDERS_AT_ONCE, SENDERS_MAX),
            previews: Shares::new(PREVIEWS_AT_ONCE, 1),
            calls: Shares::new(CALLS_AT_ONCE, PARTY_CALLS_MAX),
            calls_made: Counts::new(CALLS_MAX, CALLS_WINDOW, CALLING_PARTIES_MAX),
            trials: Counts::new(TRIALS_MAX, TRIALS_WINDOW, TRIED_BRANDS_MAX),
            refresh_tries: Counts::new(REFRESH_TRIES_MAX, CLIENT_WINDOW, REFRESH_CLIENTS_MAX),
            complaint_clients: Counts::new(
                CLIENT_WRITES_MAX,
                CLIENT_WRITES_WINDOW,
                WRITING_CLIENTS_MAX,
            ),
            code_clients: ClientCounts::new(CLIENT_CODES_MAX, CODE_CLIENT_WINDOW),
            text_turns: std::array::from_fn(|_| Arc::default()),
        }
    }
}

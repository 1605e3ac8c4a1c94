//! Calls that are not made, each with what to do instead and where it may stand all the same.

/// Where the time may be read: the roles that start a clock, the benchmarks, this tool, and those whose time reaches no
/// answer and no record: a thread that syncs at intervals, and whoever waits for a peer by the runtime's clock, which tests
/// let stand still.
const CLOCKS: &[&str] = &[
    "crates/bench/",
    "crates/izin/",
    "crates/xtask/",
    "crates/api/src/server/",
    "crates/channels/src/smpp/session.rs",
    "crates/edge/src/pace.rs",
    "crates/ledger/examples/",
    "crates/ledger/src/options.rs",
    "crates/ledger/src/check_log/writer.rs",
];
/// The programs, which talk to people.
const PROGRAMS: &[&str] = &[
    "crates/bench/",
    "crates/izin/",
    "crates/ledger/examples/",
    "crates/xtask/",
];
const NOWHERE: &[&str] = &[];

const FINISH: &str = "write it, or leave it out";
const TIME: &str = "time is passed in: use the clock you were given";
const PRINT: &str = "a library does not print: use tracing, or return it";
const WAIT: &str = "wait for the event (channel, join, notify), not for time to pass";

/// A call that is not made.
pub struct Ban {
    /// The call as it stands in the code.
    pub call: &'static str,
    /// What to do instead.
    pub instead: &'static str,
    /// Paths, or beginnings of paths, where it may stand.
    pub except: &'static [&'static str],
}

/// All of them.
pub const BANS: [Ban; 13] = [
    ban("dbg!(", "use tracing", NOWHERE),
    ban("todo!(", FINISH, NOWHERE),
    ban("unimplemented!(", FINISH, NOWHERE),
    ban("SystemTime::now", TIME, CLOCKS),
    ban("Instant::now", TIME, CLOCKS),
    ban("Timestamp::now", TIME, CLOCKS),
    ban("Zoned::now", TIME, CLOCKS),
    ban("Uuid::now_v7", "use Uuid::new_v7 with that time", CLOCKS),
    ban(
        "thread::sleep",
        WAIT,
        &["crates/xtask/src/process.rs", "crates/ledger/src/engine.rs"],
    ),
    ban("env::set_var", "pass the value", NOWHERE),
    ban("println!(", PRINT, PROGRAMS),
    ban("eprintln!(", PRINT, PROGRAMS),
    ban("#[ignore]", "say why: #[ignore = \"…\"]", NOWHERE),
];

const fn ban(call: &'static str, instead: &'static str, except: &'static [&'static str]) -> Ban {
    Ban {
        call,
        instead,
        except,
    }
}

impl Ban {
    /// Whether the call may stand in this file.
    pub fn excepts(&self, path: &str) -> bool {
        self.except.iter().any(|except| path.starts_with(except))
    }
}

//! What a demo's data folder was made with, so that a second start takes it up again.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use domain::{RequestId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::data;
use crate::failure::{Exit, Failure};
use crate::parties::now;

/// The plan's file in the data folder.
const FILE: &str = "demo.json";
/// The seed of every demo: the same consents each time.
const SEED: u64 = 0x697a_696e;

/// What is generated into a folder. Written before the first record and again after the last, so
/// that a start after a crash goes on where the first one was cut off.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What the generator starts from.
    pub seed: u64,
    /// How many consents there are to be.
    pub records: u64,
    /// When the first start was, in milliseconds since 1970: the generator's present.
    started_millis: i64,
    loaded: bool,
    /// Whether an earlier start may have loaded a part.
    #[serde(skip)]
    pub resumed: bool,
}

impl Plan {
    /// The plan of a folder, or a new one for an empty or missing folder. A folder that holds
    /// another registry is refused: generated consents have no business in it.
    pub fn of_folder(folder: &Path, records: u64) -> Result<Self, Failure> {
        let path = folder.join(FILE);
        match fs::read(&path) {
            Ok(bytes) => {
                let mut plan: Self = serde_json::from_slice(&bytes).map_err(|_| {
                    Failure::new(
                        Exit::Damaged,
                        format!("{} cannot be read as a demo's", path.display()),
                        "choose another folder",
                    )
                })?;
                plan.resumed = true;
                Ok(plan)
            }
            Err(error) if error.kind() == ErrorKind::NotFound && !data::exists(folder) => {
                Ok(Self {
                    seed: SEED,
                    records,
                    started_millis: now().as_millis(),
                    loaded: false,
                    resumed: false,
                })
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::new(
                Exit::Folder,
                format!("{} holds a registry that is no demo", folder.display()),
                "choose another folder, or run it with `izin serve --data`",
            )),
            Err(error) => Err(Failure::unwritable(&path, &error)),
        }
    }

    /// Whether everything was generated.
    pub const fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// Notes that everything was generated.
    pub const fn set_loaded(&mut self) {
        self.loaded = true;
    }

    /// The generator's present.
    pub const fn started(&self) -> Timestamp {
        Timestamp::from_millis(self.started_millis)
    }

    /// The request of all generated movements; the same at every start.
    pub fn request(&self) -> RequestId {
        let millis = u64::try_from(self.started_millis).unwrap_or_default();
        RequestId::from_parts(millis, *b"izin demo\0")
    }

    /// Writes the plan, durably and whole or not at all.
    pub fn store(&self, folder: &Path) -> Result<(), Failure> {
        let path = folder.join(FILE);
        let draft = folder.join(format!("{FILE}.new"));
        let write = || {
            let mut file = File::create(&draft)?;
            serde_json::to_writer(&mut file, self)?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            fs::rename(&draft, &path)?;
            File::open(folder)?.sync_all()
        };
        write().map_err(|error: std::io::Error| Failure::unwritable(&path, &error))
    }
}

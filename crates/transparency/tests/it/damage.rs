//! The damage table: every action at every place in every kind of file. It is named, by `fsck` and by
//! whoever comes upon it, and what is served is what was published or nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use tlog::{BundleId, ResourceId, TileId};
use transparency::{
    Damage, Gap, LogError, OpenError, PublicLog, Renewals, Stamp, Stamps, fsck_in, storage::Storage,
};

use crate::support::{Disk, Movements, Stamping, development, grow, log_key, open};

/// Whole tiles on two levels, a partial tile on two levels, whole and partial bundles, three stamps and
/// a renewal.
struct Whole {
    disk: Disk,
    movements: Movements,
    served: BTreeMap<String, Vec<u8>>,
}

/// One file of each kind, and one of the same kind to be swapped with.
const KINDS: [(&str, &str, &str); 8] = [
    ("whole tile", "log/tile/0/000", "log/tile/0/001"),
    ("newest whole tile", "log/tile/0/001", "log/tile/0/000"),
    ("partial tile", "log/tile/0/002.p/88", "log/tile/1/000.p/2"),
    (
        "partial tile above",
        "log/tile/1/000.p/2",
        "log/tile/0/002.p/88",
    ),
    ("bundle", "log/tile/entries/000", "log/tile/entries/001"),
    (
        "newest whole bundle",
        "log/tile/entries/001",
        "log/tile/entries/000",
    ),
    (
        "partial bundle",
        "log/tile/entries/002.p/88",
        "log/tile/entries/000",
    ),
    ("checkpoint", "log/checkpoint", "log/tile/0/000"),
];

async fn whole() -> Whole {
    let stamping = Stamping::new(30 * 86_400);
    for count in [200, 100, 300] {
        grow(&stamping.log, &stamping.movements, count);
        stamping.clock.advance(100);
        stamping.stamp().await;
    }
    stamping.renew().await;
    let disk = stamping.disk.copy();
    let movements = Movements::new(600);
    let log = open(&Arc::new(disk.copy()), &movements);
    let served = serve(&log)
        .into_iter()
        .map(|(path, bytes)| (path, bytes.unwrap().unwrap()));
    let served = served.collect();
    Whole {
        disk,
        movements,
        served,
    }
}

type Served = BTreeMap<String, Result<Option<Vec<u8>>, LogError>>;

/// Everything the log can be asked for.
fn serve(log: &PublicLog) -> Served {
    let size = log.published().size();
    let mut served = BTreeMap::new();
    let mut ask = |resource: ResourceId, path: String| {
        served.insert(path, log.read(resource));
    };
    ask(ResourceId::Checkpoint, "checkpoint".to_owned());
    for id in TileId::all(size) {
        ask(ResourceId::Tile(id), id.path());
    }
    for id in BundleId::all(size) {
        ask(ResourceId::Bundle(id), id.path());
    }
    served
}

fn fsck(disk: &Disk, movements: &Movements) -> Vec<Damage> {
    let mut found = Vec::new();
    let checked = fsck_in(disk, log_key().verifier(), movements, &mut |damage| {
        found.push(damage);
    });
    assert_eq!(checked.unwrap().differences, found.len() as u64);
    found
}

/// Each thing that can be done to a file, by name; `other` is another file of the same kind.
fn damages(bytes: &[u8], other: &[u8]) -> Vec<(String, Option<Vec<u8>>)> {
    let flip = |place: usize| {
        let mut bytes = bytes.to_vec();
        bytes[place] ^= 1 << (place % 8);
        (format!("flip a bit of byte {place}"), Some(bytes))
    };
    let last = bytes.len() - 1;
    let mut all: Vec<_> = (0..bytes.len())
        .step_by(bytes.len() / 23 + 1)
        .map(flip)
        .collect();
    all.push(flip(last));
    all.push(("drop".to_owned(), None));
    all.push(("empty".to_owned(), Some(Vec::new())));
    for length in [1, bytes.len() / 2, last] {
        all.push((
            format!("truncate to {length}"),
            Some(bytes[..length].to_vec()),
        ));
    }
    all.push(("append a byte".to_owned(), Some([bytes, b"x"].concat())));
    all.push(("put another in its place".to_owned(), Some(other.to_vec())));
    all
}

#[tokio::test]
async fn an_undamaged_log_has_no_differences() {
    let whole = whole().await;
    assert_eq!(fsck(&whole.disk, &whole.movements), []);
    assert_eq!(whole.served.len(), 8);
}

#[tokio::test]
async fn each_damage_to_each_kind_of_file_is_named_and_not_served() {
    let whole = whole().await;
    let mut cases = 0;
    for (kind, path, other) in KINDS {
        let bytes = whole.disk.get(path).unwrap_or_else(|| panic!("no {path}"));
        let other = whole.disk.get(other).unwrap();
        for (action, damaged) in damages(&bytes, &other) {
            let case = format!("{kind}: {action}");
            let disk = Arc::new(whole.disk.copy());
            match damaged {
                Some(damaged) => disk.put(path, damaged),
                None => drop(disk.take(path)),
            }
            let found = fsck(&disk, &whole.movements);
            let named = found.iter().any(|damage| damage.file == path);
            assert!(named, "{case}: fsck found {found:?}");
            served_rightly(&disk, &whole, &case);
            cases += 1;
        }
    }
    assert!(cases > 240, "{cases}");
}

/// Opening names the damage, or whatever is asked for is right or an error that names a file.
fn served_rightly(disk: &Arc<Disk>, whole: &Whole, case: &str) {
    let before = disk.below("");
    let log = match PublicLog::open_in(disk.clone(), log_key(), &whole.movements) {
        Ok(log) => log,
        Err(OpenError::Damaged(_)) => {
            assert_eq!(
                disk.below(""),
                before,
                "{case}: a refused start changed something"
            );
            return;
        }
        Err(error) => panic!("{case}: {error}"),
    };
    for (path, answer) in serve(&log) {
        match answer {
            Ok(bytes) => assert_eq!(bytes.as_ref(), whole.served.get(&path), "{case}: {path}"),
            Err(LogError::Damaged(damage)) => assert!(damage.file.starts_with("log/"), "{case}"),
            Err(error) => panic!("{case}: {path}: {error}"),
        }
    }
    for index in [0, 255, 256, 511, 512, 599] {
        if let Ok(proof) = log.inclusion(index, 600) {
            let leaf = crate::support::leaf_hash_of(index);
            let root = whole.movements.root(600);
            tlog::verify_inclusion(index, 600, &leaf, &root, &proof).expect(case);
        }
    }
}

#[tokio::test]
async fn each_damage_to_a_stamp_is_named_and_not_served() {
    let whole = whole().await;
    let paths: Vec<String> = whole.disk.below("stamps/2").into_keys().collect();
    assert_eq!(paths.len(), 3);
    let sizes = [200, 300, 600];
    for (place, path) in paths.iter().enumerate() {
        let bytes = whole.disk.get(path).unwrap();
        let other = whole.disk.get(&paths[(place + 1) % 3]).unwrap();
        for (action, damaged) in damages(&bytes, &other) {
            let case = format!("stamp of {}: {action}", sizes[place]);
            let disk = Arc::new(whole.disk.copy());
            let dropped = damaged.is_none();
            match damaged {
                Some(damaged) => disk.put(path, damaged),
                None => drop(disk.take(path)),
            }
            let found = fsck(&disk, &whole.movements);
            // A dropped one is named by its successor, or by the renewal that counted it.
            assert!(
                found.iter().any(|damage| damage.file == *path || dropped),
                "{case}: fsck found {found:?}"
            );
            let Ok(stamps) = Stamps::open(disk.clone(), log_key().verifier().clone()) else {
                continue;
            };
            for size in sizes {
                match stamps.get(size) {
                    Ok(Some(stamp)) => {
                        let place = sizes.iter().position(|other| *other == size).unwrap();
                        let right = whole.disk.get(&paths[place]).unwrap();
                        assert_eq!(stamp.to_bytes(), right, "{case}");
                    }
                    Ok(None) => assert!(dropped && size == sizes[place], "{case}"),
                    Err(LogError::Damaged(damage)) => assert_eq!(damage.file, *path, "{case}"),
                    Err(error) => panic!("{case}: {error}"),
                }
            }
        }
    }
}

#[tokio::test]
async fn each_damage_to_a_renewal_is_named_and_not_served() {
    let whole = whole().await;
    let folder = "stamps/renewals/000001/";
    let path = whole.disk.below(folder).into_keys().next().unwrap();
    assert!(path.contains("/renewal."), "{path}");
    let bytes = whole.disk.get(&path).unwrap();
    for (action, damaged) in damages(&bytes, b"{}") {
        let disk = Arc::new(whole.disk.copy());
        if let Some(damaged) = damaged {
            disk.put(&path, damaged);
        } else {
            // The newest that is gone is like one that got no token yet: it is made again. One before
            // another is missed.
            disk.take(&path);
            disk.put("stamps/renewals/000002/tile/0/000.p/3", vec![0; 96]);
        }
        let found = fsck(&disk, &whole.movements);
        let named = |damage: &Damage| damage.file == path || path.starts_with(&damage.file);
        assert!(found.iter().any(named), "{action}: {found:?}");
        let stamps = Stamps::open(disk.clone(), log_key().verifier().clone()).unwrap();
        assert!(Renewals::open(stamps).is_err(), "{action}");
    }
}

#[tokio::test]
async fn each_tile_of_a_renewal_is_compared() {
    let whole = whole().await;
    let path = "stamps/renewals/000001/tile/0/000.p/3";
    let bytes = whole.disk.get(path).unwrap();
    for (action, damaged) in damages(&bytes, b"") {
        let disk = whole.disk.copy();
        match damaged {
            Some(damaged) => disk.put(path, damaged),
            None => drop(disk.take(path)),
        }
        let found = fsck(&disk, &whole.movements);
        assert!(
            found.iter().any(|damage| damage.file == path),
            "{action}: {found:?}"
        );
    }
}

#[tokio::test]
async fn a_missing_stamp_is_named_by_the_one_after_it() {
    let whole = whole().await;
    let path = whole.disk.below("stamps/2").into_keys().next().unwrap();
    whole.disk.take(&path);
    let found = fsck(&whole.disk, &whole.movements);
    assert!(
        found
            .iter()
            .any(|damage| damage.what == "follows a stamp of 200, which is missing"),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_stamp_for_another_root_is_named() {
    let stamping = Stamping::new(30 * 86_400);
    grow(&stamping.log, &stamping.movements, 100);
    let mut other = stamping.log.published().checkpoint().clone();
    other.root = [9; 32];
    let checkpoint = tlog::SignedCheckpoint::sign(other, &log_key()).unwrap();
    let imprint = receipt::stamp::imprint(&checkpoint.checkpoint().text());
    let request = tsp::Request::new(tsp::Imprint::Sha256(imprint), 1).to_der();
    let now = tsp::GenTime::new(stamping.clock.seconds(), 0).unwrap();
    let answer = development(1, &stamping.clock, 1_000).answer(&request, now, 1);
    let stamp = Stamp {
        checkpoint,
        token: tsp::Token::parse(&answer).unwrap(),
        authority: "first".to_owned(),
        waited_since: stamping.clock.seconds(),
        period: 300,
        previous: None,
    };
    stamping.stamps.put(&stamp).unwrap();
    let found = fsck(&stamping.disk, &stamping.movements);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].what,
        "has a stamp for another root than the movements"
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_named() {
    let whole = whole().await;
    whole.disk.break_file("log/tile/0/001");
    let found = fsck(&whole.disk, &whole.movements);
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].to_string(),
        "log/tile/0/001 cannot be read: a bad block"
    );
}

#[tokio::test]
async fn another_ledger_beside_the_log_is_named() {
    let whole = whole().await;
    let shorter = Movements::new(599);
    let found = fsck(&whole.disk, &shorter);
    assert!(
        found.iter().any(|damage| damage.file == "log/checkpoint"),
        "{found:?}"
    );
}

#[tokio::test]
async fn stamps_and_renewals_survive_a_restart() {
    let whole = whole().await;
    let disk: Arc<dyn Storage> = Arc::new(whole.disk.copy());
    let stamps = Stamps::open(disk, log_key().verifier().clone()).unwrap();
    assert_eq!(stamps.newest(), Some(600));
    assert_eq!(stamps.gaps(10).unwrap(), Vec::<Gap>::new());
    assert_eq!(stamps.covering(250).unwrap().unwrap().size(), 300);
    assert_eq!(Renewals::open(stamps).unwrap().all().len(), 1);
}

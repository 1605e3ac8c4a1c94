//! The names of tiles.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tlog::{MAX_LEVEL, PathError, TileId};

use crate::support::tile;

#[test]
fn a_partial_tile_is_named_by_its_width() {
    assert_eq!(tile(0, 1_234, 5).path(), "tile/0/x001/234.p/5");
    assert_eq!(tile(0, 1_234, 256).path(), "tile/0/x001/234");
    assert_eq!(tile(0, 1_234, 5).full(), tile(0, 1_234, 256));
}

#[test]
fn an_index_is_written_in_groups_of_three_digits() {
    assert_eq!(tile(2, 0, 256).path(), "tile/2/000");
    assert_eq!(tile(0, 999, 256).path(), "tile/0/999");
    assert_eq!(tile(0, 1_000, 256).path(), "tile/0/x001/000");
    assert_eq!(tile(0, 1_234_067, 256).path(), "tile/0/x001/x234/067");
}

#[test]
fn the_specifications_example_has_its_tiles() {
    let all: Vec<_> = TileId::all(70_000).collect();
    let count = |level, full| {
        all.iter()
            .filter(|tile| tile.level() == level && tile.is_full() == full)
            .count()
    };
    assert_eq!(count(0, true), 273);
    assert_eq!(count(1, true), 1);
    assert_eq!(all.len(), 273 + 1 + 3);
    for partial in [tile(0, 273, 112), tile(1, 1, 17), tile(2, 0, 1)] {
        assert!(all.contains(&partial), "{partial}");
    }
    let two: Vec<_> = TileId::all(256).collect();
    assert_eq!(two, [tile(0, 0, 256), tile(1, 0, 1)]);
    assert_eq!(TileId::all(0).count(), 0);
}

#[test]
fn growing_adds_what_is_new_or_wider() {
    let added = |old, new| TileId::added(old, new).collect::<Vec<_>>();
    assert_eq!(added(0, 1), [tile(0, 0, 1)]);
    assert_eq!(added(1, 3), [tile(0, 0, 3)]);
    assert_eq!(added(255, 256), [tile(0, 0, 256), tile(1, 0, 1)]);
    assert_eq!(added(256, 257), [tile(0, 1, 1)]);
    assert_eq!(added(257, 257), []);
    assert_eq!(added(257, 3), []);
}

#[test]
fn no_tile_is_beyond_2_to_the_64_leaves() {
    assert_eq!(TileId::new(MAX_LEVEL + 1, 0, 1), None);
    assert_eq!(TileId::new(MAX_LEVEL, 1, 1), None);
    assert!(TileId::new(MAX_LEVEL, 0, 256).is_some());
    assert_eq!(TileId::new(0, 1 << 56, 1), None);
    assert!(TileId::new(0, (1 << 56) - 1, 256).is_some());
    assert_eq!(TileId::new(0, 0, 0), None);
    assert_eq!(TileId::new(0, 0, 257), None);
    assert_eq!(
        TileId::parse("tile/0/x072/x057/x594/x037/x927/936"),
        Err(PathError::Index)
    );
    assert_eq!(TileId::parse("tile/7/001"), Err(PathError::Index));
    assert_eq!(TileId::parse("tile/8/000"), Err(PathError::Level));
}

#[test]
fn a_tile_has_one_path() {
    for path in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/00/000",
        "tile/+0/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/001",
        "tile/0/x001",
        "tile/0/x001/x001",
        "tile/0/X001/001",
        "tile/0/00a",
        "tile/0/+01",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000 ",
        "tile//0/000",
        "tile/0/../000",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/01",
        "tile/0/000.p/+1",
        "tile/0/000.p/1/1",
        "tile/0/000.p/1.p/1",
        "tile/entries/000",
        "tile/0/٠٠٠",
    ] {
        assert_eq!(TileId::parse(path), Err(PathError::Malformed), "{path}");
    }
    assert_eq!(TileId::parse("tile/0/000.p/0"), Err(PathError::Width));
    assert_eq!(TileId::parse("tile/0/000.p/256"), Err(PathError::Width));
    let long = format!("tile/0/{}000", "x001/".repeat(1_000_000));
    assert_eq!(TileId::parse(&long), Err(PathError::Malformed));
}

proptest! {
    #[test]
    fn every_path_written_is_read_again(
        level in 0..=MAX_LEVEL, index in any::<u64>(), width in 1_u16..=256,
    ) {
        let index = index >> (8 * (u32::from(level) + 1)).min(63);
        let Some(tile) = TileId::new(level, index, width) else {
            return Err(TestCaseError::reject("beyond the last tile"));
        };
        prop_assert_eq!(TileId::parse(&tile.path()), Ok(tile));
    }

    #[test]
    fn step_by_step_and_at_once_the_same_tiles_are_written(
        sizes in prop::collection::vec(0_u64..70_000, 1..6),
    ) {
        let mut sizes = sizes;
        sizes.sort_unstable();
        let mut written = BTreeSet::new();
        let mut before = 0;
        for size in sizes {
            for tile in TileId::added(before, size) {
                prop_assert!(written.insert(tile), "{tile} is written twice");
            }
            for tile in TileId::all(size) {
                prop_assert!(written.contains(&tile), "{tile} is missing at {size}");
            }
            before = size;
        }
    }
}

//! Growing: whatever the batches, the tiles and the root are those of RFC 6962.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tlog::{Appender, TileId, TreeError, empty_root, root};

use crate::support::{Shelf, Sparse, leaf, leaves, naive_root};

#[test]
fn a_tree_without_leaves_has_the_digest_of_nothing_as_its_root() {
    assert_eq!(Appender::new().root(), empty_root());
    assert_eq!(root(&Shelf::default(), 0), Ok(empty_root()));
    let mut shelf = Shelf::default();
    Appender::new().append(&[], &mut shelf.writer());
    assert!(shelf.0.is_empty());
}

#[test]
fn every_size_has_the_root_of_the_naive_recursion() {
    let all = leaves(700);
    let mut appender = Appender::new();
    let mut shelf = Shelf::default();
    for (size, leaf) in (1..).zip(&all) {
        appender.append(&[*leaf], &mut shelf.writer());
        let expected = naive_root(&all[..size]);
        assert_eq!(appender.root(), expected, "{size}");
        assert_eq!(root(&shelf, size as u64), Ok(expected), "{size}");
    }
}

#[test]
fn two_levels_of_full_tiles_have_the_root_of_the_naive_recursion() {
    for size in [65_535, 65_536, 65_537] {
        let all = leaves(size);
        let mut appender = Appender::new();
        let mut shelf = Shelf::default();
        appender.append(&all, &mut shelf.writer());
        let expected = naive_root(&all);
        assert_eq!(appender.root(), expected);
        assert_eq!(root(&shelf, size), Ok(expected));
        let written: BTreeSet<_> = shelf.0.into_keys().collect();
        assert_eq!(written, TileId::all(size).collect());
    }
}

#[test]
fn resuming_reads_the_right_edge_and_nothing_else() {
    let sparse = Sparse::new(70_000, &[3, 69_999]);
    let appender = Appender::resume(&sparse, 70_000).unwrap();
    assert_eq!(appender.root(), sparse.naive_root(0, 70_000));
    // Full tiles are not needed.
    let mut edge = Shelf::of(70_000);
    edge.0.retain(|tile, _| !tile.is_full());
    let appender = Appender::resume(&edge, 70_000).unwrap();
    assert_eq!(appender.root(), naive_root(&leaves(70_000)));
}

#[test]
fn resuming_names_the_tile_that_is_missing_or_too_short() {
    let mut shelf = Shelf::of(600);
    let tile = TileId::new(0, 2, 88).unwrap();
    shelf.0.get_mut(&tile).unwrap().truncate(32);
    assert_eq!(
        Appender::resume(&shelf, 600).unwrap_err(),
        TreeError::Width { tile, found: 1 }
    );
    shelf.0.remove(&tile);
    assert_eq!(
        Appender::resume(&shelf, 600).unwrap_err(),
        TreeError::Tiles(tile)
    );
}

#[test]
fn a_huge_tree_grows_at_the_borders_of_its_levels() {
    for border in [1_u64 << 24, 1 << 32, 1 << 40, 1 << 48, 1 << 56, 1 << 63] {
        let from = border - 3;
        let special: Vec<u64> = (from..border + 3).collect();
        let tree = Sparse::new(border + 3, &special);
        let mut appender = Appender::resume(&Sparse::new(from, &special), from).unwrap();
        for index in special {
            let mut written = BTreeSet::new();
            appender.append(&[leaf(index)], &mut |tile, bytes| {
                assert_eq!(bytes.len(), tile.bytes());
                written.insert(tile);
            });
            assert_eq!(appender.size(), index + 1);
            assert_eq!(appender.root(), tree.naive_root(0, index + 1), "{index}");
            assert_eq!(written, TileId::added(index, index + 1).collect());
        }
    }
}

proptest! {
    #[test]
    fn any_batches_write_the_tiles_of_each_size_and_lead_to_one_root(
        batches in prop::collection::vec(prop_oneof![0_u64..4, 200..300_u64, 0..2_000_u64], 1..8),
        resume in any::<bool>(),
    ) {
        let mut appender = Appender::new();
        let mut shelf = Shelf::default();
        let mut size = 0;
        for batch in batches {
            let new: Vec<_> = (size..size + batch).map(leaf).collect();
            let mut written = BTreeSet::new();
            {
                let mut keep = shelf.writer();
                appender.append(&new, &mut |tile, bytes| {
                    written.insert(tile);
                    keep(tile, bytes);
                });
            }
            prop_assert_eq!(written, TileId::added(size, size + batch).collect());
            size += batch;
            prop_assert_eq!(appender.size(), size);
            prop_assert_eq!(root(&shelf, size), Ok(appender.root()));
            if resume {
                appender = Appender::resume(&shelf, size).unwrap();
            }
        }
        prop_assert_eq!(appender.root(), naive_root(&leaves(size)));
        let at_once = Shelf::of(size);
        for tile in at_once.0.keys() {
            prop_assert_eq!(at_once.0.get(tile), shelf.0.get(tile));
        }
    }
}

//! What can be asked of a log.

use std::path::{Component, Path};

use proptest::prelude::*;
use tlog::{BundleId, PathError, ResourceId};

use crate::support::tile;

#[test]
fn each_resource_has_its_path() {
    let bundle = BundleId::new(1, 2).unwrap();
    for (path, resource) in [
        ("checkpoint", ResourceId::Checkpoint),
        ("tile/0/x001/234.p/5", ResourceId::Tile(tile(0, 1_234, 5))),
        ("tile/entries/001.p/2", ResourceId::Bundle(bundle)),
    ] {
        assert_eq!(ResourceId::parse(path), Ok(resource));
        assert_eq!(resource.path(), path);
    }
}

#[test]
fn what_a_log_has_not_is_no_resource() {
    for path in [
        "",
        "/checkpoint",
        "checkpoint/",
        "Checkpoint",
        "tile",
        "tile/entries",
        "tile/entries/",
        "tile/data/000",
        "tile/0/../../log-key",
        "tile/entries/../0/000",
        "../log-key",
    ] {
        assert_eq!(ResourceId::parse(path), Err(PathError::Malformed), "{path}");
    }
}

proptest! {
    #[test]
    fn what_is_read_stays_under_the_logs_folder(
        path in prop_oneof![
            "[ -~]{0,40}",
            "tile/(entries|[0-9]|data)/(x?[0-9]{3}|\\.\\.|\\.)(/x?[0-9]{3}|/\\.\\.){0,3}(\\.p/[0-9]{1,3})?",
        ],
    ) {
        if let Ok(resource) = ResourceId::parse(&path) {
            prop_assert_eq!(resource.path(), path.clone());
            let plain = |component| matches!(component, Component::Normal(_));
            prop_assert!(Path::new(&path).components().all(plain));
        }
    }
}

//! Consoles: each has a folder of its own in `web`, which names no other's, so that one can be written, changed or taken
//! out by itself.

use super::finding::Finding;
use super::tree::Tree;

/// What every console may use.
const KIT: &str = "kit";
/// Pages that several consoles show.
const SHARED: &str = "shared";
/// Where the folders are.
const PLACES: [&str; 2] = ["crates/web/src/", "crates/web/templates/"];

/// Checks which templates the pages and the templates name; what files import is seen by [`crossing`].
pub fn check(tree: &Tree) -> Vec<Finding> {
    let folders: Vec<_> = tree
        .files()
        .iter()
        .filter_map(|file| folder(&file.path))
        .collect();
    let mut findings = Vec::new();
    for file in tree
        .files()
        .iter()
        .filter(|file| folder(&file.path).is_some())
    {
        for (number, line) in file.lines() {
            let named = line
                .split('"')
                .skip(1)
                .step_by(2)
                .filter_map(|text| text.split_once('/'));
            let named = named.filter(|(named, rest)| {
                folders.contains(named) && !rest.contains(char::is_whitespace)
            });
            findings.extend(named.filter_map(|(to, _)| between(&file.path, number, to)));
        }
    }
    findings
}

/// What is wrong where one file imports another.
pub fn crossing(from: &str, to: &str) -> Option<Finding> {
    between(from, 0, folder(to)?)
}

fn between(path: &str, line: usize, to: &str) -> Option<Finding> {
    let from = folder(path)?;
    let may = from == to || to == KIT || (to == SHARED && from != KIT);
    let message = format!("`{from}` names `{to}`; move what both need to `{KIT}` or `{SHARED}`");
    (!may).then(|| Finding::error(path, line, message))
}

/// The folder a file belongs to; `None`: it stands beside the folders, or elsewhere.
fn folder(path: &str) -> Option<&str> {
    let rest = PLACES.iter().find_map(|place| path.strip_prefix(place))?;
    let (folder, _) = rest.split_once('/').or_else(|| rest.split_once('.'))?;
    (!matches!(folder, "lib" | "router")).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(from: &str, to: &str) -> bool {
        let of = |name: &str| format!("crates/web/src/{name}");
        crossing(&of(from), &of(to)).is_none()
    }

    #[test]
    fn a_console_uses_the_kit_and_what_is_shared_but_no_other_console() {
        for to in ["desk/session.rs", "kit/page.rs", "shared/complaints.rs"] {
            assert!(import("desk/call.rs", to), "{to}");
        }
        assert!(import("router.rs", "desk.rs"));
        assert!(!import("desk/call.rs", "people/session.rs"));
        assert!(!import("desk.rs", "people.rs"));
    }

    #[test]
    fn neither_the_kit_nor_what_is_shared_knows_a_console() {
        for from in ["kit/page.rs", "shared/complaints.rs"] {
            assert!(!import(from, "people/session.rs"), "{from}");
        }
        assert!(!import("kit/page.rs", "shared/complaints.rs"));
    }

    #[test]
    fn no_template_of_another_console_is_named() {
        let bar = ("crates/web/templates/desk/bar.html", "<p>\n");
        let tree = |line| Tree::of(&[bar, ("crates/web/templates/people/a.html", line)]);
        assert!(check(&tree("{% extends \"people/layout.html\" %}\n")).is_empty());
        let found = check(&tree("{% include \"desk/bar.html\" %}\n"));
        assert_eq!(found.len(), 1);
    }
}

//! Consoles: each has a folder of its own in `web`, which names no other's, so that one can be written, changed or taken
//! out by itself. It names the facade of the registry that has its own name, and of the others those listed here. Paths
//! are written in `paths.rs` alone.

use super::finding::Finding;
use super::tree::Tree;

/// What every console may use.
const KIT: &str = "kit";
/// Pages that several consoles show.
const SHARED: &str = "shared";
/// Where the folders are.
const PLACES: [&str; 2] = ["crates/web/src/", "crates/web/templates/"];

/// Where the registry's facades and their use cases are, in a folder of the facade's name.
const REGISTRY: &str = "crates/registry/src/";
/// What of the registry is named beside the facade of one's own name.
const USES: [(&str, &[&str]); 6] = [
    ("admission", &["message"]),
    ("desk", &["cases", "people"]),
    (KIT, &["clients", "message", "people"]),
    ("people", &["cases", "desk", "message", "proof"]),
    ("provider", &["asking", "contract", "proof"]),
    (SHARED, &["cases", "intake", "message", "people"]),
];

/// Checks which templates the pages and the templates name, which parts of the registry, and that no path is written out;
/// what files import is seen by [`crossing`].
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = templates(tree);
    let parts: Vec<_> = tree
        .files()
        .iter()
        .filter_map(|file| file.path.strip_prefix(REGISTRY)?.split_once('/'))
        .map(|(part, _)| part)
        .chain(["outbox"])
        .collect();
    for file in tree.files() {
        let Some(from) = folder(&file.path) else {
            continue;
        };
        let uses = USES.iter().find(|(console, _)| *console == from);
        let uses = uses.map_or(&[][..], |(_, uses)| *uses);
        let own = file.lines().take_while(|(_, line)| *line != "#[cfg(test)]");
        for (number, line) in own {
            let named = named_parts(line).filter(|part| parts.contains(part));
            for part in named.filter(|part| *part != from && !uses.contains(part)) {
                let message = format!("`{from}` may not use the registry's `{part}`");
                findings.push(Finding::error(&file.path, number, message));
            }
            if !file.path.ends_with("/paths.rs") && has_path(line) {
                let message = "name this path in `paths.rs`";
                findings.push(Finding::error(&file.path, number, message));
            }
        }
    }
    findings
}

/// What may be a part of the registry on a line: `registry::people`, `.people()`.
fn named_parts(line: &str) -> impl Iterator<Item = &str> {
    let name = |rest: &'_ str| rest.find(|sign: char| !sign.is_ascii_lowercase() && sign != '_');
    let paths = line.split("registry::").skip(1);
    let paths = paths.map(move |rest| &rest[..name(rest).unwrap_or(rest.len())]);
    let calls = line.split('.').skip(1);
    paths.chain(calls.filter_map(|rest| rest.split_once("()").map(|(called, _)| called)))
}

/// Whether a line has a path in quotes.
fn has_path(line: &str) -> bool {
    let mut quoted = line.split('"').skip(1).step_by(2);
    quoted.any(|text| {
        let path = text.strip_prefix('/');
        path.is_some_and(|path| path.starts_with(|sign: char| sign.is_ascii_lowercase()))
    })
}

fn templates(tree: &Tree) -> Vec<Finding> {
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

    /// What is wrong with a line of the desk's, where the registry has facades for three audiences.
    fn wrong(line: &str) -> usize {
        let facades = ["people", "contract", "desk"].map(|name| format!("{REGISTRY}{name}/a.rs"));
        let mut files = facades.each_ref().map(|path| (path.as_str(), "")).to_vec();
        files.push(("crates/web/src/desk/a.rs", line));
        check(&Tree::of(&files)).len()
    }

    #[test]
    fn a_console_uses_the_facade_of_its_name_and_those_that_are_listed() {
        for fine in [
            "registry.desk().end()",
            "use registry::people::X;",
            "x.read()",
        ] {
            assert_eq!(wrong(fine), 0, "{fine}");
        }
        for not in ["    .contract()", "use registry::contract::Caller;"] {
            assert_eq!(wrong(not), 1, "{not}");
        }
        let fourth = ("crates/web/src/fourth/a.rs", "registry.people()");
        let people = ("crates/registry/src/people/a.rs", "");
        assert_eq!(check(&Tree::of(&[people, fourth])).len(), 1);
    }

    #[test]
    fn a_path_is_written_in_paths_alone() {
        assert_eq!(wrong("<a href=\"/desk/call\">"), 1);
        assert_eq!(wrong("path.split(\"/\")"), 0);
        assert_eq!(wrong("#[cfg(test)]\nget(\"/desk\")"), 0);
        let paths = (
            "crates/web/src/desk/paths.rs",
            "const DESK: &str = \"/desk\";",
        );
        assert!(check(&Tree::of(&[paths])).is_empty());
    }
}

//! What holds for every text file: no trailing blanks, no paths of one machine, no addresses of one registry.

use super::finding::Finding;
use super::tree::File;

/// Written by tools, and theirs to lay out.
const GENERATED: [&str; 4] = ["snap", "lock", "csv", "proptest-regressions"];

/// Vendored as it was published; its hash is tested.
const VENDORED: &str = ".min.js";

/// A fixture that has to be what the registry hands out, byte for byte.
const HANDED_OUT: &str = "tests/fixtures/kayit.json";

/// Left behind by snapshot tests that nobody has looked at.
const PENDING: [&str; 2] = [".snap.new", ".pending-snap"];

/// What names one machine or one registry, and what to write instead. In pieces, so that this file passes itself.
const LOCAL: [(&str, &str); 5] = [
    (concat!("/", "work/"), "use a path relative to the root"),
    (concat!("/", "root/"), "use a path relative to the root"),
    (concat!("/", "home/"), "use a path relative to the root"),
    (
        concat!("registry.", "npmjs"),
        "leave the registry to the user's npm",
    ),
    (
        concat!("\"", "resolved\":"),
        "install with omit-lockfile-registry-resolved",
    ),
];

/// The only place crates may come from, as Cargo.lock writes it.
const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks one file.
pub fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    let path = file.path.as_str();
    if PENDING.iter().any(|end| path.ends_with(end)) {
        findings.push(Finding::error(path, 0, "a snapshot nobody has accepted"));
    }
    let generated = path.ends_with(VENDORED)
        || path.ends_with(HANDED_OUT)
        || GENERATED.iter().any(|extension| file.is(extension));
    for (line, text) in file.lines() {
        for (local, instead) in LOCAL {
            if text.contains(local) {
                findings.push(Finding::error(path, line, format!("`{local}`: {instead}")));
            }
        }
        if path.ends_with("Cargo.lock") && text.starts_with("source = ") && !text.contains(CRATES) {
            findings.push(Finding::error(
                path,
                line,
                "a crate from somewhere else than crates.io",
            ));
        }
        if !generated && text.trim_end() != text {
            findings.push(Finding::error(path, line, "trailing blank"));
        }
    }
    if let Some(text) = &file.text
        && !generated
        && !text.is_empty()
        && !text.ends_with('\n')
    {
        findings.push(Finding::error(path, 0, "the last line has no end"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        let tree = Tree::of(&[(path, text)]);
        tree.files()
            .iter()
            .flat_map(check)
            .map(|finding| finding.to_string())
            .collect()
    }

    #[test]
    fn a_clean_file_has_no_findings() {
        assert!(messages("a.md", "# A\n\nfine\n").is_empty());
        assert!(messages("empty.md", "").is_empty());
    }

    #[test]
    fn blanks_at_the_end_are_found_but_not_in_snapshots() {
        assert_eq!(
            messages("a.md", "fine\nbad \n"),
            ["error: a.md:2: trailing blank"]
        );
        assert_eq!(
            messages("a.md", "no end"),
            ["error: a.md: the last line has no end"]
        );
        assert!(messages("a.snap", "bad \nno end").is_empty());
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        for local in ["work", "root", "home"] {
            let found = messages("a.toml", &format!("x = \"/{local}/izin\"\n"));
            assert_eq!(found.len(), 1, "{found:?}");
        }
        assert!(messages("a.toml", "x = \"framework/x\"\n").is_empty());
    }

    #[test]
    fn lock_files_name_no_registry_but_the_usual_one() {
        let npm = format!("{{\"{}\": \"https://mirror.example/x.tgz\"}}\n", "resolved");
        assert_eq!(messages("clients/package-lock.json", &npm).len(), 1);
        assert!(messages("Cargo.lock", &format!("source = \"{CRATES}\"\n")).is_empty());
        assert_eq!(
            messages("Cargo.lock", "source = \"git+https://git.example/x\"\n").len(),
            1
        );
    }

    #[test]
    fn pending_snapshots_are_found() {
        assert_eq!(messages("crates/api/x.snap.new", "x\n").len(), 1);
    }
}

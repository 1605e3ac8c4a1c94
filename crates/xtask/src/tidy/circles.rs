//! Circles: files of a crate that need each other in turn. Two may, such as a noun and one of its parts; of more, none
//! can be read, tested or moved without all others.

mod imports;
mod modules;

use anyhow::{Context, Result};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use super::consoles;
use super::finding::Finding;
use super::tree::Tree;
use imports::Imports;
use modules::Modules;

/// Checks each crate's `src`.
///
/// # Errors
/// When a file is no Rust.
pub fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let mut roots: Vec<&str> = tree
        .files()
        .iter()
        .filter_map(|file| {
            let root = file.path.strip_suffix("/lib.rs");
            root.or_else(|| file.path.strip_suffix("/main.rs"))
        })
        .filter(|root| root.starts_with("crates/") && root.ends_with("/src"))
        .collect();
    roots.dedup();
    let mut findings = Vec::new();
    for root in roots {
        findings.extend(crate_circles(tree, root)?);
    }
    Ok(findings)
}

/// The circles of one crate, each named at its first file.
fn crate_circles(tree: &Tree, root: &str) -> Result<Vec<Finding>> {
    let mut modules = Modules::default();
    for file in tree.files() {
        let Some(name) = file.path.strip_prefix(root).filter(|_| file.is("rs")) else {
            continue;
        };
        let text = file.text.as_deref().unwrap_or_default();
        let parsed = syn::parse_file(text).with_context(|| format!("{} is no Rust", file.path))?;
        let module = modules::path_of(name);
        let imports = Imports::of(&module, &parsed);
        modules.add(module, &file.path, imports);
    }
    modules.drop_tests();
    let mut graph = DiGraphMap::<usize, ()>::new();
    let mut findings = Vec::new();
    for (from, to) in modules.arrows() {
        graph.add_edge(from, to, ());
        findings.extend(consoles::crossing(modules.file(from), modules.file(to)));
    }
    let knots = tarjan_scc(&graph).into_iter();
    let knots = knots.filter_map(|knot| circles_in(&graph, knot));
    findings.extend(knots.map(|knot| finding(&modules, &graph, &knot)));
    Ok(findings)
}

/// The files of a knot that stand in circles of more than two. Where each one's path back leads the way it came, such
/// as between a parent and each of its parts, the lines between files make a tree, and from its ends all can be taken.
fn circles_in(graph: &DiGraphMap<usize, ()>, mut knot: Vec<usize>) -> Option<Vec<usize>> {
    loop {
        let before = knot.len();
        let all = knot.clone();
        knot.retain(|file| {
            let beside = all.iter().filter(|other| {
                graph.contains_edge(*file, **other) || graph.contains_edge(**other, *file)
            });
            beside.count() > 1
        });
        if knot.len() == before {
            return (!knot.is_empty()).then_some(knot);
        }
    }
}

fn finding(modules: &Modules, graph: &DiGraphMap<usize, ()>, knot: &[usize]) -> Finding {
    let mut paths: Vec<_> = knot.iter().map(|file| modules.file(*file)).collect();
    paths.sort_unstable();
    let mut arrows: Vec<_> = graph
        .all_edges()
        .filter(|(from, to, ())| knot.contains(from) && knot.contains(to))
        .map(|(from, to, ())| format!("\n    {} -> {}", modules.file(from), modules.file(to)))
        .collect();
    arrows.sort_unstable();
    let message = format!(
        "{} files need each other; move what they share below them, or what uses them all above:{}",
        paths.len(),
        arrows.concat()
    );
    Finding::error(paths[0], 0, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many files each circle of a crate with these files has.
    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<_> = files
            .iter()
            .map(|(name, text)| (format!("crates/a/src/{name}"), *text))
            .collect();
        let files: Vec<_> = files
            .iter()
            .map(|(name, text)| (name.as_str(), *text))
            .collect();
        let found = check(&Tree::of(&files)).unwrap();
        found
            .into_iter()
            .map(|finding| finding.message.split(" files").next().unwrap().to_owned())
            .collect()
    }

    const ROOT: (&str, &str) = ("lib.rs", "mod a; mod b; mod c;");

    #[test]
    fn three_files_that_need_each_other_are_a_circle() {
        let files = [
            ROOT,
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "fn f() { crate::c::go() }"),
            ("c.rs", "use super::{a::{self}, d::D};"),
        ];
        assert_eq!(circles(&files), ["3"]);
    }

    #[test]
    fn two_files_may_need_each_other_and_a_line_is_no_circle() {
        let files = [
            ROOT,
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "use crate::a::A; use crate::c::C;"),
            ("c.rs", "use std::fmt;"),
        ];
        assert!(circles(&files).is_empty());
    }

    #[test]
    fn what_is_passed_on_is_taken_from_where_it_is_declared() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c; pub use c::C;"),
            ("a.rs", "use crate::C;"),
            ("b.rs", "use crate::a::A;"),
            ("c.rs", "use crate::b::B;"),
        ];
        assert_eq!(circles(&files), ["3"]);
    }

    #[test]
    fn a_parent_and_each_of_its_parts_may_need_each_other_but_not_by_way_of_another_part() {
        let parent = ("a.rs", "mod b; mod c; pub use b::B; fn f(b: B) { c::go() }");
        let part = ("a/b.rs", "use super::A;");
        let files = [
            ("lib.rs", "mod a;"),
            parent,
            part,
            ("a/c.rs", "use super::A;"),
        ];
        assert!(circles(&files).is_empty());
        let files = [
            ("lib.rs", "mod a;"),
            parent,
            part,
            ("a/c.rs", "use super::B;"),
        ];
        assert_eq!(circles(&files), ["3"]);
    }

    #[test]
    fn tests_are_left_out() {
        let files = [
            ROOT,
            ("a.rs", "use crate::b::B; #[cfg(test)] mod tests;"),
            ("a/tests.rs", "use crate::c::C;"),
            (
                "b.rs",
                "use crate::c::C; #[cfg(test)] mod tests { use crate::a::A; }",
            ),
            ("c.rs", "use crate::b::B; #[test] fn t() { crate::a::go() }"),
        ];
        assert!(circles(&files).is_empty());
    }
}

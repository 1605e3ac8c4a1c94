//! A crate's modules, and the file that declares what a path names.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{Imports, Names};

/// How often a name may be passed on before it is believed to go round in circles.
const PASSED_ON_MAX: usize = 16;

/// The modules that have files, by path from the root.
#[derive(Default)]
pub struct Modules {
    files: Vec<File>,
    places: BTreeMap<Names, usize>,
}

struct File {
    path: String,
    imports: Imports,
}

/// The module of a file that is named from the crate's `src`.
pub fn path_of(name: &str) -> Names {
    let name = name.trim_start_matches('/');
    let name = name.strip_suffix(".rs").unwrap_or(name);
    let name = name.strip_suffix("/mod").unwrap_or(name);
    match name {
        "lib" | "main" => Vec::new(),
        name => name.split('/').map(str::to_owned).collect(),
    }
}

impl Modules {
    /// Adds a file.
    pub fn add(&mut self, module: Names, path: &str, imports: Imports) {
        self.places.insert(module, self.files.len());
        self.files.push(File {
            path: path.to_owned(),
            imports,
        });
    }

    /// A file's path in the tree.
    pub fn file(&self, place: usize) -> &str {
        &self.files[place].path
    }

    /// Leaves out the files of modules that are there for tests alone.
    pub fn drop_tests(&mut self) {
        let tests: Vec<_> = self
            .files
            .iter()
            .flat_map(|file| file.imports.test_modules.clone())
            .collect();
        self.places
            .retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
    }

    /// Which file needs which other.
    pub fn arrows(&self) -> BTreeSet<(usize, usize)> {
        let mut arrows = BTreeSet::new();
        for from in self.places.values() {
            let imports = &self.files[*from].imports;
            let items = imports.items.iter();
            let items = items.filter(|path| !self.places.contains_key(*path));
            for path in imports.used.iter().chain(items) {
                let to = self.declarer(path, PASSED_ON_MAX);
                if let Some(to) = to.filter(|to| to != from) {
                    arrows.insert((*from, to));
                }
            }
        }
        arrows
    }

    /// The file that declares what a path names; `None`: it is another crate's, or a name of the file's own.
    fn declarer(&self, path: &[String], passed_on_max: usize) -> Option<usize> {
        let (mut place, mut known) = (*self.places.get(&Vec::new())?, 0);
        while known < path.len()
            && let Some(deeper) = self.places.get(&path[..=known])
        {
            (place, known) = (*deeper, known + 1);
        }
        let file = &self.files[place];
        let Some(name) = path.get(known) else {
            return Some(place);
        };
        let passed_on = file.imports.passed_on.iter();
        let found = passed_on.clone().find(|(alias, _)| alias == name);
        if let Some((_, stands_for)) = found {
            let rest = path[known + 1..].iter().cloned();
            let path: Names = stands_for.iter().cloned().chain(rest).collect();
            return self.declarer(&path, passed_on_max.checked_sub(1)?);
        }
        Some(place)
    }
}

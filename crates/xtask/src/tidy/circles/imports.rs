//! What a file takes from others, by the paths it names.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Attribute, File, Item, ItemMod, ItemUse, Path, UseTree, Visibility};

/// A path from the crate's root.
pub type Names = Vec<String>;

/// The paths of one file.
#[derive(Default)]
pub struct Imports {
    /// Where the items stand that are read.
    module: Names,
    /// Imported, or named with what stands before it; they may be other crates'.
    pub used: BTreeSet<Names>,
    /// Named by one word, which is no module's, even where one has the same.
    pub items: BTreeSet<Names>,
    /// Passed on: the name here, and what it stands for.
    pub passed_on: Vec<(String, Names)>,
    /// Modules in files of their own that are there for tests alone.
    pub test_modules: Vec<Names>,
}

impl Imports {
    /// Those of the file of a module.
    pub fn of(module: &[String], file: &File) -> Self {
        let mut imports = Self {
            module: module.to_vec(),
            ..Self::default()
        };
        imports.visit_file(file);
        imports
    }

    /// A path as it is from the root, whichever way it is written; `None`: it begins elsewhere, or with a local name.
    fn absolute(&self, names: &[String]) -> Names {
        let mut at = self.module.clone();
        let mut rest = names;
        match names.first().map(String::as_str) {
            Some("crate") => {
                at.clear();
                rest = &names[1..];
            }
            Some("self") => rest = &names[1..],
            _ => {}
        }
        while rest.first().is_some_and(|name| name == "super") {
            at.pop();
            rest = &rest[1..];
        }
        at.extend_from_slice(rest);
        at
    }

    /// Every name a `use` brings, with its path.
    fn leaves(&mut self, tree: &UseTree, before: &mut Names, passes_on: bool) {
        let mut leaf = |names: &[String], alias: String| {
            let path = self.absolute(names);
            if passes_on {
                self.passed_on.push((alias, path));
            } else {
                self.used.insert(path);
            }
        };
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.leaves(&path.tree, before, passes_on);
                before.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.leaves(tree, before, passes_on);
                }
            }
            UseTree::Name(name) if name.ident == "self" => {
                leaf(before, before.last().cloned().unwrap_or_default());
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                before.push(name.clone());
                leaf(before, name);
                before.pop();
            }
            UseTree::Rename(rename) => {
                before.push(rename.ident.to_string());
                leaf(before, rename.rename.to_string());
                before.pop();
            }
            UseTree::Glob(_) => leaf(before, "*".to_owned()),
        }
    }
}

/// Whether an item is built for tests only.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        let names_test = |attribute: &Attribute| {
            let list = attribute.meta.require_list();
            list.is_ok_and(|list| list.tokens.to_string() == "test")
        };
        path.segments
            .last()
            .is_some_and(|last| last.ident == "test")
            || (path.is_ident("cfg") && names_test(attribute))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        _ => &[],
    }
}

impl<'a> Visit<'a> for Imports {
    fn visit_item(&mut self, item: &'a Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        } else if let Item::Mod(ItemMod {
            content: None,
            ident,
            ..
        }) = item
        {
            let mut module = self.module.clone();
            module.push(ident.to_string());
            self.test_modules.push(module);
        }
    }

    fn visit_item_mod(&mut self, module: &'a ItemMod) {
        self.module.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        let passes_on = !matches!(item.vis, Visibility::Inherited);
        self.leaves(&item.tree, &mut Vec::new(), passes_on);
    }

    fn visit_path(&mut self, path: &'a Path) {
        let names: Names = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let from_root = self.absolute(&names);
        let kind = if names.len() == 1 {
            &mut self.items
        } else {
            &mut self.used
        };
        kind.insert(from_root);
        visit::visit_path(self, path);
    }
}

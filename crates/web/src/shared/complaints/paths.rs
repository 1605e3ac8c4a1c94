//! Where complaints are: the same below each console's place.

use std::borrow::Borrow;
use std::fmt::Display;

use domain::BrandCode;

use super::fields::WritingStep;
use crate::kit::paths::{asking, filled};

pub const NEW: &str = "/new";
pub const REFUSE: &str = "/refuse";
pub const DRAFT: &str = "/drafts/{id}";
pub const DELETE: &str = "/drafts/{id}/delete";
pub const REVIEW: &str = "/drafts/{id}/review";
pub const FILE: &str = "/drafts/{id}/file";
pub const IMAGE: &str = "/drafts/{id}/image";
pub const REMOVE_IMAGE: &str = "/drafts/{id}/image/remove";
pub const FILED: &str = "/{number}";
pub const FILED_IMAGE: &str = "/{number}/image";

/// A console's place of complaints, by its path.
#[derive(Clone, Copy, Debug)]
pub struct Place(pub &'static str);

impl Place {
    /// The list.
    pub const fn list(self) -> &'static str {
        self.0
    }

    /// A page that is not about one complaint; of one that is, the path as the router has it. The routes are not
    /// nested under the place: a page would then know only a part of its own address, and nobody could be brought
    /// back to it.
    pub fn to(self, page: &str) -> String {
        format!("{}{page}", self.0)
    }

    /// A page about one draft or complaint.
    pub fn of(self, page: &str, name: impl Display) -> String {
        filled(&self.to(page), &[&name])
    }

    /// A step of writing a draft.
    pub fn step(self, draft: &str, step: WritingStep) -> String {
        asking(&self.of(DRAFT, draft), "step", step.as_name())
    }

    /// A new one about a brand.
    pub fn about_brand(self, brand: impl Borrow<BrandCode>) -> String {
        asking(&self.to(NEW), "brand", brand.borrow())
    }

    /// A new one about a record.
    pub fn about_record(self, record: &str) -> String {
        asking(&self.to(NEW), "record", record)
    }
}

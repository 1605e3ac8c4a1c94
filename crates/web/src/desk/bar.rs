//! The bar above every page about a caller: who it is, where to go, and the end of the call.

use askama::Template;
use registry::desk::Call;

use super::paths;
use crate::kit::failure::Failure;
use crate::kit::page::Page;
use crate::kit::visit::Visit;

#[derive(Template)]
#[template(path = "desk/bar.html")]
struct Bar<'a> {
    page: &'a Page,
    call: &'a Call,
}

/// A page about a caller.
pub fn about(visit: &Visit, call: &Call, title: &str) -> Result<Page, Failure> {
    let page = visit.page(title);
    let bar = Bar { page: &page, call };
    let bar = bar.render().map_err(Failure::template)?;
    Ok(Page { bar, ..page })
}

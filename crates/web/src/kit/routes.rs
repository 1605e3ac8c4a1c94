//! Routes that can be listed: a router does not tell which it has.

use axum::Router;
use axum::routing::MethodRouter;

use crate::WebState;

/// Routes, and their paths.
#[derive(Default)]
pub struct Routes {
    router: Router<WebState>,
    paths: Vec<String>,
}

impl Routes {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more. Its path is written as the router has it (`/consents/{record}`).
    pub fn route(mut self, path: &str, methods: MethodRouter<WebState>) -> Self {
        self.paths.push(path.to_owned());
        self.router = self.router.route(path, methods);
        self
    }

    /// With all of another.
    pub fn merge(mut self, other: Self) -> Self {
        self.paths.extend(other.paths);
        self.router = self.router.merge(other.router);
        self
    }

    /// With something wrapped round those that are there.
    pub fn wrapped(mut self, wrap: impl FnOnce(Router<WebState>) -> Router<WebState>) -> Self {
        self.router = wrap(self.router);
        self
    }

    /// As a router.
    pub fn into_router(self) -> Router<WebState> {
        self.router
    }

    /// Their paths.
    pub fn into_paths(self) -> Vec<String> {
        self.paths
    }
}

//! The pages: what recipients, and those who serve them at the desk, see in a browser.
//!
//! Rendered on the server; every page works without JavaScript, which only saves page loads. A handler
//! reads the form, calls one use case of [`registry`], and shows a template; it decides nothing and
//! knows neither SQL nor the ledger.

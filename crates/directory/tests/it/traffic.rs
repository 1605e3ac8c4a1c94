//! What comes in and goes out.

mod batch;
mod import;
mod push;
mod received_text;

//! What comes in and goes out: batches, imports, uploads and received texts; pushed changes, messages and notices.

pub mod batch;
pub mod check_run;
pub mod dead_message;
pub mod import;
pub mod message;
pub mod notice;
pub mod push;
pub mod received_text;
pub mod text_part;
pub mod upload;

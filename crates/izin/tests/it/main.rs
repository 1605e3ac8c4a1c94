//! The built program, driven from outside as its users drive it.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod application;
mod batches;
mod commands;
mod control;
mod demo;
mod fines;
mod frozen;
mod fsck;
mod hold;
mod http;
mod import;
mod load;
mod lost;
mod messages;
mod mistakes;
mod peers;
mod program;
mod public_log;
mod receipts;
mod site;
mod staff;
mod storage;
mod verify;

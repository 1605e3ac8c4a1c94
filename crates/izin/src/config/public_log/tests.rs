//! What is refused about a configuration of the public log, and what is not.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use tlog::{Cosigner, SigningKey};

use super::*;
use crate::config::reading;

fn witness_key(name: &str) -> String {
    let cosigner = Cosigner::from_seed(name.parse().unwrap(), &[1; 32]);
    cosigner.verifier().to_string()
}

fn log_key(name: &str) -> String {
    let key = SigningKey::from_seed(name.parse().unwrap(), &[2; 32]);
    key.verifier().to_string()
}

/// The section with these keys.
fn read(keys: &str) -> PublicLog {
    let whole = keys
        .replace("[[", "[[public_log.")
        .replace("\n[w", "\n[public_log.w");
    let text = format!("[public_log]\n{whole}");
    reading::parse("izin.toml", &text).unwrap().public_log
}

/// What is refused about a configuration, which must be a mistake in it.
fn refused(text: &str) -> String {
    let read = read(text);
    let failure = read.check().unwrap_err();
    assert_eq!(failure.exit, Exit::Config, "{failure}");
    failure.to_string()
}

fn authority(lines: &str) -> String {
    let all = [
        "name = \"a\"",
        "url = \"http://a.example\"",
        "roots = \"a.pem\"",
    ];
    let kept = all.into_iter().filter(|line| {
        let key = line.split(' ').next().unwrap();
        !lines.contains(&format!("{key} ="))
    });
    let kept: Vec<&str> = kept.collect();
    format!("[[authorities]]\n{}\n{lines}\n", kept.join("\n"))
}

#[test]
fn what_names_everything_rightly_is_accepted() {
    let (witness, log) = (witness_key("w.example"), log_key("l.example"));
    let text = format!(
        "{}[[witnesses]]\nurl = \"https://w.example\"\nkey = {witness:?}\n\
         [witness]\nname = \"me.example\"\nlogs = [{log:?}]\n",
        authority("policies = [\"1.2.3\"]\nkamusm_user = 1\nkamusm_password_file = \"p\"")
    );
    let read = read(&text);
    read.check().unwrap();
    PublicLog::default().check().unwrap();
}

#[test]
fn movements_cannot_wait_longer_for_a_question_than_for_its_answer() {
    let text = refused("stamp_interval_seconds = 301");
    assert!(text.contains("`stamp_interval_seconds` (301)"), "{text}");
    refused("stamp_interval_seconds = 0");
    refused("stamp_period_seconds = 86401");
    refused("renew_before_days = 0");
    refused("clock_tolerance_seconds = 0");
    refused("clock_tolerance_seconds = 181");
    refused("clock_idle_hours = 0");
}

#[test]
fn an_authority_is_named_once_and_so_that_an_address_can_hold_it() {
    for name in ["", "A", "a/b", "ü", "development", &"a".repeat(65)] {
        refused(&authority(&format!("name = {name:?}")));
    }
    let twice = authority("").repeat(2);
    assert!(refused(&twice).contains("is there twice"));
    refused(&authority("").repeat(AUTHORITIES_MAX + 1));
}

#[test]
fn an_address_is_whole_and_holds_no_password() {
    for url in [
        "a.example",
        "ftp://a.example",
        "/tsa",
        "http://u:p@a.example",
        "",
    ] {
        refused(&authority(&format!("url = {url:?}")));
    }
}

#[test]
fn an_account_has_both_halves() {
    assert!(refused(&authority("kamusm_user = 1")).contains("half an account"));
    refused(&authority("kamusm_password_file = \"p\""));
    refused(&authority("policies = [\"one\"]"));
}

#[test]
fn a_logs_key_is_not_taken_for_a_witnesss_nor_the_other_way_round() {
    let (witness, log) = (witness_key("w.example"), log_key("l.example"));
    let peer = |key: &str| format!("[[witnesses]]\nurl = \"http://w\"\nkey = {key:?}\n");
    assert!(refused(&peer(&log)).contains("not a witness's key"));
    assert!(refused(&peer("w")).contains("no verifier key"));
    assert!(refused(&peer(&witness).repeat(2)).contains("is there twice"));
    let own = |name: &str, key: &str| format!("\n[witness]\nname = {name:?}\nlogs = [{key:?}]\n");
    assert!(refused(&own("me", &witness)).contains("not a log's key"));
    refused(&own("a b", &log));
    refused("origin = \"a+b\"");
}

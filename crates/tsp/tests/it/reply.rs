//! Answers of authorities, good and bad.

use tsp::{FailInfo, Refusal, Reply, ReplyError, TokenError};

use crate::fixture::Folder;

/// What openssl answers when asked for a policy it does not have.
pub const REFUSAL: &[u8] = b"\x30\x30\x30\x2E\x02\x01\x02\x30\x24\x0C\x22Requested policy is not supported.\x03\x03\0\0\x01";

/// A SEQUENCE of these.
fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let mut der = vec![0x30, u8::try_from(body.len()).unwrap()];
    der.extend(body);
    der
}

fn refusal(bytes: &[u8]) -> Refusal {
    match Reply::parse(bytes) {
        Err(ReplyError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_granted_reply_has_its_token() {
    let folder = Folder::frozen();
    let reply = Reply::parse(&folder.bytes("rsa.tsr")).unwrap();
    assert!(!reply.is_modified());
    assert_eq!(reply.text(), "");
    assert_eq!(reply.into_token(), folder.token("rsa"));
}

#[test]
fn a_refusal_has_status_reason_and_words() {
    let refused = refusal(REFUSAL);
    assert_eq!(refused.status, Some(2));
    assert!(refused.fail_info.contains(FailInfo::UNACCEPTED_POLICY));
    assert_eq!(
        refused.fail_info.names().collect::<Vec<_>>(),
        ["unacceptedPolicy"]
    );
    assert_eq!(refused.text, "Requested policy is not supported.");
}

#[test]
fn a_refusal_may_have_nothing_but_its_status() {
    let refused = refusal(&sequence(&[&sequence(&[&[2, 1, 2]])]));
    assert_eq!((refused.status, refused.text.as_str()), (Some(2), ""));
    assert!(refused.fail_info.is_empty());
}

#[test]
fn words_anywhere_in_the_answer_are_a_refusal() {
    // Not a TimeStampResp: the words stand where the status belongs.
    let words = [&[0x0C, 20][..], b"User 42 is not known"].concat();
    let refused = refusal(&sequence(&[&words]));
    assert_eq!(
        (refused.status, refused.text.as_str()),
        (None, "User 42 is not known")
    );
    let nested = refusal(&sequence(&[&[2, 1, 5], &sequence(&[&words])]));
    assert_eq!(nested.text, "User 42 is not known");
}

#[test]
fn a_grant_without_a_token_is_an_error() {
    assert_eq!(
        Reply::parse(&sequence(&[&sequence(&[&[2, 1, 0]])])),
        Err(ReplyError::Missing)
    );
}

#[test]
fn a_grant_of_something_else_is_an_error() {
    let other = sequence(&[&sequence(&[&[2, 1, 0]]), &sequence(&[&[5, 0]])]);
    let error = Reply::parse(&other);
    assert!(
        matches!(error, Err(ReplyError::Token(TokenError::Malformed(_)))),
        "{error:?}"
    );
}

#[test]
fn an_answer_of_another_kind_is_an_error() {
    for bytes in [
        &b""[..],
        b"<html>502 Bad Gateway</html>",
        b"\x30\x80\x00\x00",
        b"\x05\x00",
    ] {
        let error = Reply::parse(bytes);
        assert!(matches!(error, Err(ReplyError::Malformed(_))), "{error:?}");
    }
}

#[test]
fn a_grant_with_changes_says_so() {
    let mut bytes = Folder::frozen().bytes("rsa.tsr");
    let status = bytes
        .windows(3)
        .position(|window| window == [2, 1, 0])
        .unwrap()
        + 2;
    bytes[status] = 1;
    assert!(Reply::parse(&bytes).unwrap().is_modified());
}

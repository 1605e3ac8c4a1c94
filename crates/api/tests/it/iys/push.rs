//! Tests of push.

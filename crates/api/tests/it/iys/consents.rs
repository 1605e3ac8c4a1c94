//! Tests of consents.

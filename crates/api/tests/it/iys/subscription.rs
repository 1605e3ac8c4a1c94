//! Tests of subscription.

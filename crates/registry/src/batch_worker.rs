//! The batch_worker use cases.

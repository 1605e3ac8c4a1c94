//! The batches use cases.

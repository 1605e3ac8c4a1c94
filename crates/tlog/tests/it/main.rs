//! Everything the log's mathematics and texts promise, one module a subject.

mod appender;
mod support;

//! Something to mend.

use std::fmt;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// From the workspace's root, with `/`.
    pub path: String,
    /// From 1; 0 when the finding is about the whole file.
    pub line: usize,
    /// What is wrong and what to do instead.
    pub message: String,
    /// Worth knowing, but no failure.
    pub warning: bool,
}

impl Finding {
    pub fn error(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
            warning: false,
        }
    }

    pub fn warning(path: &str, message: impl Into<String>) -> Self {
        Self {
            warning: true,
            ..Self::error(path, 0, message)
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rank = if self.warning { "warning" } else { "error" };
        match self.line {
            0 => write!(out, "{rank}: {}: {}", self.path, self.message),
            line => write!(out, "{rank}: {}:{line}: {}", self.path, self.message),
        }
    }
}

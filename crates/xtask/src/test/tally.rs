//! Counting: how many tests passed and failed, read from the lines their runners print.

use std::fmt;

/// Checks that passed and failed so far. A step that runs no tests of its own counts as one.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    passed: u64,
    failed: u64,
    notes: Vec<&'static str>,
}

impl Tally {
    /// Counts one more check that passed.
    pub fn pass(&mut self) {
        self.passed += 1;
    }

    /// Keeps what could not be looked at, to be said at the end again.
    pub fn note(&mut self, note: &'static str) {
        println!("note: {note}");
        self.notes.push(note);
    }

    /// What could not be looked at.
    pub fn notes(&self) -> &[&'static str] {
        &self.notes
    }

    /// Counts a failure that no test runner reported, such as code that does not compile.
    pub fn fail_unless_counted(&mut self) {
        self.failed = self.failed.max(1);
    }

    /// Adds what a line of a test runner reports, if it is a line that sums up.
    pub fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        if let Some(counts) = line
            .strip_prefix("test result:")
            .or_else(|| summary(line, "Summary"))
        {
            // cargo test: "ok. 3 passed; 0 failed; …"; nextest: "[ 1.2s] 5 tests run: 4 passed (1 slow), 1 failed".
            self.passed += number_before(counts, "passed");
            self.failed += number_before(counts, "failed") + number_before(counts, "timed");
        } else if let Some(count) = summary(line, "pass") {
            self.passed += count.trim().parse::<u64>().unwrap_or(0);
        } else if let Some(count) = summary(line, "fail") {
            self.failed += count.trim().parse::<u64>().unwrap_or(0);
        }
    }

    /// Whether a failed test was read.
    pub fn has_failures(&self) -> bool {
        self.failed > 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// What follows a word at the head of a line; Node puts a sign before it ("ℹ pass 5", "# pass 5").
fn summary<'line>(line: &'line str, word: &str) -> Option<&'line str> {
    let line = line
        .strip_prefix("ℹ ")
        .or_else(|| line.strip_prefix("# "))
        .or_else(|| (word == "Summary").then_some(line))?;
    line.strip_prefix(word)?
        .starts_with(' ')
        .then(|| &line[word.len()..])
}

/// The number directly before the first such word, or zero.
fn number_before(text: &str, word: &str) -> u64 {
    let words: Vec<_> = text.split_whitespace().collect();
    words
        .windows(2)
        .find(|pair| pair[1].trim_end_matches([',', ';']) == word)
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

/// The line without the terminal's colour sequences (ESC `[` … `m`).
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        for line in lines {
            tally.read(line);
        }
        tally
    }

    #[test]
    fn cargo_test_results_add_up() {
        let lines = [
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test rules::tests::passed_and_failed ... ok",
            "test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
        ];
        assert_eq!(
            read(&lines),
            Tally {
                passed: 7,
                failed: 2,
                ..Tally::default()
            }
        );
    }

    #[test]
    fn a_nextest_summary_counts_failures_and_time_outs_with_or_without_colours() {
        let plain = "     Summary [   1.234s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(
            read(&[plain]),
            Tally {
                passed: 9,
                failed: 3,
                ..Tally::default()
            }
        );
        let coloured = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.5s] \u{1b}[1m5\u{1b}[0m tests run: \u{1b}[1m5\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m0\u{1b}[0m skipped";
        assert_eq!(
            read(&[coloured]),
            Tally {
                passed: 5,
                failed: 0,
                ..Tally::default()
            }
        );
    }

    #[test]
    fn node_counts_in_both_of_its_forms() {
        assert_eq!(
            read(&["ℹ tests 6", "ℹ pass 5", "ℹ fail 1"]),
            Tally {
                passed: 5,
                failed: 1,
                ..Tally::default()
            }
        );
        assert_eq!(
            read(&["# pass 5", "# fail 0"]),
            Tally {
                passed: 5,
                failed: 0,
                ..Tally::default()
            }
        );
    }

    #[test]
    fn a_failure_without_tests_counts_once() {
        let mut tally = read(&["test result: ok. 3 passed; 0 failed;"]);
        tally.fail_unless_counted();
        assert_eq!(tally.to_string(), "3 passed, 1 failed");
        tally.fail_unless_counted();
        assert_eq!(tally.to_string(), "3 passed, 1 failed");
    }
}

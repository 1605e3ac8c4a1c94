//! What the stamps of a log come to, taken together: there may be one for every few seconds.

use receipt::{Finding, Proven, Stamped, Unproven};

use super::{DIFFERENCES_MAX, LogFinding};

/// Stamps by what they came to.
#[derive(Default)]
pub struct Tally {
    held: u64,
    untrusted: u64,
    ended: u64,
    faults: usize,
    development: bool,
    newest: Option<(u64, Stamped)>,
}

impl Tally {
    /// Takes what was found of the stamp over so many entries.
    pub fn add(&mut self, size: u64, found: Vec<Finding>, findings: &mut Vec<LogFinding>) {
        for finding in found {
            match finding {
                Finding::Proven(Proven::Stamped(stamped)) => {
                    self.held += 1;
                    self.development |= stamped.development;
                    self.newest = Some((size, stamped));
                }
                Finding::Proven(_) => {}
                Finding::Unproven(Unproven::Ended { .. }) => self.ended += 1,
                Finding::Unproven(_) => self.untrusted += 1,
                Finding::Failed(fault) => {
                    self.faults += 1;
                    if self.faults <= DIFFERENCES_MAX {
                        findings.push(LogFinding::Stamp {
                            size,
                            fault: Box::new(fault),
                        });
                    }
                }
            }
        }
    }

    /// Tells what all of them came to.
    pub fn close(self, published: u64, findings: &mut Vec<LogFinding>) {
        let covered = self.newest.as_ref().map_or(0, |(size, _)| *size);
        if let Some((size, stamped)) = self.newest {
            findings.push(LogFinding::Stamped {
                count: self.held,
                size,
                last: stamped.at,
            });
        }
        if self.untrusted > 0 {
            findings.push(LogFinding::Untrusted(self.untrusted));
        } else if published > covered {
            findings.push(LogFinding::Unstamped(published - covered));
        }
        if self.ended > 0 {
            findings.push(LogFinding::Ended(self.ended));
        }
        if self.development {
            findings.push(LogFinding::Development);
        }
    }
}

//! The answer, for people and for programs.

use std::fmt::Write as _;

use receipt::{Decision, Finding, Proven, Readable, Unproven, Verdict};
use serde_json::{Value, json};
use words::Words;

use super::folder::LogFinding;
use super::sentences;
use super::standing::Standing;
use crate::failure::Failure;
use crate::output;

/// What was found, in words.
pub struct Report {
    /// What it comes to.
    pub decision: Decision,
    development: bool,
    groups: Vec<Group>,
}

struct Group {
    heading: String,
    items: Vec<Item>,
}

struct Item {
    standing: Standing,
    code: &'static str,
    text: String,
    /// What programs want to have beside the text.
    data: Value,
}

impl Report {
    /// Of a verdict.
    pub fn of(verdict: &Verdict, words: Words) -> Self {
        let groups = verdict.sections.iter().map(|section| Group {
            heading: sentences::heading(words, section.about),
            items: section
                .findings
                .iter()
                .map(|finding| Item {
                    standing: Standing::of(finding),
                    code: finding.code(),
                    text: sentences::sentence(words, section.about, finding),
                    data: data(finding),
                })
                .collect(),
        });
        Self {
            decision: verdict.decision(),
            development: verdict
                .findings()
                .any(|finding| matches!(finding, Finding::Unproven(Unproven::Development))),
            groups: groups.collect(),
        }
    }

    /// Of a recomputed log.
    pub fn of_log(findings: &[LogFinding], words: Words) -> Self {
        let items = findings.iter().map(|finding| Item {
            standing: finding.standing(),
            code: finding.code(),
            text: sentences::log_sentence(words, finding),
            data: Value::Null,
        });
        Self {
            decision: LogFinding::decision(findings),
            development: findings.contains(&LogFinding::Development),
            groups: vec![Group {
                heading: sentences::log_heading(words),
                items: items.collect(),
            }],
        }
    }

    /// Prints it on standard output.
    pub fn print(&self, json: bool, words: Words) -> Result<(), Failure> {
        output::say(&if json {
            format!("{}\n", self.to_json(words))
        } else {
            self.to_text(words)
        })
    }

    fn to_text(&self, words: Words) -> String {
        let mut text = format!("{}\n", sentences::decision(words, self.decision));
        for group in &self.groups {
            // Writing to a string cannot fail.
            let _written = writeln!(text, "\n{}", group.heading);
            for item in &group.items {
                let mark = sentences::mark(words, item.standing);
                let _written = writeln!(text, "  {mark}  {}", item.text);
            }
        }
        text
    }

    fn to_json(&self, words: Words) -> Value {
        let sections: Vec<Value> = self
            .groups
            .iter()
            .map(|group| {
                let findings: Vec<Value> = group.items.iter().map(Item::to_json).collect();
                json!({"heading": group.heading, "findings": findings})
            })
            .collect();
        json!({
            "decision": match self.decision {
                Decision::Proven | Decision::ProvenButDevelopment => "proven",
                Decision::Incomplete => "incomplete",
                Decision::Failed => "failed",
            },
            "development": self.development,
            "text": sentences::decision(words, self.decision),
            "sections": sections,
        })
    }
}

impl Item {
    fn to_json(&self) -> Value {
        let mut value = json!({
            "standing": self.standing.code(),
            "code": self.code,
            "text": self.text,
        });
        if let (Value::Object(members), Value::Object(data)) = (&mut value, &self.data) {
            members.extend(data.clone());
        }
        value
    }
}

fn data(finding: &Finding) -> Value {
    match finding {
        Finding::Proven(Proven::Opened(opened)) => json!({"movement": Readable::of(opened)}),
        Finding::Proven(Proven::Identified(id)) => json!({"transactionId": id.to_wire()}),
        Finding::Proven(Proven::Included { index, size }) => json!({"index": index, "size": size}),
        Finding::Proven(Proven::Stamped(stamped) | Proven::Renewed { by: stamped, .. }) => json!({
            "at": stamped.at.to_string(),
            "authority": stamped.authority,
        }),
        Finding::Proven(Proven::ConsentRecord(said)) => json!({"record": said}),
        Finding::Proven(Proven::ConsentAnswer { index, answer }) => {
            json!({"index": index.0, "answer": answer})
        }
        Finding::Unproven(Unproven::ConsentAnswer(answer)) => json!({"answer": answer}),
        Finding::Proven(Proven::State { status, .. }) => json!({"status": status.as_wire()}),
        _ => Value::Null,
    }
}

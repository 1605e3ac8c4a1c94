//! The parts of a letter, in words.

use domain::fines::{Amount, Breach, FineLine, FineSum};
use words::{Value, Words};

use crate::document::{Block, Table};
use crate::legible::{Legible, REPLACEMENT};
use crate::letter::Outcome;

/// The most steps of a sum that a letter shows.
const STEPS_MAX: usize = 16;

/// The parts of a letter as they are put together.
pub struct Parts {
    /// In whose words.
    pub words: Words,
    /// What there is so far.
    pub blocks: Vec<Block>,
    replaced: bool,
    cut_of: Vec<usize>,
}

impl Parts {
    /// Nothing yet.
    pub const fn new(words: Words) -> Self {
        Self {
            words,
            blocks: Vec::new(),
            replaced: false,
            cut_of: Vec::new(),
        }
    }

    /// A heading.
    pub fn heading(&mut self, id: &str) {
        let text = self.words.text(id);
        self.blocks.push(Block::Heading(text));
    }

    /// A paragraph.
    pub fn paragraph(&mut self, id: &str) {
        self.filled(id, &[]);
    }

    /// A paragraph with its variables filled in.
    pub fn filled(&mut self, id: &str, variables: &[(&str, Value<'_>)]) {
        let text = self.words.with(id, variables);
        self.blocks.push(Block::Paragraph(text));
    }

    /// A short text of others, on one line.
    pub fn shown(&mut self, text: &str) -> String {
        let legible = self.noted(Legible::short(text));
        let line = legible.lines.join(" ");
        if line.trim().is_empty() {
            return "–".to_owned();
        }
        line
    }

    /// A longer text of others, in its own lines.
    pub fn quote(&mut self, text: &str) {
        let legible = self.noted(Legible::of(text));
        self.blocks.push(Block::Quote(legible.lines));
    }

    fn noted(&mut self, legible: Legible) -> Legible {
        self.replaced |= legible.replaced;
        self.cut_of.extend(legible.cut_of);
        legible
    }

    /// Labels and what stands beside them.
    pub fn facts(&mut self, rows: &[(&str, String)]) {
        let rows = rows
            .iter()
            .map(|(id, value)| vec![self.words.text(id), value.clone()]);
        let table = Table {
            heads: Vec::new(),
            rows: rows.collect(),
            widths: vec![0.28, 0.72],
        };
        self.blocks.push(Block::Table(table));
    }

    /// What was decided, and why.
    pub fn outcome(&mut self, outcome: Outcome, reasons: &str) {
        self.heading("paper-outcome-heading");
        self.paragraph(match outcome {
            Outcome::Breach => "paper-outcome-breach",
            Outcome::NoBreach => "paper-outcome-no-breach",
            Outcome::OutOfScope => "paper-outcome-out-of-scope",
        });
        self.heading("paper-reasons-heading");
        self.quote(reasons);
    }

    /// How a fine is reckoned, step by step.
    pub fn sum(&mut self, sum: &FineSum) {
        self.heading("paper-sum-heading");
        let source = self.shown(&sum.source);
        let variables = [
            ("year", sum.year.to_string().into()),
            ("source", source.into()),
        ];
        self.filled("paper-sum-lead", &variables);
        let heads = [
            "paper-sum-breach",
            "paper-sum-letter",
            "paper-sum-row",
            "paper-sum-base",
            "paper-sum-multiplier",
            "paper-sum-product",
        ];
        let heads = heads.map(|head| self.words.text(head));
        let lines = sum.lines.iter().take(STEPS_MAX);
        let mut rows: Vec<Vec<String>> = lines.map(|line| self.step(line)).collect();
        let total = self.words.text("paper-sum-total");
        let none = String::new;
        rows.push(vec![
            total,
            none(),
            none(),
            none(),
            none(),
            self.words.money(sum.total),
        ]);
        let table = Table {
            heads: heads.to_vec(),
            rows,
            widths: vec![0.27, 0.09, 0.23, 0.16, 0.07, 0.18],
        };
        self.blocks.push(Block::Table(table));
        if sum.lines.iter().any(|line| line.row.computed) {
            self.paragraph("paper-sum-computed");
        }
    }

    fn step(&self, line: &FineLine) -> Vec<String> {
        let words = self.words;
        let breach = match line.breach {
            Breach::NoConsent => "paper-breach-no-consent",
            Breach::SenderUnknown => "paper-breach-sender-unknown",
            Breach::NoContactMeans => "paper-breach-no-contact-means",
            Breach::NotRecognisable => "paper-breach-not-recognisable",
            Breach::RefusalNotHonoured => "paper-breach-refusal-not-honoured",
        };
        let article = Legible::line(&line.article);
        let mark = if line.row.computed { " *" } else { "" };
        let whole = |amount: Amount| words.money(amount);
        vec![
            words.with(breach, &[("article", article.into())]),
            line.letter.as_word().to_owned(),
            format!("{} – {}{mark}", whole(line.row.least), whole(line.row.most)),
            whole(line.base),
            format!("× {}", line.multiplier),
            whole(line.product),
        ]
    }

    /// What the letter says about itself.
    pub fn notes(&mut self) {
        self.heading("paper-note-heading");
        self.paragraph("paper-note-signature");
        if self.replaced {
            let mark = REPLACEMENT.to_string();
            self.filled("paper-note-replaced", &[("mark", mark.into())]);
        }
        for count in std::mem::take(&mut self.cut_of) {
            // Digits stand in groups as a number's do; no text of a letter is longer than a number goes.
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            self.filled("paper-note-cut", &[("count", count.into())]);
        }
    }
}

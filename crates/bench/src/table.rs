//! What is printed: Markdown, the ratio first, because the ratio is what travels between machines.

use std::fmt::Write;

/// Rows of the table, in the order measured.
#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

struct Row {
    what: String,
    ours: f64,
    unit: &'static str,
    peer: Option<(String, f64)>,
}

impl Table {
    /// A figure of ours alone.
    pub fn alone(&mut self, what: impl Into<String>, ours: f64, unit: &'static str) {
        self.push(Row {
            what: what.into(),
            ours,
            unit,
            peer: None,
        });
    }

    /// A figure of ours and a peer's for the same work.
    pub fn beside(
        &mut self,
        what: impl Into<String>,
        ours: f64,
        unit: &'static str,
        peer: impl Into<String>,
        theirs: f64,
    ) {
        self.push(Row {
            what: what.into(),
            ours,
            unit,
            peer: Some((peer.into(), theirs)),
        });
    }

    fn push(&mut self, row: Row) {
        eprintln!("  {}", line(&row));
        self.rows.push(row);
    }

    /// Prints all rows.
    pub fn print(&self) {
        println!("| ratio | work | izin | unit | peer | its figure |");
        println!("|---|---|---|---|---|---|");
        for row in &self.rows {
            println!("{}", line(row));
        }
    }
}

fn line(row: &Row) -> String {
    let mut line = String::new();
    let ratio = row.peer.as_ref().map_or_else(String::new, |(_, theirs)| {
        format!("{:.2} ×", row.ours / theirs)
    });
    let (peer, theirs) = row.peer.as_ref().map_or_else(
        || (String::new(), String::new()),
        |(name, figure)| (name.clone(), number(*figure)),
    );
    let ours = number(row.ours);
    let _ = write!(
        line,
        "| {ratio} | {} | {ours} | {} | {peer} | {theirs} |",
        row.what, row.unit
    );
    line
}

/// Three or four significant digits, thousands apart.
pub fn number(figure: f64) -> String {
    if figure < 100.0 {
        return format!("{figure:.2}");
    }
    let digits = format!("{figure:.0}");
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

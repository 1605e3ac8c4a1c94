//! Words of the command line that stand for values.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// Reads one of these words: each with what it stands for, and what the help says of it.
pub fn one_of<T: Copy + Send + Sync + 'static>(
    words: &'static [(&'static str, T, &'static str)],
) -> impl TypedValueParser<Value = T> {
    let known = words.iter();
    let known = known.map(|(word, _, help)| PossibleValue::new(*word).help(*help));
    PossibleValuesParser::new(known).map(move |said| {
        let known = words.iter().find(|(word, ..)| *word == said);
        known.expect("the parser lets these words through alone").1
    })
}

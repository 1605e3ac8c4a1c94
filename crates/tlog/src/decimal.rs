//! Whole numbers as the texts of C2SP write them: ASCII digits, without sign and without leading zeroes.

/// Reads such a number; `None` when the text is not one or does not fit.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || (text.len() > 1 && text.starts_with('0')) {
        return None;
    }
    text.parse().ok()
}

//! What nobody sees.

use domain::letters::is_unseen;

#[test]
fn what_turns_the_direction_of_writing_or_shows_nothing_is_unseen() {
    let ranges = [
        '\u{200b}'..='\u{200f}',
        '\u{202a}'..='\u{202e}',
        '\u{2066}'..='\u{2069}',
        '\u{feff}'..='\u{feff}',
        '\u{ad}'..='\u{ad}',
    ];
    for letter in ranges.into_iter().flatten() {
        assert!(is_unseen(letter), "{:x}", u32::from(letter));
    }
    for letter in "aİş 9.-’\u{a0}\u{301}漢🙂".chars() {
        assert!(!is_unseen(letter), "{letter}");
    }
}

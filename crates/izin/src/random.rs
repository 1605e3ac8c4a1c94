//! Passwords made up by the program.

use domain::outside::Random;

/// Characters of generated passwords: none that look alike.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";
/// Length of a generated password: 5 bits each, 120 bits.
const PASSWORD_CHARACTERS: usize = 24;

/// A password nobody can guess.
pub fn password(random: &dyn Random) -> String {
    let mut bytes = [0; PASSWORD_CHARACTERS];
    random.fill(&mut bytes);
    bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_uses_every_random_byte() {
        let counting = |bytes: &mut [u8]| {
            for (byte, value) in bytes.iter_mut().zip(0..) {
                *byte = value;
            }
        };
        assert_eq!(password(&counting), "abcdefghjkmnpqrstuvwxyz2");
    }
}

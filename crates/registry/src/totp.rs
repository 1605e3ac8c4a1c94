//! The second factor: one-time codes by the time (RFC 6238: SHA-1, six digits, thirty seconds), and the recovery codes that
//! stand in for them.

use directory::member::RECOVERY_CODES;
use directory::token::TokenDigest;
use domain::Timestamp;
use domain::outside::Random;
use sha2::{Digest as _, Sha256};
use totp_rs::{Builder, Secret};

/// How long a code is shown, in seconds.
const STEP_SECONDS: u64 = 30;
/// How many steps before and after now are taken, because clocks differ and people are slow.
const STEPS_AROUND: u16 = 1;
/// The digits of a code.
const DIGITS: u8 = 6;
/// The length of a secret, in bytes (RFC 4226, section 4).
const SECRET_BYTES: usize = 20;
/// The random bytes of a recovery code.
const RECOVERY_BYTES: usize = 10;
/// The letters they make.
const RECOVERY_LETTERS: usize = 16;
/// How many of them stand together.
const GROUP: usize = 4;
/// The most letters that are looked at of what somebody types.
const TYPED_MAX: usize = 64;

/// What authenticators show the account under.
const ISSUER: &str = "izin";

/// What somebody typed beside the password.
pub(crate) enum Typed {
    /// A one-time code.
    Code(String),
    /// What may be a recovery code, as its SHA-256.
    Recovery(TokenDigest),
    /// Neither.
    Nothing,
}

impl Typed {
    /// Reads it; blanks and hyphens do not count, nor does the letters' case.
    pub(crate) fn read(text: &str) -> Self {
        let signs = text.chars().take(TYPED_MAX);
        let signs = signs.filter(|sign| !sign.is_whitespace() && *sign != '-');
        let text: String = signs.map(|sign| sign.to_ascii_lowercase()).collect();
        let digits = text.bytes().all(|sign| sign.is_ascii_digit());
        if digits && text.len() == usize::from(DIGITS) {
            Self::Code(text)
        } else if text.len() == RECOVERY_LETTERS {
            Self::Recovery(Sha256::digest(text).into())
        } else {
            Self::Nothing
        }
    }
}

/// A secret, as somebody puts it into their authenticator.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretShown {
    /// In letters, in groups.
    pub text: String,
    /// As an address, for a QR code.
    pub address: String,
}

impl std::fmt::Debug for SecretShown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretShown")
    }
}

/// A new secret.
pub(crate) fn draw(random: &dyn Random) -> [u8; SECRET_BYTES] {
    let mut secret = [0; SECRET_BYTES];
    random.fill(&mut secret);
    secret
}

/// A secret as it is shown to its owner.
pub(crate) fn shown(secret: &[u8], email: &str) -> SecretShown {
    let letters = Secret::from(secret).to_base32();
    // An e-mail address has letters, digits and some signs, of which one would end the address or its query.
    let email = email
        .replace('%', "%25")
        .replace('#', "%23")
        .replace('?', "%3F");
    SecretShown {
        address: format!(
            "otpauth://totp/{ISSUER}:{email}?secret={letters}&issuer={ISSUER}&digits={DIGITS}&period={STEP_SECONDS}"
        ),
        text: grouped(&letters, " "),
    }
}

/// A second factor that is given to somebody, who is told it this once.
pub(crate) struct Drawn {
    /// The secret of the one-time codes.
    pub(crate) secret: [u8; SECRET_BYTES],
    /// The recovery codes, as they are told.
    pub(crate) recovery: Vec<String>,
    /// The digests they are kept under.
    pub(crate) digests: Vec<TokenDigest>,
}

impl Drawn {
    /// A new one.
    pub(crate) fn new(random: &dyn Random) -> Self {
        let secret = draw(random);
        let (recovery, digests) = recovery_codes(random).into_iter().unzip();
        Self {
            secret,
            recovery,
            digests,
        }
    }
}

/// The step of time whose code this is, if it is one of now or of the steps around. `None`: it is not.
pub(crate) fn step_of(secret: &[u8], code: &str, now: Timestamp) -> Option<i64> {
    let totp = Builder::new()
        .with_digits(DIGITS)
        .with_skew(STEPS_AROUND)
        .with_step_duration(STEP_SECONDS)
        .with_secret(Secret::from(secret))
        .build()
        .ok()?;
    let seconds = u64::try_from(now.as_millis()).ok()? / 1_000;
    i64::try_from(totp.check(code, seconds)?).ok()
}

/// New recovery codes, each with the digest it is kept under.
pub(crate) fn recovery_codes(random: &dyn Random) -> Vec<(String, TokenDigest)> {
    let draw = || {
        let mut bytes = [0; RECOVERY_BYTES];
        random.fill(&mut bytes);
        let letters = Secret::from(bytes).to_base32().to_ascii_lowercase();
        let digest = Sha256::digest(&letters).into();
        (grouped(&letters, "-"), digest)
    };
    (0..RECOVERY_CODES).map(|_| draw()).collect()
}

fn grouped(letters: &str, between: &str) -> String {
    let mut text = String::new();
    for (place, letter) in letters.chars().enumerate() {
        if place > 0 && place % GROUP == 0 {
            text.push_str(between);
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_rfc_and_their_neighbours_are_taken() {
        for (seconds, code, step) in [
            (59, "287082", 1),
            (1_111_111_109, "081804", 37_037_036),
            (1_234_567_890, "005924", 41_152_263),
            (20_000_000_000, "353130", 666_666_666),
        ] {
            // A code stands at its step of time, and is taken in the one before and the one after.
            for (steps, taken) in [(-1, true), (0, true), (1, true), (2, false)] {
                let now = Timestamp::from_seconds((step + steps) * 30);
                let found = step_of(SECRET, code, now);
                assert_eq!(found, taken.then_some(step), "{code} {steps}");
            }
            assert_eq!(seconds / 30, step);
        }
        let now = Timestamp::from_seconds(59);
        assert_eq!(step_of(SECRET, "287083", now), None);
        assert_eq!(step_of(SECRET, "87082", now), None);
    }

    #[test]
    fn what_is_typed_is_read_without_blanks_and_hyphens() {
        assert!(matches!(Typed::read(" 287 082"), Typed::Code(code) if code == "287082"));
        let (code, digest) = recovery_codes(&|bytes: &mut [u8]| bytes.fill(7)).remove(0);
        assert_eq!(code.len(), 19);
        for typed in [code.clone(), code.to_uppercase(), code.replace('-', " ")] {
            assert!(matches!(Typed::read(&typed), Typed::Recovery(read) if read == digest));
        }
        for typed in ["", "12345", "1234567", &"x".repeat(1_000)] {
            assert!(matches!(Typed::read(typed), Typed::Nothing), "{typed}");
        }
    }

    #[test]
    fn a_secret_is_shown_as_authenticators_take_it() {
        let shown = shown(SECRET, "a.b@c.example");
        assert_eq!(shown.text, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            shown.address,
            "otpauth://totp/izin:a.b@c.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=izin&digits=6&period=30"
        );
    }
}

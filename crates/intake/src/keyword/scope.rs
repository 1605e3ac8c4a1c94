//! For which channels: what words of scope say, alone and together.

use domain::Channel;

/// For which channels something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// It does not say.
    Unsaid,
    /// This one.
    One(Channel),
    /// All of them.
    All,
}

/// What several words of scope mean: `SMS ARAMA` all of a phone, `tüm mesajlar` one channel. Beside a channel
/// of a phone e-mail says nothing: it is none of this phone's.
pub fn together(said: impl IntoIterator<Item = Scope>) -> Scope {
    let (mut text, mut call, mut email, mut all) = (false, false, false, false);
    for said in said {
        match said {
            Scope::One(Channel::Text) => text = true,
            Scope::One(Channel::Call) => call = true,
            Scope::One(Channel::Email) => email = true,
            Scope::All => all = true,
            Scope::Unsaid => {}
        }
    }
    match (text, call) {
        (true, true) => Scope::All,
        (true, false) => Scope::One(Channel::Text),
        (false, true) => Scope::One(Channel::Call),
        _ if email => Scope::One(Channel::Email),
        _ if all => Scope::All,
        _ => Scope::Unsaid,
    }
}

/// Whether e-mail is said beside what that comes to.
pub fn leaves_email(said: &[Scope], scope: Scope) -> bool {
    let email = Scope::One(Channel::Email);
    said.contains(&email) && scope != email
}

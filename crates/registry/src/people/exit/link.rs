//! The exit link's token: a notice's identity and a MAC of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use directory::notice::NoticeId;
use subtle::ConstantTimeEq as _;

use crate::People;

/// The length of a token, in characters.
pub const EXIT_TOKEN_LEN: usize = 43;

const ID_LEN: usize = 16;
const MAC_LEN: usize = 16;
/// What the MACs are of.
const CONTEXT: &[u8] = b"izin/exit";

impl People<'_> {
    /// The token of a notice's exit link: base64url of the notice's identity and 16 bytes of its MAC,
    /// [`EXIT_TOKEN_LEN`] characters. It names nobody, and can do nothing but refuse.
    pub(crate) fn exit_token(self, notice: NoticeId) -> String {
        let mac = self.ledger().mac(CONTEXT, &notice.0);
        URL_SAFE_NO_PAD.encode([notice.0.as_slice(), &mac[..MAC_LEN]].concat())
    }

    /// The notice a token is of. `None`: it was not made here, or not as it is now.
    pub(super) fn notice_of_token(self, token: &str) -> Option<NoticeId> {
        if token.len() != EXIT_TOKEN_LEN {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, mac) = bytes.split_first_chunk::<ID_LEN>()?;
        let right = self.ledger().mac(CONTEXT, id);
        let genuine = bool::from(right[..MAC_LEN].ct_eq(mac));
        genuine.then_some(NoticeId(*id))
    }
}

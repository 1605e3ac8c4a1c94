//! Who tries the provider's console: an owner of the first provider's account, invited anew at each start until the invitation
//! is taken up.

use directory::member::{MemberEmail, MemberRole, MemberState, RoleGrant};
use domain::ProviderCode;

use super::parties::PROVIDERS;
use crate::data::Data;
use crate::failure::Failure;

/// The owner's address to sign in with.
pub const OWNER: &str = "sahip@karanfil.example";
/// What they are called.
const NAME: &str = "Deniz Karanfil";

/// Invites the owner; the path of the link. `None`: they have a password and a second factor of their own already.
pub async fn invite(data: &Data) -> Result<Option<String>, Failure> {
    let operator = data.registry.operator();
    let provider = ProviderCode(PROVIDERS[0].code);
    let known = match MemberEmail::new(OWNER) {
        Some(email) => data.directory.member_by_email(&email).await?,
        None => None,
    };
    let (_, invitation) = match known {
        None => {
            let roles = vec![RoleGrant {
                brand: None,
                role: MemberRole::Owner,
            }];
            operator.invite_member(provider, OWNER, NAME, roles).await?
        }
        Some(member) if member.state == MemberState::Invited => {
            operator
                .invite_member_again(provider, member.number)
                .await?
        }
        Some(_) => return Ok(None),
    };
    Ok(Some(format!("/provider/invitation/{}", invitation.token())))
}

//! Inviting, and taking an invitation up.

use std::net::IpAddr;
use std::sync::Arc;

use directory::Entity;
use directory::member::{MemberRole, MemberState};
use registry::message::{Content, MessageTransport};
use registry::provider::invitation::{InvitationTaken, PasswordChosen};
use registry::provider::{Action, ActivityQuery};
use testkit::{
    BRAND, HOUR, MEMBER_PASSWORD, Mailbox, PROVIDER, Place, code_at, everywhere, in_brand,
};

const EMAIL: &str = "ayse@karanfil.example";
const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 9));

/// The token of the last invitation that was sent.
async fn sent_token(place: &Place, mailbox: &Arc<Mailbox>) -> String {
    let transport: Arc<dyn MessageTransport> = mailbox.clone();
    place.send_messages_once(&[transport]).await;
    let sent = mailbox.take();
    assert_eq!(sent.len(), 1);
    match &sent[0].content {
        Content::Invitation { token, .. } => token.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_invitation_goes_to_the_address_and_is_good_for_one_use() {
    let place = Place::new().await;
    let mailbox = Arc::new(Mailbox::default());
    let roles = in_brand(MemberRole::Editor, BRAND);
    let invited = place
        .operator()
        .invite_member(PROVIDER, EMAIL, "Ayşe", roles)
        .await
        .unwrap();
    let token = sent_token(&place, &mailbox).await;
    assert_eq!(token, invited.1.token());
    let console = place.provider();
    // The second factor comes after the password.
    let early = console.accept_invitation(&token, "000000", CLIENT).await;
    assert!(matches!(early.unwrap(), InvitationTaken::Over));
    let short = console.choose_password(&token, "on bir harf").await;
    assert_eq!(short.unwrap(), PasswordChosen::TooShort);
    let chosen = console.choose_password(&token, MEMBER_PASSWORD).await;
    assert_eq!(chosen.unwrap(), PasswordChosen::Set);
    let again = console.choose_password(&token, "başkasının parolası").await;
    assert_eq!(again.unwrap(), PasswordChosen::Over);
    let open = console.invitation(&token).await.unwrap().unwrap();
    let secret = open.secret.unwrap().text;
    let wrong = console.accept_invitation(&token, "000000", CLIENT).await;
    assert!(matches!(wrong.unwrap(), InvitationTaken::Wrong));
    let code = code_at(&secret, place.now());
    let accepted = console.accept_invitation(&token, &code, CLIENT).await;
    assert!(matches!(accepted.unwrap(), InvitationTaken::Accepted(codes) if codes.len() == 10));
    assert!(console.invitation(&token).await.unwrap().is_none());
    let member = place
        .directory
        .member(invited.0.number)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(member.state, MemberState::Active);
    let noted = place
        .directory
        .activity(PROVIDER, ActivityQuery::default(), 10);
    let noted: Vec<_> = noted
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.what.action)
        .collect();
    assert_eq!(noted, [Action::InvitationAccepted, Action::MemberInvited]);
}

#[tokio::test]
async fn an_invitation_is_good_for_three_days_and_a_new_one_ends_the_old() {
    let place = Place::new().await;
    let roles = everywhere(MemberRole::Owner);
    let invited = place
        .operator()
        .invite_member(PROVIDER, EMAIL, "Ayşe", roles);
    let (member, first) = invited.await.unwrap();
    let console = place.provider();
    let again = place
        .operator()
        .invite_member_again(PROVIDER, member.number);
    let (_, second) = again.await.unwrap();
    assert!(console.invitation(first.token()).await.unwrap().is_none());
    place.pass(72 * HOUR - 1);
    assert!(console.invitation(second.token()).await.unwrap().is_some());
    place.pass(1);
    assert!(console.invitation(second.token()).await.unwrap().is_none());
    let late = console
        .choose_password(second.token(), MEMBER_PASSWORD)
        .await;
    assert_eq!(late.unwrap(), PasswordChosen::Over);
}

#[tokio::test]
async fn who_cannot_be_invited_is_not_and_nothing_is_written() {
    let place = Place::new().await;
    let stranger = domain::BrandCode(700_001);
    place
        .brand(domain::ProviderCode(700_001), stranger, "Yabancı")
        .await;
    place.add_member(EMAIL, everywhere(MemberRole::Owner)).await;
    let operator = place.operator();
    for (provider, email, name, roles, entity) in [
        (
            PROVIDER,
            "AYSE@karanfil.example",
            "Ayşe",
            everywhere(MemberRole::Viewer),
            Some(Entity::Member),
        ),
        (
            domain::ProviderCode(700_001),
            EMAIL,
            "Ayşe",
            everywhere(MemberRole::Viewer),
            Some(Entity::Member),
        ),
        (
            PROVIDER,
            "b@c.example",
            "Veli",
            in_brand(MemberRole::Editor, stranger),
            Some(Entity::Brand),
        ),
        (
            PROVIDER,
            "b@c.example",
            "Veli",
            in_brand(MemberRole::Owner, BRAND),
            None,
        ),
        (PROVIDER, "b@c.example", "Veli", vec![], None),
        (
            PROVIDER,
            "b@c.example",
            " ",
            everywhere(MemberRole::Viewer),
            None,
        ),
        (
            PROVIDER,
            "+905321112233",
            "Veli",
            everywhere(MemberRole::Viewer),
            None,
        ),
    ] {
        use directory::Error::{Exists, Invalid, NotFound};
        match operator
            .invite_member(provider, email, name, roles)
            .await
            .unwrap_err()
        {
            Exists(found) | NotFound(found) => assert_eq!(Some(found), entity, "{email}"),
            Invalid(_) => assert_eq!(entity, None, "{email}"),
            error => panic!("{error}"),
        }
    }
    let members = place.directory.members_of(PROVIDER).await.unwrap();
    assert_eq!(members.len(), 1);
    let noted = place
        .directory
        .activity(PROVIDER, ActivityQuery::default(), 10);
    assert_eq!(noted.await.unwrap().len(), 2, "the invitation and its use");
}

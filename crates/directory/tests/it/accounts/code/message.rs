//! A code and the message that brings it.

use super::*;

#[tokio::test]
async fn a_code_is_kept_together_with_its_message_or_not_at_all() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let code = |number: u8| NewCode {
        id: ChallengeId([number; 16]),
        recipient: WHO,
        purpose: "desk",
        sealed_address: vec![1],
        mac: mac(number),
        expires_at: at(180),
        asker: None,
        held: None,
    };
    let message = letter();
    directory.add_message(message.clone()).await.unwrap();
    // A message that cannot be kept: its name is taken.
    let refused = directory.place_code(code(1), message, LIMITS, CEILINGS, at(0));
    refused.await.unwrap_err();
    let tried = directory.try_code(ChallengeId([1; 16]), "desk", mac(1), at(0));
    assert_eq!(tried.await.unwrap(), CodeTried::Gone);

    let placed = directory.place_code(code(2), letter(), LIMITS, CEILINGS, at(0));
    assert_eq!(placed.await.unwrap(), CodePlaced::Placed);
    assert_eq!(directory.message_counts().await.unwrap().waiting, 2);
}

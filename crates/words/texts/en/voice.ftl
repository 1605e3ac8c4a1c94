voice-welcome = Welcome to the consent registry. This service is free of charge.
voice-no-number = Your number is withheld. Without it we cannot look at your records.
voice-anew = For your safety we start again.
voice-code-sent = To verify your number we have sent you a code of six digits by text message.
voice-type-code = Please enter the code, then press the hash key.
voice-wrong-code = The code is wrong.
voice-code-gone = This code does not work any more.
voice-too-many-codes = Too many codes were requested for this number. Please call again later.
voice-no-code = We cannot send a code to this number.
voice-not-understood = That was not understood. Nothing was changed.
voice-choice = { $label }: press { $key }.
voice-key-list = To hear the brands that may reach you
voice-key-refuse-one = To refuse one brand
voice-key-refuse-calls = To refuse all calls
voice-key-agent = For an agent
voice-key-refuse-it = To refuse
voice-key-other-brand = For another brand
voice-key-back = For the main menu
voice-list = { $total ->
    [one] One brand
   *[other] { $total } brands
} may reach you. These are the newest.
voice-list-both = { $brand }, number { $code }: calls and text messages.
voice-list-calls = { $brand }, number { $code }: calls.
voice-list-texts = { $brand }, number { $code }: text messages.
voice-list-more = You can see all of them on our web site.
voice-list-empty = No brand may reach you by call or text message.
voice-last = The brand that last asked to call your number: { $brand }.
voice-type-brand = Enter the brand's number, then press the hash key.
voice-brand = You have chosen: { $brand }.
voice-unknown-brand = There is no brand with this number.
voice-refused = { $brand } may no longer reach you. Way: { $channel }. Your refusal is recorded.
voice-already-refused = You have refused { $brand } already. Way: { $channel }.
voice-texts-too = This brand may also send you text messages. Refuse those, too?
voice-all-calls = { $count ->
    [one] One approval for calls
   *[other] { $count } approvals for calls
}. All will be refused.
voice-no-calls = No brand may call you.
voice-refused-calls = { $count ->
    [one] One approval for calls was
   *[other] { $count } approvals for calls were
} refused.
voice-agent = We are putting you through to an agent.
voice-no-agent = We cannot put you through to an agent now. Goodbye.

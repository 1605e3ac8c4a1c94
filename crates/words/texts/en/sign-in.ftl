sign-in-title = Sign in
sign-in-lead = Enter your phone number or e-mail address and we will send you a one-time code. No password needed.
sign-in-address = Mobile phone or e-mail
sign-in-address-hint = For example 0532 123 45 67 or name@example.com
sign-in-send = Send code
sign-in-privacy = The code is for signing in only; it is never a consent. Do not share it with anyone.
address-unreadable = This is neither a mobile phone number nor an e-mail address. For example: 0532 123 45 67
code-title = Enter the code
code-lead = We sent a six-digit code to { $address }.
code-label = Code
code-hint = It is valid for { $minutes } minutes.
code-go = Continue
code-wrong = { $tries ->
    [one] The code is wrong. You have one attempt left.
   *[other] The code is wrong. You have { $tries } attempts left.
}
code-no-tries = The code is wrong and no attempts are left. Ask for a new code.
code-gone = This code has expired or was used already. Ask for a new code.
code-too-many = Too many codes were asked for. Try again after { $time }.
code-not-abroad = We do not send codes by text message to numbers abroad. Sign in with an e-mail address or call the call centre. Approvals and refusals of this number hold as always.
code-no-mobile = No code can be sent to this number by text message. Enter a mobile number or an e-mail address, or call the call centre.
code-missing = No code yet?
code-missing-text = Give it a minute; for e-mail, look into the spam folder, too.
code-again = Send a new code
code-other-address = Use another address

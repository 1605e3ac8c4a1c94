desk-sign-in-title = Call centre sign-in
desk-sign-in-lead = This part is for the call centre’s agents.
desk-sign-in-name = User name
desk-sign-in-password = Password
desk-sign-in-button = Sign in
desk-sign-in-wrong = The user name or the password is wrong.
desk-sign-in-note = After ten wrong tries nobody can sign in from this network for fifteen minutes, even with the right password.
desk-sign-out = Leave the desk
desk-member = Staff no. { $number }

desk-begin-title = New call
desk-begin-lead = Type the caller’s address. A code goes there; no record opens before the caller reads it out.
desk-address = The caller’s phone or e-mail
desk-address-hint = For example 0532 111 22 33 or name@example.com
desk-address-wrong = This is neither a phone number nor an e-mail address.
desk-reason = Why are they calling?
desk-reason-missing = Choose why they are calling.
desk-reason-question = They ask about their records
desk-reason-refusal = They want to refuse
desk-reason-approval = They want to approve
desk-reason-complaint = They want to complain
desk-note = Note (optional)
desk-note-hint = At most { $most } characters. The caller sees it on their own page.
desk-note-too-long = A note has at most { $most } characters.
desk-language = Language of messages
desk-send-code = Send the code

desk-proof-title = Who is calling?
desk-proof-lead = A code is on its way to { $address }. Ask the caller to read it out.
desk-code = The code the caller reads out
desk-code-check = Try the code
desk-code-wrong = { $left ->
    [0] The code is wrong and no try is left; begin the call anew.
    [one] The code is wrong. One try is left.
   *[other] The code is wrong. { $left } tries are left.
}
desk-code-gone = This code is no good any more. Begin the call anew to send another.
desk-code-too-many = Too many codes went to this address. Try again after { $at }.
desk-code-no-route = No code can be sent to this number. The caller may name another address of theirs.
desk-network-title = If the network has verified the number
desk-network-verified = The network has verified the calling number.
desk-network-reference = The call’s reference
desk-network-hint = The number the exchange gave this call. It is kept in the log that the caller sees.
desk-network-button = Open without a code
desk-network-not-allowed = This address cannot be opened without a code, or the tick or the reference is missing.
desk-other-caller = Cancel, another caller

desk-call = The call under way
desk-call-until = closes { $at }
desk-end = End the call
desk-nav-records = Records
desk-nav-approve = Approve
desk-nav-complaints = Complaints

desk-caller-title = The caller’s records
desk-totals = { $approvals ->
    [one] One approval
   *[other] { $approvals } approvals
}, { $refusals ->
    [one] one refusal
   *[other] { $refusals } refusals
}.
desk-search = Search a brand
desk-search-button = Search
desk-channel = Channel
desk-status = Status
desk-all = All
desk-brand = Brand
desk-at = When
desk-nothing = No records.
desk-story = History
desk-refuse = Refuse
desk-refuse-brand = Refuse all of { $brand }
desk-refuse-many = Refuse many
desk-refuse-channel = { $channel }: refuse all { $count } approvals
desk-refuse-everything = Refuse everything ({ $count } approvals)
desk-refuse-everything-ask = Ask the caller: shall all brands be refused, on all channels?
desk-refuse-everything-yes = Yes, refuse everything
desk-complain = Write a complaint about { $brand }
desk-pages = Pages
desk-page-of = Page { $page } of { $pages }
desk-previous = Previous
desk-next = Next

desk-done-title = What was done
desk-done-list = Records that changed
desk-changed = { $count ->
    [one] One record changed.
   *[other] { $count } records changed.
}
desk-receipt-sent = The receipt is on its way to the caller.
desk-unchanged = Nothing changed; the records said so already.
desk-receipt = Receipt
desk-back = Back to the records
desk-story-title = History of the record
desk-said-on = said on { $day }
desk-retailers-changed = The retailers that may use the record changed.

desk-approve-title = Approve a brand
desk-approve-lead = Only a brand that the caller names is approved. Do not suggest one.
desk-approve-search = The brand the caller names
desk-approve-none = No such brand was found.
desk-approve-button = Record the approval
desk-approve-incomplete = Choose the brand and at least one channel.

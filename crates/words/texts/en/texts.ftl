text-of-calls = calls
text-of-texts = text messages
text-of-both = text messages and calls
text-keyword-all = RET TUM
text-keyword-all-calls = RET TUM ARAMA
text-keyword-all-texts = RET TUM SMS
text-scope-calls = ARAMA
text-scope-all = TUM
text-no-record = no record

text-refused = { $brand }: { $channels } refused, { $time }. No { $receipt }.
text-approved = { $brand }: { $channels } approved, { $time }. No { $receipt }. To undo: RET { $key }
text-already-refused = { $brand }: { $channels } were refused already.
text-already-approved = { $brand }: { $channels } were approved already.
text-offer-calls = For calls: RET { $key } ARAMA
text-state = { $brand } - text messages: { $text }, calls: { $call }. To refuse: RET { $key } or RET { $key } ARAMA
text-list = { $total ->
    [one] One brand
   *[other] { $total } brands
} may reach you: { $brands }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}. All: { $url }
text-list-empty = No brand may reach you by text message or call. More: { $url }
text-confirm-all = { $count ->
    [one] Your one approval
   *[other] All your { $count } approvals
} will be refused. To confirm, send within 10 minutes: { $keyword } { $code }
text-refused-all = { $count ->
    [one] Your one approval was
   *[other] All your { $count } approvals were
} refused, { $time }. No { $receipt }.
text-nothing-to-refuse = You have no approval to refuse. More: { $url }
text-wrong-code = Wrong code; nothing was changed. { $tries ->
    [one] One try
   *[other] { $tries } tries
} left.
text-code-gone = This code does not work; nothing was changed. Write RET TUM for a new one.
text-which-brand = Which brand? Example: RET BRANDNAME. For all of them: RET TUM. List: { $url }
text-one-thing = Which do you mean? Nothing was changed. One message says one thing: RET BRANDNAME, RET BRANDNAME ARAMA or ONAY BRANDNAME. { $url }
text-unknown-brand = No brand of this name; nothing was changed. Example: RET BRANDNAME or RET 600001. List: { $url }
text-several-brands = Several brands have this name; nothing was changed. Write the brand's number. List: { $url }
text-email = E-mail consents cannot be changed by text message; nothing was changed. Use the exit link in the e-mail or this page: { $url }
text-email-left = E-mail cannot be changed by text: use its exit link or { $url }
text-email-left-short = Not e-mail; for that: { $url }
text-email-left-shortest = E-mail: { $url }
text-help = You can write: RET BRAND, RET BRAND ARAMA, RET TUM, ONAY BRAND, DURUM BRAND, LISTE. It is free. { $url }
text-unknown = Not understood; nothing was changed. Example: RET BRANDNAME. Help: YARDIM. List: { $url }
text-unverified = We could not verify that this message came from your number; nothing was changed. You can refuse here: { $url }
text-too-late = Your message reached us late; the approval was not recorded. To approve, please write again.
text-in-parts = An approval is not recorded from a message in several parts; nothing was changed. Write briefly: ONAY BRANDNAME
text-unreadable = Your message could not be read for certain; nothing was changed. Write again in plain letters: RET BRANDNAME. List: { $url }

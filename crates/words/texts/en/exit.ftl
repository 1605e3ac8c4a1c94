exit-title = The consents of this notice
exit-lead = The notice of { $day } was sent to { $address }. These brands have reported that you allow them to reach you.
exit-brands-title = The way out of this mail
exit-brands-lead = The brand has put this link into a mail to { $address } ({ $day }).
exit-refuse-all = { $count ->
    [one] Refuse this consent
   *[other] Refuse all { $count } consents
}
exit-refuse-one = { $brand } – { $channel }: refuse this one only
exit-free = A refusal takes effect at once, is free, and needs no reason.
exit-already = All consents of this notice are refused already. There is nothing for you to do.
exit-records = The records of the notice
exit-since = Since
exit-source = From where
exit-receipt = Receipt
exit-more = There are { $count } more records; the button above is for them, too.
exit-done = { $count ->
    [one] One consent was refused
   *[other] { $count } consents were refused
}
exit-done-text = The refusal is in effect. The receipts are below; print the page if you want to keep them.
exit-done-nothing = These consents were refused already
exit-sign-in-text = To see all your consents, take a refusal back or complain:
exit-sign-in = Sign in
exit-one-click = Your consents were refused.
exit-over-title = This link is over
exit-over = Links are good for a limited time, and end earlier if the line is closed. Nothing was changed.
exit-unknown-title = This link is not ours
exit-unknown = It may have been copied incompletely or altered. Nothing was changed.
exit-over-way = You can sign in with your phone or e-mail address to see your consents and refuse them.

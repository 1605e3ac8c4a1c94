letter-code-subject = Your one-time code
letter-code-sign-in = Your { $operator } sign-in code: { $code }. Valid for { $minutes } minutes. It is no consent; share it with nobody.
letter-code-add-address = Your { $operator } code to add this address: { $code }. Valid for { $minutes } minutes. It is no consent; share it with nobody.
letter-code-desk = Your { $operator } call centre code: { $code }. Valid for { $minutes } minutes. It is no consent; tell it only to the agent you called yourself.
letter-code-voice = Your { $operator } voice menu code: { $code }. Valid for { $minutes } minutes. It is no consent; key it in on your phone and share it with nobody.
letter-code-apply = Your { $operator } application code: { $code }. It is valid for { $minutes } minutes. Share it with nobody.

letter-question = { $operator }: { $brand } ({ $provider }) asks for your consent to advertising by { $channels }.
letter-question-code = If you agree, give { $brand } the code { $code }; it is valid for { $minutes } minutes. If you do not, give it to nobody.
letter-question-link = Read the text, then agree or refuse. The link is valid for { $hours } hours.
letter-question-go = Read the text and answer
letter-question-subject = { $brand } asks for your consent to its messages

letter-notice-text = { $brands ->
    [one] A brand has reported your consent
   *[other] { $brands } brands have reported your consent
 }: { $named }. If you gave none, refuse free of charge: { $url }
letter-notice-text-keyword = or send RET and the brand's name to { $number }.
letter-notice-subject = { $brands ->
    [one] A brand reports that you agreed to its messages
   *[other] { $brands } brands report that you agreed to their messages
 }
letter-notice-intro = The consents below were reported as given by you, and have been recorded.
letter-notice-line = { $brand }: { $channel }, on { $day }
letter-notice-line-undated = { $brand }: { $channel }
letter-notice-line-refusal = (the brand takes refusals at { $address })
letter-notice-text-refusal = The brand takes refusals at { $address }
letter-notice-more = and { $records } more
letter-notice-if-not-you = If you did not give them, or want them no longer, refuse. We do not ask why, and you need not sign in.
letter-notice-refuse = Refuse these
letter-notice-free = Refusing is free and works at once. If you do nothing, the records stay as they are.

letter-loaded-text = { $brands ->
    [one] Earlier consents of yours to a brand
   *[other] Earlier consents of yours to { $brands } brands
 } have been loaded: { $named }.
letter-loaded-text-ways = See or refuse them free of charge: { $url }
letter-loaded-review = Unless you refuse them by { $day }, they count as valid.
letter-loaded-subject = Earlier consents of yours have been loaded
letter-loaded-intro = { $brands ->
    [one] A brand has
   *[other] { $brands } brands have
 } loaded consents to messages that you gave earlier.

letter-see-all = Show all my consents
letter-all-brands = All brands
letter-receipt-refused = Your refusal for { $brand } ({ $channels }) was recorded at { $at }. No. { $receipt }
letter-receipt-approved = Your approval for { $brand } ({ $channels }) was recorded at { $at }. No. { $receipt }
letter-receipt-refused-subject = Your refusal was recorded ({ $at })
letter-receipt-approved-subject = Your approval was recorded ({ $at })

letter-complaint = Your complaint was received at { $at }. Number: { $number }. Progress: { $url }
letter-complaint-subject = Your complaint has been received: { $number }

letter-invitation = { $provider } invites you to its console at { $operator }. Set your password and your second factor within { $hours } hours: { $url } If you do not know the company, do nothing.
letter-invitation-subject = You are invited to a provider’s console
letter-invitation-link = Take the invitation up

letter-application-sign-subject = Your confirmation is awaited: application of { $company }
letter-application-sign = { $company } applies to become a service provider and has named you as its second signatory. Look at the application, then confirm or decline it. The link is valid for 14 days. If you do not know of this application, decline it; if you do nothing, it goes no further.
letter-application-look = Look at the application
letter-application-returned-subject = Your application needs a correction: { $company }
letter-application-returned = Your application for { $company } was returned for correction. The application page tells you why; you can correct it there and submit it again.
letter-application-approved-subject = Your application was approved: { $company }
letter-application-approved = { $company } is now a service provider. The number of the provider, and of its master brand: { $provider }.
letter-application-go = Go to my applications

letter-footer = { $operator } · { $url } · Sent automatically; no answer is needed.

inbox-title = The demo’s inbox
inbox-lead = What would really go out as text messages and e-mails is shown here; none of it was sent to anybody.
inbox-again = Look again
inbox-texts = Text messages
inbox-mails = E-mails
inbox-empty = Nothing yet.

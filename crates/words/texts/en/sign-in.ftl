sign-in-title = Sign in
sign-in-lead = Enter your phone number or e-mail address and we will send you a one-time code. No password needed.
sign-in-address = Mobile phone or e-mail
sign-in-address-hint = For example 0532 123 45 67 or name@example.com
sign-in-send = Send code
sign-in-privacy = The code is for signing in only; it is never a consent. Do not share it with anyone.

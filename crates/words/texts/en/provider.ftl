provider-nav-overview = Overview

provider-sign-in-title = Service provider sign-in
provider-sign-in-lead = For the people of a service provider who manage its consents.
provider-email = E-mail address
provider-password = Password
provider-second = Second factor
provider-second-hint = The six digits your authenticator shows now, or one of your recovery codes.
provider-sign-in-button = Sign in
provider-sign-in-wrong = The e-mail address, the password or the second factor is wrong. A code is taken once; wait for the next one.
provider-sign-in-note = After ten wrong tries nobody can sign in with this address from this network for fifteen minutes, even with the right password.

provider-invitation-title = Set your password
provider-invitation-lead = { $name }, { $provider } invites you to its console.
provider-password-new = New password
provider-password-hint = At least { $least } characters. A few words that only you put together are good.
provider-password-again = The password once more
provider-password-differs = The two passwords are not the same.
provider-password-short = The password needs at least { $least } characters.
provider-password-long = The password is too long.
provider-invitation-next = Next
provider-invitation-over = This invitation is no good any more
provider-invitation-over-text = An invitation is good for three days and for one use. Ask whoever invited you for a new one; if you have taken it up already, sign in.
provider-factor-title = Set your second factor
provider-factor-lead = Scan the code with an authenticator app on your telephone.
provider-factor-qr = QR code of your second factor; the same stands below in letters
provider-factor-text = If you cannot scan it, type these letters into the app:
provider-factor-code = The six digits the app shows now
provider-factor-code-hint = They change every thirty seconds.
provider-factor-button = Finish
provider-code-wrong = The code is wrong. Look whether your telephone’s clock is right, and type the one that is shown now.
provider-recovery-title = Your recovery codes
provider-recovery-lead = Keep these codes where your telephone is not. Each stands in once for the second factor.
provider-recovery-note = They are shown this once. Whoever loses them and the telephone needs a new invitation.

provider-brand = Brand
provider-brand-number = Number
provider-brand-other = Another brand
provider-brand-go = Go

provider-overview-title = Overview
provider-overview-brands = Records of your brands now
provider-approvals = Approvals
provider-refusals = Refusals
provider-brand-title = The brand
provider-role-owner = Account owner
provider-role-manager = Account manager
provider-role-editor = Editor
provider-role-viewer = Viewer
provider-role-answerer = Complaint answerer

provider-nav-look-up = Look up
provider-nav-entry = Record one
provider-nav-people = People
provider-nav-activity = Activity

provider-your-role-is = You are here: { $role }
provider-by-channel = Approvals by channel
provider-by-channel-note = At the end of { $day }; what was recorded since is not among them. A recipient’s channels are counted each for itself.
provider-days = The last thirty days
provider-days-note = Days that are over and closed; today is not among them.
provider-days-table = The same as a table
provider-day = Day
provider-rejections = Refusals after an approval
provider-other-movements = Repetitions and first refusals
provider-movements = Movements
provider-chart-none = No movements in these days.
provider-chart-summary = { $count ->
    [one] One movement in these days
   *[other] { $count } movements in these days
 }; most on { $day }.

provider-package = Your package
provider-package-active = Active
provider-package-active-text = Everything is allowed.
provider-package-paused = Paused
provider-package-expired = Expired
provider-package-none = None
provider-package-stopped-text = Refusals are recorded as ever. Approvals, look-ups and questions before sending wait until the package is in force again.
provider-package-closed = Closed
provider-package-closed-text = Refusals are recorded as ever, and your people can sign in. Nothing else is allowed any more.
provider-package-name = Package
provider-package-expires = Ends on
provider-package-used = Records of all brands
provider-used-of = { $used } of { $limit }
provider-used = { $used }, without a limit
provider-may-exceed = More is recorded all the same.
provider-channel-approvals = { $count ->
    [one] one approval
   *[other] { $count } approvals
}
provider-largest = The largest channel; packages are priced by it.

provider-look-up-title = Look up an address
provider-address = Phone number or e-mail address
provider-address-hint = For example 0532 111 22 33 or name@example.com
provider-look-up-button = Look up
provider-look-up-none = The brand has no record of this address.
provider-said-at = said at { $at }
provider-taken-by = Taken by { $retailer }
provider-receipt = Receipt
provider-proof = Proof of what holds now
provider-left-out = { $count ->
    [one] One older movement is left out.
   *[other] { $count } older movements are left out.
}
provider-refused = { $text } ({ $code })

provider-entry-title = Record a consent
provider-entry-lead = One word of one recipient, on one channel. An approval is recorded within three business days; a refusal always.
provider-entry-done = It was recorded.
provider-entry-button = Record it
provider-channel = Channel
provider-status = What they say
provider-source = Where they said it
provider-choose = Choose
provider-date = When they said it
provider-date-hint = By the clock in Türkiye.
provider-type = Who they are
provider-retailer = Retailer’s number (optional)
provider-retailer-hint = If a retailer took it.

provider-people-title = People
provider-people-done = It was done.
provider-name = Name
provider-roles = Roles
provider-roles-hint = A role for all brands, for single ones, or both. An owner is one for all brands.
provider-roles-button = Change the roles
provider-no-role = None
provider-all-brands = All brands
provider-state = State
provider-state-invited = Invited
provider-state-active = Active
provider-state-kept-out = Kept out
provider-invite-title = Invite somebody
provider-invite-lead = They get a link by e-mail, good for three days, and set their password and second factor themselves.
provider-invite-button = Send the invitation
provider-invite-taken = This address cannot be invited: somebody uses it already.
provider-invite-no-address = This is no e-mail address.
provider-invite-no-name = Write a name of at most 300 letters.
provider-invite-no-roles = Choose at least one role.
provider-invite-too-many = There are as many people as there may be.
provider-member-title = A member
provider-invited-on = Invited on
provider-member-access = Access
provider-again = Send a new invitation
provider-again-text = With a new invitation they set their password and second factor anew, and are signed out until then.
provider-keep-out = Keep out
provider-keep-out-text = Whoever is kept out is signed out at once and cannot come in again.
provider-let-in = Let in again
provider-let-in-text = This member is kept out.
provider-last-owner = That would leave nobody who owns the account and may sign in. Make somebody else an owner first.

provider-activity-title = Activity
provider-activity-lead = What was done for you, by whom and when; kept for two years.
provider-activity-none = Nothing of this kind was done.
provider-activity-file = As a file for a spreadsheet
provider-older = Older
provider-filter = Show
provider-any = All
provider-who = Who
provider-action = What
provider-object = About
provider-at = When
provider-from = From
provider-until = Until
provider-operator = The registry’s operator
provider-act-signed-in = Signed in
provider-act-recovery-code = Used a recovery code
provider-act-invited = Invited somebody
provider-act-invited-again = Sent a new invitation
provider-act-accepted = Took the invitation up
provider-act-roles = Changed roles
provider-act-kept-out = Kept somebody out
provider-act-let-in = Let somebody in again
provider-act-looked-up = Looked up an address
provider-act-proof = Took a receipt or proof
provider-act-recorded = Recorded a consent
provider-act-activity = Took the activity as a file

provider-nav-api-users = API users
provider-api-users-title = API users
provider-api-users-lead = Programs that record and ask for you log in with these names. They are no people: none of them can sign in here.
provider-api-users-none = There is no API user yet.
provider-api-users-note = A new password ends the tokens of the old one at once.
provider-api-users-back = Back to the API users
provider-api-user-name = Name of a new user
provider-api-user-name-hint = Without blanks; often an address such as api@example.com
provider-api-user-add = Add
provider-api-user-since = Since { $day }
provider-api-user-renew = New password
provider-api-user-password = The password
provider-api-user-once = This is the password of { $name }. It is shown this once.
provider-api-user-taken = This name is taken.
provider-api-user-too-many = There are as many API users as there may be.
provider-api-user-no-name = A name has 1 to 255 letters, digits and signs without blanks, none of them accented.
provider-act-user-added = Added an API user
provider-act-user-password = Gave an API user a new password
provider-act-user-kept-out = Kept an API user out
provider-act-user-let-in = Let an API user in again

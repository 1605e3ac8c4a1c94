consents-title = My consents
consents-none = There are no consents
consents-none-text = No brand has recorded a consent for these addresses. If you have another phone or e-mail address, add it and see them together.
consents-none-addresses = Add an address
count-approvals = { $count ->
    [one] approval
   *[other] approvals
}
count-refusals = { $count ->
    [one] refusal
   *[other] refusals
}
refuse = Refuse
approve = Approve
undo = Undo
cancel = Cancel
back-to-consents = Back to my consents

filter-text = Search brands
filter-channel = Channel
filter-status = State
filter-address = Address
filter-order = Order
filter-all = All
filter-go = Show
filter-more = Filter and sort
filter-found = Found { $brands ->
    [one] one brand
   *[other] { $brands } brands
}, { $records ->
    [one] one record
   *[other] { $records } records
}.
filter-none = No record matches your search
filter-clear = Show all
order-brand = By brand
order-newest = Newest first
order-oldest = Oldest first

large-steps = Refuse all at once
all-calls = Calls
all-texts = SMS
all-emails = E-mail
all-everything = Everything
brand-all = Refuse all of this brand
row-select = Select
row-retailer = retailer: { $retailer }
row-history = History
bulk-label = Selected
pages-label = Pages
pages-previous = Previous
pages-next = Next
pages-now = Page { $page } of { $pages }

change-none-selected = No record was selected, so nothing was changed. Tick some boxes first.
done-refused = { $count ->
    [one] One consent refused
   *[other] { $count } consents refused
}
done-approved = { $count ->
    [one] One consent approved
   *[other] { $count } consents approved
}
done-undone = { $count ->
    [one] Undone: one record is as it was
   *[other] Undone: { $count } records are as they were
}
done-nothing = Nothing has changed
done-unchanged = { $count ->
    [one] One record was in this state already.
   *[other] { $count } records were in this state already.
}
done-in-force = It is in force now. Whenever the brand asks from now on, this is the answer it gets.
done-receipts = Receipts ({ $count })
done-more = { $count ->
    [one] There is one more receipt; you can download all on “My data”.
   *[other] There are { $count } more receipts; you can download all on “My data”.
}
undo-too-late = It is too late to undo this. You can change the records one by one.
undo-nothing = There is nothing left to undo.

confirm-calls = Refuse all calls?
confirm-texts = Refuse all SMS?
confirm-emails = Refuse all e-mail?
confirm-everything = Refuse everything?
confirm-text = { $count ->
    [one] One approved record will become a refusal. It takes effect immediately.
   *[other] All { $count } approved records will become refusals. They take effect immediately.
}
confirm-undo = If you change your mind, you can undo it with one tap within 15 minutes.
confirm-go = { $count ->
    [one] Refuse one record
   *[other] Refuse { $count } records
}
confirm-nothing = There is no approval to refuse.

story-title = History
story-now = State
story-provider = Service provider
story-complain = Complain
story-movements = Entries
story-retailers = The retailers that may use the record changed
story-by-you = Reported by you.
story-by-operator = The phone operator reported that the line was closed.
story-by-provider = { $provider } reported it.
story-date = Date of the consent: { $date }.
story-receipt = Receipt
story-download = Download the proof
story-checks = Who asked?
story-checks-text = Who asked within the last { $days } days whether they may reach you.
story-no-checks = Nobody asked in this time.
story-check-at = When
story-check-asker = Who
story-check-answer = Answer
story-asker-provider = { $title } (service provider)
story-asker-partner = { $title } (partner)
story-asker-intermediary = { $title } (intermediary)
story-asker-operator = The registry’s operator
story-asker-gone = An organisation that is not registered any more
story-allowed = May send
story-exempt = Exempt message
story-denied = May not send

approve-title = Add a brand
approve-lead = Would you like to hear from a brand? Search for it and approve only the ways you want.
approve-search = Search brands
approve-search-hint = The brand’s or the company’s name; the spelling does not matter.
approve-find = Search
approve-none = There is no brand registered by this name.
approve-found = { $count ->
    [one] One brand found
   *[other] { $count } brands found
}
approve-more = There are more; type more of the name to narrow the search.
approve-brand = How may { $brand } reach you?
approve-places = You approve
approve-none-chosen = Choose at least one way.
approve-any-time = The approval is only for what you choose. You can refuse at any time.
approve-go = Approve
approve-another = Add another brand

retailers-page = Retailers
retailers-lead = The retailers that take consents for the brand and may use some.
retailers-none = The brand has no retailer.
retailers-total = { $count ->
    [one] { $count } retailer
   *[other] { $count } retailers
}
retailers-passive = Passive
retailers-suspended = Suspended
retailers-records = { $count ->
    [one] In { $count } record
   *[other] In { $count } records
}
retailers-records-many = Too many movements to count in how many records
retailers-remove = Remove
retailers-before = Earlier retailers
retailers-after = Further retailers
retailers-added = The retailer was added.
retailers-removed = The retailer was removed.
retailers-new = Add a retailer
retailers-add = Add
retailers-title = Title
retailers-name = Name of the person in charge
retailers-tckn = Identity number of the person in charge
retailers-tin = Tax number
retailers-tin-hint = For a sole trader, the identity number.
retailers-town = Province and district
retailers-no-town = Choose the district.
retailers-mersis = MERSİS number
retailers-alias = What the brand calls it
retailers-mobile = Telephone
retailers-if-any = Leave empty if there is none.
retailers-record = A recipient’s retailers
retailers-record-lead = Which retailers may use a recipient’s record. Looking and changing both stay in the activity.
retailers-address = The recipient’s telephone number or e-mail address
retailers-no-address = Type an address of this channel.
retailers-look = Show
retailers-found = { $count ->
    [0] No retailer may use the record
    [one] { $count } retailer may use the record
   *[other] { $count } retailers may use the record
}
retailers-numbers = Retailers’ numbers
retailers-numbers-hint = With blanks between them, at most 100.
retailers-no-numbers = Type from 1 to 100 retailers’ numbers of eight digits each.
retailers-let = Let these use it, too
retailers-replace = Let only these use it
retailers-take = Take it from these
retailers-take-all = Take it from all retailers
retailers-changed = It was changed.
retailers-act-added = Added a retailer
retailers-act-removed = Removed a retailer
retailers-act-looked-up = Looked up a recipient’s retailers
retailers-act-changed = Changed a recipient’s retailers

## What `izin verify` says.

verify-decision-proven = PROVEN. Every check holds.
verify-decision-development = PROVEN, but the time rests on a DEVELOPMENT time-stamp authority, which nobody else believes.
verify-decision-incomplete = NOT PROVEN. No check has failed, but something needed for a proof is missing.
verify-decision-failed = FAILED. Do not rely on this: a check does not hold.

verify-mark-proven = [proven]
verify-mark-unproven = [not proven]
verify-mark-failed = [FAILED]

verify-heading-receipt = The receipt of a movement
verify-heading-before = Movement { $number } before the instant
verify-heading-after = The first movement after the instant
verify-heading-state = The record at the instant
verify-heading-day = The daily file
verify-heading-list = The list that was checked
verify-heading-consent = The record of a verified consent
verify-heading-together = The receipts together
verify-heading-limits = What this does not prove
verify-heading-log = The public log

# What holds.
verify-opened-consent = The opening fits one movement and no other: brand { $brand } holds { $status } { $about }{ $source }{ $given }, recorded { $recorded } (Türkiye time).
verify-opened-access = The opening fits one movement and no other: brand { $brand } changed which retailers may use the record { $about }, recorded { $recorded } (Türkiye time).
verify-about = for { $address }, { $type }, about { $channel }
verify-source = , through { $source }
verify-given = , given { $date }
verify-approval = an approval (ONAY)
verify-refusal = a refusal (RET)
verify-call = calls (ARAMA)
verify-text = text messages (MESAJ)
verify-email = e-mail (EPOSTA)
verify-individual = private person (BIREYSEL)
verify-merchant = merchant (TACIR)
verify-identified = Its transactionId is { $id }.
verify-included = It is entry { $index } of the log, counted from 0, in a log of { $size } entries; neither can be changed without breaking this proof.
verify-signed = The log { $log } has signed that state of itself, and with it every entry.
verify-cosigned = The witness { $witness } saw the same log at { $at } (its clock, Türkiye time).
verify-stamped-day = The file existed at { $stamped }
verify-stamped-log = That state of the log existed at { $stamped }
verify-renewed = Renewal { $number } has stamped that stamp anew at { $stamped }
verify-stamp = { $at } (Türkiye time{ $accuracy }), by the { $development ->
        [true] DEVELOPMENT time stamp
       *[false] time stamp
    } of “{ $authority }”, trusted through “{ $anchor }”, whose certificates are valid until { $until }.
verify-accuracy = , give or take { $milliseconds } ms
verify-adjacent = Entry { $after } names entry { $before } as the record’s movement before it: there is none between them.
verify-state = At { $instant } (Türkiye time) the record held { $status }, recorded { $since } by the registry’s clock.
verify-no-record = At { $instant } (Türkiye time) there was no record: its first movement was recorded { $first }, by the registry’s clock.
verify-list-signed = The registry has signed run { $run }: for brand { $brand } it was asked about { $channel } ({ $kind } where a row does not say), and answered { $rows } rows between { $from } and { $until }: { $allowed } allowed, until { $valid } at the latest, { $denied } not allowed, { $invalid } no recipients; { $changed } numbers had changed hands since the row’s date.
verify-list-given = The list given here is the one that was checked, byte for byte.
verify-list-answered = The answer given here is the one that was handed out, byte for byte.
verify-consent-record = The record is the one that the movements below name, byte for byte: { $address } was asked for { $provider } ({ $iys }) by { $way }, and was shown this text (form { $form }, version { $version }): “{ $text }”{ $references }.
verify-consent-answer = The answer for { $brand } ({ $code }) about { $channel }, { $status }, is entry { $index } of the log.
verify-consent-times = Its times are in order: it was asked at { $asked }, answered at { $answered } (Türkiye time), and recorded after that.

# What is not shown.
verify-no-stamp = Since when: there is no time stamp in it yet. Ask for the receipt again later.
verify-no-authority = Since when: its time stamp says { $claimed }, and no authority’s certificate was given to check that with (--tsa-cert).
verify-unknown-authority = Since when: its time stamp says { $claimed }, and is of an authority that none of the certificates given vouches for.
verify-unknown-renewal = Since when, by renewal { $number }: it says { $claimed }, and is of an authority that none of the certificates given vouches for.
verify-ended = That the time stamp counts today: its certificates ended { $until } (Türkiye time), and nothing stamped it anew before. It was valid when it was made, and proved its time until then.
verify-quorum = That enough witnesses saw the same log: { $need } were asked for, { $have } have signed.
verify-one-view = That everyone is shown the same log: no witness you trust has signed it.
verify-nothing-after = What the record said then: nothing after entry { $last } is shown. Up to { $size } entries existed; follow the log for later ones.
verify-development = That the time is right: the stamp is of a DEVELOPMENT authority run by the registry itself.
verify-truth = That the recipient really said so: the registry records what it is told, by the source named.
verify-today = What the record says today: later movements are not in this file.
verify-content = That the daily file is right and complete: the stamp is about its bytes and nothing else.
verify-list-not-given = Which addresses were asked about: the list is not given here. Give it after the receipt.
verify-list-answer-not-given = What was answered to each: the answer is not given here. Give it after the receipt.
verify-list-time = When it was checked: that is the registry’s word. It was not before the state of the log that is named.
verify-consent-alone = That this was asked and answered: no valid receipt of a movement that names the record is given. Give the files makbuz-….json beside it.
verify-consent-not-given = That the answer for { $brand } ({ $code }) about { $channel } ({ $status }) was recorded: its receipt is not given here.
verify-consent-truth = That the text was really shown to the recipient, who gave the answer: that is the registry’s word, which it cannot change since the movements were recorded.

# What does not hold.
verify-bad-movement = The opened bytes are no movement: { $error }.
verify-bad-words = The readable part says something else than what was committed to. Do not believe it.
verify-bad-identity = The transactionId does not belong to this movement.
verify-bad-checkpoint = What is signed is no state of a log: { $error }.
verify-bad-inclusion = The movement is not in the log that was signed: { $error }.
verify-not-signed-by = It says it is of the log { $origin }, and none of the keys given has signed it.
verify-not-signed = None of the keys given has signed it.
verify-bad-log-signature = The signature of the log { $name } is wrong.
verify-bad-witness-signature = The signature of the witness { $name } is wrong.
verify-bad-stamp = The time stamp does not hold: { $error }.
verify-renewal-order = Renewal { $number } does not follow the one before it.
verify-renewal-inclusion = Renewal { $number } is not about this stamp: { $error }.
verify-renewal-stamp = The time stamp of renewal { $number } does not hold: { $error }.
verify-renewal-earlier = Renewal { $number } is older than what it renews.
verify-development-mark = The mark that tells development authorities from real ones is wrong.
verify-clock = It says it was recorded { $recorded }, after it was stamped { $stamped }.
verify-witness-clock = It says it was recorded { $recorded }, after the witness { $witness } saw it at { $at }.
verify-future = { $what } { $at }, in the future: this machine’s clock shows { $now }. See that this clock is right.
verify-dated-movement = It says it was recorded
verify-dated-stamp = The time stamp is dated
verify-dated-renewal = The stamp of renewal { $number } is dated
verify-dated-cosignature = The signature of the witness { $name } is dated
verify-predecessor = Entry { $index } names entry { $previous } as the record’s movement before it, which cannot come before it.
verify-other-record = A receipt is about another record.
verify-other-log = The receipts are of different logs.
verify-no-status = The first movement sets no status.
verify-later-status = A later movement than the first sets the status.
verify-gap = The movements do not follow each other: one is missing between them.
verify-too-late = A movement shown as earlier was recorded after the instant.
verify-too-early = The movement shown as later was not recorded after the instant.
verify-list-signature = None of the keys given (--check-key) has signed what it says.
verify-list-other-file = A file given here is neither the list nor its answer.
verify-list-tree = The state of the log that stands beside is not the one that is named.
verify-consent-bytes = The record is not the one that the movements name: its bytes were changed.
verify-consent-recipient = The record’s recipient is not the movement’s.
verify-consent-other-answer = Answer { $place } of the record is not what the movement says.
verify-consent-time = The record’s time of the answer is not the date of the movement’s consent.
verify-consent-order = The record’s times are out of order: a question comes before its answer, an answer before it is recorded.
verify-consent-shown = Recipient, answers and the time of the answer agree with the movements, so that the rest was changed: what was shown, for whom, or when it was asked.

# What contradicts itself.
verify-contradiction = { $what } The log { $origin } cannot have given both in good faith. Keep all files; they prove it.
verify-two-roots = Two different states of { $size } entries are signed: different people are shown different logs.
verify-two-leaves = Two different movements are shown as entry { $index }.
verify-two-histories = A smaller state of the log and a larger one have different entries from { $first } to { $last }.
verify-two-successors = Entries { $one } and { $other } both name entry { $previous } as the record’s movement before them.
verify-skipped = Entry { $by } names entry { $names } as the record’s movement before it and leaves out entry { $skipped }.
verify-skipped-first = Entry { $by } says it is the record’s first movement and leaves out entry { $skipped }.
verify-other-predecessor = Entry { $by } names entry { $previous } as the record’s movement before it, which is of another record.
verify-times-run-back = Entry { $other } stands after entry { $one } and says it was recorded before it.
verify-stamped-earlier = Entry { $index } says it was recorded { $recorded }, after a state of { $size } entries that holds it was stamped { $stamped }.
verify-hidden = The proof of what the record said at { $instant } leaves out entry { $hidden }, which was recorded by then.

# A whole log.
verify-log-recomputed = All { $size } entries of the log { $log } make the tree it has signed; every tile and bundle is as it must be.
verify-log-witness = With { $size } entries: { $said }
verify-log-stamped = { $count } time stamps hold; the last, of { $last } (Türkiye time), covers { $size } entries.
verify-log-unstamped = Since when the last { $count } entries exist: no stamp covers them yet.
verify-log-untrusted = Since when the entries exist: { $count } time stamps are of no authority whose certificate was given (--tsa-cert).
verify-log-ended = That { $count } time stamps still count: their certificates have ended, and nothing stamped them anew before.
verify-log-stamp = The stamp over { $size } entries: { $fault }
verify-log-differs = { $file } { $what }.
verify-log-more = { $count } more files are not as they must be.
verify-log-openings = What the entries say: they are commitments, and only receipts open them.

provider-nav-complaints = Complaints

answering-title = Complaints
answering-lead = Complaints about messages of your brands. Those whose time is over, or will be first, are on top.
answering-waiting-title = Waiting for your answer
answering-none = No complaint waits for your answer.
answering-waiting = { $count ->
    [one] One complaint waits for your answer
   *[other] { $count } complaints wait for your answer
}
answering-sending-count = { $count ->
    [one] one complaint
   *[other] { $count } complaints
}
answering-number = Complaint
answering-asked-at = You were asked
answering-last-day = Last day
answering-last-day-is = Last day to answer: { $day }
answering-last-day-today = Today is the last day
answering-time-left = Time left
answering-days-left = { $count ->
    [one] One day left
   *[other] { $count } days left
}
answering-days-over = { $count ->
    [one] Over since one day
   *[other] Over since { $count } days
}
answering-begun = Draft
answering-not-begun = Not begun
answering-left-out = { $count ->
    [one] There is one more; it appears as you answer those above.
   *[other] There are { $count } more; they appear as you answer those above.
}
answering-answered-title = Answered
answering-answered-note = The newest { $most } answers
answering-answered-at = Answered
answering-late = After its time

answering-complaint-title = Complaint
answering-submitted-by = Answered by { $name }: { $at }
answering-message = The message
answering-address = The address it came to
answering-text = What it said
answering-filed-at = Complaint filed
answering-nobody = The complainant’s name, identity number, province and image are not shown to you.
answering-held = What the registry holds
answering-held-lead = Kept as of { $at } and looked at together with your answer; you need not write it again.
answering-notices = Notices to the recipient
answering-notices-none = No notice was sent
answering-notices-unknown = Not kept with this complaint
answering-notice-text = By text message
answering-notice-mail = By e-mail
answering-notice-undeliverable = Could not be delivered
answering-proof = Download the proof of the state when the message came

answering-answer = Your answer
answering-answer-lead = Whoever may answer complaints about this brand sees the draft and may go on with it.
answering-changed-by = Last written by { $name }, { $at }
answering-message-id = Number of the message or the call
answering-message-id-hint = As your exchange or intermediary knows it. Leave it empty if you sent no such message.
answering-statement = Your statement
answering-statement-hint = When and how you got the consent, why you sent the message, or why it is not yours.
answering-statement-missing = Write your statement.
answering-correction = What you have put right
answering-correction-hint = Optional. What have you changed since the complaint?
answering-too-long = At most { $most } characters.
answering-save = Save the draft
answering-sure = I know that neither the answer nor the document can be changed once it is submitted.
answering-sure-missing = Tick this box to submit.
answering-submit = Submit the answer
answering-saved = The draft is saved.
answering-submitted = Your answer is submitted. It can no longer be changed.
answering-changed = Somebody else has written while you were writing; yours is not saved yet. What is saved now stands below. Mend what you wrote accordingly, and save it again.
answering-theirs = What is saved now
answering-over = This complaint has been answered already; nothing can be changed any more.
answering-unkept = Your text that was not saved
answering-nothing = None

answering-document = Document
answering-document-lead = You may add a document such as the consent form, a transcript of the call or a screenshot. Save what you have written as a draft first.
answering-document-file = Document
answering-document-hint = PDF, PNG or JPEG, at most { $mib } MiB.
answering-document-size = { $kib } KiB
answering-document-add = Add the document
answering-document-remove = Remove the document
answering-document-done = The document is updated.
answering-document-too-long = This document is too large. Choose a smaller one.
answering-document-wrong = This file is no PDF, PNG or JPEG.
answering-document-changed = Somebody else has changed the document meanwhile. The one there now is below.
answering-back = All complaints

provider-act-complaint-opened = Looked at a complaint
provider-act-answer-saved = Wrote the draft of an answer to a complaint
provider-act-answer-document-added = Added a document to an answer
provider-act-answer-document-removed = Removed a document from an answer
provider-act-answer-document-taken = Downloaded the document of an answer
provider-act-answer-submitted = Answered a complaint

channel-call = Calls
channel-text = SMS
channel-email = E-mail

status-approval = Approved
status-refusal = Refused

recipient-type-individual = Private person
recipient-type-merchant = Merchant

staff-role-agent = Call centre agent
staff-role-authority = Public officer

source-unknown = Not reported
source-hs-2015 = Before 1 May 2015
source-hs-karar = The company’s own decision
source-hs-fiziksel-ortam = In a shop or branch
source-hs-islak-imza = On a signed form
source-hs-etkinlik = At an event
source-hs-atm = At a cash machine
source-hs-eortam = Electronically
source-hs-web = On the company’s website
source-hs-mobil = In the company’s mobile app
source-hs-mesaj = By SMS to the company
source-hs-eposta = By e-mail to the company
source-hs-cagri-merkezi = Through the company’s call centre
source-hs-sosyal-medya = On social media
source-iys-kisamesaj = You, by SMS
source-iys-cm = You, through our call centre
source-iys-web = You, on this site
source-iys-web-yeni = You, on this site, by adding the brand
source-iys-mobil = You, in our mobile app
source-iys-eposta = You, by a link in our e-mail
source-iys-ahs-hat-kapatma = The line was closed
source-iys-frame-eposta = You, in an embedded form, by e-mail
source-iys-frame-sms = You, in an embedded form, by SMS

date = { $day } { $monthNumber ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[other] Dec
} { $year }
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[other] December
} { $year }

second-factor = Second factor
second-factor-hint = The six digits your authenticator shows now, or one of your recovery codes.

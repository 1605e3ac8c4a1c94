channel-call = Arama
channel-text = SMS
channel-email = E-posta

status-approval = Onay
status-refusal = Ret

recipient-type-individual = Bireysel
recipient-type-merchant = Tacir

staff-role-agent = Çağrı merkezi görevlisi
staff-role-authority = Kamu görevlisi

source-unknown = Bildirilmemiş
source-hs-2015 = 1 Mayıs 2015 öncesinden
source-hs-karar = Firmanın kendi kararı
source-hs-fiziksel-ortam = Mağaza ya da şubede
source-hs-islak-imza = İmzalı formla
source-hs-etkinlik = Bir etkinlikte
source-hs-atm = ATM’de
source-hs-eortam = Elektronik ortamda
source-hs-web = Firmanın internet sitesinde
source-hs-mobil = Firmanın mobil uygulamasında
source-hs-mesaj = Firmaya SMS ile
source-hs-eposta = Firmaya e-posta ile
source-hs-cagri-merkezi = Firmanın çağrı merkezinde
source-hs-sosyal-medya = Sosyal medyada
source-iys-kisamesaj = SMS ile siz
source-iys-cm = Çağrı merkezimizden siz
source-iys-web = Bu siteden siz
source-iys-web-yeni = Bu siteden siz, markayı ekleyerek
source-iys-mobil = Mobil uygulamamızdan siz
source-iys-eposta = E-postamızdaki bağlantıdan siz
source-iys-ahs-hat-kapatma = Hattın kapanması
source-iys-frame-eposta = Gömülü formdan, e-posta ile siz
source-iys-frame-sms = Gömülü formdan, SMS ile siz

date = { $day }.{ $month }.{ $year }
month = { $month ->
    [1] Ocak
    [2] Şubat
    [3] Mart
    [4] Nisan
    [5] Mayıs
    [6] Haziran
    [7] Temmuz
    [8] Ağustos
    [9] Eylül
    [10] Ekim
    [11] Kasım
   *[other] Aralık
} { $year }

second-factor = İkinci doğrulama
second-factor-hint = Doğrulama uygulamanızın şu an gösterdiği altı rakam ya da kurtarma kodlarınızdan biri.

desk-sign-in-title = Çağrı merkezi girişi
desk-sign-in-lead = Bu bölüm çağrı merkezi görevlileri içindir.
desk-sign-in-name = Kullanıcı adı
desk-sign-in-password = Parola
desk-sign-in-button = Giriş yap
desk-sign-in-wrong = Kullanıcı adı ya da parola yanlış.
desk-sign-in-note = On yanlış denemeden sonra bu ağdan on beş dakika boyunca giriş yapılamaz; doğru parola da geçmez.
desk-sign-out = Görevi bırak
desk-member = Sicil { $number }

desk-begin-title = Yeni arama
desk-begin-lead = Arayanın adresini yazın. O adrese bir kod gider; arayan kodu okumadan hiçbir kayıt açılmaz.
desk-address = Arayanın telefonu ya da e-postası
desk-address-hint = Örneğin 0532 111 22 33 ya da ad@ornek.com
desk-address-wrong = Bu bir telefon numarası ya da e-posta adresi değil.
desk-reason = Neden arıyor?
desk-reason-missing = Arama nedenini seçin.
desk-reason-question = Kayıtlarını soruyor
desk-reason-refusal = Ret vermek istiyor
desk-reason-approval = Onay vermek istiyor
desk-reason-complaint = Şikâyet etmek istiyor
desk-note = Not (isteğe bağlı)
desk-note-hint = En çok { $most } karakter. Arayan bu notu kendi sayfasında görür.
desk-note-too-long = Not en çok { $most } karakter olabilir.
desk-language = Mesajların dili
desk-send-code = Kod gönder

desk-proof-title = Arayan kim?
desk-proof-lead = { $address } adresine bir kod gitti. Arayandan kodu okumasını isteyin.
desk-code = Arayanın okuduğu kod
desk-code-check = Kodu dene
desk-code-wrong = { $left ->
    [0] Kod yanlış. Deneme hakkı bitti; aramayı baştan açın.
   *[other] Kod yanlış. { $left } deneme kaldı.
}
desk-code-gone = Bu kod artık geçmiyor. Aramayı baştan açın, yeni kod gitsin.
desk-code-too-many = Bu adrese çok sayıda kod gitti. { $at } sonrasında yeniden deneyin.
desk-code-no-route = Bu numaraya kod gönderilemez. Arayan başka bir adresini söyleyebilir.
desk-network-title = Numarayı operatör doğruladıysa
desk-network-verified = Arayan numarayı şebeke doğruladı.
desk-network-reference = Aramanın referansı
desk-network-hint = Santralin bu aramaya verdiği numara. Arayanın göreceği kayda yazılır.
desk-network-button = Kod olmadan aç
desk-network-not-allowed = Bu adres için kodsuz açılamaz ya da doğrulama ve referans eksik.
desk-other-caller = Vazgeç, başka bir arayan

desk-call = Süren arama
desk-call-until = { $at } kapanır
desk-end = Aramayı bitir
desk-nav-records = Kayıtlar
desk-nav-approve = Onay ver
desk-nav-complaints = Şikâyetler

desk-caller-title = Arayanın kayıtları
desk-totals = { $approvals } onay, { $refusals } ret.
desk-search = Marka ara
desk-search-button = Ara
desk-channel = Kanal
desk-status = Durum
desk-all = Hepsi
desk-brand = Marka
desk-at = Ne zaman
desk-nothing = Kayıt yok.
desk-story = Geçmişi
desk-refuse = Ret ver
desk-refuse-brand = { $brand }: hepsini reddet
desk-refuse-many = Toplu ret
desk-refuse-channel = { $channel }: { $count } onayın hepsini reddet
desk-refuse-everything = Her şeyi reddet ({ $count } onay)
desk-refuse-everything-ask = Arayana sorun: Bütün markalara, bütün kanallardan ret verilsin mi?
desk-refuse-everything-yes = Evet, her şeyi reddet
desk-complain = { $brand } için şikâyet yaz
desk-pages = Sayfalar
desk-page-of = Sayfa { $page } / { $pages }
desk-previous = Önceki
desk-next = Sonraki

desk-done-title = Yapılan işlem
desk-done-list = Değişen kayıtlar
desk-changed = { $count } kayıt değişti.
desk-receipt-sent = Makbuz arayana mesajla gidiyor.
desk-unchanged = Değişen bir şey yok; kayıtlar zaten böyleydi.
desk-receipt = Makbuz
desk-back = Kayıtlara dön
desk-story-title = Kaydın geçmişi
desk-said-on = söylendiği gün { $day }
desk-retailers-changed = Kaydı kullanabilen bayiler değişti.

desk-approve-title = Onay ver
desk-approve-lead = Yalnız arayanın kendi söylediği marka için onay verilir. Siz marka önermeyin.
desk-approve-search = Arayanın söylediği marka
desk-approve-none = Böyle bir marka bulunamadı.
desk-approve-button = Onayı kaydet
desk-approve-incomplete = Markayı ve en az bir kanalı seçin.

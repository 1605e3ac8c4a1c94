text-of-calls = arama
text-of-texts = SMS
text-of-both = SMS ve arama
text-keyword-all = RET TUM
text-keyword-all-calls = RET TUM ARAMA
text-keyword-all-texts = RET TUM SMS
text-scope-calls = ARAMA
text-scope-all = TUM
text-no-record = kayıt yok

text-refused = { $brand }: { $channels } reddiniz { $time } kaydedildi. No { $receipt }.
text-approved = { $brand }: { $channels } onayınız { $time } kaydedildi. No { $receipt }. Vazgeçmek için: RET { $key }
text-already-refused = { $brand } için { $channels } reddiniz zaten kayıtlı.
text-already-approved = { $brand } için { $channels } onayınız zaten kayıtlı.
text-offer-calls = Aramalar için: RET { $key } ARAMA
text-state = { $brand } - SMS: { $text }, arama: { $call }. Reddetmek için: RET { $key } ya da RET { $key } ARAMA
text-list = Size { $total } marka ulaşabilir: { $brands }{ $more ->
    [0] {""}
   *[other] {" "}ve { $more } marka daha
}. Hepsi: { $url }
text-list-empty = Size SMS ya da arama ile ulaşabilecek marka yok. Ayrıntı: { $url }
text-confirm-all = { $count } onayınızın hepsi reddedilecek. Onaylamak için 10 dakika içinde şunu gönderin: { $keyword } { $code }
text-refused-all = { $count } onayınızın hepsi { $time } reddedildi. No { $receipt }.
text-nothing-to-refuse = Reddedilecek bir onayınız yok. Ayrıntı: { $url }
text-wrong-code = Kod yanlış; bir şey değişmedi. { $tries } deneme hakkınız kaldı.
text-code-gone = Bu kod geçerli değil; bir şey değişmedi. Yeni kod için RET TUM yazın.
text-which-brand = Hangi marka? Örnek: RET MARKAADI. Hepsi için: RET TUM. Liste: { $url }
text-one-thing = Hangisini istiyorsunuz? Bir şey değişmedi. Bir mesaj tek şey söyler: RET MARKAADI, RET MARKAADI ARAMA ya da ONAY MARKAADI. { $url }
text-unknown-brand = Bu adda marka bulunamadı; bir şey değişmedi. Örnek: RET MARKAADI ya da RET 600001. Liste: { $url }
text-several-brands = Bu adda birden çok marka var; bir şey değişmedi. Marka numarasıyla yazın. Liste: { $url }
text-email = E-posta izinleri SMS ile değişmez; bir şey değişmedi. E-postadaki çıkış bağlantısını ya da şu sayfayı kullanın: { $url }
text-email-left = E-posta SMS ile değişmez: e-postadaki çıkış bağlantısı ya da { $url }
text-email-left-short = E-posta SMS ile değişmez: { $url }
text-email-left-shortest = E-posta: { $url }
text-help = Yazabilecekleriniz: RET MARKA, RET MARKA ARAMA, RET TUM, ONAY MARKA, DURUM MARKA, LISTE. Ücretsizdir. { $url }
text-unknown = Anlaşılamadı; bir şey değişmedi. Örnek: RET MARKAADI. Yardım: YARDIM. Liste: { $url }
text-unverified = Bu mesajın numaranızdan geldiği doğrulanamadı; bir şey değişmedi. Buradan reddedebilirsiniz: { $url }
text-too-late = Mesajınız gecikerek ulaştı; onay kaydedilmedi. Onaylamak için yeniden yazın.
text-in-parts = Onay, birden çok parçadan oluşan bir mesajla kaydedilmez; bir şey değişmedi. Kısaca yazın: ONAY MARKAADI
text-unreadable = Mesajınız tam okunamadı; bir şey değişmedi. Düz harflerle yeniden yazın: RET MARKAADI. Liste: { $url }

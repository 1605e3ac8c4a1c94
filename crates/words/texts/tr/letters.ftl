letter-code-subject = Tek kullanımlık kodunuz
letter-code-sign-in = { $operator } giriş kodunuz: { $code }. { $minutes } dakika geçerlidir. Bu kod onay yerine geçmez; kimseyle paylaşmayın.
letter-code-add-address = { $operator } adres ekleme kodunuz: { $code }. { $minutes } dakika geçerlidir. Bu kod onay yerine geçmez; kimseyle paylaşmayın.
letter-code-desk = { $operator } çağrı merkezi kodunuz: { $code }. { $minutes } dakika geçerlidir. Bu kod onay yerine geçmez; yalnızca sizin aradığınız temsilciye söyleyin.
letter-code-voice = { $operator } sesli menü kodunuz: { $code }. { $minutes } dakika geçerlidir. Bu kod onay yerine geçmez; telefonunuzda tuşlayın, kimseyle paylaşmayın.
letter-code-apply = { $operator } başvuru kodunuz: { $code }. { $minutes } dakika geçerlidir. Kimseyle paylaşmayın.

letter-question = { $operator }: { $brand } ({ $provider }) size { $channels } ile ticari ileti göndermek için onayınızı istiyor.
letter-question-code = Onaylıyorsanız { $code } kodunu { $brand } ile paylaşın; { $minutes } dakika geçerlidir. Onaylamıyorsanız kodu kimseye vermeyin.
letter-question-link = Metni okuyun; onaylayın ya da reddedin. Bağlantı { $hours } saat geçerlidir.
letter-question-go = Metni oku ve yanıtla
letter-question-subject = { $brand } ileti göndermek için onayınızı istiyor

letter-notice-text = { $brands ->
    [one] Bir marka size ileti onayı bildirdi
   *[other] { $brands } marka size ileti onayı bildirdi
 }: { $named }. Siz vermediyseniz ücretsiz reddedin: { $url }
letter-notice-text-keyword = ya da RET ve marka adını { $number } numarasına gönderin.
letter-notice-subject = { $brands ->
    [one] Bir marka, size ileti göndermek için onayınız olduğunu bildirdi
   *[other] { $brands } marka, size ileti göndermek için onayınız olduğunu bildirdi
 }
letter-notice-intro = Aşağıdaki onayların sizin adınıza verildiği bildirildi ve kaydedildi.
letter-notice-line = { $brand }: { $channel }, { $day } tarihinde
letter-notice-line-undated = { $brand }: { $channel }
letter-notice-line-refusal = (markanın ret adresi: { $address })
letter-notice-text-refusal = Markanın ret adresi: { $address }
letter-notice-more = ve { $records } kayıt daha
letter-notice-if-not-you = Siz vermediyseniz ya da artık istemiyorsanız reddedin. Neden sormayız; giriş yapmanız gerekmez.
letter-notice-refuse = Bunları reddet
letter-notice-free = Reddetmek ücretsizdir ve hemen geçerli olur. Bir şey yapmazsanız kayıtlar olduğu gibi kalır.

letter-loaded-text = { $brands ->
    [one] Bir markanın
   *[other] { $brands } markanın
 } eski onay kayıtlarınız sisteme yüklendi: { $named }.
letter-loaded-text-ways = Görmek ya da ücretsiz reddetmek: { $url }
letter-loaded-review = { $day } gününe dek reddetmezseniz geçerli sayılır.
letter-loaded-subject = Eski onay kayıtlarınız sisteme yüklendi
letter-loaded-intro = { $brands ->
    [one] Bir marka
   *[other] { $brands } marka
 }, size ileti göndermek için daha önce aldığı onayları sisteme yükledi.

letter-see-all = Bütün izinlerimi göster
letter-all-brands = Bütün markalar
letter-receipt-refused = { $brand } ({ $channels }) için reddiniz { $at } itibarıyla kaydedildi. No { $receipt }
letter-receipt-approved = { $brand } ({ $channels }) için onayınız { $at } itibarıyla kaydedildi. No { $receipt }
letter-receipt-refused-subject = Reddiniz kaydedildi ({ $at })
letter-receipt-approved-subject = Onayınız kaydedildi ({ $at })

letter-complaint = Şikâyetiniz { $at } itibarıyla alındı. Numarası: { $number }. Durumu: { $url }
letter-complaint-subject = Şikâyetiniz alındı: { $number }

letter-invitation = { $provider } sizi { $operator } konsoluna davet ediyor. { $hours } saat içinde parolanızı ve ikinci doğrulamanızı belirleyin: { $url } Bu kuruluşu tanımıyorsanız bir şey yapmayın.
letter-invitation-subject = Bir hizmet sağlayıcının konsoluna davet edildiniz
letter-invitation-link = Daveti kabul et

letter-application-sign-subject = Onayınız bekleniyor: { $company } hizmet sağlayıcı başvurusu
letter-application-sign = { $company } hizmet sağlayıcı olmak için başvuruyor ve sizi ikinci imza yetkilisi olarak gösterdi. Başvuruyu inceleyip onaylayın ya da reddedin. Bağlantı 14 gün geçerlidir. Bu başvuruyu bilmiyorsanız reddedin; hiçbir şey yapmazsanız başvuru ilerlemez.
letter-application-look = Başvuruyu incele
letter-application-returned-subject = Başvurunuzda düzeltme gerekiyor: { $company }
letter-application-returned = { $company } için başvurunuz düzeltilmek üzere geri gönderildi. Gerekçeyi başvuru sayfasında görebilir, düzeltip yeniden gönderebilirsiniz.
letter-application-approved-subject = Başvurunuz onaylandı: { $company }
letter-application-approved = { $company } artık bir hizmet sağlayıcıdır. Hizmet sağlayıcı numarası ve ana marka numarası: { $provider }.
letter-application-go = Başvurularıma git

letter-footer = { $operator } · { $url } · Bu ileti kendiliğinden gönderildi; yanıtlamanız gerekmez.

inbox-title = Denemenin gelen kutusu
inbox-lead = Gerçekte SMS ve e-posta olarak gidecek iletiler burada görünür; hiçbiri kimseye gönderilmedi.
inbox-again = Yenile
inbox-texts = SMS
inbox-mails = E-posta
inbox-empty = Henüz bir şey yok.

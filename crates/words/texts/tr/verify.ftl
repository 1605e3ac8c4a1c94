## `izin verify` komutunun söyledikleri.

verify-decision-proven = KANITLANDI. Bütün denetimler geçti.
verify-decision-development = KANITLANDI; ancak zaman, başka kimsenin güvenmediği bir GELİŞTİRME zaman damgası kurumuna dayanıyor.
verify-decision-incomplete = KANITLANMADI. Geçmeyen denetim yok, ama kanıt için gereken bir şey eksik.
verify-decision-failed = GEÇERSİZ. Buna güvenmeyin: bir denetim geçmedi.

verify-mark-proven = [kanıtlandı]
verify-mark-unproven = [kanıtlanmadı]
verify-mark-failed = [GEÇERSİZ]

verify-heading-receipt = Bir izin hareketinin alındısı
verify-heading-before = O andan önceki { $number }. hareket
verify-heading-after = O andan sonraki ilk hareket
verify-heading-state = Kaydın o andaki durumu
verify-heading-day = Günlük dosya
verify-heading-list = Sorgulanan liste
verify-heading-consent = Doğrulamalı onayın kaydı
verify-heading-together = Alındılar birlikte
verify-heading-limits = Bunun kanıtlamadıkları
verify-heading-log = Açık kayıt defteri

# Geçen denetimler.
verify-opened-consent = Açılan taahhüt yalnızca şu harekete uyar: { $brand } markası için { $status }; { $about }{ $source }{ $given }, kayıt tarihi { $recorded } (Türkiye saati).
verify-opened-access = Açılan taahhüt yalnızca şu harekete uyar: { $brand } markasının kaydını kullanabilecek bayiler değişmiş; { $about }, kayıt tarihi { $recorded } (Türkiye saati).
verify-about = alıcı { $address }, { $type }, kanal { $channel }
verify-source = , kaynak { $source }
verify-given = , izin tarihi { $date }
verify-approval = onay (ONAY)
verify-refusal = ret (RET)
verify-call = arama (ARAMA)
verify-text = mesaj (MESAJ)
verify-email = e-posta (EPOSTA)
verify-individual = bireysel (BIREYSEL)
verify-merchant = tacir (TACIR)
verify-identified = İşlem numarası (transactionId): { $id }.
verify-included = Hareket, { $size } satırlık kayıt defterinin { $index } numaralı satırıdır (0’dan sayılır); bu kanıt bozulmadan ikisi de değiştirilemez.
verify-signed = { $log } kayıt defteri bu durumunu, böylece her satırını imzalamış.
verify-cosigned = { $witness } tanığı aynı defteri { $at } tarihinde görmüş (kendi saati, Türkiye saatiyle).
verify-stamped-day = Dosya şu tarihte vardı: { $stamped }
verify-stamped-log = Defterin bu durumu şu tarihte vardı: { $stamped }
verify-renewed = { $number }. yenileme bu damgayı yeniden damgalamış: { $stamped }
verify-stamp = { $at } (Türkiye saati{ $accuracy }); { $development ->
        [true] GELİŞTİRME zaman damgası
       *[false] zaman damgası
    } “{ $authority }”, güven “{ $anchor }” üzerinden, sertifikaların geçerlilik sonu { $until }.
verify-accuracy = , en çok { $milliseconds } ms sapmayla
verify-adjacent = { $after } numaralı satır, kaydın bir önceki hareketi olarak { $before } numaralı satırı gösteriyor: arada hareket yok.
verify-state = { $instant } anında (Türkiye saati) kayıtta { $status } vardı; kayıt sisteminin saatine göre { $since } tarihinde kaydedilmiş.
verify-no-record = { $instant } anında (Türkiye saati) kayıt yoktu: ilk hareket, kayıt sisteminin saatine göre { $first } tarihinde kaydedilmiş.
verify-list-signed = Kayıt sistemi { $run } sorgusunu imzalamış: { $brand } numaralı marka için { $channel } sorulmuş (satırda yazmıyorsa { $kind }); { $from } ile { $until } arasında { $rows } satır yanıtlanmış: { $allowed } satıra izin var (en geç { $valid } anına kadar), { $denied } satıra yok, { $invalid } satır alıcı değil; { $changed } numara, satırdaki tarihten sonra el değiştirmiş.
verify-list-given = Burada verilen liste, sorgulanan listenin baytı baytına kendisi.
verify-list-answered = Burada verilen yanıt, verilmiş yanıtın baytı baytına kendisi.
verify-consent-record = Kayıt, aşağıdaki hareketlerin adını verdiği kaydın baytı baytına kendisi: { $provider } ({ $iys }) adına { $address } adresine { $way } yöntemiyle sorulmuş; gösterilen metin ({ $form } numaralı formun { $version }. sürümü): “{ $text }”{ $references }.
verify-consent-answer = { $brand } ({ $code }) için { $channel } sorusuna verilen yanıt, { $status }, defterin { $index } numaralı satırıdır.
verify-consent-times = Zamanların sırası doğru: { $asked } tarihinde sorulmuş, { $answered } tarihinde yanıtlanmış (Türkiye saati), sonra kaydedilmiş.

# Gösterilmeyenler.
verify-no-stamp = Ne zamandan beri var olduğu: henüz zaman damgası yok. Alındıyı sonra yeniden isteyin.
verify-no-authority = Ne zamandan beri var olduğu: zaman damgası { $claimed } diyor, ama denetlemek için kurumun sertifikası verilmedi (--tsa-cert).
verify-unknown-authority = Ne zamandan beri var olduğu: zaman damgası { $claimed } diyor, ama verilen sertifikaların hiçbiri bu kuruma kefil değil.
verify-unknown-renewal = Ne zamandan beri var olduğu, { $number }. yenilemeye göre: yenileme { $claimed } diyor, ama verilen sertifikaların hiçbiri bu kuruma kefil değil.
verify-ended = Zaman damgasının bugün sayıldığı: sertifikalarının süresi { $until } tarihinde (Türkiye saati) dolmuş ve öncesinde yenilenmemiş. Yapıldığında geçerliydi; zamanı o tarihe kadar kanıtlıyordu.
verify-quorum = Yeterince tanığın aynı defteri gördüğü: { $need } tanık istendi, { $have } tanık imzalamış.
verify-one-view = Herkese aynı defterin gösterildiği: güvendiğiniz hiçbir tanık imzalamamış.
verify-nothing-after = Kaydın o andaki durumu: { $last } numaralı satırdan sonrası gösterilmiyor. O sırada { $size } satır vardı; sonrası için defteri izleyin.
verify-development = Zamanın doğru olduğu: damga, kayıt sisteminin kendi çalıştırdığı bir GELİŞTİRME kurumunun.
verify-truth = Alıcının bunu gerçekten söylediği: kayıt sistemi kendisine bildirileni, belirtilen kaynaktan kaydeder.
verify-today = Kaydın bugünkü durumu: sonraki hareketler bu dosyada yok.
verify-content = Günlük dosyanın doğru ve eksiksiz olduğu: damga yalnızca dosyanın baytları içindir.
verify-list-not-given = Hangi adreslerin sorulduğu: liste burada verilmedi. Alındıdan sonra onu da verin.
verify-list-answer-not-given = Her birine ne yanıt verildiği: yanıt dosyası burada verilmedi. Alındıdan sonra onu da verin.
verify-list-time = Ne zaman sorulduğu: bu, kayıt sisteminin sözüdür. Adı geçen defter durumundan önce değildi.
verify-consent-alone = Bu sorunun sorulup yanıtlandığı: kaydı gösteren hareketlerden hiçbirinin geçerli alındısı verilmedi. Kaydın yanında makbuz-….json dosyalarını da verin.
verify-consent-not-given = { $brand } ({ $code }) için { $channel } sorusuna verilen yanıtın ({ $status }) kaydedildiği: alındısı burada verilmedi.
verify-consent-truth = Metnin alıcıya gerçekten gösterildiği ve yanıtı onun verdiği: bu, kayıt sisteminin sözüdür; hareketler kaydedildiğinden beri değiştirilemez.

# Geçmeyen denetimler.
verify-bad-movement = Açılan baytlar bir izin hareketi değil ({ $error }).
verify-bad-words = Okunur bölüm, taahhüt edilenden başka bir şey söylüyor. Ona inanmayın.
verify-bad-identity = İşlem numarası (transactionId) bu harekete ait değil.
verify-bad-checkpoint = İmzalanan, bir defterin durumu değil ({ $error }).
verify-bad-inclusion = Hareket, imzalanan defterde yok ({ $error }).
verify-not-signed-by = { $origin } defterinden olduğunu söylüyor, ama verilen anahtarların hiçbiri imzalamamış.
verify-not-signed = Verilen anahtarların hiçbiri imzalamamış.
verify-bad-log-signature = { $name } defterinin imzası yanlış.
verify-bad-witness-signature = { $name } tanığının imzası yanlış.
verify-bad-stamp = Zaman damgası geçersiz ({ $error }).
verify-renewal-order = { $number }. yenileme bir öncekinin devamı değil.
verify-renewal-inclusion = { $number }. yenileme bu damgayı kapsamıyor ({ $error }).
verify-renewal-stamp = { $number }. yenilemenin zaman damgası geçersiz ({ $error }).
verify-renewal-earlier = { $number }. yenileme, yenilediğinden daha eski.
verify-development-mark = Geliştirme kurumlarını gerçek kurumlardan ayıran işaret yanlış.
verify-clock = Kayıt tarihi { $recorded } deniyor; oysa { $stamped } anında damgalanmış.
verify-witness-clock = Kayıt tarihi { $recorded } deniyor; oysa { $witness } tanığı onu { $at } tarihinde görmüş.
verify-future = { $what } gelecekte: { $at }; bu bilgisayarın saati { $now }. Bu saatin doğru olduğuna bakın.
verify-dated-movement = Kayıt tarihi
verify-dated-stamp = Zaman damgasının tarihi
verify-dated-renewal = { $number }. yenilemenin zaman damgasının tarihi
verify-dated-cosignature = { $name } tanığının imza tarihi
verify-predecessor = { $index } numaralı satır, kaydın bir önceki hareketi olarak kendinden önce gelemeyecek { $previous } numaralı satırı gösteriyor.
verify-other-record = Bir alındı başka bir kayda ait.
verify-other-log = Alındılar farklı defterlerden.
verify-no-status = İlk hareket bir durum belirlemiyor.
verify-later-status = Durumu ilkinden sonraki bir hareket belirliyor.
verify-gap = Hareketler birbirini izlemiyor: aralarında biri eksik.
verify-too-late = Önceki diye gösterilen bir hareket o andan sonra kaydedilmiş.
verify-too-early = Sonraki diye gösterilen hareket o andan sonra kaydedilmemiş.
verify-list-signature = Verilen anahtarların (--check-key) hiçbiri, söylediğini imzalamamış.
verify-list-other-file = Burada verilen bir dosya ne liste ne de yanıtı.
verify-list-tree = Yanındaki defter durumu, adı geçen durum değil.
verify-consent-bytes = Kayıt, hareketlerin adını verdiği kayıt değil: baytları değiştirilmiş.
verify-consent-recipient = Kayıttaki alıcı, hareketteki alıcı değil.
verify-consent-other-answer = Kayıttaki { $place }. yanıt, hareketin söylediği değil.
verify-consent-time = Kayıttaki yanıt zamanı, hareketteki izin tarihi değil.
verify-consent-order = Kayıttaki zamanların sırası yanlış: soru yanıttan, yanıt da kaydedilmesinden önce gelmeli.
verify-consent-shown = Alıcı, yanıtlar ve yanıt zamanı hareketlerle aynı; öyleyse geri kalanı değiştirilmiş: gösterilen metin, kimin adına ya da ne zaman sorulduğu.

# Çelişkiler.
verify-contradiction = { $what } { $origin } defteri ikisini birden iyi niyetle vermiş olamaz. Bütün dosyaları saklayın; kanıtı onlardır.
verify-two-roots = { $size } satırlık iki farklı durum imzalanmış: farklı kişilere farklı defterler gösteriliyor.
verify-two-leaves = { $index } numaralı satır olarak iki farklı hareket gösteriliyor.
verify-two-histories = Defterin küçük durumu ile büyük durumunda { $first } ile { $last } numaralar arasındaki satırlar farklı.
verify-two-successors = { $one } ve { $other } numaralı satırların ikisi de kaydın bir önceki hareketi olarak { $previous } numaralı satırı gösteriyor.
verify-skipped = { $by } numaralı satır, kaydın bir önceki hareketi olarak { $names } numaralı satırı gösterip { $skipped } numaralı satırı atlıyor.
verify-skipped-first = { $by } numaralı satır, kaydın ilk hareketi olduğunu söyleyip { $skipped } numaralı satırı atlıyor.
verify-other-predecessor = { $by } numaralı satırın, kaydın bir önceki hareketi olarak gösterdiği { $previous } numaralı satır başka bir kayda ait.
verify-times-run-back = { $other } numaralı satır { $one } numaralı satırdan sonra geliyor, ama ondan önce kaydedildiğini söylüyor.
verify-stamped-earlier = { $index } numaralı satırın kayıt tarihi { $recorded } deniyor; oysa onu içeren { $size } satırlık durum { $stamped } anında damgalanmış.
verify-hidden = Kaydın { $instant } anındaki durumuna ilişkin kanıt, o ana kadar kaydedilmiş { $hidden } numaralı satırı atlıyor.

# Bütün bir defter.
verify-log-recomputed = { $log } defterinin { $size } satırının tamamı, imzaladığı ağacı veriyor; bütün dosyaları olması gerektiği gibi.
verify-log-witness = { $size } satırla: { $said }
verify-log-stamped = { $count } zaman damgası geçerli; sonuncusu ({ $last }, Türkiye saati) { $size } satırı kapsıyor.
verify-log-unstamped = Son { $count } satırın ne zamandan beri var olduğu: henüz damgalanmamış.
verify-log-untrusted = Satırların ne zamandan beri var olduğu: { $count } zaman damgası, sertifikası verilmemiş kurumların (--tsa-cert).
verify-log-ended = { $count } zaman damgasının hâlâ sayıldığı: sertifikalarının süresi dolmuş ve öncesinde yenilenmemiş.
verify-log-stamp = { $size } satırı kapsayan damga: { $fault }
verify-log-differs = { $file }: olması gerektiği gibi değil ({ $what }).
verify-log-more = { $count } dosya daha olması gerektiği gibi değil.
verify-log-openings = Satırların ne söylediği: satırlar birer taahhüttür, onları yalnızca alındılar açar.

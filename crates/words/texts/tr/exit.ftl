exit-title = Bu bildirimdeki izinler
exit-lead = { $day } tarihli bildirim { $address } adresine gönderildi. Bu markalar size ulaşmak için izniniz olduğunu bildirdi.
exit-brands-title = Bu iletinin çıkış bağlantısı
exit-brands-lead = Bu bağlantıyı, { $address } adresinize gönderdiği iletiye marka koydu ({ $day }).
exit-refuse-all = { $count ->
    [1] Bu izni reddet
   *[other] Bu { $count } iznin hepsini reddet
}
exit-refuse-one = { $brand } – { $channel }: yalnız bunu reddet
exit-free = Ret hemen geçerli olur, ücretsizdir ve neden sorulmaz.
exit-already = Bu bildirimdeki izinlerin hepsi zaten reddedilmiş. Yapmanız gereken bir şey yok.
exit-records = Bildirimdeki kayıtlar
exit-since = Ne zamandan beri
exit-source = Nereden
exit-receipt = Makbuz
exit-more = Ayrıca { $count } kayıt daha var; yukarıdaki düğme onları da kapsar.
exit-done = { $count ->
    [1] Bir izin reddedildi
   *[other] { $count } izin reddedildi
}
exit-done-text = Ret geçerli oldu. Makbuzları aşağıda; saklamak isterseniz sayfayı yazdırın.
exit-done-nothing = Bu izinler zaten reddedilmişti
exit-sign-in-text = Bütün izinlerinizi görmek, bir reddi geri almak ya da şikâyet etmek için:
exit-sign-in = Giriş yapın
exit-one-click = İzinleriniz reddedildi.
exit-over-title = Bu bağlantının süresi doldu
exit-over = Bağlantılar yalnız belirli bir süre geçerlidir; hat kapanırsa daha önce biter. Hiçbir şey değişmedi.
exit-unknown-title = Bu bağlantı bizim değil
exit-unknown = Bağlantı eksik kopyalanmış ya da değiştirilmiş olabilir. Hiçbir şey değişmedi.
exit-over-way = İzinlerinizi görmek ve reddetmek için telefonunuzla ya da e-posta adresinizle giriş yapabilirsiniz.

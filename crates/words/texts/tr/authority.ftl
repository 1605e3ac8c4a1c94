authority-nav-overview = Genel bakış

authority-sign-in-title = Kamu girişi
authority-sign-in-lead = Bu bölüm Bakanlık ve il müdürlüğü görevlileri içindir.
authority-name = Kullanıcı adı
authority-password = Parola
authority-sign-in-button = Giriş yap
authority-sign-in-wrong = Kullanıcı adı, parola ya da ikinci doğrulama yanlış. Her kod bir kez geçer; bir sonrakini bekleyin.
authority-sign-in-note = On yanlış denemeden sonra bu ağdan bu adla, parola doğru olsa da, on beş dakika giriş yapılamaz.

authority-overview-title = Göreviniz
authority-number = Personel numarası
authority-place = İl
authority-national = Türkiye geneli
authority-duty = Görev
authority-duty-cases = Şikâyetlere bakar
authority-duty-supervision = Sağlayıcıları ve müdürlükleri denetler
authority-duty-looks = Erişim kayıtlarını okur
authority-recovery-left = Kalan kurtarma kodu
authority-recovery-note = Telefonunuzu kaybederseniz ya da kodunuz kalmazsa işletmeciden yeni bir ikinci doğrulama isteyin.

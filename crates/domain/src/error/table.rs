//! The table of error codes: number, HTTP status, Turkish message, meaning.
//!
//! One row a code and one place for all of them (contract 16.1 and 16.2). A message may
//! hold `{placeholders}`, filled by [`ErrorCode::message_with`].

use super::ErrorCode;

macro_rules! table {
    ($($code:ident, $status:literal, $message:literal, $meaning:literal;)*) => {
        /// An error code of the contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $meaning] $code,)* }

        impl ErrorCode {
            /// All codes, ascending.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// The code as the contract writes it.
            pub const fn as_wire(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }

            /// What it means, in English.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning,)* }
            }

            /// The HTTP status it is answered with.
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$code => $status,)* }
            }

            /// The Turkish message, placeholders unfilled.
            pub const fn message(self) -> &'static str {
                match self { $(Self::$code => $message,)* }
            }
        }
    };
}

table! {
    H001, 404, "Hizmet Sağlayıcı:{iysCode} bulunamadı.", "No such service provider.";
    H014, 400, "Gönderilen istek JSON formatına uygun olmalıdır.", "Body is not valid JSON.";
    H015, 500, "Beklenmedik bir hata oluştu.", "Unexpected error.";
    H016, 400, "Geçersiz girdi tespit edildi, gerekli alanlar: [{fields}]", "Invalid input, lists required retailer fields.";
    H017, 400, "{key} sahası için {limit} karakter üst sınırına ulaşıldı!", "Field longer than its limit.";
    H018, 404, "Marka:{brandCode} bulunamadı.", "No such brand.";
    H031, 404, "Kullanıcı:{username} bulunamadı.", "No such user (integrator).";
    H058, 404, "Bayi:{retailerCode} bulunamadı.", "No such retailer.";
    H060, 500, "Bayi:{retailerCode} güncelleme operasyonu gerçekleştirilemedi.", "Retailer update failed.";
    H061, 500, "Bayi:{retailerCode} silme operasyonu gerçekleştirilemedi", "Retailer delete failed.";
    H062, 500, "Bayi:{retailerCode} kaydetme operasyonu gerçekleştirilemedi", "Retailer save failed.";
    H067, 400, "Yeni üretilebilecek 8 haneli bayi kodu kalmamıştır.", "No 8-digit retailer codes left.";
    H082, 400, "Enum listeleme işlemi başarısız oldu.", "City/town list could not be produced.";
    H083, 429, "Saniyede kabul edilen istek limitinine ulaşıldı. Lütfen daha sonra tekrar deneyiniz.", "Per-second request limit reached.";
    H084, 429, "Saatte kabul edilen kimlik doğrulama istek limitine ulaşıldı. Lütfen daha sonra tekrar deneyiniz.", "Hourly token-request limit reached.";
    H085, 400, "İzin ekleme isteği geçerli olmalıdır.", "Single-add request is not valid.";
    H086, 429, "Saatte kabul edilen tekil izin durumu sorgulama istek limitine ulaşıldı. Lütfen daha sonra tekrar deneyiniz.", "Hourly single-status limit reached.";
    H089, 429, "Saatte kabul edilen izin geçmişi listeleme istek limitine ulaşıldı. Lütfen daha sonra tekrar deneyiniz.", "Hourly history limit reached.";
    H090, 400, "Bayi ekleme isteği geçerli olmalıdır.", "Add-retailer-access request not valid.";
    H091, 422, "İzin ekleme sayısı en fazla 1000 olmalıdır.", "More than 1000 consents in the batch.";
    H092, 400, "Çoklu izin ekleme isteği geçerli olmalıdır.", "Batch-add request not valid.";
    H093, 422, "transactionId bulunamadı.", "TransactionId missing (in push calls: username or password missing).";
    H095, 400, "İşlem (transaction) isteği geçerli olmalıdır.", "Transaction request not valid.";
    H097, 400, "İzin sorgulama isteği geçerli olmalıdır.", "Status query not valid.";
    H098, 400, "Günlük izin değişim sorgulama isteği geçerli olmalıdır.", "Daily-change query not valid.";
    H100, 500, "Sunucuya kurtarma verisi kaydedilemedi.", "Backup data could not be saved.";
    H101, 500, "Sunucuya esas veri kaydedilemedi.", "Main data could not be saved.";
    H102, 500, "Şifreleme işlemleri yapılamadı.", "Encryption failed.";
    H103, 500, "Sunucuda arama yapılamadı.", "Search failed on the server.";
    H105, 500, "Şifre çözme işlemi başarısız oldu.", "Decryption failed.";
    H106, 500, "Durum raporu oluşturulamadı.", "Status report could not be produced.";
    H107, 500, "İzinler listelenemedi.", "Consents could not be listed.";
    H110, 422, "Durum (status) bulunamadı.", "Status missing.";
    H111, 422, "İzin tipi (type) bulunamadı.", "Type missing.";
    H112, 422, "İzin tarihi (consentDate) bulunamadı.", "ConsentDate missing.";
    H113, 422, "İzin kaynağı (source) bulunamadı.", "Source missing.";
    H114, 422, "Alıcı (recipient) bulunamadı.", "Recipient missing.";
    H115, 422, "Durum (status) için uygun değerler: ONAY, RET", "Status not ONAY/RET.";
    H116, 422, "Alıcı tipi (recipientType) için uygun değerler: BIREYSEL, TACIR", "RecipientType not BIREYSEL/TACIR.";
    H117, 422, "İzin tipi (type) için uygun değerler: ARAMA, MESAJ, EPOSTA", "Type not ARAMA/MESAJ/EPOSTA.";
    H118, 422, "Alan değeri kabul edilemedi. İstek gövdesinde bulunabilecek değerler: recipientType, retailerAccess, recipient, retailerCode, source, type, consentDate, status olmalıdır.", "Property not allowed in a consent (lists the eight allowed).";
    H119, 422, "İzin kaynağı (source) için uygun değerler: HS_FIZIKSEL_ORTAM, HS_ISLAK_IMZA, HS_WEB, HS_CAGRI_MERKEZI, HS_SOSYAL_MEDYA, HS_EPOSTA, HS_MESAJ, HS_MOBIL, HS_EORTAM, HS_ETKINLIK, HS_2015, HS_ATM, HS_KARAR", "Source not in the accepted list.";
    H120, 422, "Alıcı (recipient) kabul edilemedi. Geçerli bir eposta adresi giriniz.", "Recipient is not a valid e-mail.";
    H121, 422, "Alıcı (recipient) için E164 uluslararası([+][country code][area code][local phone number]) formatına uygun bir telefon numarası girilmelidir. (örn. +905992000000)", "Recipient is not a valid E.164 phone.";
    H122, 422, "Alıcı (recipient) için E164 uluslararası([+][country code][area code][local phone number]) formatına uygun bir telefon numarası veya geçerli bir eposta adresi girilmelidir. (örn. +905992000000)", "Recipient is neither valid phone nor e-mail.";
    H123, 400, "Ulaşmaya çalıştığınız servis şu anda meşguldür. Lütfen daha sonra tekrar deneyiniz.", "Service busy, try later.";
    H124, 429, "Saniyede kabul edilen istek limitine ulaşıldı. Lütfen daha sonra tekrar deneyiniz.", "Per-second request limit reached.";
    H125, 422, "Tek seferde eklenecek izin sayısı en fazla 1000 olmalıdır.", "More than 1000 consents at once.";
    H126, 422, "İzin erişimi olan bayilerin (retailer) liste uzunluğu en fazla {limit} olmalıdır.", "RetailerAccess list too long (table: 100; batch example: 3000).";
    H127, 422, "Alıcı listesi (recipients) uzunluğu en fazla {limit} olmalıdır.", "Recipients list too long (access calls: 100; status queries: 1000).";
    H129, 404, "Entegratör bulunamadı.", "Integrator not found.";
    H155, 422, "İzin kaynağı “1 Mayıs 2015 öncesi” olan izinler için, izin tarihi sadece 2015-05-01 00:00:00 olabilir.", "HS_2015 allows only 2015-05-01 00:00:00.";
    H156, 422, "İzinler için 1 Mayıs 2015’den önceki tarihler kabul edilmemektedir.", "Date before 1 May 2015.";
    H157, 422, "Geçerli bir tarih girilmelidir.", "Not a real date.";
    H158, 422, "İzin tarihi yyyy-mm-dd hh:mm:ss formatında olmalıdır.", "Date not in yyyy-mm-dd hh:mm:ss form.";
    H160, 422, "Alıcı için telefon numaraları 15 karakterden uzun olmamalıdır.", "Phone longer than 15 characters.";
    H162, 422, "Mevcut tarih ve saatten ileri bir tarih ve saat girilmemelidir.", "Date in the future.";
    H163, 422, "Bayiler kabul edilemedi. Lütfen boş liste eklemeyiniz.", "Empty retailer list.";
    H164, 422, "Alıcı listesi (recipients) kabul edilemedi. Liste boş olmamalıdır.", "Empty recipients list.";
    H166, 422, "Alıcı (recipient) kabul edilemedi. Telefon numaraları 15 karakterden uzun olamaz.", "Phone longer than 15 characters (queries).";
    H168, 422, "Alıcı listesi (recipients) bulunamadı.", "Recipients missing.";
    H169, 422, "İzin erişimi olan bayiler (retailerAccess) bulunamadı.", "RetailerAccess missing.";
    H170, 422, "Alıcı tipi (recipientType) bulunamadı.", "RecipientType missing.";
    H171, 400, "Bayi izin erişimi vermek için geçerli bir istek gönderilmelidir.", "Give-access request not valid.";
    H172, 400, "Bayi izin erişimini silmek için geçerli bir istek gönderilmelidir.", "Remove-access request not valid.";
    H173, 400, "Bayi izin erişimi sorgulamak için geçerli bir istek gönderilmelidir.", "Access-list request not valid.";
    H174, 400, "İzin durumu (status) güncellemesi için farklı bir durum girilmelidir. İzin durumu: {status}", "Same status again (text ends with the status; raised for RET on RET).";
    H175, 400, "İlk defa kaydedilen bir iznin durum (status) bilgisi RET olmamalıdır.", "First record cannot be RET.";
    H176, 400, "Sadece admin hesabıyla işlem yapılabilir.", "Only an admin account may do this.";
    H178, 400, "Sistemdeki iznin tarihinden önceki tarihli izinlerle güncelleme yapılamaz.", "Older than the stored consent.";
    H179, 500, "İzin tarihi karşılaştırması yapılamadı.", "Dates could not be compared.";
    H180, 403, "İstek gövdesinde yer alan bayi İYS numarasıyla (retailerCode) herhangi bir bayi bulunamadı.", "No retailer with this number.";
    H181, 500, "Bayi bilgisi listelenemedi.", "Retailer data could not be listed.";
    H182, 422, "offset değeri geçerli olmalıdır.", "Offset not valid (some methods: limit).";
    H183, 422, "limit değeri geçerli olmalıdır.", "Limit not valid (some methods: offset).";
    H184, 422, "all değeri geçerli olmalıdır.", "`all` not valid.";
    H185, 422, "short değeri geçerli olmalıdır.", "`short` not valid.";
    H186, 422, "Sayfalama (pagination) değeri en fazla 100 olabilir.", "Page size above 100.";
    H187, 422, "limit değerleri sıfır olmamalıdır.", "Limit is zero.";
    H190, 422, "iysCode integer bir değer olmalıdır.", "IysCode not an integer.";
    H191, 422, "brandCode integer bir değer olmalıdır.", "BrandCode not an integer (in push calls: connection timed out).";
    H192, 503, "İstek zaman aşımına uğradı.", "Request timed out.";
    H193, 422, "Bayi İYS numarası ve alıcı değeri liste içinde tekrarlanamaz.", "Repeated value in the list.";
    H194, 422, "İzin listede daha önce tanımlandı. Liste içinde izinler alıcı tipi (recipientType), tip (type) ve alıcı (recipient) değerleri için tekrarlanamaz.", "Same recipientType+type+recipient twice in the batch.";
    H195, 403, "Marka bilgisi için sunucuda arama yapılamadı.", "Brand search failed.";
    H196, 403, "Sunucudan iysCode bilgisi elde edilemedi.", "IysCode could not be obtained.";
    H197, 422, "Arama için kullanılacak karakter öbeği (text) bulunamadı.", "Search text missing.";
    H198, 422, "requestId 36 karakterden daha uzun olamaz.", "RequestId longer than 36.";
    H199, 422, "requestId sadece harflerden meydana gelemez.", "RequestId only letters.";
    H201, 400, "Girilen durum değeri geçersiz.", "Retailer status not valid.";
    H214, 400, "Bayi ticaret unvanı boş bırakılamaz!", "Retailer title empty.";
    H215, 400, "Bayi yetkilisi isim alanı boş bırakılamaz!", "Retailer name empty.";
    H216, 400, "Bayi yetkilisi tckn alanı boş bırakılamaz!", "Retailer tckn empty.";
    H217, 400, "Bayi il alanı boş bırakılamaz!", "Retailer city empty.";
    H218, 400, "Bayi il alanının code alanı boş bırakılamaz!", "Retailer city.code empty.";
    H219, 400, "Bayi il alanının name alanı boş bırakılamaz!", "Retailer city.name empty.";
    H220, 400, "Bayi ilçe alanı boş bırakılamaz!", "Retailer town empty.";
    H221, 400, "Bayi ilçe alanının code alanı boş bırakılamaz!", "Retailer town.code empty.";
    H222, 400, "Bayi ilçe alanının name alanı boş bırakılamaz!", "Retailer town.name empty.";
    H224, 400, "Telefon numarası geçersiz. Lütfen E164 uluslararası([+][country code][area code][local phone number]) formata uygun bir telefon numarası giriniz. (örn. +905992000000)", "Retailer phone not valid.";
    H225, 400, "Kimlik numarası değeri geçersiz.", "Tckn not valid.";
    H226, 400, "Kimlik numarası değeri 11 karakter olmalıdır.", "Tckn not 11 characters.";
    H227, 400, "Bayi mersis değeri geçersiz.", "Mersis not valid.";
    H228, 400, "Mersis değeri 16 karakter olmalıdır.", "Mersis not 16 characters.";
    H229, 400, "{key} alfanümerik olmalıdır.", "Name/title/alias must be alphanumeric.";
    H230, 400, "mersis numarası tekil olmalıdır.", "Mersis not unique.";
    H231, 400, "kimlik numarası tekil olmalıdır.", "Tckn not unique.";
    H241, 400, "Enum getirme işlemi başarısız oldu.", "City/town item could not be produced.";
    H243, 400, "Lütfen geçerli bir Vergi Kimlik Numarası giriniz.", "Tax number not valid.";
    H244, 400, "Tin değeri 10 veya 11 karakter olmalıdır.", "Tin must be 10 or 11 characters.";
    H245, 400, "Verilen iysCode entegratör grubuna ait değildir!", "IysCode is not in the integrator group.";
    H250, 400, "Kullanıcı adı veya şifre eksik!", "User name or password missing.";
    H251, 401, "Kullanıcı kimlik bilgileri geçersiz!", "User credentials not valid.";
    H252, 400, "Kimlik doğrulaması yapılamadı. Kimlik bilgileri eksik!", "No authentication, credentials missing.";
    H253, 400, "Verilen iysCode altında aynı {key} numarası ile kaydedilen pasif bir bayi hâlihazırda mevcuttur.", "A passive retailer already has this mersis or tckn.";
    H266, 400, "iysCode değeri istek üzerinde bulunamadı.", "IysCode (batch example: retailerCode) not in the request.";
    H267, 400, "iysCode değeri boş olmamalıdır.", "IysCode (single example: retailerCode) is an empty string.";
    H268, 404, "Verilen iysCode’una bağlı entegratör kullanıcısı bulunamadı!", "No integrator user for this iysCode.";
    H288, 400, "Tin değeri boş olmamalıdır", "Tin empty.";
    H351, 401, "Eksik veya geçersiz jeton!", "Token missing or not valid.";
    H353, 403, "{field}, kullanıcı izinleriyle eşleştirilemiyor", "Field does not match the user's rights.";
    H355, 404, "Kullanıcıda (ilgili yetki) yetkisi bulunmamaktadır!", "User lacks the authority.";
    H363, 400, "Bu servisi kullanabilmek için yetkiniz bulunmamaktadır.", "Not allowed to use this service (provider/partner mix-up).";
    H400, 422, "requestId sadece sayılardan meydana gelemez.", "RequestId only digits.";
    H401, 400, "Bayi eklenmesi beklenen izin sistemde bulunmamaktadır.", "No such consent to add a retailer to.";
    H402, 400, "Yetkili marka sorgulama isteği geçersizdir.", "Authorised-brand query not valid.";
    H403, 400, "İzin durumu sorgulama isteği geçerli olmalıdır.", "Status query not valid.";
    H404, 422, "text en az bir karakter içermelidir.", "Search text needs at least one character.";
    H405, 400, "Marka bilgisi sorgulama isteği geçerli olmalıdır.", "Brand query not valid.";
    H408, 422, "HS_KARAR kaynağından iletilen izinler için durum bilgisi RET olmalıdır.", "HS_KARAR requires RET.";
    H412, 500, "Beklenmedik bir hata oluştu.", "Unexpected error.";
    H437, 404, "IYS numarası:{iysCode} ile abonelik bulunamadı.", "No subscription for the iysCode.";
    H450, 422, "İzin tipi (type) değeri geçerli olmalıdır.", "Type not valid.";
    H452, 422, "İzin tipi (type) değeri ARAMA, MESAJ için beklenen izin kaynağı IYS_CM, IYS_KISAMESAJ olmalıdır.", "For ARAMA, MESAJ the source must be IYS_CM or IYS_KISAMESAJ.";
    H453, 422, "Alıcı (recipient) için gün içerisinde yapılan işlem sayısı 2'dir, daha fazla işlem yapılamamaktadır.", "Recipient has used its 2 operations today.";
    H454, 422, "İzin kaydetme isteği için verilen istek bilgisi (requestId) geçerli olmalıdır.", "RequestId of the confirmation not valid.";
    H455, 422, "İzin kaydetme isteği için verilen doğrulama kodu (verificationCode) geçerli olmalıdır.", "VerificationCode not valid.";
    H456, 422, "İzin kaydetme isteği için verilen istek bilgisiyle (requestId) ilgili işlem bulunamadı.", "No operation for this requestId.";
    H459, 422, "Alıcı (recipient) için beklenen izin tipi (type) değerleri MESAJ, ARAMA olmalıdır", "Type must be MESAJ or ARAMA.";
    H460, 422, "Girilen veriler doğrulamadı.", "Data did not verify.";
    H462, 400, "TACIR izinleri güncellenirken izin tarihi (consentDate) verilmelidir", "TACIR update needs consentDate.";
    H463, 400, "TACIR izinleri güncellenirken izin kaynağı (source) verilmelidir.", "TACIR update needs source.";
    H464, 422, "İzin tipi (type) {type} için, alıcı (recipient) {kind} formatında olmalıdır.", "Recipient is the wrong kind for the type.";
    H465, 422, "Alıcı (recipient) için 3 dk içinde yeni bir süreç başlatılamamaktadır", "No new process for this recipient within 3 minutes.";
    H467, 422, "Üç iş günü öncesinde alınan izinler kaydedilemez.", "Taken more than three business days ago.";
    H470, 500, "Beklenmedik bir hata oluştu.", "Unexpected error.";
    H476, 500, "Beklenmedik bir hata oluştu.", "Unexpected error.";
    H478, 422, "Alıcı listesi (recipients) liste olmalıdır.", "Recipients is not a list.";
    H486, 400, "İzin kaynağı (source) kabul edilemedi. İzin verilen değerler: HS_FIZIKSEL_ORTAM, HS_ISLAK_IMZA, HS_WEB, HS_CAGRI_MERKEZI, HS_SOSYAL_MEDYA, HS_EPOSTA, HS_MESAJ, HS_MOBIL, HS_EORTAM, HS_ETKINLIK, HS_2015, HS_ATM", "Source not accepted (list without HS_KARAR).";
    H501, 422, "Tarih formatı yyyy-aa-gg şeklinde olmalıdır.", "ReportDate not yyyy-mm-dd.";
    H502, 422, "reportDate alanı en fazla 7 gün önce olabilir.", "ReportDate out of range.";
    H503, 422, "", "RecipientType not valid in summary (2020 page only).";
    H506, 422, "İzin kaynağı (source) bulunamadı.", "Pull source not HS/IYS.";
    H507, 422, "limit alanı için karakter üst sınırı 1000 olmalıdır.", "Pull limit above 1000.";
    H512, 422, "false kabul edilemedi. İzin verilen değerler: true", "AgreementStatus must be true.";
    H520, 403, "Abonelik durumu {status} iken sadece {party} abonelik sorgulama servisine istek atılabilir.", "Subscription PAUSED or EXPIRED.";
    H521, 403, "Abonelik durumu CLOSED iken api kullanılamamaktadır.", "Subscription CLOSED.";
    H522, 400, "Sadece entegrator api user hesabıyla işlem yapılabilir", "Only integrator API users.";
    H524, 403, "{iysCode} için ait abonelik kaydı bulunamadı", "No subscription for the iysCode.";
    H525, 422, "Kullanılan izin sayısı maksimum sayıya ulaştığı için yeni izin eklenememektedir.", "Consent quota used up.";
    H530, 422, "Bağlantı oluşturulamadı. / Bağlantı kaldırılamadı.", "Push connection could not be made / removed.";
    H531, 422, "Bağlantı linki (url) https ile başlamalıdır.", "Push url must be https.";
    H568, 422, "Sadece ONAY durumunda olan izinler için link üretilmelidir.", "No approval to make a refusal link for, or more than 100 of them.";
    H586, 403, "Aboneliğiniz API kullanımını içermemektedir.", "Subscription has no API use.";
    H1000, 400, "Form yayımlanmadığı için süreç başlatılamamaktadır.", "The form has not been approved.";
    H1005, 400, "{field} bulunamadı.", "A field of a verified consent is missing.";
    H1010, 400, "{field} alanına girilen değer uygun değil.", "A field of a verified consent has no such value.";
    H1012, 400, "verificationType alanı için gereken değerler: SMS_SHORTURL, SMS_OTP, EPOSTA_SHORTURL, EPOSTA_APPROVALURL, EPOSTA_OTP olmalıdır.", "VerificationType not valid.";
    H1013, 400, "title alanı için gereken değerler: ETK, KVK olmalıdır.", "Title not allowed here.";
    H1014, 400, "Verilen marka kodları, istekte verilen IYS koda ait değildir.", "Brands are not the provider's.";
    H1016, 400, "Gönderilen istek JSON formatına uygun olmalıdır.", "Body of a verified consent is not valid JSON.";
    H1019, 500, "Beklenmedik bir hata oluştu.", "Unexpected error in a verified consent.";
    H1025, 400, "'{field}' geçersiz bir alan adıdır.", "Unknown field.";
    H1026, 400, "Alıcı (recipient) için E164 uluslararası([+][country code][area code][local phone number]) formatına uygun bir telefon numarası girilmelidir. (örn. `+905992000000`)", "Recipient is no phone number that gets text messages.";
    H1027, 400, "Alıcı (recipient) kabul edilemedi. Geçerli bir eposta adresi giriniz.", "Recipient is no e-mail address.";
    H1029, 400, "'{field}' alanı '{type}' tipinde olmalıdır.", "Field of the wrong type.";
    H1030, 400, "Daha önceden işlem başlatılmış bir requestId ile süreç tamamlama işlemi yapılmalıdır.", "No such verification of the caller's.";
    H1032, 400, "Verilen işlem id için süreç daha önce tamamlanmıştır.", "The verification was completed before.";
    H1040, 403, "{field}, kullanıcı izinleriyle eşleştirilemiyor", "Field does not match the user's rights, in a verified consent.";
    H1045, 401, "Eksik veya geçersiz jeton!", "Token missing or not valid, in a verified consent.";
    H1050, 400, "Otp kodu maksimum 3 defa hatalı girilebilir.", "Three wrong codes were tried.";
    H1051, 400, "Gönderilen OTP ile 15 dakika içinde işlem yapılmadığı için süreç sonlanmıştır.", "The code is older than 15 minutes.";
    H1052, 400, "Girilen otp kodu geçerli değildir.", "Wrong code.";
    H1054, 400, "İstekte verilen title ve type değerlerinden en az bir tanesi template bilgisi ile eşleştirilemedi.", "The form refers to no such text.";
    H1055, 400, "İstekte verilen formId:{formId} sistemde bulunamadı.", "No such form of the provider's.";
    H1056, 400, "İstek üzerinde verilen doğrulama tipi (verificationType) OTP içermemektedir.", "VerificationType has no code.";
    H1057, 400, "{field} alanı boş veya null olmamalıdır.", "Field empty or null.";
    H1060, 400, "İstek tiplerinin(consentTypes) başlık(title) alanları tekrarlı olmamalıdır.", "A title twice.";
    H1063, 400, "Alıcı tipi (recipientType) için uygun değerler: [BIREYSEL, TACIR] olmalıdır.", "RecipientType not valid, in a verified consent.";
    H1064, 400, "Doğrulama tipi (verificationType), işlem başlatma isteğinde belirtilenle uyuşmamaktadır.", "VerificationType differs from the start's.";
    H1066, 400, "İstekte verilen ETK izni EPOSTA tipi için yalnızca bir adet olmalıdır.", "More than one brand where one is asked about.";
    H1072, 400, "Verilen işlem id ve iysCode için sistemde doküman bilgisi bulunamadı.", "No record of such a verification.";
    H1082, 400, "Sistemdeki iznin tarihinden önceki tarihli izinlerle güncelleme yapılamaz.", "A later word stands against the approval.";
    H1085, 400, "Geçersiz izin tipi: {type}. Lütfen geçerli izin tiplerini kullanın: {types}", "Type not valid, in a verified consent.";
    H1086, 400, "Girdiğiniz '{type}' izin tipi, doğrulama tipi '{method}' ile uyuşmamaktadır. Uyuşan geçerli değerler: [{types}]", "Type does not fit the verificationType.";
}

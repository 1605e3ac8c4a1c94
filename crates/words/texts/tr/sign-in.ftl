sign-in-title = Giriş
sign-in-lead = Telefonunuzu ya da e-postanızı yazın; size tek kullanımlık bir kod gönderelim. Parola gerekmez.
sign-in-address = Cep telefonu ya da e-posta
sign-in-address-hint = Örneğin 0532 123 45 67 ya da ad@ornek.com
sign-in-send = Kod gönder
sign-in-privacy = Kod yalnızca giriş içindir; onay yerine geçmez. Kimseyle paylaşmayın.

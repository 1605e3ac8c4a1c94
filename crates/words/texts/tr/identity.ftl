identity-sign-in = { $provider } ile giriş yapın
identity-or = ya da
identity-cancelled = { $provider } ile giriş tamamlanmadı. Yeniden deneyin ya da kodla giriş yapın.
identity-unreachable = { $provider } şu anda yanıt vermiyor. Kodla giriş yapabilirsiniz.
identity-failed = { $provider } ile giriş doğrulanamadı. Yeniden deneyin ya da kodla giriş yapın.

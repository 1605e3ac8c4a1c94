identity-sign-in = Sign in with { $provider }
identity-or = or
identity-cancelled = The sign-in with { $provider } was not completed. Try again, or sign in by a code.
identity-unreachable = { $provider } does not answer at the moment. You can sign in by a code.
identity-failed = The sign-in with { $provider } could not be verified. Try again, or sign in by a code.

"""Sign-in with Google and Apple: what an issuer's tokens prove."""

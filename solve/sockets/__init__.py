"""The socket of a session: what a client says (`frames`), what it is sent (`feed`), who shares it (`hub`)."""

"""The WebSocket of a session: what a client sends (`frames`), what it is sent (`feed`), who else hears it (`hub`)."""

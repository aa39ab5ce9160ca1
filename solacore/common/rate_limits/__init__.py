"""Rate limits: what is limited (`scopes`), how it is counted (`usage`), where it is enforced (`limiter`)."""

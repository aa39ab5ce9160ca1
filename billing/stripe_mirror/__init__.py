"""A copy of what Stripe holds of our customers, in dj-stripe's tables, for the back office to read."""

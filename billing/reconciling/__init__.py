"""What we hold of people's rights, compared with what Stripe and RevenueCat say, and repaired."""

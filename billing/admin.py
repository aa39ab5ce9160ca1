"""Billing in the back office."""

from importlib import import_module

# The mirror's app bears dj-stripe's name, so Django finds dj-stripe's pages and not ours.
import_module("billing.stripe_mirror.admin")

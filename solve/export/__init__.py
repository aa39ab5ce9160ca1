"""A conversation to keep: one session as a document that a person takes along."""

"""How staff find a person, and what they see of one: never a word of a conversation."""

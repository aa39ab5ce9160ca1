"""The PostgreSQL backend of the settings; Django looks for it in `base`."""

"""`manage.py demo`: one person and one problem, through all five steps, over the public API."""

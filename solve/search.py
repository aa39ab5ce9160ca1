"""Full-text search in what was said, alike for languages with and without spaces between their words.

PostgreSQL's parser takes a run of Chinese characters for one word, and the extension for trigrams is not on
every server. So each of those characters is made a word of its own, in the index as in what is looked for,
where a term is a phrase: its characters, one after the other. Case, accents, width and punctuation make no
difference.
"""

from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Func, TextField, Value
from django.db.models.expressions import Combinable, F
from django.db.models.lookups import Exact

# Characters of a message that are indexed, which keeps any message within PostgreSQL's limits for a tsvector:
# 1 MB, and 16,383 positions (https://www.postgresql.org/docs/current/textsearch-limitations.html).
_INDEXED = 16_000
# The scripts that are written without spaces: kana and the Chinese characters, with their extensions.
_UNSPACED = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
# The parser would see addresses, paths and numbers with a sign in them.
_PUNCTUATION = r"[\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+"
_ACCENTS = r"[\u0300-\u036f]+"


class Folded(Func):
    """A text as its words are compared. It has no parameters, so that an index can be made of it."""

    output_field = TextField()
    template = (
        "regexp_replace(regexp_replace(regexp_replace(normalize(left(%(expressions)s, "
        f"{_INDEXED}), NFKD), '{_ACCENTS}', '', 'g'), '{_PUNCTUATION}', ' ', 'g'), '({_UNSPACED})', ' \\1 ', 'g')"
    )


class Words(Func):
    """The words of a text, with their places."""

    template = "to_tsvector('simple'::regconfig, %(expressions)s)"
    output_field = SearchVectorField()

    def __init__(self, text: Combinable | str) -> None:
        """Args: text: an expression or the name of a column."""
        super().__init__(Folded(text))

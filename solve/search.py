"""Full-text search in what was said, alike for languages with and without spaces between their words.

PostgreSQL's parser takes a run of Chinese characters for one word, and the extension for trigrams is not on
every server. So each of those characters is made a word of its own, in the index as in what is looked for,
where a term is a phrase: its characters, one after the other. Case, accents, width and punctuation make no
difference.
"""

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable, SearchVectorField
from django.db.models import Expression, F, Func, TextField, Value

_CONFIG = "simple"  # no language's stems and stop words: a session may be in any of three
# Characters of a message that are indexed, which keeps any message within PostgreSQL's limits for a tsvector:
# 1 MB, and 16,383 positions (https://www.postgresql.org/docs/current/textsearch-limitations.html).
_INDEXED = 16_000
_ACCENTS = r"[\u0300-\u036f]+"
# The parser would see addresses, paths and signed numbers in it.
_PUNCTUATION = r"[\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+"
# The scripts that are written without spaces: kana and the Chinese characters, with their extensions.
_UNSPACED = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"


class Folded(Func):
    """A text in the form in which its words are compared."""

    output_field = TextField()
    # Without parameters, so that an index can be made: messages_words, which a change here must replace.
    template = (
        f"regexp_replace(regexp_replace(regexp_replace(normalize(left(%(expressions)s, {_INDEXED}), NFKD), "
        f"'{_ACCENTS}', '', 'g'), '{_PUNCTUATION}', ' ', 'g'), '({_UNSPACED})', ' \\1 ', 'g')"
    )


class Words(Func):
    """The words of a text with their places."""

    output_field = SearchVectorField()
    template = f"to_tsvector('{_CONFIG}'::regconfig, %(expressions)s)"

    def __init__(self, text: Expression | F) -> None:
        """Args: text: where it is."""
        super().__init__(Folded(text))


def words_wanted(said: str) -> SearchQueryCombinable | None:
    """What finds the messages with all the words of a search, in any order; None when it has none."""
    query: SearchQueryCombinable | None = None
    for term in said.split():
        phrase = SearchQuery(Folded(Value(term)), config=_CONFIG, search_type="phrase")
        query = phrase if query is None else query & phrase
    return query

"""The rules as data: every pattern can be reached, and none takes for ever."""

import pytest

from solve.safety.crisis import LANGUAGES
from solve.safety.crisis.detect import findings
from solve.safety.crisis.labelled import SETS, lines
from solve.safety.crisis.lexicon import REPLY, Rule, lexicon
from solve.safety.normalize import normalize, sentences


@pytest.fixture(scope="module")
def known_sentences() -> set[str]:
    """All sentences of the labelled lines."""
    return {
        sentence
        for name in SETS
        for line in lines(name)
        for message in line.messages
        for sentence in sentences(normalize(message))
    }


def tried(rule: Rule, sentence: str) -> bool:
    return not rule.when.isdisjoint({*sentence.split(), *sentence})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_rule_let_all_its_phrases_through(known_sentences: set[str], language: str) -> None:
    unreachable = [
        (match[0], sentence)
        for rule in lexicon(language).rules
        for sentence in known_sentences
        if (match := rule.pattern.search(sentence)) and not tried(rule, sentence)
    ]
    assert unreachable == []


@pytest.mark.parametrize("language", [*LANGUAGES, REPLY])
def test_every_context_and_guard_that_a_rule_names_exists(language: str) -> None:
    known = lexicon(language)
    for rule in (*known.rules, *known.message_rules):
        assert {*rule.unless, *rule.soften, *filter(None, [rule.requires])} <= {*known.contexts, "longago"}
        assert rule.risk in {"acute", "concern", "contextual"}
        assert rule.alone in {"none", "concern"}


@pytest.mark.parametrize("piece", ["i want to ", "no quiero ", "我想", "kill ", "k", "me ", ". ", "a b "])
def test_a_long_repetition_is_read_to_its_end(piece: str) -> None:
    normal = normalize(piece * (4000 // len(piece)))
    for language in LANGUAGES:
        list(findings(normal, lexicon(language)))

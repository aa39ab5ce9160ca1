import pytest

from solve.evaluation import evaluate

OUTCOMES = [("cat", "cat"), ("cat", "cat"), ("cat", "dog"), ("dog", "dog")]


def test_accuracy_recall_and_precision() -> None:
    result = evaluate(OUTCOMES, ["cat", "dog"])

    assert result.total == 4
    assert result.accuracy == pytest.approx(3 / 4)
    assert result.recall("cat") == pytest.approx(2 / 3)
    assert result.recall("dog") == pytest.approx(1.0)
    assert result.precision("dog") == pytest.approx(1 / 2)


def test_the_table_has_expected_labels_as_rows_and_predicted_as_columns() -> None:
    rows = [line.split() for line in evaluate(OUTCOMES, ["cat", "dog"]).table().splitlines()]

    assert rows == [
        ["cat", "dog", "recall"],
        ["cat", "2", "1", "0.67"],
        ["dog", "0", "1", "1.00"],
        ["precision", "1.00", "0.50"],
    ]


def test_an_empty_set_has_no_accuracy() -> None:
    result = evaluate([], ["cat"])

    assert (result.accuracy, result.recall("cat"), result.precision("cat")) == (0.0, 0.0, 0.0)


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(ValueError, match="fish"):
        evaluate([("cat", "fish")], ["cat"])

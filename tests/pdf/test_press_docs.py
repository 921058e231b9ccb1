import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "press.md"


def test_the_examples_of_the_press_page_are_true() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted > 15
    assert found.failed == 0

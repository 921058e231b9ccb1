"""What the guides of the press say is so."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from petition.cli.press import press
from petition.pdf import list_layouts, load_layout
from petition.pdf.layouts import KEYS, parse_layout
from petition.pdf.preflight import RULES
from petition.pdf.preflight_report import PrintStandard, Rule

DOCS = Path(__file__).parents[2] / "docs"


def guide(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


def test_the_example_file_is_printed_as_the_guide_says(tmp_path: Path) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", guide("press-format"), re.DOTALL)
    source, out = tmp_path / "cards.jsonl", tmp_path / "cards.pdf"
    source.write_text(example, "utf-8")
    done = CliRunner().invoke(
        press, [str(source), "--layout", "office-4up-a4", "--out", str(out)], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert "2 cards on 1 sheets, 2 pages" in done.output
    assert "2 cards on 1 sheets, 2 pages" in guide("press-format")


def test_every_option_is_in_a_guide() -> None:
    guides = guide("press-format") + guide("press-layouts") + guide("press-shop")
    for parameter in press.params:
        for option in parameter.opts:
            assert not option.startswith("--") or option in guides, option


def test_the_example_layout_is_good_and_shows_every_key() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", guide("press-layouts"), re.DOTALL)
    layout = parse_layout(example, name="mine", file="mine.toml")
    assert layout.n_up == 2
    for table, key in KEYS:
        assert re.search(rf"^{key} = ", example, re.MULTILINE), (table, key)


@pytest.mark.parametrize("name", list_layouts())
def test_every_layout_is_in_the_guide_by_name_and_title(name: str) -> None:
    assert f"| `{name}` | {load_layout(name).title}" in guide("press-layouts")


def test_layouts_with_a_slug_are_named() -> None:
    (sentence,) = re.findall(r"Marks and slugs.*?for a slug", guide("press-layouts"), re.DOTALL)
    assert set(re.findall(r"`([\w-]+)`", sentence)) == {name for name in list_layouts() if load_layout(name).slug}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_of_the_preflight_is_in_the_guide(rule: Rule) -> None:
    marks = " | ".join("yes" if standard in rule.standards else "" for standard in PrintStandard)
    assert f"| `{rule.code}` | {rule.sentence} | {marks} |" in guide("press-shop")

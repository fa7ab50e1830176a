"""The single changes of a file: which are made, and that nothing is changed that cannot matter."""

import pytest

from tests.support.changes import changes


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a = 1 < b", ["number: a = 2 < b", "bound: a = 1 <= b"]),
        ("if a >= b:\n    c = d", ["negation: if not (a >= b):\n    c = d", "bound: if a > b:\n    c = d"]),
        ("if a == b:\n    c = d", ["negation: if a != b:\n    c = d"]),
        ("if not a:\n    c = d", ["negation: if a:\n    c = d"]),
        ("a = b if c else d", ["negation: a = b if not (c) else d"]),
        ("a = [b for b in c if b]", ["negation: a = [b for b in c if not (b)]"]),
        ("a = b not in c", ["negation: a = b in c"]),
        ("a = b is None and c", ["junction: a = b is None or c", "negation: a = b is not None and c"]),
        ("a = b + c", ["arithmetic: a = b - c"]),
        ("a = True", ["flag: a = False"]),
        ("for a in b:\n    continue", ["loop: for a in b:\n    break"]),
        ("a.save()", ["dropped statement: pass"]),
        ("raise Refused", ["dropped statement: pass"]),
        ("a = tidied(b)", ["dropped call: a = b"]),
        ("a = b.strip()", ["dropped call: a = b"]),
        ("a = told(b, late=c)", ["dropped argument: a = told(b, )"]),
        ('a = finding("C01", b)', ['code: a = finding("C02", b)']),
    ],
)
def test_a_statement_is_changed_in_every_way_once(code: str, expected: list[str]) -> None:
    assert [f"{each.kind}: {each.code()}" for each in changes("cascade/mail/letter.py", code)] == expected


@pytest.mark.parametrize(
    "code",
    [
        "",
        '"""Over 9 or under 3."""',
        "def a(b: int = c) -> Literal[1]: ...",
        "@dataclass(frozen=True)\nclass A: ...",
        "assert a < b",
        "logging.getLogger(a).exception(b)",
        "a = len(b)",
        "a = Path(b)",
        "a = b.read_text(encoding=c)",
    ],
)
def test_what_no_user_notices_is_left_alone(code: str) -> None:
    assert changes("cascade/mail/letter.py", code) == []


def test_a_change_has_its_place_and_a_name_of_its_own() -> None:
    code = "def told(a):\n    return (\n        a,\n        a < 1,\n        a < 1,\n    )\n"
    bounds = [each for each in changes("cascade/mail/letter.py", code) if each.kind == "bound"]
    assert [(each.room, each.lines, each.name) for each in bounds] == [
        ("mail", range(2, 5), "cascade/mail/letter.py [bound 0] < 1 → <= 1"),
        ("mail", range(2, 6), "cascade/mail/letter.py [bound 1] < 1 → <= 1"),
    ]
    assert bounds[1].code() == code.replace("        a < 1,\n    )", "        a <= 1,\n    )")


def test_codes_of_the_catalogue_are_not_exchanged_where_they_are_defined() -> None:
    assert [each.kind for each in changes("cascade/catalogue.py", 'A = {"C01": a}')] == []

"""Every page says which role it takes; the roles contain one another."""

import pytest
from flask import Flask

from cascade.desk.app import make_app
from cascade.desk.desk_roles import ANYBODY, BY_ACT, FOR_A_DEPARTMENT, NEEDED, WITH_A_FIRST_PASSWORD, DeskRole
from cascade.desk.workplace import ACTS, Desk
from tests.support.desk import here


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    home = tmp_path_factory.mktemp("desk")
    return make_app(Desk(home, home / "mail.toml"), here(home))


def test_every_address_says_which_role_it_takes(app: Flask) -> None:
    """One that says nothing is refused to everybody; here it is found before anybody misses it."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints == ANYBODY | BY_ACT | NEEDED.keys()
    assert not ANYBODY & NEEDED.keys()
    assert NEEDED.keys() >= FOR_A_DEPARTMENT | WITH_A_FIRST_PASSWORD


def test_whoever_changes_something_is_more_than_looking(app: Flask) -> None:
    """Of the addresses that take a POST, whoever looks has only these, which are about themselves."""
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {each for each in posts & NEEDED.keys() if NEEDED[each] is DeskRole.LOOKS} == {
        "leave",
        "account.mine",
    }
    assert posts & ANYBODY == {"account.sign_in"}
    assert {each.role for each in ACTS.values()} == {DeskRole.WORKS, DeskRole.REVIEWS}


def test_only_three_acts_are_a_reviewers_from_the_start() -> None:
    assert {name for name, act in ACTS.items() if act.role is DeskRole.REVIEWS} == {
        "overrule",
        "close",
        "reopen",
    }


def test_a_role_may_what_the_roles_before_it_may() -> None:
    assert [[mine.may(needed) for needed in DeskRole] for mine in DeskRole] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]

"""New passwords: long enough, any signs, none that everybody tries; what is kept is a salted scrypt."""

import re
import string
import time

import pytest

from cascade.desk import passwords


@pytest.mark.parametrize(
    "password",
    [
        "四个不相干的词 trombone 湖",
        "correct horse battery",
        "x7 !?§(-;)=~#%",
        "ㄅㄆㄇ 🦄🦄 óäß kwyj",
        "tulip-42-marmalade" * 4,
        "  blaue Katze im Regen  ",
    ],
)
def test_any_signs_will_do(password: str) -> None:
    assert passwords.fault_of(password, "张三") == ""


@pytest.mark.parametrize("length", [0, 1, 8, 11])
def test_short_ones_are_refused(length: int) -> None:
    said = f"新密码至少要 12 个字，现在是 {length} 个。可以是一句话，空格、汉字都可以用。"
    assert passwords.fault_of("kX9!wq#Lz2@v"[:length], "张三") == said


def test_too_long_ones_are_refused() -> None:
    assert passwords.fault_of("好" * 201, "张三") == "新密码最多 200 个字，现在是 201 个。"


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaa",
        "abcdabcdabcd",
        "123456789012",
        "p@ssw0rd2020",
        "iloveyou1314",
        "zhangsan1234",
        "cascade20201",
        "shenhe123456",
    ],
)
def test_those_that_everybody_tries_are_refused(password: str) -> None:
    assert passwords.fault_of(password, "zhangsan").startswith("这个密码太容易猜到")


def test_common_ones_of_the_lists_are_refused() -> None:
    """All of at least 12 signs among the 30,000 most common."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    common = [each for each in FREQUENCY_LISTS["passwords"] if len(each) >= passwords.SHORTEST]
    assert len(common) > 200
    assert [each for each in common if not passwords.fault_of(each, "张三")] == []


def test_a_first_password_is_random_and_follows_the_rule() -> None:
    first = {passwords.first_password() for _ in range(200)}
    assert len(first) == 200
    letters = set(string.ascii_lowercase + string.digits) - set("il01o")
    for each in first:
        assert re.fullmatch("-".join(["[a-z0-9]{4}"] * 4), each)
        assert set(each) - {"-"} <= letters
        assert passwords.fault_of(each, "张三") == ""


def test_what_is_kept_is_a_salted_scrypt_of_it_as_it_is() -> None:
    kept = {passwords.kept(" Ab ") for _ in range(2)}
    assert len(kept) == 2
    assert all(each.startswith("scrypt:32768:8:3$") for each in kept)
    assert all(passwords.fits(" Ab ", each) for each in kept)
    assert not any(passwords.fits(other, min(kept)) for other in ("Ab", " ab ", " Ab", ""))


def test_a_name_that_nobody_has_takes_as_long() -> None:
    kept = passwords.kept("x")
    took = []
    for hash_ in (kept, None):
        began = time.perf_counter()
        assert not passwords.fits("falsch", hash_)
        took.append(time.perf_counter() - began)
    assert max(took) < 5 * min(took)  # the work is the same; the machine may be busy

"""Passwords: what is wrong with a new one, random first ones, and what is kept of them."""

import secrets

from werkzeug.security import check_password_hash, generate_password_hash

SHORTEST, LONGEST = 12, 200  # characters
_RATED = 72  # characters that are looked at: what follows makes no password worse
_ENOUGH = 3  # of 4: over 100 million guesses by somebody who knows lists of passwords and words
_WORDS = ("cascade", "mubiao", "fenjie", "tianbao", "huizong", "jingban", "shenhe", "chakan", "workbooks")
_METHOD = "scrypt:32768:8:3"  # as strong as OWASP asks for, in 32 MB
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # that nobody takes for each other
_GROUPS, _OF = 4, 4
_NOBODYS = f"{_METHOD}$nobodys${0:0128}"  # of no password; to find that out takes as long as with any other


def fault_of(password: str, name: str) -> str:
    """What is wrong with a password that somebody wants to have, in Chinese; "" for nothing."""
    from zxcvbn import zxcvbn  # its lists take a while to load, and few requests need them

    if len(password) < SHORTEST:
        return f"新密码至少要 {SHORTEST} 个字，现在是 {len(password)} 个。可以是一句话，空格、汉字都可以用。"
    if len(password) > LONGEST:
        return f"新密码最多 {LONGEST} 个字，现在是 {len(password)} 个。"
    if zxcvbn(password[:_RATED], user_inputs=[name, *_WORDS])["score"] < _ENOUGH:
        return (
            "这个密码太容易猜到：常用的词、连着的键、重复的字、年份都是。请换一个，例如几个不相干的词连起来。"
        )
    return ""


def first_password() -> str:
    """A random password to begin with: 79 bits, easy to read to somebody."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_OF)) for _ in range(_GROUPS))


def kept(password: str) -> str:
    """What is kept of a password: its salted scrypt."""
    return generate_password_hash(password, _METHOD)


def fits(password: str, hash_: str | None) -> bool:
    """Whether a password is the one; where there is none (None), find out as slowly."""
    right = check_password_hash(hash_ or _NOBODYS, password)
    return right and hash_ is not None

"""Passwords: what they must be, and their argon2id hashes (GB/T 22239-2019 身份鉴别)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from anlan.standards.errors import BadInput

SHORTEST = 10
LONGEST = 128
CLASSES_NEEDED = 3

_hasher = PasswordHasher()  # RFC 9106, low-memory profile: 64 MiB, 3 passes
_NOBODY = _hasher.hash("nobody's password")


def check(password: str, account: str) -> str:
    """The password itself; BadInput saying which rule it breaks.

    >>> check("Spring-2027-Rain", "wang.fang")
    'Spring-2027-Rain'
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise _weak(f"a password has {SHORTEST} to {LONGEST} characters")
    if _classes(password) < CLASSES_NEEDED:
        raise _weak(
            f"a password mixes {CLASSES_NEEDED} of: small letters, capitals, digits, other characters"
        )
    if account.casefold() in password.casefold():
        raise _weak("a password does not contain the account name")
    if len(set(password)) < SHORTEST // 2:
        raise _weak("a password does not repeat a few characters")
    return password


def hashed(password: str) -> str:
    """The argon2id hash, with its salt and parameters inside."""
    return _hasher.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash; as slow when there is no account."""
    try:
        return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _classes(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum() or not c.isascii())
    return sum(any(test(c) for c in password) for test in tests)


def _weak(problem: str) -> BadInput:
    return BadInput(
        problem, place="password", way_out="choose another; a short sentence works well"
    )

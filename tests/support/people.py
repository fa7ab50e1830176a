"""An office that uses one desk from several machines: people with accounts, over TLS."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_server

from tests.support.certificates import Certificate, make_certificate
from tests.support.desk import Answer, RunningDesk, running_desk
from tests.support.office import run

LOOKING, WORKING, REVIEWING, DEPARTMENT = "看的人", "办的人", "审的人", "部门的人"  # their names
ROLES = {LOOKING: "查看", WORKING: "经办", REVIEWING: "审核", DEPARTMENT: "查看"}
PASSWORD = "四个不相干的词 trombone 湖"


QUICK = "tests.support.quick_desk"


def console(workbooks: Path, *words: object, quick: bool = False) -> "subprocess.CompletedProcess[str]":
    """Run a command of the desk on the console, one that ends; `quick` is for `QUICK`."""
    script = (QUICK.replace(".", "/") + ".py",) if quick else ("cascade/__main__.py", "desk")
    answer = run(*script, "--no-browser", "--workbooks", workbooks, *words)
    return subprocess.CompletedProcess([*map(str, words)], answer.code, answer.out, answer.error)


def add(workbooks: Path, name: str, *words: object, quick: bool = False) -> str:
    """Add an account; return its first password."""
    done = console(workbooks, "--add-user", name, *words, quick=quick)
    assert done.returncode == 0, done
    (found,) = re.findall(r"首次密码：(\S+)", done.stdout)
    return str(found)


def free_port() -> int:
    """A port that nothing listens at."""
    with create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


@dataclass
class People:
    """A desk over TLS, and who has signed in, by name; `quick` if it is `QUICK`."""

    desk: RunningDesk
    certificate: Certificate
    workbooks: Path
    quick: bool
    seats: dict[str, RunningDesk] = field(default_factory=dict)

    def add(self, name: str, *words: object) -> str:
        """Add an account; return its first password."""
        return add(self.workbooks, name, *words, quick=self.quick)

    def seat(self, name: str) -> RunningDesk:
        """The desk as somebody sees it."""
        return self.seats[name]

    def join(self, name: str, first: str) -> Answer:
        """Sign in with a first password and change it, as somebody does on their first day."""
        seat = self.desk.signed_in(name, first)
        answer = seat.post("/account", old=first, new=PASSWORD, again=PASSWORD)
        assert answer.status == 303, answer.text
        self.seats[name] = self.desk.signed_in(name, PASSWORD)
        return answer


@contextmanager
def open_office(workbooks: Path, *words: object, quick: bool = True) -> Iterator[People]:
    """A desk over TLS with one account, of a reviewer; more may join."""
    first = add(workbooks, REVIEWING, "--role", "审核", quick=quick)
    certificate = make_certificate(workbooks.with_name("tls"), "127.0.0.1")
    given = ("--listen", "127.0.0.1:0", "--certificate", certificate.chain, "--key", certificate.key)
    module, trust = QUICK if quick else "", certificate.client_context()
    with running_desk(workbooks, *given, *words, module=module, trust=trust) as desk:
        people = People(desk, certificate, workbooks, quick)
        people.join(REVIEWING, first)
        yield people


def with_all_roles(people: People, department: str) -> None:
    """Let one person of every role join, and one of a department only."""
    for name in (LOOKING, WORKING):
        people.join(name, people.add(name, "--role", ROLES[name]))
    words = ("--role", ROLES[DEPARTMENT], "--department", department)
    people.join(DEPARTMENT, people.add(DEPARTMENT, *words))

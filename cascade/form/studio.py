"""Where forms are drawn: in this process, and where there are many in others besides.

Nobody is waited for that has not begun: what the others have not been given yet is drawn here, and so is
whatever they cannot do, because one has died or for any other reason.
"""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from cascade import theme
from cascade.form.paper import draw
from cascade.layout import Layout
from cascade.machines import Machines

SECONDS = 20.0  # far beyond what a lot takes, on a slow machine too
_LOT = 5  # forms that are handed over together


@dataclass(frozen=True, slots=True)
class Order:
    """What a form with nothing typed is drawn from (see `draw`)."""

    layout: Layout
    ticket: str
    issued: datetime
    instructions: str


def drawn(orders: Sequence[Order]) -> list[bytes]:
    """The forms. A pure function, for any executor."""
    look = theme.load()
    return [draw(each.layout, each.ticket, each.issued, each.instructions, look) for each in orders]


@dataclass(slots=True, eq=False)
class Lot:
    """Some forms to be drawn together, and what becomes of them where others draw them."""

    orders: Sequence[Order]
    future: Future[list[bytes]] | None = None


class Studio:
    """Draws forms, with the help of `machines` if there are any. They are started when first needed."""

    def __init__(self, machines: Machines | None = None) -> None:
        self._machines = machines
        self._executor: Executor | None = None
        self._waiting: deque[Lot] = deque()  # with nobody at work on them
        self._under_way: list[Future[list[bytes]]] = []
        self.helped = False  # whether others have drawn anything yet

    def begin(self, orders: Sequence[Order]) -> list[Lot]:
        """Begin to draw some forms."""
        lots = [Lot(orders[start : start + _LOT]) for start in range(0, len(orders), _LOT)]
        self._waiting += lots
        self._hand_over()
        return lots

    def finish(self, lots: Sequence[Lot]) -> list[bytes]:
        """The forms that were begun, in their order: the last lots are drawn here, those before by others."""
        here: dict[Lot, list[bytes]] = {}
        for lot in reversed(lots):
            if lot.future is None:
                with suppress(ValueError):  # handing it over has failed
                    self._waiting.remove(lot)
                here[lot] = drawn(lot.orders)
                self._hand_over()
        return [form for lot in lots for form in here.get(lot) or self._by_others(lot) or drawn(lot.orders)]

    def _hand_over(self) -> None:
        """See that the others have enough to do."""
        self._under_way = [future for future in self._under_way if not future.done()]
        while self._machines and self._waiting and len(self._under_way) < 2 * self._machines.width:
            lot = self._waiting.popleft()
            try:
                if self._executor is None:
                    self._executor = self._machines.start()
                lot.future = self._executor.submit(drawn, lot.orders)
                self._under_way.append(lot.future)
            except Exception:
                self._send_home()

    def _by_others(self, lot: Lot) -> list[bytes] | None:
        """What others have drawn; None where they could not, or are themselves only just beginning."""
        if lot.future is None or not (self.helped or lot.future.done()):
            return None
        try:
            forms = lot.future.result(timeout=SECONDS)
        except Exception:  # whatever it was: if it is the form's fault, drawing it here shows it
            self._send_home()
            return None
        self.helped = True
        return forms

    def _send_home(self) -> None:
        """Do without help from now on."""
        executor, machines = self._executor, self._machines
        self._executor = self._machines = None
        if executor and machines:
            machines.stop(executor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._send_home()

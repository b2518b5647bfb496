"""The forms of a schedule: which ledger, how many documents, how much patience. A seed means something only together with its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from tests.simulation.time import SimulatedClock
from tests.simulation.whole.ledger_side import LedgerSide
from tests.simulation.whole.quickbooks_side import QuickBooksSide
from tests.simulation.whole.xero_side import XeroSide

MUCH_PATIENCE = 60
"""How often somebody presses 'Go on' once nothing goes wrong any more."""


@dataclass(frozen=True, slots=True)
class Form:
    """`how_many` documents a run is drawn from; `patience` is how often somebody presses 'Go on' before doing something else.

    `kills_at_keyring`: a program may also be killed around the saving of a renewed sign-in. `items`: how often a product is made first.
    `receipts`: the sales were paid at once, and are posted as such. `crowded`: two copies get in each other's way (`crowd`).
    """

    name: str
    how_many: tuple[int, ...]
    patience: int = 8
    kills_at_keyring: bool = True
    ledger: str = ""  # where it is not the name of the form
    items: float = 0.0
    receipts: bool = False
    crowded: bool = False

    def side(self, clock: SimulatedClock, seed: int) -> LedgerSide:
        """The ledger of a schedule."""
        if "quickbooks" not in (self.name, self.ledger):
            return XeroSide(clock)
        draw = Random(seed)
        return QuickBooksSide(clock, honours_ids=draw.random() < 0.6, numbers_are_unique=draw.random() < 0.6)


_FEW = (1, 1, 1, 2, 2, 2, 3, 4)  # few make many schedules, and most quarrels need but two
FIRST = Form("first", (1, 2, 2, 3, 4), MUCH_PATIENCE, kills_at_keyring=False)
"""As the first schedules were drawn: the seeds that failed then are of this form."""
XERO = Form("xero", _FEW)
QUICKBOOKS = Form("quickbooks", _FEW)
XERO_ITEMS = Form("xero-items", _FEW, ledger="xero", items=0.8)
QUICKBOOKS_ITEMS = Form("quickbooks-items", _FEW, ledger="quickbooks", items=0.8)
RECEIPTS = Form("quickbooks-receipts", _FEW, ledger="quickbooks", receipts=True)
XERO_CROWD = Form("xero-crowd", _FEW, ledger="xero", items=0.2, crowded=True)
QUICKBOOKS_CROWD = Form("quickbooks-crowd", _FEW, ledger="quickbooks", items=0.2, crowded=True)
"""Forms of their own, since whatever is drawn in addition would make other schedules of the seeds that are kept."""
FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        FIRST,
        XERO,
        QUICKBOOKS,
        XERO_ITEMS,
        QUICKBOOKS_ITEMS,
        RECEIPTS,
        XERO_CROWD,
        QUICKBOOKS_CROWD,
    )
}

"""Taking a route's mappings to another ledger: where to, then what carries over and what must be mapped again, then a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal

from app.domain.errors import BadInput, ExpectedProblem
from app.domain.mapping_copy import CopyLine, Fate, MappingCopy
from app.domain.route import Connection, Route
from app.domain.words import count_of
from app.ui.dialogs.office import CopyOffice
from app.ui.models.faces import full_word_of
from app.ui.parts import (
    Button,
    ButtonKind,
    ChipCell,
    ChipSpec,
    Column,
    DataTable,
    Dialog,
    FactLine,
    GroupRow,
    LineField,
    Prose,
    RadioCard,
    RowsModel,
    TextCell,
    Tone,
)  # fmt: skip
from app.ui.screens.place import PlaceScreen
from app.ui.screens.preview import PreviewSheet
from app.ui.style import Role, capped
from app.worker.contract import Overview

_CHIPS = {
    Fate.AGAIN: ChipSpec("Map again", "circle-help", Tone.WARN),
    Fate.PARTLY: ChipSpec("Partly", "circle-help", Tone.WARN),
    Fate.CHANGED: ChipSpec("Other name", "arrow-right", Tone.ACCENT),
    Fate.CARRIED: ChipSpec("Carries over", "check", Tone.GOOD),
    Fate.KEPT: ChipSpec("Stays", "lock", Tone.CALM),
}
_HEADS = {
    Fate.AGAIN: ("To be mapped again", "nothing stands for it there", "circle-help"),
    Fate.PARTLY: ("Carries over in part", "the rest is mapped again", "circle-help"),
    Fate.CHANGED: ("Leads to what stands for it", "found by number, rate or name", "arrow-right"),
    Fate.CARRIED: ("Carries over", "the same on both sides", "check"),
    Fate.KEPT: ("Stays as it is there", "decided on that route already", "lock"),
}


class CopyTarget(Dialog):
    """Where the mappings go: another route of the same source, or a new one to another ledger. `chosen()`."""

    chosen = Signal()

    def __init__(self, route: Route, routes: Sequence[Route], ledgers: Sequence[Connection]) -> None:
        super().__init__("Copy these mappings", f"From {capped(route.name, 80)}, which keeps them", width=560)
        self.setObjectName("copy-target")
        words = "A route stays with its ledger. Its mappings can be taken along; what does not fit is shown first."
        self.body.addWidget(Prose(words, Role.TEXT, "text2"))
        self._places: list[tuple[RadioCard, Route | Connection]] = []
        for other in routes:
            self._add(other.name, "A route that is there already", other)
        for ledger in ledgers:
            self._add(ledger.tenant_name or ledger.name, f"A new route to {full_word_of(ledger.system)}", ledger)
        self.name = LineField("Name of the new route")
        self.name.control.setObjectName("copy-name")
        self.name.submitted.connect(self._press)
        self.body.addWidget(self.name)
        cancel = Button("Cancel", ButtonKind.GHOST, height=36)
        cancel.clicked.connect(self.reject)
        self.go_on = Button("Compare", ButtonKind.PRIMARY, key="Enter", height=36)
        self.go_on.setObjectName("copy-compare")
        self.go_on.clicked.connect(self._press)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.go_on)
        self._places[0][0].setChecked(True)
        self.first_focus = self._places[0][0]
        self._show_name()

    def _add(self, title: str, second: str, place: Route | Connection) -> None:
        card = RadioCard(capped(title, 120), second)
        card.setObjectName("copy-place")
        card.toggled.connect(lambda _on: self._show_name())
        self._places.append((card, place))
        self.body.addWidget(card)

    @property
    def place(self) -> Route | Connection:
        """The route, or the ledger of the one that is to be made."""
        return next(place for card, place in self._places if card.isChecked())

    def _show_name(self) -> None:
        checked = [place for card, place in self._places if card.isChecked()]
        new = bool(checked) and isinstance(checked[0], Connection)
        self.name.setVisible(new)
        if new and isinstance(checked[0], Connection):
            self.name.set_text((checked[0].tenant_name or checked[0].name)[:80])

    def _press(self) -> None:
        if self.go_on.isEnabled():
            self.go_on.setEnabled(False)
            self.chosen.emit()

    def refuse(self, problem: ExpectedProblem) -> None:
        """Say what does not fit, at the name where it is about that."""
        self.go_on.setEnabled(True)
        at_name = isinstance(problem, BadInput) and problem.field == "name" and self.name.isVisibleTo(self)
        if at_name:
            self.name.set_problem(f"{problem.sentence} {problem.advice}".strip())
            self.name.control.setFocus()


class CopySheet(PreviewSheet):
    """What would carry over. `finished(True)` when the person agrees to exactly this."""

    def __init__(self, found: MappingCopy, into: Route) -> None:
        second = f"{found.before} to {found.now}. Nothing has been changed yet."
        super().__init__("copy", f"Copy to {into.name}", second, width=960, height=640)
        self.found = found
        self._add_facts()
        self._add_list()
        number = found.carries
        words = f"Copy {count_of(number, 'decision')}" if number else "Nothing to copy"
        self.add_answers("Not now", words, icon="copy", enabled=bool(number))

    def _add_facts(self) -> None:
        found = self.found
        words = f"{found.carries:,} of {count_of(len(found.lines), 'decision')} would be taken along to {found.now}"
        second = "The route they come from keeps its own; invoices that were sent stay as they are."
        self.body.addWidget(FactLine("copy", words, second, strong=True))
        again = found.count(Fate.AGAIN, Fate.PARTLY)
        if again:
            verb = "is" if again == 1 else "are"
            words = f"{count_of(again, 'decision')} {verb} to be made again"
            second = "Invoices that need them wait in Review, where each is asked for once."
            self.body.addWidget(FactLine("circle-help", words, second, tint="warn_text", strong=True))

    def _add_list(self) -> None:
        model: RowsModel[CopyLine] = RowsModel(
            (
                Column("What", lambda r: TextCell(r.what, tint="text2"), 142),
                Column("From", lambda r: TextCell(capped(r.source, 160), strong=True), 214),
                Column(f"In {self.found.before}", lambda r: TextCell(capped(r.before, 160), tint="text2"), 194),
                Column(f"In {self.found.now}", lambda r: TextCell(capped(r.after, 160) or "–", capped(r.why, 200))),
                Column("", lambda r: ChipCell.one(_CHIPS[r.fate]), 128),
            ),
            key=lambda r: (r.what, r.source, r.before),
        )
        table = DataTable(model, name="What carries over", row_height=44, edge=16)
        rows: list[CopyLine | GroupRow] = []
        for fate, (title, reason, icon) in _HEADS.items():
            mine = [line for line in self.found.lines if line.fate is fate]
            if mine:
                rows += [GroupRow(title, f"{len(mine):,}, {reason}", icon=icon, key=fate.value), *mine]
        model.set_rows(rows)
        self.add_list(table)


class MappingCopying:
    """The button of the Mappings screen and the way behind it. `wanted` hears the id of the route that was copied to."""

    def __init__(self, screen: PlaceScreen, office: CopyOffice, route_id: str, wanted: Callable[[str], object]) -> None:
        self._screen, self._office, self._route, self._wanted = screen, office, route_id, wanted
        self.button = Button("Copy", ButtonKind.GHOST, icon="copy", height=36)
        self.button.setObjectName("copy-mappings")
        self.button.setAccessibleName("Copy these mappings to another ledger")
        self.button.setToolTip("Take these mappings to another ledger; shows first what carries over")
        self.button.clicked.connect(self.begin)

    def begin(self) -> None:
        """Ask where to."""
        self._screen.ask(self._office.overview(), self._choose)

    def _choose(self, overview: Overview) -> None:
        own = overview.route(self._route)
        if own is None:
            return
        others = [r for r in overview.routes if r.id != own.id and r.source_id == own.source_id]
        led_to = {r.ledger_id for r in overview.routes if r.source_id == own.source_id}
        ledgers = [c for c in overview.connections if c.is_ledger and c.id not in led_to]
        if not others and not ledgers:
            problem = BadInput(
                "There is no other ledger yet.", advice="Add its connection first, then copy.", field="into"
            )
            self._screen.complain(problem)
            return
        self._screen.be_content()
        asking = CopyTarget(own, others, ledgers)
        asking.chosen.connect(lambda: self._go_to(asking))
        asking.open_in(self._screen.window())

    def _go_to(self, asking: CopyTarget) -> None:
        place = asking.place
        if isinstance(place, Route):
            self._look(asking, place)
            return
        made = self._office.route_for_copy(self._route, asking.name.text(), place.id)
        self._screen.ask(made, lambda route: self._look(asking, route), lambda problem: self._refused(asking, problem))

    def _look(self, asking: CopyTarget, into: Route) -> None:
        handle = self._office.look_copy(self._route, into.id)
        self._screen.ask(handle, lambda found: self._show(asking, found, into), lambda p: self._refused(asking, p))

    def _refused(self, asking: CopyTarget, problem: ExpectedProblem) -> None:
        asking.refuse(problem)
        if not (isinstance(problem, BadInput) and problem.field == "name"):
            asking.reject()
            self._screen.complain(problem)

    def _show(self, asking: CopyTarget, found: MappingCopy, into: Route) -> None:
        asking.accept()
        sheet = CopySheet(found, into)
        sheet.finished.connect(lambda agreed: self._keep(found, into) if agreed else None)
        sheet.open_in(self._screen.window())

    def _keep(self, found: MappingCopy, into: Route) -> None:
        def kept(number: int) -> None:
            self._wanted(into.id)
            self._screen.tell(f"{count_of(number, 'decision')} copied to {capped(into.name, 60)}")

        self._screen.ask(self._office.keep_copy(into.id, found), kept)

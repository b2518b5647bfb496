"""Recovery: what a start found of earlier work and of the records, and every way to mend it.

Three things may wait: records that are not whole (nothing is sent until they are), effects that nobody could prove the end of,
and look-ups that go on by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from app.domain.errors import AccessProblem, ExpectedProblem
from app.domain.machine import Decision
from app.domain.operation import OperationKind
from app.domain.plan import Mend
from app.domain.run import Progress, RunSummary
from app.domain.words import count_of, say_date
from app.ui.dialogs.sign_in import SignInDialog
from app.ui.models.faces import RouteFace, faces_of
from app.ui.parts import Banner, Button, ButtonKind, Card, FactLine, Prose, Tone, WorkingLine, open_dialog
from app.ui.screens.backups import BackupsCard
from app.ui.screens.decision import DecisionDialog, Doubt
from app.ui.screens.links import show_page
from app.ui.screens.place import PlaceScreen, empty
from app.ui.screens.rebuild_sheet import RebuildSheet
from app.ui.screens.recovery_cards import DecisionsCard, ListCard, LookedUpCard, RoutesCard
from app.ui.style import Role
from app.worker.contract import BackupFile, OpenEffect, Overview, RebuildPlan, RebuildResult, RecoveryLook
from app.worker.handle import TaskHandle
from app.worker.office import Office

FIRST_RUN, CONNECTIONS = "first_run", "connections"
_OF_SOURCE = (
    OperationKind.MARK_PROCESSED,
    OperationKind.UNMARK_PROCESSED,
    OperationKind.CREATE_PAYER,
    OperationKind.UPDATE_PAYER,
    OperationKind.CREATE_DEBIT,
    OperationKind.AMEND_DEBIT,
    OperationKind.DELETE_DEBIT,
)
"""What is looked for in the route's other system, not in its ledger."""
_OF_DOCUMENT = (OperationKind.POST_INVOICE, OperationKind.POST_CREDIT_NOTE)


class RecoveryScreen(PlaceScreen):
    """Cards below one another, the one that keeps everything from being sent on top."""

    def __init__(self, office: Office) -> None:
        super().__init__(office, "Recovery", "What the last end has left open, and the state of the records")
        self.setObjectName("recovery")
        self._office = office
        self._faces: dict[str, RouteFace] = {}
        self._unfinished: Sequence[RunSummary] = ()
        self._look: RecoveryLook | None = None
        self._looking: TaskHandle | None = None
        words = QVBoxLayout()
        words.setSpacing(4)
        self.heading = Prose("", Role.SENTENCE, "text")
        self.heading.setObjectName("recovery-heading")
        self.below = Prose("", Role.TEXT, "text2")
        words.addWidget(self.heading)
        words.addWidget(self.below)
        self.page.addLayout(words)
        self.working = WorkingLine("hourglass")
        self.working.setObjectName("recovery-working")
        self.working.hide()
        self.page.addWidget(self.working)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(16)
        self.page.addLayout(self._cards)
        self.backups = BackupsCard(office.data, makes=False)
        self.backups.restore_wanted.connect(self._restore)
        self.page.addWidget(self.backups)
        self.page.addStretch(1)
        office.bell.background.connect(lambda _news: self.refresh())

    # --- looking

    def refresh(self) -> None:
        """Routes first, since everything else is shown by their names."""
        self.ask(self._office.overview(), self._know_routes)
        self.ask(self._office.backups(), self._know_backups)

    def _know_routes(self, overview: Overview) -> None:
        self._faces = faces_of(overview.routes, overview.connections)
        self._unfinished = overview.unfinished
        self.ask(self._office.recovery(), self._show)

    def _know_backups(self, backups: Sequence[BackupFile]) -> None:
        self.backups.show_backups(backups)

    def _show(self, look: RecoveryLook) -> None:
        if look == self._look and self._cards.count():
            return  # nothing has moved, and what is in hand stays in hand
        self._look = look
        empty(self._cards)
        self._say(look)
        if not look.finding.may_send:
            self._add_finding(look)
        if look.decisions:
            waits = DecisionsCard(look.decisions, may_decide=look.finding.may_send)
            waits.decide.connect(self._decide)
            waits.open_link.connect(self._open)
            self._cards.addWidget(waits)
        if look.looked_up:
            self._add_looked_up(look)
        if self._unfinished:
            self._cards.addWidget(self._interrupted())
        self._put_focus()

    def _put_focus(self) -> None:
        """On the list that wants a person, so that the arrow keys and Shift+Enter are enough; never out of a dialog."""
        first = next((one for one in self.findChildren(ListCard) if not isinstance(one, LookedUpCard)), None)
        if first is not None and self.isVisible() and open_dialog(self.window()) is None:
            first.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, look: RecoveryLook) -> None:
        finding = look.finding
        if not finding.may_send:
            self.heading.setText("Nothing is sent until the records are whole")
            self.below.setText("Restore a backup if there is one, then rebuild what it does not know from the ledger.")
        elif look.decisions:
            number = len(look.decisions)
            self.heading.setText(f"{count_of(number, 'document')} {'waits' if number == 1 else 'wait'} for your word")
            self.below.setText("Everything else goes on meanwhile.")
        elif look.looked_up:
            number = len(look.looked_up)
            verb = "is" if number == 1 else "are"
            self.heading.setText(f"{count_of(number, 'document')} {verb} being looked up")
            self.below.setText("There is nothing to do. Nothing is sent twice.")
        else:
            self.heading.setText("Nothing is left open")
            facts = f"Its journal has {count_of(finding.facts, 'entry', 'entries')}, and every one of them fits."
            self.below.setText(f"Ledgerferry's records are whole. {facts}")

    def _add_finding(self, look: RecoveryLook) -> None:
        finding = look.finding
        pairs = (("Entries", f"{finding.facts:,} in the journal, {finding.counted:,} counted"),)
        banner = Banner(Tone.BAD, "database", finding.sentence, finding.advice, details=pairs, large=True)
        banner.setObjectName("recovery-finding")
        self._cards.addWidget(banner)
        if self._faces:
            routes = RoutesCard(tuple(self._faces.values()), look.rebuilt)
            routes.look_wanted.connect(self.look_into)
            self._cards.addWidget(routes)
            return
        card = Card(spacing=12)
        words = "Restore a backup below. Without one, set the connections up again; then the ledger can be asked."
        card.body.addWidget(FactLine("plug", "These records know no route", words, strong=True))
        again = Button("Set up connections", icon="plug")
        again.setObjectName("recovery-set-up")
        again.clicked.connect(lambda: self.wanted.emit(FIRST_RUN))
        card.body.addWidget(again)
        self._cards.addWidget(card)

    def _add_looked_up(self, look: RecoveryLook) -> None:
        now = Button("Look up now", icon="refresh-cw")
        now.setObjectName("recovery-look-now")
        now.clicked.connect(self._look_now)
        now.setEnabled(look.finding.may_send)
        self._cards.addWidget(LookedUpCard(look.looked_up, now))

    def _interrupted(self) -> Card:
        card = Card(spacing=12)
        card.setObjectName("recovery-interrupted")
        for run in self._unfinished:
            face = self._faces.get(run.route_id)
            name = face.route.name if face is not None else run.organisation
            words = f"The run of {say_date(run.started.astimezone().date())} was interrupted"
            card.body.addWidget(FactLine("pause", words, name, strong=True))
            if face is not None:
                link = Button(f"Go on in {name}", ButtonKind.LINK)
                link.setObjectName(f"recovery-go-on-{run.run_id}")
                link.clicked.connect(lambda _=False, key=run.route_id: self.wanted.emit(key))
                card.body.addWidget(link)
        return card

    def _look_now(self) -> None:
        self.working.set_words("Looking up", "what has no clear answer yet")
        self.working.show()
        handle = self.ask(self._office.look_now(), lambda _news: self.refresh())
        handle.finished.connect(self.working.hide)

    # --- a person's word

    def _decide(self, effect: OpenEffect, decision: Decision) -> None:
        asking = DecisionDialog(self._doubt(effect), decision)
        asking.open_link.connect(self._open)
        asking.decided.connect(lambda chosen: self._decided(effect, chosen))
        asking.open_in(self.window())

    def _doubt(self, effect: OpenEffect) -> Doubt:
        face = self._faces.get(effect.route_id)
        ledger = face.ledger_word if face is not None else "the ledger"
        source = face.source_word if face is not None else "its source"
        return Doubt(
            number=effect.number,
            customer=effect.customer or effect.what,
            sentence=effect.sentence,
            place=source if effect.kind in _OF_SOURCE else ledger,
            source=source,
            found=effect.can_adopt,
            url=effect.url,
            is_document=effect.kind in _OF_DOCUMENT,
        )

    def _decided(self, effect: OpenEffect, decision: Decision) -> None:
        self.ask(self._office.decide(effect.operation_id, decision), lambda _record: self._after_word(decision))

    def _after_word(self, decision: Decision) -> None:
        self.refresh()
        self._office.bell.setup_changed.emit()
        if decision is not Decision.LEAVE:
            self._look_now()

    def _open(self, address: str) -> None:
        show_page(self, address, practice=self._office.is_practice)

    # --- rebuilding

    def look_into(self, face: RouteFace) -> None:
        """Ask the ledger of a route what it holds of ours."""
        if self._looking is not None:
            return
        self.be_content()
        self.working.set_words(f"Looking into {face.ledger_word}", face.route.name)
        self.working.show()
        handle = self.ask(
            self._office.plan_rebuild(face.route.id),
            lambda plan: self._show_plan(plan, face),
            lambda problem: self._not_looked(problem, face),
        )
        self._looking = handle
        handle.progress.connect(lambda progress: self._say_step(progress, face))
        handle.finished.connect(self._looked)

    def _say_step(self, progress: Progress, face: RouteFace) -> None:
        self.working.set_words(progress.step, face.route.name)

    def _looked(self) -> None:
        self._looking = None
        self.working.hide()

    def _not_looked(self, problem: ExpectedProblem, face: RouteFace) -> None:
        if not isinstance(problem, AccessProblem) or problem.elsewhere:
            words, mend = "Look again", lambda: self.look_into(face)
        elif problem.subject in {"", face.ledger.id}:
            words, mend = f"Reconnect {face.ledger_word}", lambda: self._sign_in(face)
        else:
            words, mend = "Open connections", lambda: self.wanted.emit(CONNECTIONS)
        self.complain(problem, words).pressed.connect(mend)

    def _sign_in(self, face: RouteFace) -> None:
        """In the browser; the look goes on by itself afterwards."""
        asking = SignInDialog(self._office, face.ledger)
        asking.connected.connect(lambda _connection: self.look_into(face))
        asking.open_in(self.window())

    def _show_plan(self, plan: RebuildPlan, face: RouteFace) -> None:
        sheet = RebuildSheet(plan, face.route.name)
        sheet.finished.connect(lambda agreed: self._enter(plan, face) if agreed else None)
        sheet.open_in(self.window())

    def _enter(self, plan: RebuildPlan, face: RouteFace) -> None:
        self.ask(self._office.rebuild(plan), self._entered, lambda problem: self._not_entered(problem, face))

    def _not_entered(self, problem: ExpectedProblem, face: RouteFace) -> None:
        if problem.mend is Mend.RETRY:
            self._not_looked(problem, face)
        else:
            self.complain(problem)

    def _entered(self, result: RebuildResult) -> None:
        entered = f"{count_of(result.entered, 'document')} entered."
        if result.still_to_do:
            self.tell(f"{entered} {count_of(len(result.still_to_do), 'route')} still to be rebuilt.")
        else:
            self.tell(f"{entered} Sending is possible again." if result.finding.may_send else entered)
        self.refresh()

    # --- a backup

    def _restore(self, backup: Path) -> None:
        self.ask(self._office.restore(backup), lambda _nothing: self._office.bell.reopen_wanted.emit())

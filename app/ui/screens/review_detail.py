"""The document in hand: the lines as the ledger will get them and why, both totals, and what keeps it from going."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.documents import Deposit, DocumentKind, SourceDocument
from app.domain.money import Money
from app.domain.plan import LedgerDocument, Mend, PlannedDocument, Problem
from app.ui.models.faces import RouteFace
from app.ui.models.plan_rows import PlanRow
from app.ui.models.states import chip_of
from app.ui.parts import Button, ButtonKind, Chip, DetailPanel, FactLine, PlainLabel, Prose, Rule, ValueLine
from app.ui.screens.line_blocks import PlannedLineBlock, SourceLineBlock
from app.ui.screens.problems import mend_words
from app.ui.style import Role, amount, full_day

_LINES_AT_ONCE = 12


class ReviewDetail(DetailPanel):
    """`mend(Problem, PlannedDocument)` when a problem's button is pressed, `open_link(str)` when a link is."""

    mend = Signal(object, object)
    open_link = Signal(str)

    def __init__(self, face: RouteFace, parent: QWidget | None = None) -> None:
        super().__init__(name="Invoice in hand", parent=parent)
        self.setObjectName("review-detail")
        self._face = face
        self.planned: PlannedDocument | None = None
        self._links: list[Button] = []
        self.foot.setContentsMargins(20, 10, 20, 16)
        self._show_nothing()

    def set_face(self, face: RouteFace) -> None:
        """Another organisation, as after a sign-in."""
        self._face = face

    def show_row(self, row: PlanRow | None) -> None:
        """Show this document, or that none is chosen."""
        self._clear_links()
        self.clear()
        self.planned = row.planned if row is not None else None
        if row is None:
            self._show_nothing()
            return
        self._head(row)
        if row.planned is None:
            self.body.addSpacing(12)
            self.body.addWidget(
                Prose("Found just now. It is checked against the ledger once all are here.", Role.TEXT, "text2")
            )
            return
        self._problems(row.planned)
        if row.planned.document is not None:
            self._document(row.planned.document, row.planned.source)
        else:
            self._source(row.planned.source)
        self._foot(row.planned)

    def _show_nothing(self) -> None:
        self.body.addWidget(PlainLabel("No invoice chosen", Role.CARD))
        self.body.addSpacing(6)
        self.body.addWidget(Prose("Move with Up and Down. Its lines are shown here as the ledger will get them."))

    def _clear_links(self) -> None:
        for link in self._links:
            self.foot.removeWidget(link)
            link.hide()
            link.deleteLater()
        self._links.clear()

    # the head

    def _head(self, row: PlanRow) -> None:
        line = QHBoxLayout()
        number = PlainLabel(row.number, Role.CARD, elide=True)
        number.setObjectName("detail-number")
        line.addWidget(number, 1)
        line.addWidget(Chip(chip_of(row.state, self._face.ledger_word)))
        self.body.addLayout(line)
        self.body.addSpacing(4)
        due = f", due {full_day(row.due_date)}" if row.due_date else ""
        self.body.addWidget(PlainLabel(f"{full_day(row.issue_date)}{due}", Role.SMALL, "text2"))
        self.body.addSpacing(10)
        document = row.planned.document if row.planned else None
        if document is not None:
            fact = FactLine("link", document.contact.name, document.contact.why, strong=True)
        else:
            sentence = row.planned.sentence if row.planned and not row.planned.problems else ""
            fact = FactLine("building-2", row.customer, sentence, strong=True)
        self.body.addWidget(fact)

    def _problems(self, planned: PlannedDocument) -> None:
        for number, problem in enumerate(planned.problems):
            self.add_rule()
            spec = chip_of(problem.state, self._face.ledger_word)
            self.body.addWidget(Chip(spec))
            self.body.addSpacing(6)
            self.body.addWidget(Prose(problem.sentence, Role.STRONG, "text", line_height=1.35))
            if problem.advice:
                self.body.addWidget(Prose(problem.advice, Role.SMALL, "text2"))
            words = mend_words(problem.mend, self._face.source_word, self._face.ledger_word)
            if words and self._can_mend(problem):
                self.body.addSpacing(8)
                self.body.addLayout(self._mend_button(words, number, problem, planned))

    @staticmethod
    def _can_mend(problem: Problem) -> bool:
        return bool(problem.subject) or problem.mend not in {Mend.OPEN_IN_SOURCE, Mend.OPEN_IN_LEDGER}

    def _mend_button(self, words: str, number: int, problem: Problem, planned: PlannedDocument) -> QHBoxLayout:
        row = QHBoxLayout()
        button = Button(words)
        button.setObjectName(f"detail-mend-{number}")
        button.clicked.connect(lambda: self.mend.emit(problem, planned))
        row.addWidget(button)
        row.addStretch(1)
        return row

    # lines

    def _document(self, document: LedgerDocument, source: SourceDocument) -> None:
        self.add_rule()
        credit = document.kind is DocumentKind.CREDIT_NOTE
        ledger = self._face.ledger_word
        plain = not credit and document.deposit is None
        term = self._face.words.document(document.kind, document.form)
        words = f"Lines as {ledger} will get them" if plain else f"{term.head}, lines as {ledger} will get them"
        words += ", tax included" if document.includes_tax else ""
        self.body.addWidget(PlainLabel(words, Role.HEAD, "text2", elide=True))
        self.body.addSpacing(8)
        self._blocks(len(document.lines), lambda n: PlannedLineBlock(document.lines[n], document.currency))
        self.add_rule()
        self.body.addWidget(ValueLine("Net", amount(document.net.amount, document.currency)))
        self.body.addWidget(ValueLine(_tax_label(document), amount(document.tax.amount, document.currency)))
        kind = "Credit" if credit else "Total"
        total = ValueLine(f"{kind} {document.currency}", amount(document.total.amount, document.currency), strong=True)
        total.setObjectName("detail-total")
        self.body.addWidget(total)
        self.body.addSpacing(8)
        if document.deposit is not None:
            self.body.addWidget(self._deposit(document.deposit, credit=credit))
            self.body.addSpacing(6)
        self.body.addWidget(self._same_total(document, source))
        if document.reckoned is not None:
            self.body.addSpacing(6)
            self.body.addWidget(self._reckoned(document, document.reckoned))

    @staticmethod
    def _deposit(deposit: Deposit, *, credit: bool) -> QWidget:
        """Where the money of a receipt goes, or comes from."""
        words = f"Paid {'out of' if credit else 'into'} {deposit.account_name}"
        line = FactLine("wallet", words, deposit.method_name and f"By {deposit.method_name}")
        line.setObjectName("detail-deposit")
        return line

    def _same_total(self, document: LedgerDocument, source: SourceDocument) -> QWidget:
        signed = -document.total if document.kind is DocumentKind.CREDIT_NOTE else document.total
        if signed == source.total:
            line = FactLine("shield-check", f"Same total as in {self._face.source_word}", tint="good_text")
            line.text.set_tint("good_text")
        else:
            line = FactLine("circle-alert", f"{self._face.source_word} has {source.total}", tint="bad_text")
            line.text.set_tint("bad_text")
        line.setObjectName("detail-same-total")
        return line

    def _reckoned(self, document: LedgerDocument, reckoned: Money) -> QWidget:
        """What a ledger with sales tax of its own would make of it, before anything is sent."""
        ledger, source = self._face.ledger_word, self._face.source_word
        if reckoned == document.total:
            line = FactLine("percent", f"{ledger} reckons the same sales tax by itself")
        else:
            words = f"{ledger} by itself would make it {amount(reckoned.amount, reckoned.currency)} {reckoned.currency}"
            line = FactLine(
                "percent", words, f"It is told the tax of {source}, so that both totals agree.", tint="warn_text"
            )
        line.setObjectName("detail-reckoned")
        return line

    def _source(self, source: SourceDocument) -> None:
        self.add_rule()
        self.body.addWidget(PlainLabel(f"Lines in {self._face.source_word}", Role.HEAD, "text2"))
        self.body.addSpacing(8)
        if not source.lines:
            self.body.addWidget(Prose("No line could be read.", Role.TEXT, "text2"))
        self._blocks(len(source.lines), lambda n: SourceLineBlock(source.lines[n], source.currency))
        self.add_rule()
        total = ValueLine(f"Total {source.currency}", amount(source.total.amount, source.currency), strong=True)
        total.setObjectName("detail-total")
        self.body.addWidget(total)

    def _blocks(self, number: int, make: Callable[[int], QWidget]) -> None:
        """The first lines; the rest when asked for, so that an invoice of 300 lines opens as fast as one of three."""
        inner = QVBoxLayout()
        inner.setSpacing(0)
        self.body.addLayout(inner)
        more = Button("Show more", ButtonKind.LINK)
        more.setObjectName("detail-more")
        shown = 0

        def show_more() -> None:
            nonlocal shown
            until = min(number, shown + (_LINES_AT_ONCE if not shown else 50))
            for place in range(shown, until):
                if place:
                    inner.addSpacing(14)
                    inner.addWidget(Rule())
                    inner.addSpacing(14)
                inner.addWidget(make(place))
            shown = until
            more.setText(f"Show more, {number - shown:,} left")
            more.setVisible(shown < number)

        show_more()
        more.clicked.connect(show_more)
        self.body.addSpacing(6 if shown < number else 0)
        self.body.addWidget(more)

    # links

    def _foot(self, planned: PlannedDocument) -> None:
        if planned.source.web_url:
            self._link(f"Open in {self._face.source_word}", planned.source.web_url, "detail-open-source")
        existing = planned.existing.url if planned.existing else ""
        if existing:
            self._link(f"Open in {self._face.ledger_word}", existing, "detail-open-ledger")

    def _link(self, words: str, address: str, name: str) -> None:
        link = Button(words, ButtonKind.LINK, trailing="external-link")
        link.setObjectName(name)
        link.clicked.connect(lambda: self.open_link.emit(address))
        self._links.append(link)
        self.foot.addWidget(link)


def _tax_label(document: LedgerDocument) -> str:
    """'GST on Income' when all lines share a rate, else 'Tax'."""
    names = {line.tax_name for line in document.lines if not line.is_rounding}
    return names.pop() if len(names) == 1 else "Tax"

"""The second half of the gallery: bars, rail, lanes, progress, charts, panels, dialogs' parts, empty page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.parts import (
    Banner,
    Bar,
    BarRows,
    BottomBar,
    ButtonCell,
    ButtonKind,
    Card,
    CardLook,
    CheckBlock,
    ChipCell,
    ChipSpec,
    ChoiceCell,
    Column,
    ColumnChart,
    CountCard,
    DataTable,
    EmptyState,
    FactLine,
    FactTile,
    FigureCell,
    GroupRow,
    HeaderBar,
    KeyHint,
    LaneCard,
    Meter,
    MeterCell,
    Moment,
    PlainLabel,
    PracticeFrame,
    ProgressBar,
    Prose,
    RadioCard,
    Rail,
    RailItem,
    RowsModel,
    SearchEntry,
    SectionHead,
    Segment,
    SegmentedFilter,
    Share,
    SplitButton,
    Stepper,
    System,
    TableCard,
    TextCell,
    TimeLine,
    Tone,
    TotalBlock,
    ValueLine,
    WorkingLine,
)  # fmt: skip
from app.ui.style import Role

_ROUTES = (
    RailItem("hp", "Harbour & Pine IT", "arrow-right-left", "Autotask to Xero", 121),
    RailItem("ke", "Kelpworks", "package", "Rootstock to QuickBooks", 42),
    RailItem("ly", "Lumen Yoga", "receipt", "Enrollio to QuickBooks"),
    RailItem("mm", "Maple & Main", "wallet", "Xero and Rotessa", 4, Tone.WARN),
)
_PLACES = (
    RailItem("map", "Mappings", "tags"),
    RailItem("con", "Connections", "plug", count=1, tone=Tone.BAD),
    RailItem("log", "Log", "history"),
    RailItem("rep", "Reports", "chart-column"),
    RailItem("set", "Settings", "settings"),
)


@dataclass(frozen=True, slots=True)
class Match:
    """A row of the sample mapping table."""

    company: str
    amount: Decimal
    contact: str
    mail: str
    score: int


def _matches() -> TableCard:
    good = Tone.GOOD
    columns: list[Column[Match]] = [
        Column("Autotask company", lambda row: TextCell(row.company, strong=True)),
        Column("Amount AUD", lambda row: FigureCell.of(row.amount), 110, figures=True, sortable=True),
        Column("Xero contact", lambda row: TextCell(row.contact, row.mail), 220),
        Column(
            "Account", lambda row: ChoiceCell("Choose account" if row.score < 80 else "200 Sales", row.score < 80), 160
        ),
        Column("Why", lambda _row: ChipCell((ChipSpec("Same e-mail", "mail", good), ChipSpec("Name 88 %"))), 215),
        Column("Score", lambda row: MeterCell(str(row.score), row.score, good if row.score > 90 else Tone.WARN), 70),
        Column("", lambda _row: ButtonCell("Accept"), 106),
    ]
    rows = RowsModel(columns, lambda row: row.company)
    rows.set_rows([
        GroupRow("24 certain", "Two independent facts agree and nothing else comes near", "circle-check", "good_text", "Show all 24"),
        Match("Copperline Accountants", Decimal("5213.40"), "Copperline Accountants", "ap@copperline.example", 99),
        GroupRow("9 likely", "One at a time: Enter accepts, arrow keys show other candidates", "circle-help", "warn_text"),
        Match("Bluegum Veterinary Group", Decimal("3410.00"), "Bluegum Vet Group Pty Ltd", "accounts@bluegumvet.example", 86),
        Match("Fernbrook School with a name too long for its column", Decimal("-902"), "Fernbrook \u202ePrimary", "no e-mail", 62),
    ])  # fmt: skip
    table = DataTable(rows, name="Customers", row_height=44)
    rows.setParent(table)
    table.set_sorted(1, True)
    table.hug()
    table.set_current(3)
    return TableCard(table)


def _window() -> QWidget:
    holder = QWidget()
    holder.setFixedHeight(680)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    for folded in (False, True):
        rail = Rail()
        rail.set_routes(_ROUTES)
        rail.set_places(_PLACES)
        rail.set_current("hp")
        if folded:
            rail.set_folded(True)
            rail.setFixedWidth(64)
        row.addWidget(rail)
    column = QVBoxLayout()
    column.setSpacing(0)
    head = HeaderBar("Harbour & Pine IT", "Autotask PSA to Xero  ·  Harbour & Pine IT Pty Ltd")
    stepper = Stepper()
    stepper.set_current(1)
    head.side.addWidget(stepper)
    column.addWidget(head)
    tools = QHBoxLayout()
    tools.setContentsMargins(20, 16, 20, 12)
    tools.setSpacing(12)
    search = SearchEntry("Number, customer or amount")
    search.setFixedWidth(248)
    tools.addWidget(search)
    counts = (("all", "All", 121), ("ready", "Ready", 88), ("you", "Needs you", 29), ("xero", "In Xero", 2))
    tools.addWidget(SegmentedFilter([Segment(*part) for part in counts]))
    tools.addStretch(1)
    column.addLayout(tools)
    empty = EmptyState(
        "No invoices to send since 1 November",
        "Autotask has 9 invoices in these dates. All 9 are marked as invoiced.",
        "Checked today at 09:12, all divisions.",
    )
    empty.add_button("Search October too", icon="calendar")
    empty.add_button("Include invoices marked as invoiced")
    empty.add_link("Why are they marked?")
    column.addWidget(empty, 1)
    column.addWidget(_bottom())
    row.addLayout(column, 1)
    PracticeFrame(holder)
    return holder


def _bottom() -> BottomBar:
    bar = BottomBar()
    bar.totals.set_blocks([
        TotalBlock("Selected", "88 of 121"),
        TotalBlock("AUD", "86 inv.", (("Net", "81,402.19"), ("Tax", "8,140.23"), ("Total", "89,542.42"))),
        TotalBlock("NZD", "2 inv.", (("Net", "4,362.30"), ("Tax", "0.00"), ("Total", "4,362.30"))),
    ])  # fmt: skip
    split = SplitButton("Sync 88 to Harbour & Pine", icon="send")
    split.add_choice("Dry run")
    bar.side.addWidget(split)
    return bar


def _sending() -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    card = Card(spacing=10)
    card.body.addWidget(PlainLabel("74 of 119 invoices are in Xero", Role.SENTENCE))
    progress = ProgressBar()
    shares = [Share(74, Tone.GOOD, "done"), Share(2, Tone.CHECK, "being checked"), Share(2, Tone.WARN, "need you")]
    progress.set_shares(shares, 119)
    card.body.addWidget(progress)
    card.body.addWidget(WorkingLine("hourglass", "About 1 minute left to send", "Xero takes 60 calls a minute."))
    column.addWidget(card)
    lanes = QHBoxLayout()
    lanes.setSpacing(12)
    words = (
        ("circle-check", "good_text", "Done"),
        ("clock", "text2", "Waiting"),
        ("circle-alert", "warn_text", "Needs you"),
    )
    for icon, tint, word in words:
        lane = LaneCard(icon, tint, word)
        lane.set_lane(74, ["68,459.65 AUD"], "read back from Xero")
        lanes.addWidget(lane, 1)
    count_card = CountCard("file-text", "Invoices to export", 42, "approved and not transferred yet")
    count_card.set_chosen(True)
    lanes.addWidget(count_card, 1)
    column.addLayout(lanes)
    return holder


def _choice() -> Card:
    choice = Card(look=CardLook.ASK, spacing=10)
    first = RadioCard("Bluegum Vet Group Pty Ltd", "accounts@bluegumvet.example, Subiaco")
    first.setChecked(True)
    choice.body.addWidget(first)
    choice.body.addWidget(RadioCard("Create new contact", "with name and e-mail of"))
    choice.body.addWidget(TimeLine((
        Moment("09:39:04", "Search: 121 found", "All divisions, 1 to 31 Oct 2026"),
        Moment("09:40:55", "Xero refused 2", "Moreton Optical is archived", Tone.BAD),
    )))  # fmt: skip
    choice.body.addWidget(
        Prose("Sets today's web service date on what Xero has confirmed, so that no search offers it again.")
    )
    keys = QHBoxLayout()
    keys.setSpacing(16)
    for key, word in (("Enter", "accept"), ("← →", "other"), ("S", "skip")):
        keys.addWidget(KeyHint(key, word))
    keys.addStretch(1)
    choice.body.addLayout(keys)
    choice.body.addStretch(1)
    return choice


def _facts() -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    waiting = Card(spacing=8)
    waiting.body.addWidget(SectionHead("Waiting in Autotask", aside=PlainLabel("checked 09:12", Role.SMALL, "text3")))
    waiting.body.addWidget(BarRows([
        Bar("1 to 7 days", 29, "25,487.85"), Bar("8 to 14", 28, "26,377.89"), Bar("15 to 30", 60, "54,433.48"),
        Bar("over 30", 4, "3,498.16", True),
    ]))  # fmt: skip
    days = zip(("Wed", "Thu", "Fri", "Sat", "Sun", "Mon", "Tue"), (6, 9, 14, 0, 0, 5, 3), strict=True)
    waiting.body.addWidget(ColumnChart([Bar(day, number) for day, number in days], name="Next 7 days"))
    waiting.body.addStretch(1)
    row.addWidget(waiting, 1)
    system = Card(spacing=10, edge=Tone.BAD)
    head = QHBoxLayout()
    head.setSpacing(12)
    head.addWidget(FactTile(System.XERO, 40))
    head.addWidget(SectionHead("Xero", "Harbour & Pine IT Pty Ltd, Australia"), 1)
    system.body.addLayout(head)
    system.body.addWidget(Meter("Calls left today", "4,871 of 5,000", 97))
    system.body.addWidget(Meter("Session ends", "in 6 days", 20, Tone.WARN))
    system.body.addWidget(FactLine("map-pin", "14 Banksia Parade", "Subiaco WA 6008, Australia"))
    system.body.addWidget(ValueLine("Net", "511.29"))
    system.body.addWidget(ValueLine("Total AUD", "562.42", strong=True))
    system.body.addWidget(
        CheckBlock("Include invoices marked as invoiced", "Off: only invoices without a web service date.")
    )
    system.body.addStretch(1)
    row.addWidget(system, 1)
    row.addWidget(_choice(), 1)
    return holder


class MoreParts(QWidget):
    """Everything the first sheet has no room for."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 0, 24, 24)
        column.setSpacing(16)
        column.addWidget(_window())
        column.addWidget(_sending())
        column.addWidget(_matches())
        column.addWidget(_facts())
        banner = Banner(
            Tone.BAD,
            "unlink",
            "Xero has ended the access",
            "It does so after 60 days without use. Nothing is lost: 41 invoices wait, and go on by themselves once you have "
            "signed in again. Nothing was sent twice.",
            button="Reconnect Xero",
            kind=ButtonKind.PRIMARY,
            button_icon="link",
            key="Enter",
            large=True,
            details=[("Time", "4 Nov 2026, 09:41:12"), ("Answer", "400 invalid_grant"), ("Secrets", "left out")],
        )
        if banner.fold is not None:
            banner.fold.set_open(True)
        column.addWidget(banner)

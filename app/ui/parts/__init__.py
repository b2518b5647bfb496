"""Reusable painted widgets. Screens build from these alone and import them from here.

Every text is plain (`PlainLabel`, `Prose`), every control has an accessible name and works by key.
"""

from app.ui.parts.bars import BottomBar, HeaderBar, PracticeBand, PracticeFrame, TotalBlock, TotalsStrip
from app.ui.parts.button import FILLED, Button, ButtonKind, SplitButton
from app.ui.parts.card import Card, CardLook, CornerMask, Glyph, IconTile, Rule, SectionHead, TableCard
from app.ui.parts.cells import (
    ButtonCell,
    Cell,
    ChipCell,
    ChoiceCell,
    Column,
    FigureCell,
    GroupRow,
    IconCell,
    LinkCell,
    MeterCell,
    TextCell,
)  # fmt: skip
from app.ui.parts.charts import Bar, BarRows, ColumnChart
from app.ui.parts.checks import CheckBlock, CheckField, RadioCard
from app.ui.parts.chip import Chip, ChipKind, ChipSpec, Tone
from app.ui.parts.choice import Choice
from app.ui.parts.dates import NoDateError, parse_date
from app.ui.parts.detail import (
    DETAIL_WIDTH,
    LOG_WIDTH,
    DetailPanel,
    FactLine,
    FactTile,
    Moment,
    System,
    TimeLine,
    ValueLine,
)  # fmt: skip
from app.ui.parts.dialog import Dialog, Scrim, open_dialog
from app.ui.parts.entry import Entry, SearchEntry
from app.ui.parts.fields import ComboField, DateField, Field, LineField, PasswordField
from app.ui.parts.filters import Segment, SegmentedFilter, Stepper
from app.ui.parts.keycap import KeyCap, KeyHint
from app.ui.parts.labels import PlainLabel, Prose
from app.ui.parts.notice import Banner, Details, EmptyState, Fold, Toast
from app.ui.parts.progress import CountCard, LaneCard, Meter, ProgressBar, Share, WorkingLine
from app.ui.parts.rail import Mark, Rail, RailItem
from app.ui.parts.rows import CELL_ROLE, RowsModel
from app.ui.parts.table import DataTable, StateDelegate

__all__ = [
    "CELL_ROLE", "DETAIL_WIDTH", "FILLED", "LOG_WIDTH", "Banner", "Bar", "BarRows", "BottomBar", "Button", "ButtonCell",
    "ButtonKind", "Card", "CardLook", "Cell", "CheckBlock", "CheckField", "Chip", "ChipCell", "ChipKind", "ChipSpec",
    "Choice", "ChoiceCell", "Column", "ColumnChart", "ComboField", "CornerMask", "CountCard", "DataTable", "DateField",
    "DetailPanel", "Details", "Dialog", "EmptyState", "Entry", "FactLine", "FactTile", "Field", "FigureCell", "Fold",
    "Glyph", "GroupRow", "HeaderBar", "IconCell", "IconTile", "KeyCap", "KeyHint", "LaneCard", "LineField", "LinkCell",
    "Mark", "Meter", "MeterCell", "Moment", "NoDateError", "PasswordField", "PlainLabel", "PracticeBand",
    "PracticeFrame", "ProgressBar", "Prose", "RadioCard", "Rail", "RailItem", "RowsModel", "Rule", "Scrim",
    "SearchEntry", "SectionHead", "Segment", "SegmentedFilter", "Share", "SplitButton", "StateDelegate", "Stepper",
    "System", "TableCard", "TextCell", "TimeLine", "Toast", "Tone", "TotalBlock", "TotalsStrip", "ValueLine",
    "WorkingLine", "open_dialog", "parse_date",
]  # fmt: skip

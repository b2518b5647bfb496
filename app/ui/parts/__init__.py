"""Reusable painted widgets. Screens build from these alone and import them from here.

Every text is plain (`PlainLabel`, `Prose`), every control has an accessible name and works by key. Arguments in
brackets may be left out; after `*` they are named. Icons are Lucide names, tints are token names.

Text
- PlainLabel(text, role=Role.TEXT, tint="text", *, elide=False, align): one line; setText, set_tint.
- Prose(text, role=Role.TEXT, tint="text2", *, line_height, align): wrapped, 1.54 (1.25 from 15 px up).
- KeyCap(key); KeyHint(key, word): printed keys at the bottom of a window.

Buttons and choices
- Button(text, kind=ButtonKind.SECONDARY, *, icon, trailing, key, height=32): clicked; set_kind, set_icon, set_key.
  Kinds PRIMARY SECONDARY GHOST DANGER LINK QUIET PRACTICE OUTLINE; setCheckable(True) on GHOST makes date presets.
- SplitButton(text, kind=PRIMARY, *, icon, arrow_name, height=40): clicked; add_choice(text, name) -> QAction; main, arrow.
- CheckField(text, *, checked, name): toggled(bool). CheckBlock(text, second, *, checked): its box is `check`.
- RadioCard(title, second): toggled(bool); add_aside(widget), add_below(widget); cards of one parent exclude each other.
- SegmentedFilter([Segment(key, word, count)], *, name): chosen(str); current, set_current, set_counts, choose_number.
- Stepper(steps=("Search", "Review", "Send", "Done")): set_current(number from 0).

Fields: label above, hint below; set_problem(sentence) / problem; what was typed stays
- LineField(label, *, placeholder, hint, aside, icon, trailing, height=36): edited(str), submitted(); text, set_text.
- PasswordField(label, *, placeholder, hint, aside): as LineField, hidden; toggle().
- DateField(label, *, today=date.today, optional=False, hint, aside): day_changed(date or None); day, set_day, settle.
- ComboField(label, *, hint, aside, height=36, small=False): chosen(object); set_choices([(words, value)]), value, set_value.
- Field(label, control): any control under a label; the control itself is `control` in every field.
- Choice(*, icon, height=36, placeholder): the bare combo box, chosen(object); searched from 9 choices on; set_wanting.
- Entry(placeholder, *, icon, trailing, height); SearchEntry(placeholder): a QLineEdit, painted; textEdited as usual.

States
- Chip(ChipKind or ChipSpec(word, icon, Tone)): set_chip; ChipKind.X.with_word("Learned 3 Sep") gives a spec.
- Tone: PLAIN ACCENT GOOD WARN BAD CHECK CALM, with .text .soft .fill as token names.

Sheets
- Card(*, look=CardLook.SHEET, edge=Tone, margins, spacing): fill `body` (QVBoxLayout); set_look, set_edge.
- TableCard(widget, *, ground="canvas"): a card filled to its rounded edge by a table.
- SectionHead(title, second, *, aside=widget); Rule(upright=False); IconTile(icon, tone, size=40); Glyph(icon, tint, size).
- SideBySide(width, *, least, aside_first=False): fill `main` and `aside`; below `least` px one stands below the other.
- DetailPanel(width=340, *, name): scrolls; fill `body`, `foot`; add_rule, clear (renews `body`).
- ValueLine(label, value, *, strong); FactLine(icon, text, second, *, tint, strong); FactTile(System, size=28).
- TimeLine((Moment(time, text, second, tone), ...)): set_moments.

Round the screen
- Rail(): chosen(str), add_pressed(), folded_changed(bool); set_routes / set_places([RailItem(key, name, icon, second,
  count, tone, shortcut)]), set_current, set_count, toggle, set_folded. A press marks nothing: call set_current.
- HeaderBar(title, second): set_words; put widgets into `side`. BottomBar(edge=20): `totals`, `side`.
- TotalsStrip.set_blocks([TotalBlock(head, value, ((label, figure), ...))]).
- PracticeBand(sentence): left(); PracticeFrame(window): create last, lies above everything.
- Dialog(title, second, *, width=560, height=0): finished(bool); fill `body`, `foot`, set `first_focus`, then
  open_in(window); accept, reject. open_dialog(window) tells the topmost one: screens then leave their keys alone.

Notices
- Banner(tone, icon, sentence, second, *, button, kind, button_icon, key, details=[(label, value)], large): pressed(); fold.
- Toast.show_in(window, sentence, undo=callable, *, lift=0): one at a time, 6 s; never for what went wrong.
- EmptyState(sentence, second, checked, *, picture=True): add_button(text, kind, *, icon), add_link(text), set_words.
- Fold(pairs, *, title): technical details with a copy link; Details(pairs) is the box alone.

Progress and charts
- ProgressBar(): set_shares([Share(number, tone, word)], total). Meter(label, value, share 0-100 or None, tone): set_meter.
- LaneCard(icon, tint, word): set_lane(number, amounts, below). CountCard(icon, word, number, below): pressed(), set_chosen.
- WorkingLine(icon, strong, quiet): set_words. BarRows([Bar(label, number, aside, alarming)]): set_bars.
- ColumnChart([Bar], *, name, height=110): set_bars.

Tables
- RowsModel([Column(title, cell, width=0, figures=False, sortable=False, tip)], key, *, why_not, quiet): set_rows, rows,
  replace_row, number_of(key), ticked, set_ticked, tick_all, ticks_changed(). `cell(row)` gives a cell; width 0 stretches;
  `why_not(row)` makes the tick column and says why a row cannot be ticked. Rows may include GroupRow(title, reason,
  icon, tint, link, key). Sort and filter the list (or the query) and set_rows again: no proxy.
- Cells: TextCell(text, second, tint, strong, icon), FigureCell.of(Decimal, currency), ChipCell.one(chip), ButtonCell(text,
  tip), LinkCell(text, icon), ChoiceCell(text, wanting), MeterCell(text, share, tone), IconCell(icon, said, tint).
- DataTable(rows, *, name, row_height=38, edge=20 (16 in a card), head_ground="sunken"): current_row(row or None),
  opened(row) on Enter or double click, cell_pressed(row, column), group_pressed(group), sort_asked(column, descending);
  set_sorted, set_current(number), row(), toggle_all(), hug() (as high as its rows), mend(keys). Keys: arrows, J, K, Space, Ctrl+A,
  Enter, Shift+Enter for the row's first button.
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
from app.ui.parts.columns import SideBySide
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
    "SearchEntry", "SectionHead", "Segment", "SegmentedFilter", "Share", "SideBySide", "SplitButton", "StateDelegate", "Stepper",
    "System", "TableCard", "TextCell", "TimeLine", "Toast", "Tone", "TotalBlock", "TotalsStrip", "ValueLine",
    "WorkingLine", "open_dialog", "parse_date",
]  # fmt: skip

"""A mapping book as a CSV file: what is written comes back, whatever it says, and files of earlier versions are still read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents import Facet
from app.domain.errors import BadInput
from app.domain.mapping import ItemKind, MappingBook, NewItem, PostingRule
from app.flows.mapping_file import HEADER, Effect, mapping_csv, read_import

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FIRST = ",".join(HEADER[:15])  # of a file written before rules could ask for an item
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=30).map(
    str.strip
)
FILLED = WORDS.filter(bool)
CODES = st.text("ABC019-", min_size=1, max_size=6)
NEW = st.builds(NewItem, FILLED, CODES, st.sampled_from(ItemKind), CODES | st.just(""), WORDS, CODES | st.just(""))


def rule(new: NewItem | None, account: str = "") -> PostingRule:
    """A rule for one billing code."""
    return PostingRule(Facet.BILLING_CODE, "41", "Onsite support", account_code=account, create_item=new)


@given(NEW, CODES | st.just(""))
def test_an_item_to_be_created_goes_there_and_back(new: NewItem, account: str) -> None:
    book = MappingBook(postings=(rule(new, account),))
    text = mapping_csv(book)
    (back,) = read_import(MappingBook(), text, NOW, "ann").rules
    assert isinstance(back, PostingRule)
    assert (back.create_item, back.account_code) == (new, account)
    again = read_import(book, text, NOW, "ann")
    assert (again.rules, again.refused) == ((), ())
    assert [line.effect for line in again.lines] == [Effect.SAME]


def test_another_item_is_a_change_and_is_named() -> None:
    book = MappingBook(postings=(rule(NewItem("Support", "200")),))
    text = mapping_csv(MappingBook(postings=(rule(NewItem("Onsite support", "200")),)))
    (line,) = read_import(book, text, NOW, "ann").lines
    assert (line.effect, line.before, line.after) == (Effect.CHANGED, "new item Support", "new item Onsite support")


def test_a_file_of_an_earlier_version_is_read_and_cells_without_a_column_count_for_nothing() -> None:
    row = "posting,billing_code,41,Onsite,,,,,200,,,,,,,Surplus,200"
    (back,) = read_import(MappingBook(), f"{FIRST}\r\n{row}\r\n", NOW, "ann").rules
    assert isinstance(back, PostingRule)
    assert (back.account_code, back.create_item) == ("200", None)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("Support,,service,,,", "new_item_account is empty."),
        ("Support,200,stock,,,", "'stock' is none of service, non_inventory."),
        (",200,service,,,", "It names neither account, item nor tax."),
    ],
)
def test_an_item_that_cannot_be_meant_is_refused_with_its_line(item: str, said: str) -> None:
    text = ",".join(HEADER) + f"\r\nposting,billing_code,41,Onsite,,,,,,,,,,,,{item}\r\n"
    assert read_import(MappingBook(), text, NOW, "ann").refused == ((2, said),)


@pytest.mark.parametrize("header", [",".join(HEADER[:14]), ",".join(HEADER) + ",more", "what,key"])
def test_another_first_line_is_refused(header: str) -> None:
    with pytest.raises(BadInput, match="does not name the columns"):
        read_import(MappingBook(), header + "\r\n", NOW, "ann")

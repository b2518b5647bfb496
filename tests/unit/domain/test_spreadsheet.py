"""A spreadsheet file is a whole package whose cells are what was meant: text as text, amounts with every digit."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl

from app.domain.spreadsheet import write_spreadsheet

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parts(data: bytes) -> dict[str, ElementTree.Element]:
    """Every part of the package, parsed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: ElementTree.fromstring(package.read(name)) for name in package.namelist()}  # noqa: S314 - our own


def cells(data: bytes) -> list[list[tuple[str, str]]]:
    """Kind and text of each cell, by row."""
    sheet = parts(data)["xl/worksheets/sheet1.xml"]
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.iter(f"{MAIN}c")]
        for row in sheet.iter(f"{MAIN}row")
    ]


def test_text_stays_text_and_numbers_keep_their_digits() -> None:
    odd = '=HYPERLINK("http://x") <b>&\u200f  two  blanks'
    data = write_spreadsheet("Sent", ("Customer", "Invoices", "Booked"), [(odd, 2, Decimal("-1234567.0050"))])
    head, row = cells(data)
    assert [text for _, text in head] == ["Customer", "Invoices", "Booked"]
    assert row == [("inlineStr", odd), ("n", "2"), ("n", "-1234567.0050")]


def test_a_spreadsheet_program_s_own_reader_takes_it() -> None:
    data = write_spreadsheet("Sent", ("Customer", "Invoices", "Booked"), [("=1+1", 2, Decimal("-12.50"))])
    (sheet,) = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    assert list(sheet.values) == [("Customer", "Invoices", "Booked"), ("=1+1", 2, -12.5)]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n"]
    assert sheet["C2"].number_format == "#,##0.00"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"


def test_what_xml_cannot_hold_is_left_out_and_names_of_sheets_are_mended() -> None:
    data = write_spreadsheet("Sent [Nov]/2026: " + "x" * 60, ("A",), [("bell\x07 and \ud800 half",), ("y" * 40_000,)])
    found = parts(data)
    (sheet,) = found["xl/workbook.xml"].iter(f"{MAIN}sheet")
    name = sheet.get("name") or ""
    assert len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    rows = cells(data)
    assert rows[1] == [("inlineStr", "bell and  half")]
    assert len(rows[2][0][1]) == 32_000


def test_every_part_that_is_named_is_there_and_the_same_table_is_the_same_file() -> None:
    data = write_spreadsheet("Sent", ("A",), [])
    found = parts(data)
    named = {e.get("PartName", "").lstrip("/") for e in found["[Content_Types].xml"] if e.get("PartName")}
    assert named <= set(found)
    targets = {e.get("Target") for e in found["xl/_rels/workbook.xml.rels"]}
    assert targets == {"worksheets/sheet1.xml", "styles.xml"}
    assert data == write_spreadsheet("Sent", ("A",), [])

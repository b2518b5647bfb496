"""A table as a spreadsheet file (Office Open XML), of the standard library alone: text stays text and amounts stay exact.

Every text is an inline string, which no program calculates; a number is written with all its digits (ECMA-376 part 1, 18.3.1.4).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

Cell = str | int | Decimal

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip knows: the same table is the same file
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CELL_MOST = 32_000
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>'
)
_PARTS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOT = (
    f'<Relationships xmlns="{_PARTS}"><Relationship Id="rId1" Type="{_KINDS}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
_WORKBOOK_PARTS = (
    f'<Relationships xmlns="{_PARTS}"><Relationship Id="rId1" Type="{_KINDS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_KINDS}/styles" Target="styles.xml"/></Relationships>'
)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/>'
    '<xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="4" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_BOLD, _AMOUNT = 1, 2


def write_spreadsheet(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file's bytes: one sheet, its head bold and kept in view. `title` names the sheet."""
    head = "".join(_cell(text, _BOLD) for text in header)
    lines = [f"<row>{head}</row>", *(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)]
    view = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{view}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="{len(header)}" width="20" customWidth="1"/></cols>'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    )
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}"><sheets>'
        f'<sheet name="{escape(_sheet_name(title), _QUOTES)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return _packed(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _ROOT,
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": _WORKBOOK_PARTS,
            "xl/styles.xml": _STYLES,
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


_QUOTES = {'"': "&quot;"}


def _cell(value: Cell, style: int = 0) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    if isinstance(value, Decimal):
        return f'<c s="{_AMOUNT}"><v>{value:f}</v></c>'
    text = escape(_NOT_XML.sub("", value)[:_CELL_MOST])
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{text}</t></is></c>'


def _sheet_name(title: str) -> str:
    """At most 31 characters, and none that a sheet's name may not have."""
    return re.sub(r"[\[\]:*?/\\]", " ", _NOT_XML.sub("", title)).strip("' ")[:31] or "Table"


def _packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(zipfile.ZipInfo(name, _EPOCH), _HEAD + body, zipfile.ZIP_DEFLATED)
    return out.getvalue()

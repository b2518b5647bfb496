"""The invoice's paper in every shape, and the connection test with its findings."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from app.connectors.autotask.paper import clean_name
from app.domain.documents import SearchCriteria
from app.domain.errors import BadInput, RemoteProblem
from app.domain.run import Stop, unheard
from tests.connectors.autotask.bench import SandboxBench, page, refused, said
from tests.connectors.autotask.conftest import MakeTiny

PDF = b"%PDF-1.4 paper"
TEXT = base64.b64encode(PDF).decode()


@pytest.mark.parametrize(
    "switches", [{}, {"paper_wrapped": True}, {"paper_bytes": True}, {"paper_wrapped": True, "paper_bytes": True}]
)
def test_every_shape_gives_the_same_paper(small: SandboxBench, switches: dict[str, bool]) -> None:
    if switches:
        small.sandbox.act("autotask", "switches", switches)
    name, data = small.source.paper("20408", Stop())
    assert name == "Invoice_HP-10490.pdf"
    assert data.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "value",
    [
        {"data": TEXT},
        {"item": {"data": list(PDF)}},
        {"data": [b - 256 if b > 127 else b for b in PDF]},
        {"data": f"{TEXT[:8]}\r\n{TEXT[8:]}"},
    ],
)
def test_shapes_met_elsewhere(tiny: MakeTiny, value: Any) -> None:
    source, _ = tiny(lambda path, body, heard: said(value)).source()
    assert source.paper("7", Stop()) == ("Invoice 7.pdf", PDF)
    source.close()


@pytest.mark.parametrize(
    "answer",
    [
        said({"item": None}),
        said({"data": "no base64 !"}),
        said({"data": base64.b64encode(b"<html>").decode()}),
        said({"data": [999]}),
        said({}),
        said({}, 404),
    ],
)
def test_no_paper_is_said(tiny: MakeTiny, answer: bytes) -> None:
    source, _ = tiny(lambda path, body, heard: answer).source()
    with pytest.raises(RemoteProblem) as caught:
        source.paper("7", Stop())
    assert caught.value.sentence == "Autotask has no PDF of this invoice."
    source.close()


def test_the_paper_of_an_invoice_that_is_not_there(small: SandboxBench) -> None:
    with pytest.raises(RemoteProblem):
        small.source.paper("5", Stop())
    with pytest.raises(BadInput):
        small.source.paper("../5", Stop())


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Invoice_1.pdf", "Invoice_1.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\a.PDF", "a.pdf"),
        ("a\u202egpj.exe", "agpj.exe.pdf"),
        ("..", "Invoice 7.pdf"),
        ("", "Invoice 7.pdf"),
        ("a:b*c?.pdf", "a-b-c.pdf"),
        ("Ü" * 300, "Ü" * 100 + ".pdf"),
        ("x\x00y\n.pdf", "xy.pdf"),
    ],
)
def test_file_names_are_plain(name: str, clean: str) -> None:
    assert clean_name(name, "Invoice 7") == clean


def test_the_check_tells_who_where_and_what(small: SandboxBench) -> None:
    check = small.source.check(Stop())
    assert (check.tenant, check.calls_limit, check.calls_period) == ("481516", 10000, "this hour")
    assert check.calls_left is not None
    assert check.problems == ()
    text = "\n".join(check.findings)
    for words in (
        "Database 481516",
        "Can mark invoices",
        "9 lines of business",
        "Smart Accounting Hub",
        "of 10,000 calls used",
    ):
        assert words in text
    assert check.web_url.startswith("https://")


def test_missing_rights_are_problems(small: SandboxBench) -> None:
    small.sandbox.act("autotask", "switches", {"can_update_invoices": False})
    check = small.source.check(Stop())
    assert any("may not edit invoices" in problem for problem in check.problems)


def test_hidden_lines_of_business_are_noticed(small: SandboxBench) -> None:
    small.sandbox.act("autotask", "switches", {"visible_associations": [7]})
    result = small.source.search(SearchCriteria(), Stop(), unheard)
    assert result.documents
    assert all(p.code == "hidden_lines" for document in result.documents for p in document.problems)
    assert sum(1 for document in result.documents if document.problems) > 8


@pytest.mark.parametrize(
    ("entity", "words"), [("Invoices", "may not read invoices"), ("BillingItems", "may not read billing items")]
)
def test_what_may_not_be_read_is_a_problem(tiny: MakeTiny, entity: str, words: str) -> None:
    def answers(path: str, body: dict[str, Any], heard: object) -> bytes:
        if path.startswith(f"{entity}/query"):
            return refused("The logged in Resource does not have the adequate permissions to query this entity.")
        if path.endswith("entityInformation"):
            return said({"info": {"canQuery": True, "canUpdate": True, "userAccessForUpdate": 2}})
        return said({"queryCount": 0}) if path.endswith("count") else page()

    source, _ = tiny(answers).source()
    check = source.check(Stop())
    assert len(check.problems) == 1
    assert words in check.problems[0]
    assert "Lines of business are not used" in check.findings
    source.close()


def test_an_entity_that_may_not_be_looked_at_at_all(tiny: MakeTiny) -> None:
    source, _ = tiny(lambda path, body, heard: refused("does not have the adequate permissions")).source()
    assert len(source.check(Stop()).problems) == 3
    source.close()

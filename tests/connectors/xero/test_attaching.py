"""Papers: a source that has none, one that cannot be reached, names Xero refuses, and what hangs on a document."""

from __future__ import annotations

import pytest

from app.connectors.ledger.papers import file_name
from app.connectors.xero.attaching import LARGEST, FileAttaching
from app.connectors.xero.context import XeroContext
from app.domain.answer import Attempt, ItemOutcome, Stage
from app.domain.documents import DocumentKind
from app.domain.errors import AccessProblem, Cancelled, LimitReached, RemoteProblem
from app.domain.operation import OperationKind, OperationRecord, OperationState
from app.domain.payload import AttachPayload
from app.domain.plan import Mend
from app.domain.run import Stop
from tests.connectors.xero.desk import Desk, operation, ready

PARENT = "33333333-0000-4000-8000-000000000003"
FILES = f"Invoices/{PARENT}/Attachments"
MADE = operation(OperationKind.ATTACH_FILE, AttachPayload("op-1", DocumentKind.INVOICE, "1", "HP-1.pdf"))


def attach(desk: Desk, paper: bytes | Exception) -> Attempt:
    """Hang a paper on the document, or meet what the source says instead."""

    def papers(source_id: str, stop: Stop) -> tuple[str, bytes]:
        del source_id, stop
        if isinstance(paper, Exception):
            raise paper
        return "HP-1.pdf", paper

    handler = desk.parts.ledger.handlers()[OperationKind.ATTACH_FILE]
    assert isinstance(handler, FileAttaching)
    known = handler._context
    own = FileAttaching(
        XeroContext(
            known.session,
            known.clock,
            known.links,
            known.contacts,
            known.documents,
            known.numbers,
            papers,
            known.lists,
        )
    )
    members = [ready(MADE, {"op-1": PARENT})]
    return own.send(own.prepare(members), members, "key", Stop())


@pytest.mark.parametrize(
    "paper",
    [RemoteProblem("There is no file.", mend=Mend.NONE), b"", b"x" * (LARGEST + 1)],
    ids=["none", "empty", "too large"],
)
def test_no_usable_paper_is_a_refusal_without_a_call(paper: bytes | Exception, desk: Desk) -> None:
    attempt = attach(desk, paper)
    assert attempt.items[MADE.id].outcome is ItemOutcome.REFUSED
    assert attempt.items[MADE.id].sentence
    assert desk.asked == []


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (RemoteProblem("Not reached.", mend=Mend.RETRY), "pace"),
        (LimitReached("Used up.", until=None), "pace"),
        (AccessProblem("Ended."), "access_ended"),
        (Cancelled(), "cancelled"),
    ],
)
def test_a_source_out_of_reach_sends_nothing_for_now(problem: Exception, code: str, desk: Desk) -> None:
    attempt = attach(desk, problem)
    assert (attempt.stage, attempt.code) == (Stage.NOT_SENT, code)
    assert desk.asked == []


def test_an_upload_and_what_hangs_there_afterwards(desk: Desk) -> None:
    file = {
        "AttachmentID": "44444444-0000-4000-8000-000000000004",
        "FileName": "HP-1.pdf",
        "Url": f"https://api.xero.com/api.xro/2.0/{FILES}/HP-1.pdf",
        "ContentLength": 4,
    }
    desk.answer(f"{FILES}/HP-1.pdf", {"Attachments": [file]})
    desk.answer(FILES, {"Attachments": [file]})
    desk.answer(FILES, {"Attachments": []})
    nothing = {"page": 1, "pageSize": 1000, "pageCount": 0, "itemCount": 0}
    desk.answer("Invoices", {"Invoices": [], "pagination": nothing})  # the document's version is read beside its files
    item = attach(desk, b"%PDF").items[MADE.id]
    assert (item.outcome, item.remote_id) == (ItemOutcome.MADE, f"{PARENT}/{file['AttachmentID']}")
    (heard,) = desk.asked
    assert (heard.method, heard.body, heard.headers["content-type"]) == ("PUT", b"%PDF", "application/pdf")
    handler = desk.parts.ledger.handlers()[OperationKind.ATTACH_FILE]
    record = OperationRecord(MADE, OperationState.CONFIRMED, remote_id=item.remote_id)
    assert handler.find([record], Stop())[MADE.id].hits
    assert not handler.read_back([record], Stop())[MADE.id].exists


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Invoice 1.pdf", "Invoice 1.pdf"),
        ("../../etc/pass|wd.pdf", "etc pass wd.pdf"),
        ('a<b>:"c"?*+.pdf', "a b c.pdf"),
        ("", "document"),
        ("..", "document"),
        ("x" * 300 + ".pdf", "x" * 190 + ".pdf"),
    ],
)
def test_names_xero_takes(name: str, cleaned: str) -> None:
    assert file_name(name).replace(" .", ".") == cleaned

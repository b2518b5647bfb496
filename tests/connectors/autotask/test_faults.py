"""Faults of the network and the remote side: reads are repeated by the table, limits waited for, the rest said in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from app.connectors.autotask.pace import AutotaskPace, Usage, entity_of
from app.connectors.http.pacing import NotYetError
from app.connectors.http.wire import Request
from app.domain.documents import SearchCriteria
from app.domain.errors import LimitReached, RemoteProblem
from app.domain.run import Progress, Stop, unheard
from tests.connectors.autotask.bench import NOON, SandboxBench, page, refused
from tests.connectors.autotask.conftest import MakeTiny
from tests.connectors.http.stillness import StillClock


def found(bench: SandboxBench) -> int:
    return len(bench.source.search(SearchCriteria(), Stop(), unheard).documents)


@pytest.mark.parametrize(
    "kind", ["reset_before", "close_before", "truncate", "malformed_json", "html_200", "duplicate_keys", "nan"]
)
@pytest.mark.parametrize("path", ["/Invoices/query", "/BillingItems/query", "/Companies/query"])
def test_a_single_fault_is_got_over(small: SandboxBench, kind: str, path: str) -> None:
    small.fault(kind, path)
    assert found(small) == 12


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_a_single_bad_status_is_got_over(small: SandboxBench, status: int) -> None:
    small.fault("status", "/BillingItems/query", status=status, content_type="text/html", body="<html>busy</html>")
    assert found(small) == 12
    assert small.clock.waits


@pytest.mark.parametrize(
    ("kind", "more", "sentence"),
    [
        (
            "status",
            {"status": 503, "body": "<html>", "content_type": "text/html"},
            "Autotask is out of service at present.",
        ),
        ("reset_before", {}, "The connection to Autotask broke off."),
        ("truncate", {"bytes": 40}, "The answer from Autotask arrived incomplete."),
        ("html_200", {}, "Autotask answered with a web page instead of data."),
        ("wrong_type", {}, "The answer from Autotask could not be read."),
        ("other_shape", {}, "A list from Autotask could not be read to its end."),
    ],
)
def test_a_lasting_fault_has_its_sentence(small: SandboxBench, kind: str, more: dict[str, Any], sentence: str) -> None:
    small.fault(kind, "/Invoices/query", times=None, **more)
    with pytest.raises(RemoteProblem) as caught:
        found(small)
    assert caught.value.sentence == sentence


@pytest.mark.parametrize("status", [429, 500])
def test_the_thread_limit_is_waited_for_under_both_statuses(small: SandboxBench, status: int) -> None:
    words = {"errors": ["The thread threshold of 3 threads has been exceeded. Itgenatr005"]}
    small.fault("status", "/BillingItems/query", times=2, status=status, body=words, content_type="application/json")
    assert found(small) == 12
    assert all(wait < 10 for wait in small.clock.waits)


def test_a_lasting_thread_limit_is_said(tiny: MakeTiny) -> None:
    source, clock = tiny(lambda path, body, heard: refused("thread threshold of 3 threads has been exceeded")).source()
    with pytest.raises(LimitReached) as caught:
        source.waiting(Stop())
    assert caught.value.sentence == "Autotask takes no more calls at once for the moment."
    assert len(clock.waits) == 5
    source.close()


def test_the_used_up_hour_is_said_under_500_too(tiny: MakeTiny) -> None:
    source, _ = tiny(lambda path, body, heard: refused("The request threshold of 10000 has been exceeded")).source()
    with pytest.raises(LimitReached) as caught:
        source.waiting(Stop())
    assert caught.value.sentence == "Autotask takes no more calls this hour."
    assert caught.value.until is not None
    source.close()


def test_words_nobody_knows_are_tried_again_and_then_shown(tiny: MakeTiny) -> None:
    made = tiny(lambda path, body, heard: refused("Transaction was deadlocked"))
    source, _ = made.source()
    with pytest.raises(RemoteProblem) as caught:
        source.waiting(Stop())
    assert caught.value.details == "Transaction was deadlocked"
    assert made.server is not None
    assert len([one for one in made.server.requests if "query" in one.target]) == 4
    source.close()


def test_a_late_fault_gives_what_was_found_and_says_it_is_not_all() -> None:
    bench = SandboxBench("bulk", invoices=1200)
    bench.source.search(SearchCriteria(invoice_id="1"), Stop(), unheard)
    bench.fault(
        "status", "/BillingItems/query", times=None, after=len(bench.calls("BillingItems/query")) + 8, status=404
    )
    pages: list[int] = []
    result = bench.source.search(SearchCriteria(), Stop(), unheard, lambda page: pages.append(len(page)))
    assert not result.complete
    assert 0 < len(result.documents) == sum(pages) < 1000
    assert result.set_aside[-1].label == "The rest of the search"
    bench.close()


INVOICE = {
    "id": 20408, "companyID": 1001, "invoiceDateTime": "2026-04-01T00:00:00Z", "invoiceTotal": 0, "totalTaxValue": 0,
    "isVoided": False, "webServiceDate": None, "invoiceNumber": "A",
}  # fmt: skip


def answers_with(*invoices: object, items: tuple[object, ...] = ()) -> Any:
    def answers(path: str, body: dict[str, Any], heard: object) -> bytes:
        if path == "Invoices/query":
            return page(*invoices)
        if path == "BillingItems/query":
            wanted = body["filter"][0]["value"]
            return page(*(one for one in items if not isinstance(one, dict) or one.get("invoiceID") in wanted))
        if path == "Companies/query":
            return page({"id": 1001, "companyName": "A"})
        if path == "Currencies/query":
            return page({"id": 1, "name": "AUD", "isInternalCurrency": True})
        return page()

    return answers


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"invoiceTotal": "12.50"}, "its field 'invoiceTotal' holds text"),
        ({"invoiceTotal": None}, "its field 'invoiceTotal' holds nothing"),
        ({"invoiceDateTime": "soon"}, "its field 'invoiceDateTime' holds text"),
        ({"invoiceDateTime": "2026-02-30T00:00:00Z"}, "a date that does not exist"),
        ({"isVoided": "no"}, "its field 'isVoided' holds text"),
        ({"companyID": None}, "its field 'companyID' holds nothing"),
        ({"comments": ["x"]}, "its field 'comments' holds a list"),
    ],
)
def test_a_broken_invoice_is_set_aside_and_the_rest_goes_on(tiny: MakeTiny, change: dict[str, Any], words: str) -> None:
    good = {**INVOICE, "id": 20409, "invoiceNumber": "B"}
    source, _ = tiny(answers_with({**INVOICE, **change}, good)).source()
    result = source.search(SearchCriteria(), Stop(), unheard)
    assert [document.number for document in result.documents] == ["B"]
    (aside,) = result.set_aside
    assert (aside.id, aside.label) == ("20408", "Invoice A")
    assert words in aside.problem.sentence
    source.close()


def test_a_record_that_is_none_is_set_aside(tiny: MakeTiny) -> None:
    source, _ = tiny(answers_with(None, INVOICE)).source()
    result = source.search(SearchCriteria(), Stop(), unheard)
    assert len(result.documents) == 1
    assert result.set_aside[0].label == "Invoices without an id"
    source.close()


def test_a_broken_line_sets_its_invoice_aside_and_no_other(tiny: MakeTiny) -> None:
    invoices = [{**INVOICE, "id": one, "invoiceNumber": f"N{one}"} for one in range(1, 6)]
    broken = {"id": 900, "invoiceID": 3, "billingItemType": 1, "totalAmount": "a lot"}
    source, _ = tiny(answers_with(*invoices, items=(broken,))).source()
    result = source.search(SearchCriteria(), Stop(), unheard)
    assert [document.id for document in result.documents] == ["1", "2", "4", "5"]
    assert [aside.id for aside in result.set_aside] == ["3"]
    source.close()


def test_a_line_that_is_no_record_is_traced_to_its_invoice(tiny: MakeTiny) -> None:
    invoices = [{**INVOICE, "id": one, "invoiceNumber": f"N{one}"} for one in range(1, 6)]
    plain = answers_with(*invoices)

    def answers(path: str, body: dict[str, Any], heard: object) -> bytes:
        if path == "BillingItems/query" and 4 in body["filter"][0]["value"]:
            return page(None)
        answer: bytes = plain(path, body, heard)
        return answer

    source, _ = tiny(answers).source()
    result = source.search(SearchCriteria(), Stop(), unheard)
    assert [document.id for document in result.documents] == ["1", "2", "3", "5"]
    assert [aside.id for aside in result.set_aside] == ["4"]
    assert "one of its lines is no record" in result.set_aside[0].problem.sentence
    source.close()


# --- pace


def slot_wait(used: int, limit: int = 1000) -> tuple[list[float], str]:
    clock = StillClock(NOON)
    usage = Usage(clock)
    usage.tell(used, limit)
    with AutotaskPace(usage, clock).slot(Request("POST", "https://x/ATServicesRest/V1.0/Invoices/query"), Stop()):
        words = usage.words()
    return [wait for wait in clock.waits if wait], words


def test_calls_slow_down_from_half_of_the_threshold() -> None:
    assert slot_wait(499)[0] == []
    waits, words = slot_wait(500)
    assert waits == [0.5]
    assert words == "Autotask has used 50 % of this hour's calls, so each call waits 0.5 s."
    assert slot_wait(750)[0] == [1.0]
    with pytest.raises(NotYetError):
        slot_wait(980)


def test_own_calls_count_and_the_question_comes_every_few_minutes() -> None:
    clock = StillClock(NOON)
    usage = Usage(clock)
    assert (usage.due(), usage.due()) == (True, False)
    usage.tell(10, 100)
    usage.count()
    assert (usage.left, usage.left_words()) == (89, "89 calls left this hour")
    clock.move(301)
    assert usage.due()


def test_the_entity_a_call_counts_under() -> None:
    root = "https://h/ATServicesRest/V1.0/"
    assert [entity_of(root + path) for path in ("Invoices", "Invoices/7/InvoicePDF", "BillingItems/query", "x?y")] == [
        "Invoices",
        "Invoices",
        "BillingItems",
        "x",
    ]


def test_a_full_hour_stops_before_the_limit_is_run_into(tiny: MakeTiny) -> None:
    made = tiny(lambda path, body, heard: page())
    made.threshold = {
        "externalRequestThreshold": 100,
        "currentTimeframeRequestCount": 99,
        "requestThresholdTimeframe": 60,
    }
    source, _ = made.source()
    with pytest.raises(LimitReached) as caught:
        source.waiting(Stop())
    assert caught.value.sentence == "Autotask takes no more calls this hour."
    assert made.server is not None
    assert not any("query" in one.target for one in made.server.requests)
    source.close()


def test_pace_words_reach_the_progress(small: SandboxBench) -> None:
    small.sandbox.act("autotask", "switches", {"used_by_others": 6000})
    heard: list[Progress] = []
    small.source.search(SearchCriteria(), Stop(), heard.append)
    assert heard[-1].pace.startswith("Autotask has used 60 % of this hour's calls")
    assert small.clock.waits.count(0.5) > 5

"""Names of files: of papers that are uploaded and of proofs that are saved; none leads out of its folder or means a device."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

from app.connectors.ledger.papers import file_name
from app.domain.operation import OperationKind
from app.domain.payload import AttachPayload, read_payload
from app.domain.plan import PlannedDocument
from app.flows.export.operations import Way, document_operations
from app.ui.screens.proof import proof_name
from tests.corpus.values import FILE_NAMES, NUMBERS, SHORT_HOSTILE
from tests.gui.screens import made_up
from tests.gui.screens.made_up_runs import finished_run
from tests.security.expecting import Expect

_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(\.|\Z)", re.IGNORECASE)
WAY = Way("run", "Mira", "autotask", "c-at", "db1", "c-xe", "t1", lambda: "00000000-0000-4000-8000-000000000001")


def fault_of(name: str) -> str:
    """What is wrong with a name for a file on any system; '' when nothing is."""
    faults = {
        "empty": not name.strip(". "),
        "leads elsewhere": len(Path(name).parts) != 1 or len(PureWindowsPath(name).parts) != 1 or name in {".", ".."},
        "forbidden sign": bool(re.search(r'[<>:"/\\|?*\x00-\x1f\x7f]', name)),
        "too long": len(name.encode()) > 255,
        "ends in a dot or blank": name.endswith((".", " ")) or name.startswith(" "),
        "device": bool(_DEVICE.match(name)),
        "turns the text around": bool(re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]", name)),
    }
    return ", ".join(fault for fault, found in faults.items() if found)


@pytest.mark.parametrize("text", [*FILE_NAMES, *NUMBERS[::4]])
def test_names_of_papers(expect: Expect, text: str) -> None:
    expect(f"paper: {text}", "usable", fault_of(file_name(text)) or "usable")


@pytest.mark.parametrize("text", [*FILE_NAMES, *SHORT_HOSTILE[::6]])
def test_names_of_proofs(expect: Expect, text: str) -> None:
    name = proof_name(replace(finished_run(), organisation=text))
    assert name.endswith(".pdf")
    expect(f"proof: {text}", "usable", fault_of(name) or "usable")


def test_papers_are_named_by_us(expect: Expect) -> None:
    names = []
    for number in (*FILE_NAMES, *NUMBERS):
        planned: PlannedDocument = made_up.ready(replace(made_up.source(1), number=number))
        operations = document_operations([planned], (), WAY, attach=True)
        papers = [one for one in operations if one.kind is OperationKind.ATTACH_FILE]
        names.append(read_payload(AttachPayload, papers[0].payload).file_name)
    faults = sorted({fault_of(file_name(name)) for name in names} - {""})
    expect(f"papers of {len(names)} odd numbers", "usable", ", ".join(faults) or "usable")

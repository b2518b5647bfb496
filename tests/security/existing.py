"""Security cases that are proven where the part itself is tested; the table runs and lists them by name."""

from __future__ import annotations

ELSEWHERE: dict[str, tuple[str, ...]] = {
    "links to other hosts": (
        "tests/connectors/http/test_addresses.py",
        "tests/connectors/http/test_client.py::test_a_foreign_address_gets_nothing",
        "tests/connectors/xero/test_session.py::test_a_plain_http_address_is_refused",
    ),
    "sign-in": ("tests/connectors/oauth/test_authorization.py", "tests/bootstrap/test_practice_door.py"),
    "secrets": (
        "tests/bootstrap/test_logs.py",
        "tests/connectors/http/test_client.py::test_the_log_holds_its_fields_and_no_secret",
        "tests/connectors/oauth/test_tokens.py::test_nothing_secret_is_logged_or_shown",
        "tests/connectors/xero/test_session.py::test_nothing_secret_is_logged",
        "tests/cli/test_setting_up.py::test_no_secret_reaches_output_log_or_database",
        "tests/cli/test_setting_up.py::test_no_command_takes_a_secret_as_an_argument",
    ),
    "refresh races": ("tests/connectors/oauth/test_tokens.py", "tests/bootstrap/test_locks.py"),
    "TLS": (
        "tests/connectors/http/test_transport.py::test_a_certificate_of_another_authority_is_not_sent",
        "tests/connectors/http/test_transport.py::test_a_certificate_of_a_public_authority_is_asked_for_by_default",
        "tests/connectors/http/test_transport.py::test_the_environment_cannot_add_trust",
    ),
    "text on the screen": ("tests/gui/parts/test_labels.py", "tests/gui/parts/test_words.py"),
    "cells of a spreadsheet": ("tests/cli/test_setting_up.py::test_mappings_go_out_and_come_back_without_a_formula",),
    "queries": (
        "tests/connectors/autotask/test_queries.py",
        "tests/connectors/xero/test_session.py::test_a_number_with_a_comma_is_searched_for",
    ),
    "file names": ("tests/connectors/xero/test_attaching.py::test_names_xero_takes",),
    "file modes": ("tests/store/test_gate.py::test_the_file_and_its_folder_are_private",),
    "oversized answers": (
        "tests/connectors/http/test_transport.py::test_a_bomb_is_cut_off_before_it_goes_up",
        "tests/connectors/http/test_transport.py::test_after_the_first_byte_anything_is_possible",
        "tests/connectors/http/test_transport.py::test_a_slow_drip_ends_at_the_deadline",
    ),
    "practice and dry run": (
        "tests/bootstrap/test_borders.py",
        "tests/cli/test_sending.py::test_a_dry_run_shows_everything_and_writes_nothing",
    ),
    "code": ("tests/architecture/test_house_rules.py::test_no_dangerous_call_outside_the_sandbox",),
}

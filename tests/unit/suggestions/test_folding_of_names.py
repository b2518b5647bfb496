"""Which spellings of a name are the same name, and which are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.suggestions.details import addresses, own_domain, phone_digits, same_phone, site_domain, tax_key
from app.domain.suggestions.folding import plain, words
from app.domain.suggestions.names import comparable


def keys(name: str) -> list[str]:
    return [part.key for part in comparable(name).parts]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Coastal Dental Pty Ltd", "coastal dental"),
        ("COASTAL DENTAL P/L", "coastal dental"),
        ("The Coastal Dental Co.", "coastal dental"),
        ("Coastal Dental, Proprietary Limited", "coastal dental"),
        ("Acme, Inc.", "acme"),
        ("Acme LLC", "acme"),
        ("Acme S.p.A.", "acme"),
        ("Coastal Spa", "coastal spa"),
        ("Acme Sp. z o.o.", "acme"),
        ("Acme S.A.R.L.", "acme"),
        ("Acme SA", "acme"),
        ("Acme B.V.", "acme"),
        ("Volvo AB", "volvo"),
        ("Ørsted A/S", "orsted"),
        ("Nokia Oyj", "nokia"),
        ("Müller & Söhne GmbH & Co. KG", "muller sohne"),
        ("Marlowe & Finch", "marlowe finch"),
        ("Marlowe and Finch", "marlowe finch"),
        ("A.B.C. Widgets", "abc widgets"),
        ("O’Brien's", "obriens"),
        ("Bluegum Vet Grp", "bluegum veterinary group"),
        ("Harris II", "harris 2"),
        ("Store No. 12", "store no 12"),
        ("株式会社青空", "青空"),
        ("青空（株）", "青空"),
        ("㈱青空", "青空"),
        ("ﾐｭﾝﾍﾝ", "ミュンヘン"),
        ("ハハ", "ハハ"),
        ("ババ", "ババ"),
        ("ООО Ромашка", "ромашка"),
        ("Ρομάς Α.Ε.", "ρομασ"),
        ("شركة النور ش.م.م", "النور"),
        ("(주)삼성", "삼성"),
        ("\u202eabc\u202c Ltd", "abc"),
        ("Ltd", "ltd"),
    ],
)
def test_one_name(name: str, key: str) -> None:
    assert keys(name) == [key]


@pytest.mark.parametrize("name", ["", "   ", "🍕🍕", "\u200f\u202e", "…", "& +"])
def test_no_name(name: str) -> None:
    assert all(part.key for part in comparable(name).parts)
    assert comparable(name).is_empty or name == "& +"


@pytest.mark.parametrize(
    ("name", "both"),
    [
        ("Smith Holdings Pty Ltd t/a Coastal Dental", ["smith holdings", "coastal dental"]),
        ("Smith Holdings trading as Coastal Dental", ["smith holdings", "coastal dental"]),
        ("Jones Nominees ATF The Jones Family Trust", ["jones nominees", "jones family trust"]),
        ("Acme (formerly Foo)", ["acme", "foo"]),
    ],
)
def test_two_names(name: str, both: list[str]) -> None:
    assert keys(name) == both


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_taken_apart(text: str) -> None:
    name = comparable(text)
    assert comparable(text) == name
    assert all(word and not word.isspace() for part in name.parts for word in part.words)
    assert all(" " not in word for word in words(text))
    assert plain(plain(text)).casefold() == plain(plain(text))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("08 9555 0142", "+61 8 9555 0142", True),
        ("08 9555 0142", "+61 (0)8 9555-0142", True),
        ("08 9555 0142", "9555 0142", True),
        ("02 9555 0142", "08 9555 0142", False),
        ("09 555 0142 7", "+64 9 555 0142 7", True),
        ("020 7946 0018", "+44 20 7946 0018", True),
        ("08 9555 0142 ext 12", "0895550142", True),
        ("08 9555 0143", "08 9555 0142", False),
    ],
)
def test_phones(one: str, other: str, same: bool) -> None:
    assert same_phone(phone_digits(one), phone_digits(other)) is same


@pytest.mark.parametrize("text", ["", "n/a", "000 000 0000", "1234", "99999999", "☎"])
def test_no_phone(text: str) -> None:
    assert phone_digits(text) == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ABN 51 824 753 556", "51824753556", True),
        ("51 824 753 556", "ACN 824 753 556", True),
        ("GB 123 4567 89", "123456789", True),
        ("NL001234567B01", "nl 0012.34.567.B01", True),
        ("51 824 753 556", "51 824 753 557", False),
    ],
)
def test_tax_numbers(one: str, other: str, same: bool) -> None:
    assert tax_key(one)
    assert (tax_key(one) == tax_key(other)) is same


@pytest.mark.parametrize("text", ["", "n/a", "none", "000000000", "TBA", "-", "123"])
def test_no_tax_number(text: str) -> None:
    assert tax_key(text) == ""


def test_mail_and_web_addresses() -> None:
    assert addresses("Accounts <AP@Saltbush.example>; office@saltbush.example") == (
        "ap@saltbush.example",
        "office@saltbush.example",
    )
    assert addresses("not an address") == ()
    assert own_domain("ap@saltbush.example") == "saltbush.example"
    assert own_domain("saltbush@gmail.com") == ""
    assert site_domain("https://www.Saltbush.example/contact") == "saltbush.example"
    assert site_domain("soon") == ""

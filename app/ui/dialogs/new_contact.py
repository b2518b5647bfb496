"""Creating a contact in the ledger from the mapping dialog: whose name and e-mail go in, and room to change them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.contact_names import NameBook
from app.domain.ledger_words import Term
from app.domain.mapping import NewContact
from app.domain.parties import Person, SourceParty
from app.ui.dialogs.name_help import NameHelp
from app.ui.dialogs.settling import new_contact, people_of
from app.ui.parts import Choice, LineField, RadioCard
from app.ui.style import capped

_INDENT = 44
_PERSON_WIDE = 252


class NewContactCard(RadioCard):
    """'Create new contact', in the ledger's word, as the last of the choices, with the people of the company beside it."""

    person_chosen = Signal(object)

    def __init__(self, contact: Term) -> None:
        super().__init__(f"Create new {contact.one}", "with name and e-mail of")
        self.setObjectName("create-contact")
        self.people = Choice(height=34)
        self.people.setObjectName("contact-person")
        self.people.setAccessibleName(f"Person whose name and e-mail go into the new {contact.one}")
        self.people.setFixedWidth(_PERSON_WIDE)
        self.add_aside(self.people)
        self.people.chosen.connect(self._choose)

    def _choose(self, person: object) -> None:
        self.setChecked(True)
        self.person_chosen.emit(person)

    def show_party(self, party: SourceParty) -> None:
        """Offer the people of this company."""
        people = people_of(party)
        self.people.setVisible(bool(people))
        self.second.setText("with name and e-mail of" if people else "from what is known of the company")
        self.people.set_choices([(_person_words(person), person) for person in people])
        if people:
            self.people.set_value(people[0])


def _person_words(person: Person) -> str:
    name = capped(person.name or person.email or "No name", 60)
    aside = "billing" if person.is_billing else person.title
    return f"{name} ({capped(aside, 24)})" if aside else name


class NewContactForm(QWidget):
    """Name, first and last name, e-mail. A problem stands below its field; what was typed stays until another company comes."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(_INDENT, 6, 14, 4)
        column.setSpacing(10)
        self.name = LineField("Name in the ledger")
        self.name.control.setObjectName("new-name")
        self.name.control.setMaxLength(20_000)  # a longer name is refused with a sentence, never cut unseen
        self.first = LineField("First name", aside="optional")
        self.first.control.setObjectName("new-first-name")
        self.last = LineField("Last name", aside="optional")
        self.last.control.setObjectName("new-last-name")
        self.email = LineField("E-mail", aside="optional", icon="mail")
        self.email.control.setObjectName("new-email")
        column.addWidget(self.name)
        self.help = NameHelp()
        self.help.renamed.connect(self._take_name)
        column.addWidget(self.help)
        self.name.edited.connect(self.help.look_at)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.first, 1)
        row.addWidget(self.last, 1)
        column.addLayout(row)
        column.addWidget(self.email)
        self._party: SourceParty | None = None
        self._person_id = ""
        self.fields = (self.name, self.first, self.last, self.email)
        for field in self.fields:
            field.edited.connect(self.edited)

    def show_party(self, party: SourceParty, names: NameBook) -> None:
        """Begin with what is proposed for this company, in a ledger with these names."""
        self._party = party
        self.help.know(names)
        proposed = new_contact(party)
        self.name.set_text(proposed.name)
        self._show_person(proposed)
        for field in self.fields:
            field.set_problem("")
        self.help.look_at(proposed.name)

    def _take_name(self, name: str) -> None:
        self.name.set_text(name)
        self.name.set_problem("")
        self.help.look_at(name)
        self.name.control.setFocus()

    def take_person(self, person: Person) -> None:
        """Another person's name and e-mail; the contact's own name stays as typed."""
        if self._party is not None:
            self._show_person(new_contact(self._party, person))
            self.email.set_problem("")

    def _show_person(self, proposed: NewContact) -> None:
        self._person_id = proposed.person_id
        self.first.set_text(proposed.first_name)
        self.last.set_text(proposed.last_name)
        self.email.set_text(proposed.email)

    def value(self) -> NewContact | None:
        """The contact as typed; None before a company was shown."""
        if self._party is None:
            return None
        return NewContact(
            party_id=self._party.id,
            name=self.name.text(),
            email=self.email.text(),
            first_name=self.first.text(),
            last_name=self.last.text(),
            person_id=self._person_id,
        )

    def set_problem(self, field: str, sentence: str) -> bool:
        """Show a problem below the field it names and go there; False when it names none of these."""
        found = {"name": self.name, "email": self.email, "first_name": self.first, "last_name": self.last}.get(field)
        if found is None:
            return False
        found.set_problem(sentence)
        if found is self.name:
            self.help.sentence.hide()  # the field says it now
        found.control.setFocus()
        found.control.selectAll()
        return True

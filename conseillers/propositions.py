"""Corrections that a référent proposed: what an agent reads of them, and what accepting them writes."""

import hashlib
import json
from collections import defaultdict
from datetime import timedelta

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conseillers.admin.forms import PermanenceForm
from conseillers.faits import from_plain, in_words, label_of, plain
from conseillers.models import Ligne, Permanence, Proposition
from conseillers.regle import Regle
from structures.confirmation import Confirmation, confirm, name_of
from structures.models import Lieu
from structures.portee import within
from structures.travail import Tache

ACCEPT, REFUSE = "accepter", "refuser"


class LigneLue:
    """A line as an agent reads it: what it was, what is proposed, what it is now, what is wrong with it."""

    def __init__(self, line: Ligne, row: models.Model | None):
        self.line, self.row = line, row  # the lieu or the permanence; None: gone
        self.error = ""
        self.choice = ""

    @property
    def nom(self) -> str:
        return label_of(self.line)

    @property
    def avant(self) -> str:
        return in_words(self.line.champ, self.line.avant)

    @property
    def apres(self) -> str:
        return in_words(self.line.champ, self.line.apres)

    @property
    def present(self):
        if self.row is None or self.line.champ == Ligne.EXISTE:
            return self.row is not None
        return plain(getattr(self.row, self.line.champ))

    @property
    def remarque(self) -> str:
        """What an agent should know before choosing: the fact is no longer what the référent read."""
        if self.row is None:
            return _("Cette permanence a été supprimée depuis : il n’y a plus rien à corriger.")
        if self.present == self.line.apres:
            return _("C’est déjà ainsi sur le site.")
        if self.present != self.line.avant:
            now = in_words(self.line.champ, self.present) or _("rien")
            return _("A changé depuis : le site dit maintenant « %(now)s ».") % {"now": now}
        return ""

    @property
    def decidee(self) -> bool:
        return self.line.etat != Ligne.Etat.ATTENTE


class Lecture:
    """A proposition as it is read and decided."""

    def __init__(self, proposition: Proposition):
        self.proposition = proposition
        lines = proposition.lignes.select_related("permanence")
        self.lines = [LigneLue(line, self._row(line)) for line in lines]

    def _row(self, line: Ligne):
        return line.permanence if line.objet else self.proposition.lieu

    @property
    def groupes(self) -> list[tuple[str, list[LigneLue]]]:
        """(what the lines are about, the lines): the lieu first, then each permanence."""
        found = defaultdict(list)
        for read in self.lines:
            found[read.line.objet or _("Le lieu")].append(read)
        return list(found.items())

    @property
    def waiting(self) -> list[LigneLue]:
        return [read for read in self.lines if not read.decidee]

    @property
    def empreinte(self) -> str:
        """Changes when a fact does: an agent decides on what is on the page."""
        facts = [[read.line.pk, read.line.etat, read.present] for read in self.lines]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def choose(self, chosen: dict[int, str]) -> None:
        for read in self.waiting:
            read.choice = chosen.get(read.line.pk, "")

    def decide(self, account) -> bool:
        """Writes what is accepted, through each model's validation; nothing at all when a line is refused by it."""
        accepted = [read for read in self.waiting if read.choice == ACCEPT]
        with transaction.atomic():
            for row, reads in self._by_row(accepted):
                _apply(row, reads, self.proposition)
            if any(read.error for read in accepted):
                transaction.set_rollback(True)
            else:
                self._note(account)
        if refused := any(read.error for read in accepted):
            self._read_again(accepted)
        return not refused

    @staticmethod
    def _read_again(reads: list[LigneLue]) -> None:
        """What was tried is undone in the database: here too."""
        for row in {id(read.row): read.row for read in reads if read.row}.values():
            row.refresh_from_db()

    @staticmethod
    def _by_row(reads: list[LigneLue]) -> list[tuple]:
        groups = defaultdict(list)
        for read in reads:
            groups[read.line.permanence_id if read.line.objet else 0].append(read)
        return [(group[0].row, group) for group in groups.values()]

    def _note(self, account) -> None:
        now, who = timezone.now(), name_of(account)
        etats = {ACCEPT: Ligne.Etat.ACCEPTEE, REFUSE: Ligne.Etat.REFUSEE}
        for read in self.waiting:
            if etat := etats.get(read.choice):
                read.line.etat, read.line.decidee, read.line.decidee_par = etat, now, who
                read.line.save(update_fields=["etat", "decidee", "decidee_par"])
        if not self.waiting:
            self._settle(now, who)

    def _settle(self, now, who: str) -> None:
        """All is decided: the référent read every fact that day, and what they found wrong is settled."""
        proposition = self.proposition
        proposition.traitee, proposition.traitee_par = now, who
        proposition.save(update_fields=["traitee", "traitee_par"])
        if proposition.compte:
            lieu, day = Lieu.objects.filter(pk=proposition.lieu_id), timezone.localdate(proposition.deposee)
            confirm(lieu, proposition.compte, Confirmation.Maniere.COURRIEL, jour=day)


def _apply(row: Lieu | Permanence | None, reads: list[LigneLue], proposition: Proposition) -> None:
    """All lines about one row together: new hours may only be right with one another."""
    if row is None:
        for read in reads:
            read.error = _("Cette permanence n’existe plus : refusez cette ligne.")
        return
    fields = {}
    for read in reads:
        name, value = _written(read, proposition)
        setattr(row, name, value)
        fields[name] = read
    errors = _errors(row, fields)
    if not errors:
        row.save(update_fields=[*fields, *(["date_maj"] if isinstance(row, Lieu) else [])])
    for name, messages in errors.items():
        fields.get(name, reads[0]).error = " ".join(messages)


def _written(read: LigneLue, proposition: Proposition) -> tuple[str, object]:
    """A permanence that is no more ends the day before it was said: past dates stay as they were."""
    if read.line.champ == Ligne.EXISTE:
        return "au", timezone.localdate(proposition.deposee) - timedelta(days=1)
    return read.line.champ, from_plain(type(read.row), read.line.champ, read.line.apres)


def _errors(row: models.Model, fields: dict[str, LigneLue]) -> dict[str, list[str]]:
    """What the model and its constraints say against these values, by field."""
    errors = defaultdict(list)
    others = [field.name for field in row._meta.fields if field.name not in fields]
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        errors.update(error.message_dict)
    for model, constraints in row.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(model, row)
            except ValidationError as error:
                errors[PermanenceForm.beside.get(constraint.name, NON_FIELD_ERRORS)] += error.messages
    ends = any(read.line.champ == Ligne.EXISTE for read in fields.values())
    if isinstance(row, Permanence) and not errors and not ends and not Regle(row).gives_a_day():
        errors[NON_FIELD_ERRORS].append(_("Avec cela, la permanence n’aurait plus aucune date."))
    return errors


def corrections_proposees(user) -> Tache | None:
    """A line of the work list: propositions that wait for an agent."""
    if not user.has_perm("conseillers.change_proposition"):
        return None
    number = within(Proposition.objects.waiting(), user, reading=False).count()
    name = ngettext("correction proposée", "corrections proposées", number)
    return Tache(number, name, reverse("admin:conseillers_proposition_changelist"), urgent=True)

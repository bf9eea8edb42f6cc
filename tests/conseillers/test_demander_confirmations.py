"""What référents are asked by mail: their lieux that are due, once, as residents read them."""

import re
from datetime import date, time

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conseillers.demandes import MOST, message_to
from conseillers.models import Demande, Proposition
from structures.roles import Role
from tests.admin.comptes import referent, someone
from tests.factories import (
    CYBERBASE_BRON,
    MIETE,
    RAYONNE,
    ChangementFactory,
    LieuFactory,
    PermanenceFactory,
    StructureFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LINK = re.compile(r"http://localhost:8000/(confirmer|corriger)/\S+/")


def test_the_mail_says_what_residents_read():
    structure = StructureFactory()
    lieu = LieuFactory(
        structure=structure, at=MIETE, nom="La MIETE", adresse="150 rue du 4 Août 1789", telephone="+33478634040"
    )
    lieu.acces, lieu.acces_fauteuil, lieu.site_web = "Métro Gratte-Ciel", True, ["https://miete.fr"]
    lieu.save()
    PermanenceFactory(lieu=lieu)
    ChangementFactory(lieu=lieu, du=date(2026, 12, 21), au=date(2026, 12, 24), motif="travaux")
    referent(structure, first_name="Nadia", last_name="Martin")

    call_command("demander_confirmations")

    (sent,) = mail.outbox
    assert sent.to == ["nadia@exemple.fr"]
    assert sent.subject == "Un lieu à relire sur le site des conseillers numériques"
    for said in [
        "Bonjour Nadia Martin,",
        "La MIETE\n150 rue du 4 Août 1789, 69100 Villeurbanne\n",
        "Téléphone : 04 78 63 40 40\nSite internet : https://miete.fr\nComment venir : Métro Gratte-Ciel\n",
        "Fauteuil roulant : oui\n",
        "- Tous les mardis de 14\u00a0h à 17\u00a0h, sans rendez-vous\n",
        "- mardi 24\u00a0novembre, 14\u00a0h à 17\u00a0h\n- mardi 1er\u00a0décembre, 14\u00a0h à 17\u00a0h\n",
        "Fermé du lundi 21\u00a0décembre au jeudi 24\u00a0décembre (travaux)\n",
        "Appelez le 04 78 63 40 40.",
    ]:
        assert said in sent.body
    assert [found[1] for found in LINK.finditer(sent.body)] == ["confirmer", "corriger"]


def test_script_in_a_name_is_text_in_the_mail_and_cannot_add_a_header():
    structure = StructureFactory()
    LieuFactory(structure=structure, nom="<script>alert('l’été')</script>\nBcc: tous@exemple.fr & co")
    referent(structure)

    call_command("demander_confirmations")

    (sent,) = mail.outbox
    assert "<script>alert('l’été')</script>" in sent.body
    assert sent.message()["Bcc"] is None
    assert sent.content_subtype == "plain"


def test_each_is_asked_about_what_is_due_and_theirs():
    mine, others = StructureFactory(), StructureFactory()
    LieuFactory(structure=mine, nom="À moi")
    LieuFactory(structure=mine, nom="Vu hier", date_verification=date(2026, 11, 22))
    LieuFactory(structure=mine, nom="Retiré", publie=False)
    LieuFactory(structure=others, nom="Aux autres", at=CYBERBASE_BRON)
    nadia = referent(mine)
    referent(others, name="omar")
    referent(mine, name="sans-adresse", email="")
    referent(mine, name="parti", is_active=False)
    someone(Role.AGENT)

    call_command("demander_confirmations")

    assert [message.to for message in mail.outbox] == [["nadia@exemple.fr"], ["omar@exemple.fr"]]
    said = mail.outbox[0].body
    assert ("À moi" in said, "Vu hier" in said, "Retiré" in said, "Aux autres" in said) == (True, False, False, False)
    assert [demande.lieu.nom for demande in Demande.objects.filter(compte=nadia)] == ["À moi"]


def test_nobody_is_asked_again_before_thirty_days():
    referent(LieuFactory().structure)

    for day, number in [("11-23", 1), ("11-23", 1), ("12-22", 1), ("12-24", 2)]:
        with time_machine.travel(f"2026-{day} 09:00+01:00", tick=False):
            call_command("demander_confirmations")
        assert len(mail.outbox) == number


def test_nobody_is_asked_about_corrections_that_they_already_sent():
    lieu = LieuFactory()
    account = referent(lieu.structure)
    demande = Demande.objects.create(lieu=lieu, compte=account, courriel=account.email)
    Demande.objects.update(envoyee="2026-10-01 08:00+02:00")
    Proposition.objects.create(demande=demande, lieu=lieu, par="Nadia", compte=account, remarque="Nouveau numéro")

    call_command("demander_confirmations")

    assert not mail.outbox


def test_nothing_leaves_in_a_trial_and_no_link_works(capsys):
    referent(LieuFactory(nom="La MIETE").structure)

    call_command("demander_confirmations", essai=True)

    shown = capsys.readouterr().out
    assert "À : nadia@exemple.fr\nObjet : Un lieu à relire" in shown
    assert "La MIETE" in shown
    assert "(lien « Tout est exact »)" in shown
    assert "/confirmer/" not in shown
    assert not mail.outbox
    assert not Demande.objects.exists()


def test_a_mail_that_does_not_leave_is_said_and_sent_next_time(monkeypatch):
    referent(LieuFactory().structure)
    referent(LieuFactory(at=RAYONNE).structure, name="omar")
    send = EmailMessage.send

    def fails_for_nadia(message, **kwargs):
        if message.to == ["nadia@exemple.fr"]:
            raise ConnectionRefusedError
        return send(message, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", fails_for_nadia)
    with pytest.raises(CommandError, match="nadia"):
        call_command("demander_confirmations")
    assert [message.to for message in mail.outbox] == [["omar@exemple.fr"]]

    monkeypatch.undo()
    call_command("demander_confirmations")
    assert [message.to for message in mail.outbox] == [["omar@exemple.fr"], ["nadia@exemple.fr"]]


def test_a_long_list_is_asked_in_parts_the_longest_unseen_first():
    structure = StructureFactory()
    for number in range(MOST + 2):
        LieuFactory(structure=structure, nom=f"Lieu {number:02}", date_verification=date(2025, 1, 1 + number))
    account = referent(structure)

    call_command("demander_confirmations")
    assert "2 autres lieux suivront dans un prochain message." in mail.outbox[0].body
    call_command("demander_confirmations")

    names = [list(Demande.objects.filter(compte=account).order_by("lieu__nom").values_list("lieu__nom", flat=True))]
    assert names == [[f"Lieu {number:02}" for number in range(MOST + 2)]]
    assert "Lieu 20" in mail.outbox[1].body
    assert "Lieu 19" not in mail.outbox[1].body


def test_a_mail_takes_as_many_queries_for_one_lieu_as_for_three():
    structure = StructureFactory()
    account = referent(structure)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            message_to(account)
        return len(found)

    PermanenceFactory(lieu=LieuFactory(structure=structure))
    one = queries()
    for hour in (9, 10):
        PermanenceFactory(lieu=LieuFactory(structure=structure), heure_debut=time(hour))

    assert queries() == one

"""Rows by COPY are those that the ORM would have written."""

import pytest

from structures.import_lieux.copier import insert, update
from structures.import_lieux.models import Import, LigneImport
from structures.models import Lieu
from tests.factories import LieuFactory

pytestmark = pytest.mark.django_db

ODD = ["", "NULL", "a,b", "{c}", 'dit « "oui" »', "une\\barre", "deux\nlignes", "tab\tulation", "\\N", "L’été"]


def test_texts_of_every_kind_come_back_as_they_were(lyon):
    lot = Import.objects.create(fichier="un.csv")
    row = LigneImport(lot=lot, numero=1, issue=1, nom="\\N\t", raisons=ODD, ligne={"champs": {"nom": ODD}})

    insert([row])

    row.refresh_from_db()
    assert (row.nom, row.raisons, row.ligne) == ("\\N\t", ODD, {"champs": {"nom": ODD}})


def test_a_lieu_that_is_written_again_has_what_was_changed_alone(lyon):
    lieu = LieuFactory(autres_formations_labels=["un"], acces_fauteuil=None)
    before = Lieu.objects.get(pk=lieu.pk)
    lieu.autres_formations_labels, lieu.nom, lieu.remarque = ODD[1:], "Autre", "n’est pas nommée"

    update([lieu], {"autres_formations_labels", "nom", "date_maj"})

    after = Lieu.objects.get(pk=lieu.pk)
    assert (after.autres_formations_labels, after.nom, after.remarque) == (ODD[1:], "Autre", before.remarque)
    assert (after.position, after.services, after.acces_fauteuil) == (before.position, before.services, None)
    assert after.date_maj > before.date_maj

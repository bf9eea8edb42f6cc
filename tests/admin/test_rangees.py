"""Rows of the lists, compared with those that Django's admin writes."""

from datetime import date

import pytest
from django.contrib.admin.templatetags.admin_list import items_for_result

from conseillers.models import Absence
from structures.admin.rangees import rows_of
from structures.models import Lieu
from tests.admin.test_listes import changelist, every_list
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory

pytestmark = pytest.mark.django_db

SCRIPT = '<script>alert("1")</script> & fils'


def furnish() -> None:
    lina, karim = ConseillerFactory(prenom=SCRIPT), ConseillerFactory(etat="a_pourvoir", prenom="", langues=[])
    there = LieuFactory(nom=SCRIPT, structure__nom=SCRIPT, publie=False, date_verification=date(2026, 11, 2))
    first = PermanenceFactory(lieu=there, conseillers=[lina], theme=SCRIPT)
    PermanenceFactory(conseillers=[karim])
    ChangementFactory(permanence=first, du=date(2027, 1, 5), motif=SCRIPT)
    ChangementFactory(lieu=there, du=date(2027, 2, 1), au=date(2027, 2, 3), motif="")
    for conseiller, motif in ((lina, SCRIPT), (karim, "")):
        Absence.objects.create(conseiller=conseiller, du=date(2027, 1, 4), au=date(2027, 1, 5), motif_prive=motif)


def test_rows_are_those_that_django_writes(admin_client):
    furnish()

    compared = 0
    for url in every_list():
        page = admin_client.get(url, {"o": "1"})
        if (found := page.context.get("cl")) is None:  # the agenda is no list
            continue
        for written, row in zip(rows_of(found), found.result_list, strict=True):
            assert written == "".join(items_for_result(found, row, None))
            assert written in page.content.decode()
            assert "<script>alert" not in written
            compared += 1
    assert compared > 10


def test_a_name_leads_to_its_page_and_back_to_the_list_as_it_was(admin_client):
    lieu = LieuFactory(nom="La MIETE")

    html = admin_client.get(changelist("structures_lieu"), {"q": "miete"}).content.decode()

    address = f"/admin/structures/lieu/{lieu.pk}/change/?_changelist_filters=q%3Dmiete"
    assert f'<th class="field-nom_et_structure"><a href="{address}">' in html


def test_a_window_to_pick_from_has_djangos_own_rows(admin_client):
    lieu = LieuFactory()

    html = admin_client.get(changelist("structures_lieu"), {"_popup": "1"}).content.decode()

    assert f'data-popup-opener="{lieu.pk}"' in html


def test_each_row_has_its_box_with_its_name(admin_client):
    lieu = LieuFactory(nom="L’Atelier & Cie")

    html = admin_client.get(changelist("structures_lieu")).content.decode()

    assert f'name="_selected_action" value="{lieu.pk}"' in html
    assert "L’Atelier &amp; Cie" in html
    assert Lieu.objects.count() == html.count('class="action-select"')

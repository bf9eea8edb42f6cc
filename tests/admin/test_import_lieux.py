"""« Importer des lieux » as an agent does it: bring, look, tick, apply; and what goes wrong on the way."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from structures.histoire.auteur import gesture
from structures.import_lieux import lots, travail
from structures.import_lieux.models import Import, LigneImport
from structures.models import Lieu
from tests.factories import CYBERBASE_BRON, LieuFactory
from tests.structures.import_lieux.lignes import applied, brought, ligne

pytestmark = pytest.mark.django_db
Issue = LigneImport.Issue
ADD = "/admin/structures/import/add/"
HINAURA = Path(settings.BASE_DIR) / "tests" / "data" / "hinaura_metropole_2021.json"


def address(lot: Import) -> str:
    return reverse("admin:structures_import_change", args=[lot.pk])


def bring(client, content: bytes, name="lieux.json"):
    return client.post(ADD, {"fichier": SimpleUploadedFile(name, content)}, follow=True)


def press(client, lot, button: str, value="1", page=1, **more):
    """Sends the page back as a browser would, its boxes as they are, with what is said otherwise."""
    shown = client.get(f"{address(lot)}?page={page}").context["apercu"]
    vues = [vue for groupe in shown.groupes for vue in groupe.vues]
    sent = {
        "vue": [vue.row.pk for vue in vues],
        "coche": [vue.row.pk for vue in vues if vue.row.coche and vue.a_cocher],
        "remplacer": [f"{vue.row.pk}:{champ}" for vue in vues for champ in vue.row.remplacer],
        **{f"decision-{vue.row.pk}": vue.row.decision for vue in vues if vue.decisions},
    }
    return client.post(f"{address(lot)}?page={page}", {**sent, button: value, **more}, follow=True)


def places(number: int) -> list:
    return [
        ligne(
            n, (4.85 + n / 1000, 45.75, "69100", "69266"), str(n), nom=f"Maison {n}", telephone="", adresse=f"{n} rue"
        )
        for n in range(2, number + 2)
    ]


def test_an_agent_brings_the_real_file_looks_and_applies(admin_client, lyon):
    page = bring(admin_client, HINAURA.read_bytes(), HINAURA.name)

    lot = Import.objects.get()
    assert lot.etat == Import.Etat.LU
    assert lot.comptes["nouveau"] + lot.comptes["doublon"] == 29
    assert "Rien n’est encore écrit." in page.content.decode()
    assert not Lieu.objects.exists()

    done = press(admin_client, lot, "_appliquer")

    assert Lieu.objects.filter(publie=True).count() == lot.comptes["nouveau"]
    assert "créés et publiés" in done.content.decode()
    lot.refresh_from_db()
    assert (lot.etat, lot.contenu.tobytes() if hasattr(lot.contenu, "tobytes") else lot.contenu) == ("applique", b"")
    assert (
        "Import de hinaura_metropole_2021.json (Hinaura)"
        in admin_client.get(reverse("admin:structures_lieu_history", args=[Lieu.objects.first().pk])).content.decode()
    )


def test_ticks_are_kept_from_page_to_page_and_only_what_is_ticked_is_written(admin_client):
    lot = brought(places(60))
    first = lot.lignes.order_by("numero").first()

    shown = admin_client.get(address(lot)).context["apercu"].groupes[0].vues
    assert len(shown) == 50
    press(admin_client, lot, "aller", "2", coche=[vue.row.pk for vue in shown if vue.row.pk != first.pk])
    press(admin_client, lot, "_appliquer", page=2)

    assert Lieu.objects.count() == 59
    assert not Lieu.objects.filter(nom=first.nom).exists()


def test_all_of_an_outcome_is_ticked_or_not_on_every_page(admin_client):
    lot = brought(places(60))

    press(admin_client, lot, "decocher", str(Issue.NOUVEAU))
    assert not lot.lignes.chosen().exists()
    press(admin_client, lot, "cocher", str(Issue.NOUVEAU), page=2)

    assert lot.lignes.chosen().count() == 60


def test_nothing_ticked_is_said_and_nothing_is_written(admin_client):
    lot = brought(places(1))

    page = press(admin_client, lot, "_appliquer", coche=[])

    assert "Rien n’est coché" in page.content.decode()
    lot.refresh_from_db()
    assert lot.etat == Import.Etat.LU


def test_a_corrected_field_says_by_whom_and_has_its_own_box(admin_client):
    applied(brought([ligne()]))
    nadia = User.objects.create_user("nadia", first_name="Nadia", last_name="Benali")
    with gesture(nadia):
        Lieu.objects.update(telephone="+33478000000")
    lot = brought([ligne()])

    page = admin_client.get(address(lot)).content.decode()
    assert "Corrigé ici par Nadia Benali, le " in page
    row = lot.lignes.get()
    assert (f'name="coche" value="{row.pk}"' in page, row.coche) == (False, False)
    press(admin_client, lot, "_appliquer", remplacer=[f"{row.pk}:telephone"])

    assert Lieu.objects.get().telephone == "+33472817687"


def test_a_box_of_a_field_that_is_not_locked_or_of_another_import_does_nothing(admin_client):
    lot, other = brought(places(1)), brought(places(1))
    row = other.lignes.get()

    press(admin_client, lot, "_garder", vue=[row.pk], coche=[], remplacer=[f"{row.pk}:slug"])

    row.refresh_from_db()
    assert (row.coche, row.remplacer) == (True, [])


def test_a_duplicate_is_decided_on_the_page(admin_client):
    LieuFactory(at=CYBERBASE_BRON, nom="MJC", telephone="+33472817687")
    lot = brought([ligne()])
    row = lot.lignes.get()

    press(admin_client, lot, "_appliquer", **{f"decision-{row.pk}": "lieu"})

    assert Lieu.objects.get().nom == "Cyber-base de Bron"


def test_a_lieu_that_a_colleague_changed_meanwhile_is_shown_again(admin_client):
    applied(brought([ligne()]))
    lot = brought([ligne(nom="Cyber-base")])
    Lieu.objects.update(nom="Cyberbase MJC")

    page = press(admin_client, lot, "_appliquer").content.decode()

    assert "quelque chose a changé depuis l’aperçu" in page
    assert "Cyberbase MJC</del>" in page
    assert Lieu.objects.get().nom == "Cyberbase MJC"


def test_the_button_pressed_twice_applies_once(admin_client):
    lot = brought(places(2))
    press(admin_client, lot, "_appliquer")

    page = admin_client.post(address(lot), {"_appliquer": "1"}, follow=True)

    assert Lieu.objects.count() == 2
    assert "C’était déjà fait" in page.content.decode()


def test_an_import_that_is_dropped_writes_nothing_and_stays_in_the_list(admin_client):
    lot = brought(places(2))

    page = press(admin_client, lot, "_abandonner")

    assert not LigneImport.objects.exists()
    assert "hinaura.json" in page.content.decode()
    assert "abandonné" in page.content.decode()
    assert not Lieu.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choisissez un fichier."),
        ({"fichier": "pas un fichier"}, "Choisissez un fichier."),
        ({"fichier": SimpleUploadedFile("vide.csv", b"")}, "Ce fichier est vide."),
    ],
)
def test_without_a_file_it_is_said_beside_the_field(admin_client, sent, said):
    page = admin_client.post(ADD, sent)

    assert said in page.content.decode()
    assert not Import.objects.exists()


def test_a_file_too_heavy_is_said_beside_the_field(admin_client, monkeypatch):
    monkeypatch.setattr("structures.admin.import_lieux.MAX_BYTES", 1_000_000)

    page = admin_client.post(ADD, {"fichier": SimpleUploadedFile("gros.csv", b"x" * 1_000_001)})

    assert "trop lourd : 1 Mo au plus" in page.content.decode()


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"[1, 2", b"a;b\n1;2\n", b"\x00\x01\x02"]
)
def test_a_file_that_is_none_of_ours_is_refused_in_words_and_kept_in_the_list(admin_client, content):
    page = bring(admin_client, content, "photo.png")

    lot = Import.objects.get()
    assert (lot.etat, bool(lot.probleme)) == (Import.Etat.REFUSE, True)
    assert "Apporter un autre fichier" in page.content.decode()
    assert lot.probleme in admin_client.get("/admin/structures/import/").content.decode().replace("&#x27;", "'")


def test_an_overlong_name_is_cut_and_keeps_its_end(admin_client):
    bring(admin_client, json.dumps([{"nom": "x"}]).encode(), "é" * 240 + ".json")

    assert Import.objects.get().fichier.endswith(".json")
    assert len(Import.objects.get().fichier) <= 200


def test_ticks_sent_after_the_session_ended_are_shown_again_and_not_pressed(admin_client, admin_user, client):
    lot = brought(places(2))
    page = f"{address(lot)}?page=1"
    rows = list(lot.lignes.order_by("pk"))
    session = admin_client.session
    session["vu"] = 0
    session.save()
    client.force_login(admin_user)
    stored = client.session
    stored["reprise"] = {
        "compte": admin_user.pk,
        "page": page,
        "champs": {"vue": [str(row.pk) for row in rows], "coche": [str(rows[0].pk)], "_appliquer": ["1"]},
        "fichiers": False,
    }
    stored.save()

    shown = client.get(page)

    assert "Rien n’est encore enregistré" in shown.content.decode()
    assert [vue.row.coche for vue in shown.context["apercu"].groupes[0].vues] == [True, False]
    assert not Lieu.objects.exists()


def test_a_page_costs_the_same_number_of_queries_for_three_rows_and_for_fifty(admin_client):
    def queries(number: int) -> int:
        lot = brought(places(number))
        admin_client.get(address(lot))
        with CaptureQueriesContext(connection) as asked:
            admin_client.get(address(lot))
        return len(asked)

    assert queries(3) == queries(50)


def test_reading_and_writing_cost_the_same_number_of_queries_for_three_rows_and_for_fifty(lyon):
    def queries(rows) -> int:
        with CaptureQueriesContext(connection) as asked:
            applied(brought(rows))
        return len([each for each in asked if "application_name" not in each["sql"]])  # said by the clock, not by row

    every = places(60)
    for each in every[5:]:
        each.source = "Dora"  # those of Hinaura are not missing
    assert queries(every[:3]) == queries(every[5:55])


def test_a_long_work_is_followed_and_can_be_begun_again_when_it_was_interrupted(admin_client, monkeypatch):
    launched = []
    monkeypatch.setattr(travail, "SHORT_LIST", 1)
    monkeypatch.setattr(travail, "launch", launched.append)
    lot = brought(places(3))

    page = press(admin_client, lot, "_appliquer").content.decode()
    assert (launched, "<progress" in page, 'http-equiv="refresh"' in page) == ([lot.pk], True, True)
    assert "Recommencer" not in page

    Import.objects.update(lance_le=timezone.now() - timedelta(minutes=1))
    page = admin_client.get(address(lot)).content.decode()
    assert "Le travail s’est interrompu. Rien n’a été écrit." in page
    admin_client.post(address(lot), {"_reprendre": "1"})
    assert launched == [lot.pk, lot.pk]
    travail.work(lot.pk)
    travail.work(lot.pk)
    assert Lieu.objects.count() == 3


def test_after_an_interruption_one_may_go_back_to_the_preview(admin_client):
    lot = brought(places(1))
    lots.ask(lot.pk, None)

    page = admin_client.post(address(lot), {"_revenir": "1"}, follow=True)

    assert "Appliquer ce qui est coché" in page.content.decode()


def test_a_file_is_forgotten_after_thirty_days(admin_client):
    lot = brought(places(1))
    Import.objects.update(cree_le=timezone.now() - timedelta(days=31))

    lots.forget_old()

    lot.refresh_from_db()
    assert (lot.etat, LigneImport.objects.count()) == (Import.Etat.ABANDONNE, 0)
    assert admin_client.get(address(lot)).status_code == 200


def test_the_page_of_a_lieu_says_where_each_value_comes_from(admin_client):
    from datetime import date

    applied(brought([ligne(date_maj=date(2021, 5, 5))]))
    nadia = User.objects.create_user("nadia", first_name="Nadia", last_name="Benali")
    lieu = Lieu.objects.get()
    with gesture(nadia):
        lieu.acces = "Tram T5"
        lieu.telephone = "+33478000000"
        lieu.save()

    page = admin_client.get(reverse("admin:structures_lieu_change", args=[lieu.pk]))

    typed, imported = page.context["provenances"]
    assert typed.titre.startswith("Nadia Benali, le ")
    assert (typed.champs, typed.verrou) == (["Téléphone", "comment venir"], True)
    assert (imported.titre, imported.verrou) == ("Hinaura, fichier du 5\u00a0mai 2021", False)
    assert imported.champs[0] == "Structure"
    assert "D’où viennent ces informations" in page.content.decode()

"""« Toujours exact »: who and when, apart from the last save; from the list, from a page, for several at once."""

from datetime import date
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from conseillers.a_confirmer import lieux_a_confirmer, to_confirm
from structures.confirmation import Confirmation
from structures.models import Lieu
from structures.roles import Role
from tests.admin.comptes import client_of, someone
from tests.factories import CYBERBASE_BRON, MIETE, LieuFactory, PermanenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

LIST = "admin:structures_lieu_changelist"


def button_of(lieu) -> str:
    return reverse("admin:structures_lieu_toujours_exact", args=[lieu.pk])


def change_url(lieu) -> str:
    return reverse("admin:structures_lieu_change", args=[lieu.pk])


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_schedule_is_looked_at_again_after_three_months_a_place_after_twelve():
    def lieu(nom, verified, schedule=None):
        lieu = LieuFactory(nom=nom, date_verification=verified)
        if schedule:
            PermanenceFactory(lieu=lieu, **schedule)

    lieu("jamais", None)
    lieu("horaires, 3 mois et un jour", date(2026, 8, 22), {"jours": [1]})
    lieu("horaires, 3 mois", date(2026, 8, 23), {"jours": [2]})
    lieu("horaires finis", date(2026, 8, 22), {"au": date(2026, 11, 22)})
    lieu("horaires à venir", date(2026, 8, 22), {"du": date(2027, 1, 5)})
    lieu("lieu, 12 mois et un jour", date(2025, 11, 22))
    lieu("lieu, 12 mois", date(2025, 11, 23))
    LieuFactory(nom="retiré", publie=False)
    LieuFactory(nom="archivé", structure__archivee=True)

    due = set(to_confirm(Lieu.objects.all()).values_list("nom", flat=True))

    assert due == {"jamais", "horaires, 3 mois et un jour", "horaires à venir", "lieu, 12 mois et un jour"}


def test_the_limits_are_settings(settings):
    settings.CONFIRMATION_MOIS_PERMANENCES, settings.CONFIRMATION_MOIS_LIEUX = 24, 1
    opens = LieuFactory(date_verification=date(2025, 1, 1))
    PermanenceFactory(lieu=opens)
    closed = LieuFactory(date_verification=date(2026, 10, 1))

    assert list(to_confirm(Lieu.objects.all())) == [closed]

    settings.CONFIRMATION_MOIS_PERMANENCES = 12
    assert set(to_confirm(Lieu.objects.all())) == {opens, closed}


def test_the_button_of_a_row_confirms_and_keeps_the_filters_and_the_place_in_the_list(admin_client, admin_user):
    first, second = LieuFactory(nom="Aa"), LieuFactory(nom="Bb")
    filters = urlencode({"q": "écully & lyon", "verification": "a_confirmer", "o": "1"})

    page = admin_client.get(reverse(LIST), {"verification": "a_confirmer", "o": "1"}).content.decode()
    assert f'id="lieu-{second.pk}"' in page
    assert f"filtres=verification%3Da_confirmer%26o%3D1&amp;ligne={second.pk}" in page

    url = f"{button_of(first)}?{urlencode({'filtres': filters, 'ligne': second.pk})}"
    response = admin_client.post(url, {"action": "", "index": 0})

    assert response["Location"] == f"{reverse(LIST)}?{filters}#lieu-{second.pk}"
    first.refresh_from_db()
    assert (first.date_verification, first.verifie_par) == (date(2026, 11, 23), "admin")
    row = Confirmation.objects.get()
    assert (row.lieu, row.jour, row.par, row.compte, row.maniere) == (
        first,
        date(2026, 11, 23),
        "admin",
        admin_user,
        "liste",
    )


def test_a_forged_way_back_leads_to_the_list_all_the_same(admin_client):
    lieu = LieuFactory()

    for forged in ("filtres=//evil.example", "filtres=%0d%0aX: y&ligne=%22%3E", "ligne=²"):
        response = admin_client.post(button_of(lieu) + "?" + forged)
        assert response["Location"].startswith(reverse(LIST))
        assert "#" not in response["Location"]


def test_a_page_read_after_a_new_login_notes_nothing(admin_client):
    lieu = LieuFactory()

    response = admin_client.get(button_of(lieu), follow=True)

    assert said(response) == ["Rien n’a été noté : appuyez de nouveau sur « Toujours exact »."]
    assert not Confirmation.objects.exists()


def test_pressed_twice_it_is_noted_once(admin_client):
    lieu = LieuFactory(nom="La MIETE")

    first = admin_client.post(button_of(lieu), follow=True)
    second = admin_client.post(button_of(lieu), follow=True)

    assert said(first) == ["« La MIETE » : noté exact aujourd’hui."]
    assert said(second) == ["C’est déjà noté pour aujourd’hui."]
    assert Confirmation.objects.count() == 1


def test_the_action_notes_several_at_once_without_calling_it_a_save(admin_client):
    lieux = [LieuFactory(), LieuFactory(), LieuFactory()]
    saved = list(Lieu.objects.order_by("pk").values_list("date_maj", flat=True))
    admin_client.post(button_of(lieux[0]))

    with time_machine.travel("2026-11-23 09:00+01:00", tick=False):
        response = admin_client.post(
            reverse(LIST), {"action": "verify", "_selected_action": [lieu.pk for lieu in lieux]}, follow=True
        )

    assert said(response)[-1] == "2 lieux notés exacts aujourd’hui."
    assert Confirmation.objects.count() == 3
    assert list(Lieu.objects.order_by("pk").values_list("date_maj", flat=True)) == saved


def test_on_a_page_one_button_saves_and_confirms(edit):
    lieu = LieuFactory(nom="La MIETE")

    response = edit(change_url(lieu), telephone="04 78 63 40 40", _toujours_exact="1")

    lieu.refresh_from_db()
    assert (lieu.telephone, lieu.date_verification) == ("+33478634040", date(2026, 11, 23))
    assert "« La MIETE » : noté exact aujourd’hui." in said(response)
    assert Confirmation.objects.get().maniere == "fiche"


def test_on_a_page_with_nothing_changed_confirming_is_no_save(edit):
    with time_machine.travel("2026-01-05 08:00+01:00", tick=False):
        lieu = LieuFactory(at=MIETE)

    edit(change_url(lieu), _toujours_exact="1")

    lieu.refresh_from_db()
    assert lieu.date_verification == date(2026, 11, 23)
    assert timezone.localdate(lieu.date_maj) == date(2026, 1, 5)


def test_a_page_that_is_refused_confirms_nothing(edit):
    lieu = LieuFactory()

    edit(change_url(lieu), telephone="12", _toujours_exact="1")

    assert not Confirmation.objects.exists()


def test_a_page_says_who_confirmed_it_and_leads_to_all_of_them(admin_client):
    lieu = LieuFactory()
    assert "Jamais. Les habitants lisent qu’il faut appeler" in admin_client.get(change_url(lieu)).content.decode()
    client_of(someone(Role.AGENT, first_name="Nadia", last_name="Martin")).post(button_of(lieu))

    page = admin_client.get(change_url(lieu)).content.decode()
    assert "Le lundi 23\u00a0novembre, par Nadia Martin." in page
    every = reverse("admin:structures_confirmation_changelist") + f"?lieu__id__exact={lieu.pk}"
    assert every in page
    assert [row.lieu for row in admin_client.get(every).context["cl"].result_list] == [lieu]


def test_the_name_stays_when_the_account_goes(admin_client):
    agent = someone(Role.AGENT, first_name="Nadia", last_name="Martin")
    client_of(agent).post(button_of(LieuFactory()))

    agent.delete()

    assert Confirmation.objects.values_list("par", "compte").get() == ("Nadia Martin", None)


def test_a_referent_confirms_their_own_alone():
    mine, others = LieuFactory(nom="À moi"), LieuFactory(nom="Aux autres", at=CYBERBASE_BRON)
    client = client_of(someone(Role.REFERENT, mine.structure))

    assert client.post(button_of(others)).status_code == 404
    client.post(reverse(LIST), {"action": "verify", "_selected_action": [mine.pk, others.pk]})

    assert [row.lieu for row in Confirmation.objects.all()] == [mine]
    page = client.get(reverse("admin:structures_confirmation_changelist"))
    assert "Aux autres" not in page.content.decode()


def test_a_reader_sees_no_button_and_confirms_nothing():
    lieu = LieuFactory()
    client = client_of(someone(Role.LECTEUR))

    assert "Toujours exact" not in client.get(reverse(LIST)).content.decode()
    assert client.post(button_of(lieu)).status_code == 404
    client.post(reverse(LIST), {"action": "verify", "_selected_action": [lieu.pk]})
    client.post(change_url(lieu), {"_toujours_exact": "1"})
    assert not Confirmation.objects.exists()


def test_the_filters_of_the_list_follow_the_same_rule(admin_client):
    LieuFactory(nom="Jamais")
    LieuFactory(nom="Hier", date_verification=date(2026, 11, 22))
    LieuFactory(nom="Il y a deux ans", date_verification=date(2024, 11, 22))
    LieuFactory(nom="Retiré", publie=False)

    def shown(value):
        page = admin_client.get(reverse(LIST), {"verification": value})
        return [lieu.nom for lieu in page.context["cl"].result_list]

    assert shown("a_confirmer") == ["Il y a deux ans", "Jamais"]
    assert shown("a_jour") == ["Hier"]
    assert shown("jamais") == ["Jamais", "Retiré"]
    assert len(shown("n-importe-quoi")) == 4


def test_the_work_list_counts_what_one_may_confirm():
    mine = LieuFactory()
    LieuFactory(at=CYBERBASE_BRON)
    agent, referent = someone(Role.AGENT), someone(Role.REFERENT, mine.structure)

    assert lieux_a_confirmer(agent).nombre == 2
    task = lieux_a_confirmer(referent)
    assert (task.nombre, task.nom, task.url) == (1, "lieu à confirmer", f"{reverse(LIST)}?verification=a_confirmer")
    assert lieux_a_confirmer(someone(Role.LECTEUR)) is None
    assert len(client_of(referent).get(task.url).context["cl"].result_list) == 1


def test_script_in_a_name_is_text_beside_the_button(admin_client):
    lieu = LieuFactory(nom="<script>alert(1)</script>")

    pages = [admin_client.get(reverse(LIST)), admin_client.post(button_of(lieu), follow=True)]

    for page in pages:
        assert "<script>alert(1)" not in page.content.decode()


def test_every_button_leads_to_the_next_row(admin_client):
    lieux = [LieuFactory(nom=nom) for nom in "ABC"]

    shown = admin_client.get(reverse(LIST)).context["cl"].result_list

    ends = [lieu.url_exact.rpartition("ligne=")[2] for lieu in shown]
    assert ends == [str(lieux[1].pk), str(lieux[2].pk), str(lieux[2].pk)]


def test_what_is_due_is_found_by_index():
    lieu = LieuFactory()
    rows = [
        Lieu(
            structure=lieu.structure,
            commune=lieu.commune,
            nom=f"Lieu {n}",
            slug=f"lieu-{n}",
            adresse="1 rue",
            code_postal="69100",
            position=lieu.position,
            date_verification=date(2026, 11, 1),
        )
        for n in range(5000)
    ]
    Lieu.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE structures_lieu")
        plan = to_confirm(Lieu.objects.all()).explain()

    assert "lieu_date_verification" in plan
    assert "Seq Scan on structures_lieu" not in plan


def test_values_sent_back_untouched_do_not_touch_the_date(edit):
    lieu = LieuFactory(date_verification=date(2026, 1, 5))

    edit(change_url(lieu), date_verification="01/01/2030")

    lieu.refresh_from_db()
    assert lieu.date_verification == date(2026, 1, 5)

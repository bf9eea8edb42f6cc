"""Nothing private in any public answer: a mark is put in every private text of the database, and looked for everywhere.

A field is private until it is written below, so that one added tomorrow is too.
"""

import io
import re
import zipfile
from datetime import date

import pytest
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from conseillers.models import (
    Absence,
    Changement,
    ConflitReleve,
    Conseiller,
    Demande,
    Ligne,
    Permanence,
    Proposition,
    Signalement,
    VacancesScolaires,
)
from conseillers.referencement.plan import SECTIONS
from structures.comptes.models import Evenement
from structures.confirmation import Confirmation
from structures.import_lieux.models import IdentifiantLieu, Import, LigneImport
from structures.models import AncienneAdresse, Lieu, Structure
from tests.factories import ChangementFactory, ConseillerFactory, LieuFactory, PermanenceFactory, StructureFactory
from tests.urls import patterns

pytestmark = pytest.mark.django_db

EVERYTHING = "*"
PUBLIC = {
    "conseillers.conseiller": {"prenom"},
    "conseillers.permanence": {"inscription", "theme", "note"},
    "conseillers.changement": {"motif"},
    "conseillers.jourcalendaire": {"ferie"},
    "structures.structure": {"nom", "pivot"},
    "structures.lieu": {
        *["nom", "slug", "pivot", "adresse", "complement_adresse", "code_postal", "telephone", "courriels", "site_web"],
        *["prise_rdv", "acces", "fiche_acces_libre", "presentation_resume", "presentation_detail", "source"],
        *["autres_formations_labels"],
    },
    "structures.ancienneadresse": {"slug"},  # leads to the page of the lieu that stands for it
    # What everybody knows: names of communes, quarters, streets.
    **dict.fromkeys(
        [f"structures.{name}" for name in ["commune", "anciennecommune", "localite", "voie", "adresse"]], EVERYTHING
    ),
}
# Tables of Django's and of libraries that hold no word of anybody, or that nobody has logged in to fill.
OF_NOBODY = {
    *["auth.permission", "auth.group", "contenttypes.contenttype", "sessions.session", "structures.importadresses"],
    *["otp_totp.totpdevice", "otp_static.staticdevice", "otp_static.statictoken", "structures.compte"],
    *["axes.accessattempt", "axes.accesslog", "axes.accessfailurelog", "axes.accessattemptexpiration"],
}
MARK = "zqx"
MARKS = re.compile(MARK + "[0-9a-z]+")

# What to ask for of an address that has a part to fill in.
DRAFTS = ["brouillon", "archive"]
SLUGS = ["ouvert", *DRAFTS, "ancien"]
FILLED = {
    **{name: [{"slug": slug} for slug in SLUGS] for name in ["lieu", "lieu_ics", "signaler", "signale"]},
    "commune": [{"slug": "villeurbanne"}],
    "integrer_semaine": [{"slug": slug} for slug in SLUGS],
    "integrer_couleurs": [{"fond": "ffffff", "texte": "000000", "accent": "0a4578"}],
    "sitemap_section": [{"section": section} for section in SECTIONS],
    "rien": [{"reste": "faux"}],
    **{name: [{"jeton": "faux"}] for name in ["confirmer", "corriger"]},
}
QUERIES = {
    "recherche": ["", "q=Villeurbanne", f"q={MARK}", "lat=45.7637&lon=4.8901", "jour=2027-01-12&tri=date"],
    "recherche_geojson": ["", "q=Villeurbanne", f"q={MARK}", "lat=45.7637&lon=4.8901"],
    "choix": ["", "q=Villeurbanne"],
    "lieux_geojson": ["cadre=4.5,45.5,5.25,46&zoom=9", "cadre=4.890625,45.75,4.921875,45.78125&zoom=13"],
    "suggestions": ["q=Vill", f"q={MARK}", "q=ouv", "q=brou", "q=arch"],
    "agenda": ["", "jour=2027-01-12", "vue=semaine", "commune=villeurbanne&mode=sans-rendez-vous"],
    "agenda_ics": ["", "commune=villeurbanne"],
}


def texts(model) -> list[models.Field]:
    """Fields where a person or a program writes what it likes."""

    def free(field) -> bool:
        base = field.base_field if isinstance(field, ArrayField) else field
        written = isinstance(base, models.CharField | models.TextField | models.JSONField)
        return written and not (base.choices or field.generated or field.primary_key)

    return [field for field in model._meta.concrete_fields if free(field)]


def private_texts() -> dict:
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        public = PUBLIC.get(label, set())
        if model._meta.managed and label not in OF_NOBODY and public != EVERYTHING:
            found[model] = [field for field in texts(model) if field.name not in public]
    return {model: fields for model, fields in found.items() if fields}


def marked(field: models.Field, number: int):
    """A text that no other field has, which this one takes."""
    mark = f"{MARK}{number:x}"
    base = field.base_field if isinstance(field, ArrayField) else field
    if isinstance(base, models.EmailField):
        mark = f"{mark}@exemple.fr"
    elif isinstance(base, models.URLField):
        mark = f"https://{mark}.fr/"
    return [mark] if base is not field else {"x": mark} if isinstance(base, models.JSONField) else mark


@pytest.fixture
def numbers():
    return iter(range(1000, 9999))


@pytest.fixture
def world(time_machine, db, numbers):
    time_machine.move_to("2027-01-11T10:00:00+01:00", tick=False)
    account = User.objects.create_user("agent", "agent@exemple.fr", "x")
    ouvert = LieuFactory(nom="Ouvert", slug="ouvert")
    permanence = PermanenceFactory(lieu=ouvert)
    ChangementFactory(permanence=permanence, du=date(2027, 1, 12), motif="travaux")
    away = permanence.conseillers.get()
    Absence.objects.create(conseiller=away, du=date(2027, 1, 19), au=date(2027, 1, 20))
    AncienneAdresse.objects.create(slug="ancien", lieu=ouvert)
    VacancesScolaires.objects.create(nom="Hiver", du=date(2027, 2, 13), au=date(2027, 2, 28))
    Signalement.objects.create(lieu=ouvert, motif=Signalement.Motif.values[0], envoi="0" * 32)
    Confirmation.objects.create(lieu=ouvert, par="x", compte=account, maniere="fiche")
    demande = Demande.objects.create(lieu=ouvert, compte=account, courriel="x@exemple.fr")
    proposition = Proposition.objects.create(demande=demande, lieu=ouvert)
    Ligne.objects.create(proposition=proposition, permanence=permanence, champ="note")
    Evenement.objects.create(genre=Evenement.Genre.values[0], compte=account)
    brought = Import.objects.create(fichier="x", compte=account)
    LigneImport.objects.create(lot=brought, numero=2, issue=LigneImport.Issue.NOUVEAU)
    IdentifiantLieu.objects.create(lieu=ouvert, source="x", identifiant="x", vu_le=date(2027, 1, 5))
    ConflitReleve.objects.create(rang=1, genre="x", phrase="x", pages=[])
    kind = ContentType.objects.get_for_model(Lieu)
    LogEntry.objects.create(user=account, content_type=kind, object_id=ouvert.pk, action_flag=ADDITION)
    ouvert.structure.referents.add(account)
    mark_private(numbers)
    drafts(numbers)
    return {"ouvert": ouvert, "permanence": permanence}


def mark_private(numbers) -> None:
    for model, fields in private_texts().items():
        assert model._base_manager.exists(), f"{model._meta.label}: put a row in the world of this test"
        for row in model._base_manager.all():
            values = {field.name: marked(field, next(numbers)) for field in fields}
            model._base_manager.filter(pk=row.pk).update(**values)


def drafts(numbers) -> None:
    """Places that are not on the site, with a mark in public texts too."""
    for slug, facts in {
        "brouillon": {"publie": False},
        "archive": {"structure": StructureFactory(archivee=True)},
    }.items():
        lieu = LieuFactory(nom=slug, slug=slug, **facts)
        permanence = PermanenceFactory(lieu=lieu, conseillers=[ConseillerFactory()])
        ChangementFactory(permanence=permanence, du=date(2027, 1, 12))
        of_it = [
            (Lieu, lieu.pk),
            (Structure, lieu.structure_id),
            (Permanence, permanence.pk),
            (Conseiller, permanence.conseillers.get().pk),
            (Changement, permanence.changements.get().pk),
        ]
        for model, pk in of_it:
            values = {field.name: marked(field, next(numbers)) for field in texts(model) if field.name not in KEPT}
            model._base_manager.filter(pk=pk).update(**values)


KEPT = {"slug", "code_postal", "telephone", "pivot"}  # have a form of their own, or are asked for


def public_addresses() -> list[str]:
    """Every address of the site but the desk's."""
    found = []
    for route, full_name in patterns():
        name = full_name.rpartition(":")[2]
        if route.startswith("admin/"):
            continue
        filled = FILLED.get(name, [{}])
        assert "<" not in route or name in FILLED, f"{route}: say in FILLED what to ask for"
        paths = [reverse(full_name, kwargs=kwargs) for kwargs in filled]
        found += [f"{path}?{query}" if query else path for path in paths for query in QUERIES.get(name, [""])]
    return found


def said(response) -> str:
    """All that an answer says, its headers and the parts of a workbook too."""
    content = response.getvalue()
    if zipfile.is_zipfile(io.BytesIO(content)):
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join(archive.read(name) for name in archive.namelist())
    text = content.decode(errors="replace") + "".join(f"{name}: {value}\n" for name, value in response.headers.items())
    return text.replace("\n ", "")  # calendars fold their lines


def test_no_public_answer_holds_a_private_text(world, client):
    leaks, answers = {}, 0
    for address in public_addresses():
        response = client.get(address)
        assert response.status_code in (200, 301, 302, 400, 403, 404, 410), (address, response.status_code)
        answers += response.status_code == 200
        for mark in MARKS.findall(said(response)):
            leaks.setdefault(mark, set()).add(address)

    assert {mark: (where(mark), addresses) for mark, addresses in leaks.items()} == {}
    assert answers > 30


def where(mark: str) -> str:
    """The field that has this mark, to say what leaks."""
    for model in apps.get_models():
        for field in texts(model) if model._meta.managed else []:
            if any(mark in str(value) for value in model._base_manager.values_list(field.name, flat=True)):
                return f"{model._meta.label}.{field.name}"
    return "?"


@pytest.mark.parametrize("file", ["lieux.csv", "lieux.json", "lieux.xlsx", "lieux.geojson"])
def test_a_public_text_is_found_by_the_same_search(world, client, file):
    Lieu.objects.filter(pk=world["ouvert"].pk).update(complement_adresse=f"{MARK}public")

    assert f"{MARK}public" in said(client.get(f"/donnees/{file}"))


def test_a_surname_shown_by_consent_on_the_site_is_in_no_file(world, client):
    world["permanence"].conseillers.update(nom=f"{MARK}nom", nom_public=True)
    files = [a for a in public_addresses() if a.startswith("/donnees/")]

    assert f"{MARK}nom" in client.get("/lieux/ouvert/").content.decode()
    assert len(files) > 10
    assert not any(f"{MARK}nom" in said(client.get(file)) for file in files)


def test_what_is_public_is_a_field():
    for label, names in PUBLIC.items():
        if names != EVERYTHING:
            model = apps.get_model(label)
            assert names <= {field.name for field in texts(model)}, label

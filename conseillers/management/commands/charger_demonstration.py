"""Turns the 59 posts into invented advisers with invented permanences, or takes all that away."""

import random
from datetime import date, timedelta
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from conseillers.demonstration import SEED, Plan, Planner
from conseillers.demonstration_changements import changes, closure_motif
from conseillers.models import Absence, Changement, Conseiller, Permanence
from structures.chargement import LoadingCommand, blaming, read_csv
from structures.models import Lieu

# The Métropole's head office: it receives nobody, its Maisons do.
HEAD_OFFICES = ["metropole-de-lyon-3e"]


DATES = ["date_recrutement", "date_formation", "date_prise_de_poste"]
# How many are in post after each training course; its name; the first and the last day when they begin.
COURSES = [
    (19, _lazy("été 2021"), date(2021, 8, 16), date(2021, 9, 30)),
    (39, _lazy("automne 2021"), date(2021, 11, 8), date(2021, 12, 17)),
    (float("inf"), _lazy("hiver 2022"), date(2022, 1, 10), date(2022, 3, 11)),
]


class Command(LoadingCommand):
    help = _("Invente les 59 conseillers et leurs permanences, pour montrer le site avant les vrais horaires.")
    reason = _("Chargement de la démonstration")

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--supprimer",
            action="store_true",
            help=_("supprime tout ce qui est inventé ; les conseillers redeviennent des postes à pourvoir"),
        )

    def handle(self, *args, supprimer: bool, **options):
        self.removing = supprimer
        if supprimer:
            self.reason = _("Retrait de la démonstration")
        super().handle(*args, **options)

    def load(self, folder: Path) -> str:
        if self.removing:
            return remove()
        if Permanence.objects.filter(demonstration=True).exists():
            return _("Démonstration : déjà là, rien n’a été changé.")
        today = timezone.localdate()
        conseillers = invent_conseillers(folder / "conseillers_demonstration.csv")
        planner = Planner(lieux_with_a_door(), today)
        plan = planner.fill(conseillers)
        save_plan(plan)
        changements, absences = changes(planner, today)
        Changement.objects.bulk_create(changements)
        Absence.objects.bulk_create(absences)
        return _(
            "Démonstration : %(conseillers)d conseillers inventés, %(permanences)d permanences dans %(lieux)d lieux, "
            "%(changements)d changements, %(absences)d absences"
        ) % {
            "conseillers": len(conseillers),
            "permanences": len(plan),
            "lieux": len({permanence.lieu_id for permanence, _team in plan}),
            "changements": len(changements),
            "absences": len(absences),
        }


def lieux_with_a_door() -> list[Lieu]:
    lieux = Lieu.objects.published().exclude(precision=Lieu.Precision.COMMUNE).exclude(slug__in=HEAD_OFFICES)
    found = list(lieux.order_by("slug"))
    if not found:
        raise CommandError(_("Aucun lieu en base : lancez d’abord charger_structures."))
    return found


def invent_conseillers(path: Path) -> list[Conseiller]:
    """Gives a first name, languages and a first day to the posts that wait: real advisers are left alone."""
    people = read_csv(path, "prenom langues")
    posts = list(Conseiller.objects.filter(etat=Conseiller.Etat.A_POURVOIR, prenom="").order_by("reference"))
    if not posts:
        raise CommandError(_("Aucun poste à pourvoir : lancez d’abord charger_postes."))
    if len(posts) > len(people):
        raise CommandError(
            _("%(fichier)s : pas assez de prénoms (%(prenoms)d pour %(postes)d postes).")
            % {"fichier": path, "prenoms": len(people), "postes": len(posts)}
        )
    chance = random.Random(SEED)  # noqa: S311 - the same first days each time, nothing secret
    for post, person, rank in zip(posts, people, chance.sample(range(len(posts)), len(posts)), strict=False):
        post.prenom = person["prenom"]
        post.langues = person["langues"].split("|")
        post.etat = Conseiller.Etat.EN_POSTE
        give_dates(post, rank, chance)
        post.demonstration = True
        with blaming(path, post.prenom):
            post.full_clean(validate_unique=False, validate_constraints=False)
    Conseiller.objects.bulk_update(posts, ["prenom", "langues", "etat", "session_formation", *DATES, "demonstration"])
    return posts


def give_dates(post: Conseiller, rank: int, chance: random.Random) -> None:
    """As the press release tells it: 19 at work on 30 September 2021, two more courses, all in post by early 2022."""
    session, first, last = next(course for last_rank, *course in COURSES if rank < last_rank)
    post.session_formation = str(session)
    post.date_prise_de_poste = first + timedelta(days=chance.randrange((last - first).days + 1))
    post.date_formation = post.date_prise_de_poste - timedelta(weeks=4)
    post.date_recrutement = post.date_formation - timedelta(weeks=2)


def save_plan(plan: Plan) -> None:
    Permanence.objects.bulk_create([permanence for permanence, _team in plan])
    membership = Permanence.conseillers.through
    membership.objects.bulk_create(
        membership(permanence=permanence, conseiller=conseiller) for permanence, team in plan for conseiller in team
    )


def remove() -> str:
    """Changements of an invented permanence go with it; the closure and the absences are looked for."""
    Changement.objects.filter(lieu__isnull=False, motif=closure_motif()).delete()
    permanences = Permanence.objects.filter(demonstration=True)
    removed = permanences.count()
    permanences.delete()
    conseillers = Conseiller.objects.filter(demonstration=True)
    Absence.objects.filter(conseiller__in=conseillers).delete()
    emptied = conseillers.update(
        prenom="",
        nom="",
        nom_public=False,
        langues=[],
        etat=Conseiller.Etat.A_POURVOIR,
        session_formation="",
        **dict.fromkeys(DATES),
        date_depart=None,
        demonstration=False,
    )
    return _("Démonstration : %(permanences)d permanences supprimées, %(conseillers)d postes de nouveau à pourvoir") % {
        "permanences": removed,
        "conseillers": emptied,
    }

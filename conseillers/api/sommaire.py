"""/api/: what there is."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from conseillers.api.description import LICENCE
from conseillers.api.endpoint import answered, endpoint
from conseillers.api.operations import OPERATIONS
from conseillers.api.parametres import nothing_asked


@endpoint
def sommaire(request):
    nothing_asked(request)
    return answered(
        {
            "titre": _("Conseillers numériques de la Métropole de Lyon"),
            "documentation": reverse("conseillers:api:documentation"),
            "openapi": reverse("conseillers:api:openapi"),
            "licence": LICENCE["name"],
            "par_minute": settings.API_PAR_MINUTE,
            "adresses": {each.name: each.path for each in OPERATIONS if each.name != "sommaire"},
        }
    )

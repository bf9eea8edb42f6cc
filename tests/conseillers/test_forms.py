"""What the forms keep of what is asked."""

import pytest
from django.http import QueryDict

from conseillers.forms import RechercheForm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("mode=sur-rendez-vous&carte=1&lat=45.76&lon=4.85", "mode=sur-rendez-vous&lat=45.76&lon=4.85&carte=1"),
        ("q=impots+Bron", "q=Bron&besoin=demarche"),
        ("q=Bron&tri=date&page=2", "q=Bron&tri=date"),
        ("q=Bron&tri=nimporte&jour=2026-02-30&inconnu=1", "q=Bron"),
        ("q=Bron&lat=NaN&lon=4.85", "q=Bron"),
        ("q=Bron&q=Lyon&carte=" + "a" * 5000, "q=Lyon&carte=1"),
    ],
)
def test_links_start_from_what_made_sense(lyon, asked, kept):
    form = RechercheForm(QueryDict(asked))
    form.is_valid()

    assert form.etat.urlencode() == kept

"""Who looks after a structure: whatever page changes it, the security log has it, and whoever it is about is told."""

from contextlib import contextmanager

from django.utils.translation import gettext as _

from structures.comptes.avis import tell
from structures.comptes.journal import Genre, noter


@contextmanager
def watched(request, structure):
    """Around what may give this structure other référents."""
    before = set(structure.referents.all())
    yield
    after = set(structure.referents.all())
    for compte in sorted(after - before, key=_key):
        noter(Genre.ROLE, request, compte, detail=_("référent de %(structure)s") % {"structure": structure})
        tell(compte, request, _("Vous êtes désormais référent de « %(structure)s ».") % {"structure": structure})
    for compte in sorted(before - after, key=_key):
        noter(Genre.ROLE, request, compte, detail=_("n’est plus référent de %(structure)s") % {"structure": structure})
        tell(compte, request, _("Vous n’êtes plus référent de « %(structure)s ».") % {"structure": structure})


def _key(compte) -> int:
    return compte.pk

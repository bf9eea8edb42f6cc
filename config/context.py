"""What every page of the site may say."""

from django.conf import settings


def site(request):
    """The number to call when the site cannot help, and the base map if one is set."""
    tiles = {"url": settings.TILES_URL, "attribution": settings.TILES_ATTRIBUTION} if settings.TILES_URL else None
    return {"telephone_aide": settings.TELEPHONE_AIDE, "tuiles": tiles}

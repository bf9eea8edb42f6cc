"""What every page of the site may say."""

from django.conf import settings


def site(request):
    return {"telephone_aide": settings.TELEPHONE_AIDE}

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", include("structures.comptes.urls")),
    path("admin/", admin.site.urls),
    path("", include("conseillers.urls")),
]

handler500 = "conseillers.views.server_error"

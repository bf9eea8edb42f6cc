from django.urls import path

app_name = "conseillers"
urlpatterns = []

from django.urls import path

from ranklore.exchange import views

app_name = "exchange"
urlpatterns = [
    path("new", views.new, name="new"),
    path("new/<uuid:draft_id>", views.draft, name="draft"),
]

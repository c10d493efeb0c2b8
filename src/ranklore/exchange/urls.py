from django.urls import path

from ranklore.exchange import alike, views

app_name = "exchange"
urlpatterns = [
    path("new", views.new, name="new"),
    path("new/alike", alike.alike, name="alike"),
    path("new/<uuid:draft_id>", views.draft, name="draft"),
]

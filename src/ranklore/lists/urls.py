from django.urls import path

from ranklore.lists.views import content_notes
from ranklore.lists.views.aliases import item_names
from ranklore.lists.views.filing import filing

app_name = "lists"
urlpatterns = [
    path("l/<str:slug>/tags", filing, name="tags"),
    path("l/<str:slug>/i/<int:item_id>/notes", content_notes.item_notes, name="note"),
    path("l/<str:slug>/i/<int:item_id>/names", item_names, name="names"),
    path("me/notes", content_notes.folded_notes, name="my_notes"),
]

from django.urls import path

from ranklore.lists import views

app_name = "lists"
urlpatterns = [
    path("l/<str:slug>/add", views.add, name="add"),
    path("l/<str:slug>/tags", views.tags, name="tags"),
    path("l/<str:slug>/i/<int:item_id>/notes", views.note, name="note"),
    path("me/notes", views.my_notes, name="my_notes"),
]

from django.urls import path

from ranklore.lists import views

app_name = "lists"
urlpatterns = [
    path("l/<str:slug>/tags", views.tags, name="tags"),
    path("l/<str:slug>/i/<int:item_id>/notes", views.note, name="note"),
    path("l/<str:slug>/i/<int:item_id>/names", views.names, name="names"),
    path("me/notes", views.my_notes, name="my_notes"),
]

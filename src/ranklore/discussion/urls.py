from django.urls import path

from ranklore.discussion import views

app_name = "discussion"
urlpatterns = [
    path("l/<str:slug>/i/<int:item_id>/comment", views.say_on_item, name="say"),
    path("c/<int:comment_id>/delete", views.delete, name="delete"),
]

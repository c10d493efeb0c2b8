from django.urls import path

from ranklore.discussion import views

app_name = "discussion"
urlpatterns = [
    path("c/<int:comment_id>/reply", views.reply_to, name="reply"),
    path("c/<int:comment_id>/edit", views.edit, name="edit"),
    path("c/<int:comment_id>/history", views.history, name="history"),
    path("c/<int:comment_id>/delete", views.delete, name="delete"),
    path("c/<int:comment_id>/helpful", views.helpful, name="helpful"),
    path("c/<int:comment_id>/notes", views.note, name="note"),
]

"""URLs of single comments. `site` includes them with the option `is_published` for every view."""

from django.urls import path

from ranklore.discussion.views import edit
from ranklore.discussion.views.content_notes import content_notes
from ranklore.discussion.views.helpful_votes import mark_helpful
from ranklore.discussion.views.reply import reply_to
from ranklore.discussion.views.revisions import revision_history

app_name = "discussion"
urlpatterns = [
    path("c/<int:comment_id>/reply", reply_to, name="reply"),
    path("c/<int:comment_id>/edit", edit.edit, name="edit"),
    path("c/<int:comment_id>/history", revision_history, name="history"),
    path("c/<int:comment_id>/delete", edit.delete, name="delete"),
    path("c/<int:comment_id>/helpful", mark_helpful, name="helpful"),
    path("c/<int:comment_id>/notes", content_notes, name="note"),
]

"""The addresses of the paste box, the similar lists and the preview."""

from django.urls import path

from ranklore.drafts.views import new_draft, preview, similar_lists

app_name = "drafts"
urlpatterns = [
    path("new", new_draft.new_draft, name="new"),
    path("new/alike", similar_lists.similar_lists, name="similar_lists"),
    path("new/<uuid:draft_id>", preview.preview_draft, name="preview"),
]

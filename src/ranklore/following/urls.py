"""URLs of follows, notifications and unsubscribe links."""

from django.urls import path

from ranklore.following.views import follows
from ranklore.following.views.notifications import mark_notifications_read, notifications
from ranklore.following.views.unsubscribe import unsubscribe

app_name = "following"
urlpatterns = [
    path("notices", notifications, name="notifications"),
    path("notices/read", mark_notifications_read, name="mark_read"),
    path("follow", follows.follow, name="follow"),
    path("following", follows.following, name="following"),
    path("following/replies", follows.reply_notifications, name="replies"),
    path("following/digest", follows.digest_frequency, name="digest"),
    path("stop/<str:token>", unsubscribe, name="unsubscribe"),
]

from django.urls import path

from ranklore.exchange import feeds, sitemaps, views

app_name = "exchange"
urlpatterns = [
    path("new", views.new, name="new"),
    path("new/<uuid:draft_id>", views.draft, name="draft"),
    path("feed", feeds.site_feed, name="feed"),
    path("l/<str:slug>/feed", feeds.list_feed, name="list_feed"),
    path("l/<str:slug>/i/<int:item_id>/feed", feeds.item_feed, name="item_feed"),
    path("@<str:name>/feed", feeds.person_feed, name="person_feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<str:kind>-<int:number>.xml", sitemaps.part, name="sitemap_part"),
]

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "ranklore.site"
    label = "site"

    def ready(self) -> None:
        from ranklore.ballots.access import is_published_ranking  # models are there only now
        from ranklore.discussion.access import ask_whether_published

        ask_whether_published(is_published_ranking)

from django.urls import path

from ranklore.ballots.actions.ranking_changes import RANKING_CHANGES
from ranklore.ballots.views import compare, my_votes, personal_ranking
from ranklore.ballots.views.share_image import share_image

app_name = "ballots"
urlpatterns = [
    path("l/<str:slug>/compare", compare.compare, name="compare"),
    path("l/<str:slug>/compare/reply", compare.answer, name="answer_matchup"),
    path("me", my_votes.my_votes, name="my_votes"),
    path("me.json", my_votes.download_json, name="my_votes_json"),
    path("me.csv", my_votes.download_csv, name="my_votes_csv"),
    path("me/erase", my_votes.erase_all, name="erase_votes"),
    path("me/l/<str:slug>", my_votes.my_votes_on_list, name="my_votes_on_list"),
    path("me/l/<str:slug>/say", my_votes.revise, name="revise_vote"),
    path("me/l/<str:slug>/erase", my_votes.erase_on_list, name="erase_votes_on_list"),
    path("l/<str:slug>/mine", personal_ranking.personal_ranking, name="personal_ranking"),
    path("l/<str:slug>/mine/publish", personal_ranking.publish, name="publish_ranking"),
    *(
        path(
            f"l/<str:slug>/mine/{what}",
            personal_ranking.change_ranking,
            {"what": what},
            name=f"ranking_{what.replace('-', '_')}",
        )
        for what in RANKING_CHANGES
    ),
    path("l/<str:slug>/by/<uuid:key>.png", share_image, name="share_image"),
]

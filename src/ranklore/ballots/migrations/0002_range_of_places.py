"""Standings with ranges of places. Boards and standings are caches of the vote log, so they are made anew.

The boards that this leaves are behind their log: `ranklore serve` counts them when it starts.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Max


def boards_of_the_log(apps, schema_editor):
    vote, board = apps.get_model("ballots", "Vote"), apps.get_model("ballots", "Board")
    newest = vote.objects.order_by("list_id").values_list("list_id").annotate(newest=Max("id"))
    board.objects.bulk_create(board(list_id=list_id, version=version) for list_id, version in newest)


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="Standing"),
        migrations.DeleteModel(name="Board"),
        migrations.CreateModel(
            name="Board",
            fields=[
                (
                    "list",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="board",
                        serialize=False,
                        to="lists.rankedlist",
                    ),
                ),
                ("version", models.BigIntegerField(default=0)),
                ("counted_version", models.BigIntegerField(default=0)),
                ("checkpoint", models.BinaryField(null=True)),
                ("checkpoint_version", models.BigIntegerField(default=0)),
                ("start", models.BinaryField(null=True)),
                ("fitted", models.BinaryField(null=True)),
                ("budget", models.FloatField(default=0)),
                ("inflation", models.FloatField(default=1)),
                ("looks", models.JSONField(default=list)),
                ("voters", models.PositiveIntegerField(default=0)),
                ("votes", models.PositiveIntegerField(default=0)),
                ("voted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="lists.item",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.rankedlist"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("rank", models.PositiveIntegerField(null=True)),
                ("rank_low", models.PositiveIntegerField(null=True)),
                ("rank_high", models.PositiveIntegerField(null=True)),
                ("tie_group", models.PositiveIntegerField(null=True)),
                ("votes_to_flip", models.BigIntegerField(null=True)),
                ("votes", models.PositiveIntegerField()),
                ("score", models.FloatField()),
                ("familiarity", models.FloatField()),
            ],
            options={"indexes": [models.Index(fields=["list", "position"], name="standing_by_position")]},
        ),
        migrations.AddIndex(
            model_name="vote",
            index=models.Index(fields=["list", "voter", "id"], name="vote_ballots_of_list"),
        ),
        migrations.RunPython(boards_of_the_log, migrations.RunPython.noop),
    ]

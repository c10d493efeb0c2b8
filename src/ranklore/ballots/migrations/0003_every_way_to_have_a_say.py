"""Votes of every kind, past places and published orders."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CharField, F, PositiveIntegerField
from django.db.models.functions import Cast


def subjects_of_picks(apps, schema_editor):
    apps.get_model("ballots", "Vote").objects.update(subject=Cast(F("item_id"), CharField(max_length=45)))


def nothing_is_counted(apps, schema_editor):
    """The checkpoints are of an older shape, so the lists are counted from the log when the site starts."""
    apps.get_model("ballots", "Board").objects.update(
        counted_version=0, checkpoint=None, checkpoint_version=0, start=None, fitted=None, voters=0
    )


def a_count(default=0):
    return PositiveIntegerField(default=default)


class Migration(migrations.Migration):
    dependencies = [
        ("lists", "0001_initial"),
        ("people", "0001_initial"),
        ("ballots", "0002_range_of_places"),
    ]

    operations = [
        migrations.RemoveConstraint("vote", "vote_once_a_turn"),
        migrations.RemoveIndex("vote", "vote_ballots_of_list"),
        migrations.AlterField(
            "vote",
            "kind",
            models.CharField(
                choices=[
                    ("pick", "Pick"),
                    ("down", "Down"),
                    ("know", "Know"),
                    ("dont_know", "Dont Know"),
                    ("matchup", "Matchup"),
                    ("order", "Order"),
                ],
                default="pick",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "vote",
            "item",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.item"
            ),
        ),
        migrations.AddField(
            "vote",
            "other",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.item"
            ),
        ),
        migrations.AddField(
            "vote",
            "outcome",
            models.CharField(
                blank=True,
                choices=[("item", "Item"), ("other", "Other"), ("tie", "Tie"), ("skip", "Skip")],
                max_length=5,
                default="",
            ),
            preserve_default=False,
        ),
        migrations.AddField("vote", "order", models.JSONField(null=True)),
        migrations.AddField("vote", "subject", models.CharField(max_length=45, default=""), preserve_default=False),
        migrations.RunPython(subjects_of_picks, migrations.RunPython.noop),
        migrations.AddConstraint(
            "vote", models.UniqueConstraint(fields=["voter", "list", "subject", "turn"], name="vote_once_a_turn")
        ),
        migrations.AddIndex("vote", models.Index(fields=["list", "subject"], name="vote_by_subject")),
        migrations.AddField("board", "answers", a_count()),
        migrations.AddField("board", "orders", a_count()),
        migrations.AddField("board", "epoch", a_count()),
        migrations.AddField("standing", "downs", a_count()),
        migrations.AddField("standing", "orders", a_count()),
        migrations.AddField("standing", "asked", a_count()),
        migrations.AddField("standing", "known", a_count()),
        migrations.CreateModel(
            name="PastPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.rankedlist"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.item"),
                ),
                ("since", models.DateTimeField()),
                ("rank", models.PositiveIntegerField(null=True)),
                ("rank_low", models.PositiveIntegerField(null=True)),
                ("rank_high", models.PositiveIntegerField(null=True)),
                ("votes", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["list", "since"], name="past_places_of_list")],
                "constraints": [models.UniqueConstraint(fields=("item", "since"), name="past_place_once_an_hour")],
            },
        ),
        migrations.CreateModel(
            name="PublishedOrder",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.rankedlist"
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.voter"),
                ),
                ("name", models.CharField(blank=True, max_length=40)),
                ("published_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("list", "voter"), name="published_order_one_each"),
                ],
            },
        ),
        migrations.RunPython(nothing_is_counted, migrations.RunPython.noop),
    ]

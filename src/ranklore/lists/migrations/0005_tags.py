import datetime
from functools import partial

import django.db.models.deletion
from django.db import migrations, models

from ranklore.lists.rules.clean import name_key
from ranklore.lists.rules.tags import folded

BATCH = 2_000


def fill(apps, schema_editor, *, model, field, of, make):
    """Rows of before get the column that is made of another one."""
    rows = apps.get_model("lists", model).objects.only(of).order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for row in batch:
            setattr(row, field, make(getattr(row, of))[:200])
        rows.model.objects.bulk_update(batch, [field], batch_size=500)
        last = batch[-1].pk


def give_pulses(apps, schema_editor):
    Pulse, RankedList = apps.get_model("lists", "Pulse"), apps.get_model("lists", "RankedList")
    lists = RankedList.objects.values_list("pk", flat=True)
    Pulse.objects.bulk_create((Pulse(list_id=pk) for pk in lists), batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("lists", "0004_words"),
        ("people", "0003_account"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Pulse",
            fields=[
                (
                    "list",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="pulse",
                        serialize=False,
                        to="lists.rankedlist",
                    ),
                ),
                ("voted", models.JSONField(default=dict)),
                ("wrote", models.JSONField(default=dict)),
                ("lively_at", models.DateTimeField(default=datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC))),
                ("voters", models.PositiveIntegerField(default=0)),
                ("related_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Related",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weight", models.FloatField()),
                ("items", models.PositiveIntegerField(default=0)),
                ("tags", models.PositiveIntegerField(default=0)),
                ("has_voters", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("lists", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="item",
            name="name_key",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="rankedlist",
            name="category",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="rankedlist",
            name="sort_title",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("removed_at", None)), fields=["name_key", "list"], name="item_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="rankedlist",
            index=models.Index(fields=["category", "-id"], name="list_of_category"),
        ),
        migrations.AddIndex(
            model_name="rankedlist",
            index=models.Index(fields=["sort_title", "id"], name="list_by_title"),
        ),
        migrations.AddField(
            model_name="listtag",
            name="list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tagged", to="lists.rankedlist"
            ),
        ),
        migrations.AddIndex(
            model_name="pulse",
            index=models.Index(fields=["-lively_at", "-list"], name="pulse_liveliest"),
        ),
        migrations.AddIndex(
            model_name="pulse",
            index=models.Index(fields=["-voters", "-list"], name="pulse_most_voters"),
        ),
        migrations.AddIndex(
            model_name="pulse",
            index=models.Index(condition=models.Q(("related_at", None)), fields=["list"], name="pulse_to_relate"),
        ),
        migrations.AddField(
            model_name="related",
            name="list",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.rankedlist"
            ),
        ),
        migrations.AddField(
            model_name="related",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.rankedlist"
            ),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(fields=["-lists", "key"], name="tag_most_used"),
        ),
        migrations.AddField(
            model_name="listtag",
            name="tag",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="tagged", to="lists.tag"
            ),
        ),
        migrations.AddConstraint(
            model_name="related",
            constraint=models.UniqueConstraint(fields=("list", "other"), name="related_once"),
        ),
        migrations.AddConstraint(
            model_name="listtag",
            constraint=models.UniqueConstraint(fields=("tag", "list"), name="list_tag_once"),
        ),
        migrations.RunPython(
            partial(fill, model="Item", field="name_key", of="name", make=name_key), migrations.RunPython.noop
        ),
        migrations.RunPython(
            partial(fill, model="RankedList", field="sort_title", of="title", make=folded), migrations.RunPython.noop
        ),
        migrations.RunPython(give_pulses, migrations.RunPython.noop),
    ]

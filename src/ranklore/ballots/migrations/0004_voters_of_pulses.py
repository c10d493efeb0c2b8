"""The lists that were there before pulses say how many voters they have: what is sorted by it is right before their next
vote."""

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def give_voters(apps, schema_editor):
    counted = apps.get_model("ballots", "Board").objects.filter(list=OuterRef("list")).values("voters")
    apps.get_model("lists", "Pulse").objects.filter(voters=0).update(voters=Coalesce(Subquery(counted), 0))


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0003_every_way_to_have_a_say"),
        ("lists", "0005_tags"),
    ]

    operations = [migrations.RunPython(give_voters, migrations.RunPython.noop, elidable=True)]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lists", "0005_tags")]

    operations = [migrations.AddField("item", "named_at", models.DateTimeField(null=True))]

from django.db import migrations

from ranklore.people.sealing import sealed_anew

SECRETS = {"totp": "secret", "recovery_codes": "seed"}


def seal(apps, schema_editor):
    """Secrets of apps and recovery codes were kept in the clear."""
    for way in apps.get_model("mfa", "Authenticator").objects.filter(type__in=SECRETS).iterator():
        field = SECRETS[way.type]
        way.data[field] = sealed_anew(way.data[field])
        way.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("people", "0005_link"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]

"""None: the index is over tables of other apps. (An app without this module is told of no migrations, see apps.py.)"""

"""No models: the index covers tables of other apps. Without this module, Django sends no `post_migrate` for the app."""

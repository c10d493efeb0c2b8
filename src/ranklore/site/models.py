"""No models: the page triggers watch tables of other apps. Without this module, Django sends no `post_migrate`."""

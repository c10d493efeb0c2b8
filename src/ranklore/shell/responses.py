from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """After a POST: the page to look at now. 303 always becomes a GET, so that reloading sends nothing twice."""

    status_code = 303


def see_other(address: str) -> SeeOther:
    return SeeOther(address)

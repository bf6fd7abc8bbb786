"""What the files of a copy are called: as their address is, and with the ending of what they hold where it has none."""

# By media type: what nginx and others tell the type of a file by.
_ENDINGS = {
    "text/html": ".html",
    "application/json": ".json",
    "application/problem+json": ".json",
    "application/linkset+json": ".json",
    "application/ld+json": ".jsonld",
    "text/turtle": ".ttl",
    "text/plain": ".txt",
    "image/svg+xml": ".svg",
}


def file_of(path: str, media_type: str) -> str:
    """The file for what is at a path."""
    name = path.lstrip("/") or "index"
    return name if "." in name.rpartition("/")[2].lstrip(".") else name + ending_of(media_type)


def file_of_gone(path: str, media_type: str) -> str:
    """The file that is given with status 410 at a path, whatever stood there: it is in a folder of its own."""
    ending = ending_of(media_type)
    return f"gone{path.removesuffix(ending)}{ending}"


def ending_of(media_type: str) -> str:
    """How a file ends that holds this. Raises LookupError for a type of which nobody says it."""
    kind = media_type.partition(";")[0]
    if kind not in _ENDINGS:
        raise LookupError(f"Nobody says how a file of {kind} ends: say it in {__name__}.")
    return _ENDINGS[kind]

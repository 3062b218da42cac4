"""What shares were measured on, in words: one way to say it, wherever a basis is named.

The field's values are those of `rewatch.domain.evidence.Basis`; apart from the records, so that a
screen can word one without loading them.
"""

NOT_STATED = "basis not stated"
_UNKNOWN = "unknown"


def basis_words(basis: str) -> str:
    """A basis where it stands alone, as in brackets: `resource`, `basis not stated`."""
    return NOT_STATED if basis == _UNKNOWN else basis


def of_basis(basis: str) -> str:
    """A basis behind a name or a share: `of the resource`, `basis not stated`."""
    if basis == _UNKNOWN:
        return NOT_STATED
    return "of a sample" if basis == "sample" else f"of the {basis}"


def basis_value(basis: str | None) -> str:
    """A basis under a heading that says so; unknown where no share is on record at all."""
    if basis is None:
        return "unknown"
    return "not stated" if basis == _UNKNOWN else basis

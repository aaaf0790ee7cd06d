"""Which room a piece of the project belongs to, and how high it stands: the list of DESIGN, in one place for tests."""

# Lower rooms know nothing of higher ones, nor do two of one floor of each other (cms.urls and cms.demo know them all).
FLOORS: tuple[tuple[str, ...], ...] = (
    ("cms.core",),
    ("giving", "privacy"),
    ("stories", "learn", "support"),
    ("home",),
    ("cms.demo", "cms.urls"),
)


def room(module: str) -> str | None:
    """The room of a dotted module name, None for what is not ours."""
    for rooms in FLOORS:
        for one in rooms:
            if module == one or module.startswith(f"{one}."):
                return one
    return None


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def may_know(knower: str, known: str) -> bool:
    """Whether the room `knower` may refer to the room `known`."""
    return knower == known or floor(knower) > floor(known)

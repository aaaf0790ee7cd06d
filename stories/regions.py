"""Countries and provinces as choices of a form field, grouped by country."""

from stories.journey import gazetteer


def region_choices() -> list[tuple[str, object]]:
    """[(country, [(key, label)...])]: the country itself first, then its listed provinces."""
    labels = {country.country: country.name for country in gazetteer.countries()}
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in gazetteer.regions():
        name = place.name if place.kind == "country" else f"{place.name}, {labels[place.country]}"
        groups.setdefault(place.country, []).append((place.key, name))
    return sorted(
        ((labels.get(code, code), choices) for code, choices in groups.items()), key=lambda group: group[0]
    )

"""The vocabularies of a story: CTDC's exploitation types and sectors, bands instead of exact facts.

CTDC: Counter-Trafficking Data Collaborative, data dictionary of the global victim data set (typeOfExploitConcatenated,
typeOfLabourConcatenated).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgeBand(TextChoices):
    UNDER_18 = "under_18", _("Under 18")
    FROM_18 = "18_24", _("18 to 24")
    FROM_25 = "25_34", _("25 to 34")
    FROM_35 = "35_plus", _("35 or older")
    ADULT = "18_plus", _("18 or older")  # the wider band, for when a narrow one singles somebody out


class ExploitationType(TextChoices):
    FORCED_LABOUR = "forced_labour", _("Forced labour")
    SEXUAL_EXPLOITATION = "sexual_exploitation", _("Sexual exploitation")
    FORCED_MARRIAGE = "forced_marriage", _("Forced marriage")
    FORCED_MILITARY_SERVICE = "forced_military_service", _("Forced military service")
    SLAVERY_PRACTICES = "slavery_practices", _("Slavery and similar practices")
    ORGAN_REMOVAL = "organ_removal", _("Organ removal")
    OTHER = "other", _("Other exploitation")


class Sector(TextChoices):
    DOMESTIC_WORK = "domestic_work", _("Domestic work")
    CONSTRUCTION = "construction", _("Construction")
    AGRICULTURE = "agriculture", _("Agriculture")
    AQUAFARMING = "aquafarming", _("Fishing and aquafarming")
    BEGGING = "begging", _("Begging")
    MANUFACTURING = "manufacturing", _("Factory work")
    MINING = "mining", _("Mining or drilling")
    HOSPITALITY = "hospitality", _("Hospitality")
    PEDDLING = "peddling", _("Peddling")
    TRANSPORTATION = "transportation", _("Transportation")
    ILLICIT_ACTIVITIES = "illicit_activities", _("Forced criminality")
    OTHER = "other", _("Other work")
    NOT_TOLD = "not_told", _("Not told")  # CTDC's "not specified": the sector would single somebody out


class Gender(TextChoices):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Transgender or another gender")
    NOT_TOLD = "not_told", _("Not told")


class BudgetCategory(TextChoices):
    SAFE_SHELTER = "safe_shelter", _("Safe shelter")
    MEDICAL = "medical", _("Medical care")
    PSYCHOSOCIAL = "psychosocial", _("Psychosocial support")
    LEGAL = "legal", _("Legal assistance")
    JOURNEY_HOME = "journey_home", _("The journey home")
    EDUCATION = "education", _("Education")
    SKILLS_TRAINING = "skills_training", _("Skills training")
    SMALL_BUSINESS = "small_business", _("Small business")
    CONTINGENCY = "contingency", _("Shared contingency")


class Currency(TextChoices):
    """Currencies a budget can be set in; all have two decimals, so that one amount field reads them all."""

    USD = "USD", _("US dollar (USD)")
    EUR = "EUR", _("Euro (EUR)")
    GBP = "GBP", _("Pound sterling (GBP)")
    AUD = "AUD", _("Australian dollar (AUD)")
    SGD = "SGD", _("Singapore dollar (SGD)")

"""The code lists of contract section 2, in the order of the contract (the order matters)."""

from __future__ import annotations

LEGAL_REASONS = (
    "s25",
    "cso_home",
    "cso_away",
    "cso_away_residential",
    "cso_secure",
    "icso_home",
    "icso_away",
    "cpo",
    "permanence_order",
    "permanence_order_adoption",
    "warrant",
    "criminal",
    "short_break",
    "other",
)
HOME_LEGAL_REASONS = ("cso_home", "icso_home")

PLACEMENT_TYPES = (
    "home_parents",
    "kinship",
    "foster_authority",
    "foster_purchased",
    "prospective_adopters",
    "other_community",
    "residential_authority",
    "residential_voluntary",
    "residential_school",
    "secure",
    "crisis",
    "residential_other",
)
AWAY_PLACEMENT_TYPES = PLACEMENT_TYPES[1:]

DESTINATIONS = (
    "home_parents",
    "kinship",
    "kinship_care_order",
    "former_foster_carers",
    "adoption",
    "supported_or_own_tenancy",
    "residential",
    "continuing_care",
    "custody",
    "died",
    "transferred",
    "other",
    "not_known",
)

MILESTONES = (
    "emergency_review",
    "two_week_review",
    "six_week_review",
    "three_month_review",
    "six_month_review",
    "other_review",
    "home_plan_review",
    "kinship_screened",
    "parenting_assessment_completed",
    "legal_advice",
    "permanence_recommended",
    "permanence_ratified",
    "report_completed",
    "panel",
    "adm_decision",
    "parents_notified",
    "hearing",
    "hearing_advice",
    "application_lodged",
    "court_first_hearing",
    "court_decision",
    "permanence_placed",
)

ROUTES = (
    "return_home",
    "remain_home",
    "kinship_care_order",
    "permanence_order_kinship",
    "permanence_order_foster",
    "permanence_order_residential",
    "permanence_order_adoption",
    "adoption",
    "not_known",
)
# "The first two are *home* routes, the rest but `not_known` *away* routes"
HOME_ROUTES = ROUTES[:2]
AWAY_ROUTES = ROUTES[2:8]
# Aim 4, excluded: "`kinship_care_order`, `adoption` or a home route (`not_lodged_by_authority`)"
NOT_LODGED_BY_AUTHORITY = ("return_home", "remain_home", "kinship_care_order", "adoption")

OUTCOMES: dict[str, tuple[str, ...]] = {
    "panel": ("recommended", "not_recommended", "deferred"),
    "adm_decision": ("approved", "not_approved", "deferred"),
    "court_decision": ("granted", "refused", "withdrawn"),
    "home_plan_review": ("order_ends", "order_continues", "accommodate", "other"),
}

APPLICATION_TYPES = (
    "permanence_order",
    "permanence_order_adoption",
    "adoption",
    "kinship_care_order",
)
APPLICANTS = ("authority", "carer", "adopter")
AGENCIES = ("social_work", "health", "education", "scra", "chs", "legal", "court", "other")

SEXES = ("female", "male", "other", "not_known")
ETHNIC_GROUPS = ("white", "mixed", "asian", "african_caribbean_black", "other", "not_known")
DISABILITIES = ("yes", "no", "not_known")

TABLES: dict[str, tuple[str, ...]] = {
    "children": ("child_id", "birth_month", "sex", "ethnic_group", "disability", "linkage_id"),
    "episodes": ("child_id", "start_date", "end_date", "destination"),
    "legal_statuses": ("child_id", "legal_reason", "start_date", "end_date"),
    "placements": ("child_id", "placement_type", "start_date", "end_date", "carer_id"),
    "milestones": (
        "child_id",
        "milestone",
        "event_date",
        "route",
        "outcome",
        "application_type",
        "applicant",
        "agency",
    ),
}

REAL_AUTHORITIES: tuple[tuple[str, str], ...] = (
    ("S12000033", "Aberdeen City"),
    ("S12000034", "Aberdeenshire"),
    ("S12000041", "Angus"),
    ("S12000035", "Argyll and Bute"),
    ("S12000005", "Clackmannanshire"),
    ("S12000006", "Dumfries and Galloway"),
    ("S12000042", "Dundee City"),
    ("S12000008", "East Ayrshire"),
    ("S12000045", "East Dunbartonshire"),
    ("S12000010", "East Lothian"),
    ("S12000011", "East Renfrewshire"),
    ("S12000036", "City of Edinburgh"),
    ("S12000013", "Na h-Eileanan Siar"),
    ("S12000014", "Falkirk"),
    ("S12000047", "Fife"),
    ("S12000049", "Glasgow City"),
    ("S12000017", "Highland"),
    ("S12000018", "Inverclyde"),
    ("S12000019", "Midlothian"),
    ("S12000020", "Moray"),
    ("S12000021", "North Ayrshire"),
    ("S12000050", "North Lanarkshire"),
    ("S12000023", "Orkney Islands"),
    ("S12000048", "Perth and Kinross"),
    ("S12000038", "Renfrewshire"),
    ("S12000026", "Scottish Borders"),
    ("S12000027", "Shetland Islands"),
    ("S12000028", "South Ayrshire"),
    ("S12000029", "South Lanarkshire"),
    ("S12000030", "Stirling"),
    ("S12000039", "West Dunbartonshire"),
    ("S12000040", "West Lothian"),
)


def slug_of(name: str) -> str:
    """Section 1: "its name in lower case, spaces as hyphens: `city-of-edinburgh`"."""
    return name.lower().replace(" ", "-")

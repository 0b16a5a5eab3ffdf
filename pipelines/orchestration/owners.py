"""Who answers for a group of assets, and the names of the groups."""

INTAKE = "intake"
REFERENCE = "reference"
WAREHOUSE = "warehouse"
RELEASE = "release"

# Teams of the programme; Dagster shows them beside each asset.
DATA_ANALYSTS = ["team:data-analysts"]
OFFICIALS = ["team:officials"]

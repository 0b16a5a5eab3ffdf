"""What identifies a person: by the name of a column, by a value, by the rate in a column.

One module per kind of thing: ``column_names``, ``numbers`` (CHI, NHS, SCN, UPN), ``marks`` (NI
number, postcode, e-mail, telephone), ``words`` (names of people, free text); ``evidence`` weighs
what is found against chance.
"""

from pipelines.contract.identifiers.column_names import is_identifier_name
from pipelines.contract.identifiers.evidence import KINDS, Kind, kinds_in_column, kinds_in_text

__all__ = ["KINDS", "Kind", "is_identifier_name", "kinds_in_column", "kinds_in_text"]

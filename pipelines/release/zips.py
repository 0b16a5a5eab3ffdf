"""Zip files whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
# OpenDocument has it first and as it is, so that a program knows the file by its first bytes.
MIMETYPE = "mimetype"


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return members, in their order, as a zip without times or a system's mark."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, FIXED_TIME)
            is_plain = name == MIMETYPE
            info.compress_type = zipfile.ZIP_STORED if is_plain else zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, data)
    return buffer.getvalue()

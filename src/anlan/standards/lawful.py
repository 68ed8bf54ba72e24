"""What this platform never holds, as words that may not name a field, table, route or page.

Law 1 of the design: no faces, gait, voice, plates, device or person trajectories, person
scores, watch-lists or person-to-person graphs (statements PI05, RGT01).
"""

from __future__ import annotations

import re
from functools import lru_cache

FORBIDDEN = (
    "face",
    "facial",
    "gait",
    "iris",
    "fingerprint",
    "voiceprint",
    "biometric",
    "plate",
    "licence_plate",
    "license_plate",
    "number_plate",
    "imei",
    "imsi",
    "mac_address",
    "device_track",
    "trajectory",
    "person_score",
    "person_risk",
    "risk_person",
    "watchlist",
    "watch_list",
    "blacklist",
    "suspect_list",
    "person_graph",
    "person_relation",
    "social_graph",
    "人脸",
    "步态",
    "声纹",
    "虹膜",
    "车牌",
    "轨迹",
    "重点人员",
    "人员评分",
    "人员画像",
    "关系图谱",
)

_WORDS = re.compile(r"[a-z0-9]+|[^\x00-\x7f]+")


@lru_cache(maxsize=65_536)
def forbidden_word(name: str) -> str | None:
    """The forbidden word a name contains, or None.

    >>> forbidden_word("caller_face_id")
    'face'
    >>> forbidden_word("surface") is None
    True
    """
    parts = _WORDS.findall(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
    joined = "_" + "_".join(parts) + "_"
    for word in FORBIDDEN:
        found = f"_{word}_" in joined if word.isascii() else word in name
        if found:
            return word
    return None

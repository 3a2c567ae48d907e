"""What people write for a time zone, and the zone they most likely mean."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "America/New_York": "EST EDT EST5EDT ET",
    "America/Chicago": "CST CDT CST6CDT CT",
    "America/Denver": "MST MDT MST7MDT MT NAVAJO",
    "America/Los_Angeles": "PST PDT PST8PDT PT",
    "America/Havana": "CUBA",
    "Pacific/Honolulu": "HST",
    "Europe/London": "GMT BST GB GB-EIRE",
    "Europe/Dublin": "EIRE",
    "Europe/Lisbon": "WET WEST PORTUGAL",
    "Europe/Berlin": "CET CEST MET MEZ",
    "Europe/Warsaw": "POLAND",
    "Europe/Helsinki": "EET EEST",
    "Europe/Istanbul": "TURKEY",
    "Europe/Moscow": "W-SU",
    "Atlantic/Reykjavik": "ICELAND",
    "Africa/Cairo": "EGYPT",
    "Africa/Tripoli": "LIBYA",
    "Asia/Jerusalem": "ISRAEL",
    "Asia/Tehran": "IRAN",
    "Asia/Kolkata": "IST",
    "Asia/Shanghai": "PRC",
    "Asia/Hong_Kong": "HONGKONG",
    "Asia/Taipei": "ROC",
    "Asia/Seoul": "ROK",
    "Asia/Tokyo": "JST JAPAN",
    "Australia/Sydney": "AEST AEDT",
    "Pacific/Auckland": "NZ",
    "Pacific/Chatham": "NZ-CHAT",
    "UTC": "Z ZULU UCT UNIVERSAL GREENWICH GMT GMT0 GMT+0 GMT-0",
}

# By the word in capitals. Of the zones an abbreviation stands for, the one with most people in it.
MEANT_ZONES: Mapping[str, tuple[str, ...]] = {
    word: tuple(zone for zone, others in _WORDS.items() if word in others.split())
    for words in _WORDS.values()
    for word in words.split()
}

# `+02:00`, `UTC+2`, `GMT-5`.
OFFSET = re.compile(r"(?:utc|gmt)?[+-][0-9]", re.IGNORECASE)

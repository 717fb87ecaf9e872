"""Provinces as filing numbers write them: by character and by the first digits of a division."""

from __future__ import annotations

ICP_PROVINCES = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼蜀黔滇藏陕陇青宁新"
"""Characters of ICP numbers; 蜀 黔 滇 陇 where public-security numbers have 川 贵 云 甘."""
POLICE_DIVISIONS = {
    "京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "辽": "21", "吉": "22", "黑": "23",
    "沪": "31", "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41",
    "鄂": "42", "湘": "43", "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "贵": "52",
    "云": "53", "藏": "54", "陕": "61", "甘": "62", "青": "63", "宁": "64", "新": "65",
}  # fmt: skip
"""First two digits of the division (GB/T 2260) by the character of public-security numbers."""
ICP_FOR_POLICE = {"川": "蜀", "贵": "黔", "云": "滇", "甘": "陇"}
"""The character of ICP numbers by that of public-security numbers, where the two differ."""
POLICE_FOR_ICP = {icp: police for police, icp in ICP_FOR_POLICE.items()}
_PROVINCE_OF = {digits: province for province, digits in POLICE_DIVISIONS.items()}


def province_of(code: str) -> str:
    """Return the public-security character of a code's province; empty where there is none."""
    return _PROVINCE_OF.get(code[:2], "")

#!/usr/bin/env python3
"""Recomputes the vectors in canonical-v1.json from docs/format.md, with Python's library alone.

    python3 crates/domain/tests/domain/vectors/recompute.py

Written from the description of the format, not from the program, so that the two check each other.
"""

import hashlib
import hmac
import json
import pathlib
import struct
import sys

KINDS = {"consent": 1, "grant": 2, "replace": 3, "revoke": 4, "revoke-all": 5}
CHANNELS = {"ARAMA": 1, "MESAJ": 2, "EPOSTA": 3}
RECIPIENT_TYPES = {"BIREYSEL": 1, "TACIR": 2}
STATUSES = {"ONAY": 1, "RET": 2}
SOURCES = {
    "HS_2015": 1, "HS_KARAR": 2, "HS_FIZIKSEL_ORTAM": 3, "HS_ISLAK_IMZA": 4, "HS_ETKINLIK": 5,
    "HS_ATM": 6, "HS_EORTAM": 7, "HS_WEB": 8, "HS_MOBIL": 9, "HS_MESAJ": 10, "HS_EPOSTA": 11,
    "HS_CAGRI_MERKEZI": 12, "HS_SOSYAL_MEDYA": 13, "IYS_KISAMESAJ": 64, "IYS_CM": 65,
    "IYS_WEB": 66, "IYS_WEB_YENI": 67, "IYS_MOBIL": 68, "IYS_EPOSTA": 69,
    "IYS_AHS_HAT_KAPATMA": 70, "IYS_FRAME_EPOSTA": 71, "IYS_FRAME_SMS": 72,
}


def optional(form, value):
    return b"\0" if value is None else b"\1" + struct.pack(">" + form, value)


def retailers(codes):
    return struct.pack(">I", len(codes)) + b"".join(struct.pack(">I", code) for code in codes)


def canonical(m):
    out = bytes([1, KINDS[m["kind"]], CHANNELS[m["type"]], RECIPIENT_TYPES[m["recipientType"]]])
    out += struct.pack(">Iq", m["brandCode"], m["recordedAt"])
    out += optional("Q", m["prev"])
    out += bytes.fromhex(m["requestId"]) + struct.pack(">I", m["index"])
    address = m["recipient"].encode("ascii")
    out += struct.pack(">H", len(address)) + address
    if m["kind"] == "consent":
        out += bytes([STATUSES[m["status"]]])
        out += optional("B", SOURCES[m["source"]] if m["source"] else None)
        out += optional("q", m["consentDate"])
        out += optional("I", m["retailerCode"])
    if m["kind"] != "revoke-all":
        out += retailers(m["retailerAccess"])
    return out


def derived(vector):
    key, encoded = bytes.fromhex(vector["key"]), canonical(vector["movement"])
    commitment = hmac.new(key, encoded, hashlib.sha256).digest()
    leaf = b"\1" + commitment
    return {
        "canonical": encoded.hex(),
        "commitment": commitment.hex(),
        "leaf": leaf.hex(),
        "transactionId": hashlib.sha256(b"\0" + leaf).hexdigest(),
    }


def main():
    path = pathlib.Path(__file__).with_name("canonical-v1.json")
    vectors = json.loads(path.read_text(encoding="utf-8"))
    wrong = [
        f"{vector['name']}: {field}"
        for vector in vectors
        for field, value in derived(vector).items()
        if vector[field] != value
    ]
    print("\n".join(wrong) or f"{len(vectors)} vectors are right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

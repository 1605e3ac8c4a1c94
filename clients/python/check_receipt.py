#!/usr/bin/env python3
"""Checks receipts (izin-receipt/v1), state proofs (izin-state/v1) and, beside their receipts, records of verified consents
(izin-verified-consent/v1) without izin, and whether they fit together.

    python3 check_receipt.py FILE... --log-key VKEY|FILE --tsa-cert PEM [--witness VKEY|FILE] [--now SECONDS]

Written from docs/proof.md and docs/format.md with Python's library alone, so that it and the program check each
other. Signatures of the log are checked here; for time stamps it asks `openssl ts`: at each token's own time, and
again at the time of its renewal or, of the newest one, now. Prints what it checked; ends with 0 when all of it holds,
else with 1 and what does not.
"""

import argparse
import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time


class Wrong(Exception):
    """Something does not hold; the message says what."""


def need(holds, what):
    if not holds:
        raise Wrong(what)


# Canonical bytes of a movement (docs/format.md).

KINDS = {1: "consent", 2: "grant", 3: "replace", 4: "revoke", 5: "revokeAll"}
CHANNELS = {1: "ARAMA", 2: "MESAJ", 3: "EPOSTA"}
RECIPIENT_TYPES = {1: "BIREYSEL", 2: "TACIR"}
STATUSES = {1: "ONAY", 2: "RET"}
SOURCES = {
    1: "HS_2015", 2: "HS_KARAR", 3: "HS_FIZIKSEL_ORTAM", 4: "HS_ISLAK_IMZA", 5: "HS_ETKINLIK",
    6: "HS_ATM", 7: "HS_EORTAM", 8: "HS_WEB", 9: "HS_MOBIL", 10: "HS_MESAJ", 11: "HS_EPOSTA",
    12: "HS_CAGRI_MERKEZI", 13: "HS_SOSYAL_MEDYA", 64: "IYS_KISAMESAJ", 65: "IYS_CM",
    66: "IYS_WEB", 67: "IYS_WEB_YENI", 68: "IYS_MOBIL", 69: "IYS_EPOSTA",
    70: "IYS_AHS_HAT_KAPATMA", 71: "IYS_FRAME_EPOSTA", 72: "IYS_FRAME_SMS",
}
EPOCH = datetime.datetime(1970, 1, 1)
TURKIYE = datetime.timedelta(hours=3)
# By how many seconds one clock may be ahead of another.
SKEW = 300
# After so many milliseconds a record may have been erased, and begin anew.
ERASED_AFTER = 3 * 365 * 24 * 60 * 60 * 1000


class Reader:
    def __init__(self, data):
        self.data = data

    def take(self, count):
        need(len(self.data) >= count, "the movement ends too early")
        taken, self.data = self.data[:count], self.data[count:]
        return taken

    def number(self, form):
        return struct.unpack(">" + form, self.take(struct.calcsize(">" + form)))[0]

    def word(self, words):
        byte = self.number("B")
        need(byte in words, "the movement has an unknown value")
        return words[byte]

    def optional(self, read):
        flag = self.number("B")
        need(flag in (0, 1), "an optional field is neither there nor absent")
        return read() if flag else None

    def retailers(self):
        codes = [self.number("I") for _ in range(self.number("I"))]
        need(codes == sorted(set(codes)), "the retailers are not ascending")
        return codes


def wire(millis):
    return (EPOCH + datetime.timedelta(milliseconds=millis) + TURKIYE).strftime("%Y-%m-%d %H:%M:%S")


def decode(data):
    """The movement in words, as a receipt's `movement` has it, and when it was recorded, in milliseconds."""
    reader = Reader(data)
    need(reader.number("B") == 1, "the movement's format is not version 1")
    words = {"kind": reader.word(KINDS)}
    words["type"] = reader.word(CHANNELS)
    words["recipientType"] = reader.word(RECIPIENT_TYPES)
    words["brandCode"] = reader.number("I")
    recorded = reader.number("q")
    words["creationDate"] = wire(recorded)
    words["previous"] = reader.optional(lambda: reader.number("Q"))
    words["requestId"] = reader.take(16).hex()
    words["item"] = reader.number("I")
    words["recipient"] = reader.take(reader.number("H")).decode("ascii")
    if words["kind"] == "consent":
        words["status"] = reader.word(STATUSES)
        words["source"] = reader.optional(lambda: reader.word(SOURCES))
        words["consentDate"] = reader.optional(lambda: wire(reader.number("q")))
        words["retailerCode"] = reader.optional(lambda: reader.number("I"))
        words["retailerAccess"] = reader.retailers()
    elif words["kind"] != "revokeAll":
        words["retailerAccess"] = reader.retailers()
    need(not reader.data, "bytes follow the movement")
    return {name: value for name, value in words.items() if value not in (None, [])}, recorded


# The tree (RFC 9162, section 2.1.3.2).

def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_from(index, size, leaf, path):
    need(index < size, "the index is not in the tree")
    node, last, root = index, size - 1, leaf
    for sibling in path:
        need(last != 0, "the proof is too long")
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            root = node_hash(root, sibling)
        node >>= 1
        last >>= 1
    need(last == 0, "the proof is too short")
    return root


# Ed25519 (RFC 8032, section 5.1.7), slowly.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    m, n = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    out = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            out = add(out, point)
        point = add(point, point)
        scalar >>= 1
    return out


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    need(y < P, "not a point of the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    need((x * x - square) % P == 0 and not (x == 0 and sign), "not a point of the curve")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def ed25519_verifies(key, message, signature):
    if len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= L:
        return False
    base_y = 4 * pow(5, P - 2, P) % P
    base = point_of(base_y.to_bytes(32, "little"))
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    right = add(point_of(signature[:32]), times(int.from_bytes(digest, "little") % L, point_of(key)))
    left = times(scalar, base)
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


# Keys and signed notes (C2SP signed-note and tlog-cosignature).

def b64(text):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "base64 in another spelling")
    return data


class Key:
    def __init__(self, text, kind):
        self.name, identifier, key = text.strip().split("+", 2)
        data = b64(key)
        need(data[0] == kind and len(data) == 33, f"{self.name}: a key of another kind")
        self.id = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        need(self.id.hex() == identifier, f"{self.name}: the key's identifier is wrong")
        self.key = data[1:]


def keys(given, kind):
    found = []
    for one in given:
        path = pathlib.Path(one)
        lines = path.read_text().splitlines() if path.is_file() else [one]
        found += [Key(line, kind) for line in lines if line.strip()]
    return found


def parse_note(note):
    text, separator, rest = note.rpartition("\n\n")
    need(separator and rest.endswith("\n"), "the checkpoint is no signed note")
    signatures = []
    for line in rest[:-1].split("\n"):
        dash, name, signature = line.split(" ")
        need(dash == "\u2014", "a signature line is malformed")
        data = b64(signature)
        signatures.append((name, data[:4], data[4:]))
    return text + "\n", signatures


def signatures_of(key, signatures):
    return [data for name, identifier, data in signatures if (name, identifier) == (key.name, key.id)]


def signed_by_log(text, signatures, log_keys):
    origin = text.split("\n")[0]
    for key in log_keys:
        found = signatures_of(key, signatures)
        if key.name == origin and found:
            for signature in found:
                need(ed25519_verifies(key.key, text.encode(), signature), f"the signature of {key.name} is wrong")
            return key.name
    raise Wrong(f"none of the keys given has signed the checkpoint of {origin}")


def cosigned_by(text, signatures, witness, now):
    found = signatures_of(witness, signatures)
    for signature in found:
        at = struct.unpack(">Q", signature[:8])[0]
        message = f"cosignature/v1\ntime {at}\n{text}".encode()
        need(ed25519_verifies(witness.key, message, signature[8:]), f"the signature of {witness.name} is wrong")
        need(at <= now + SKEW, f"the signature of {witness.name} is dated in the future")
        return at
    raise Wrong(f"the witness {witness.name} has not signed")


# Time stamps, by openssl.

def token_time(path):
    shown = subprocess.run(
        ["openssl", "ts", "-reply", "-token_in", "-token_out", "-in", path, "-text"],
        capture_output=True, text=True, check=False,
    )
    found = re.search(r"Time stamp: (\w+ +\d+ \d+:\d+:\d+)(\.\d+)? (\d+) GMT", shown.stdout)
    need(found, "openssl cannot read the time stamp")
    parsed = datetime.datetime.strptime(f"{found[1]} {found[3]}", "%b %d %H:%M:%S %Y")
    return int((parsed - EPOCH).total_seconds())


def verified(token, digest, algorithm, certificates, at=None):
    """Verifies a token at its own time, or at another one; returns its own time in seconds since 1970."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "token.der")
        path.write_bytes(token)
        own = token_time(path)
        at = own if at is None else at
        command = ["openssl", "ts", "-verify", "-token_in", "-in", path, "-digest", digest.hex(), f"-{algorithm}"]
        for certificate in certificates:
            # One file at a time: any of them may end the chain.
            tried = subprocess.run(
                [*command, "-CAfile", certificate, "-attime", str(at)], capture_output=True, text=True, check=False
            )
            if tried.returncode == 0 and "Verification: OK" in tried.stdout + tried.stderr:
                return own
    return None


def stamped(token, digest, algorithm, arguments):
    at = verified(token, digest, algorithm, arguments.tsa_cert)
    need(at is not None, "the time stamp does not hold, or is of nobody whose certificate was given")
    need(at <= arguments.now + SKEW, "a time stamp is dated in the future")
    return at


def renewed(text, stamp, arguments):
    """Follows the renewals: each was made while what it renews was valid, and the newest is valid now."""
    newest = (b64(stamp["token"]), hashlib.sha256(text.encode()).digest(), "sha256", arguments.tsa_cert)
    leaf = leaf_hash(hashlib.sha512(text.encode() + newest[0]).digest())
    before = None
    for renewal in stamp["renewals"]:
        lines = renewal["text"].split("\n")
        need(len(lines) == 6 and lines[0] == "izin/renewal/v1" and lines[5] == "", "a renewal's text is malformed")
        number, count = int(lines[1]), int(lines[2])
        path = [b64(one) for one in renewal["proof"]]
        need(root_from(renewal["index"], count, leaf, path) == b64(lines[3]), "a renewal is of other stamps")
        if before:
            digest = hashlib.sha512(before["text"].encode() + b64(before["token"])).hexdigest()
            need(lines[4] == digest and number == int(before["text"].split("\n")[1]) + 1, "a renewal is missing")
        token, digest = b64(renewal["token"]), hashlib.sha512(renewal["text"].encode()).digest()
        at = stamped(token, digest, "sha512", arguments)
        need(verified(*newest, at=at), f"renewal {number} came after what it renews had ended")
        print(f"renewal {number} stamped it anew at {EPOCH + datetime.timedelta(seconds=at)} UTC")
        newest = (token, digest, "sha512", arguments.tsa_cert)
        before = renewal
    need(verified(*newest, at=arguments.now), "the time stamp's certificates have ended, and nothing stamped it anew")


# Receipts and state proofs.

def members(value, wanted):
    need(isinstance(value, dict) and set(value) == set(wanted), f"the members are not {', '.join(wanted)}")
    return [value[name] for name in wanted]


def parse_proof(text):
    head, separator, note = text.partition("\n\n")
    lines = head.split("\n")
    need(separator and lines[0] == "c2sp.org/tlog-proof@v1", "the proof is no tlog-proof")
    need(re.fullmatch(r"index (0|[1-9][0-9]*)", lines[1]), "the proof has no index")
    return int(lines[1][6:]), [b64(line) for line in lines[2:]], note


def check_receipt(receipt, arguments):
    form, transaction_id, opening, proof, stamps, movement, _ = members(
        receipt, ["format", "transactionId", "opening", "proof", "stamps", "movement", "development"]
    )
    need(form == "izin-receipt/v1", "another format")
    key, canonical = members(opening, ["key", "movement"])
    key, canonical = bytes.fromhex(key), b64(canonical)
    need(len(key) == 16, "the key has not 16 bytes")
    words, recorded = decode(canonical)
    need(words == movement, "the readable movement differs from the opened one")
    leaf = leaf_hash(b"\1" + hmac.new(key, canonical, hashlib.sha256).digest())
    need(leaf.hex() == transaction_id, "the transactionId is not that of the opened leaf")
    print(f"opened {transaction_id}: {words.get('status', words['kind'])} recorded {words['creationDate']}")

    index, path, note = parse_proof(proof)
    text, signatures = parse_note(note)
    origin, size, root = text.split("\n")[:3]
    need(root_from(index, int(size), leaf, path) == b64(root), "the leaf is not in the tree")
    print(f"entry {index} of {size} in {origin}")
    print(f"signed by {signed_by_log(text, signatures, arguments.log_keys)}")
    need(words.get("previous", -1) < index, "the movement names itself or a later one as the one before it")
    need(recorded <= (arguments.now + SKEW) * 1000, "recorded in the future")
    for witness in arguments.witnesses:
        seen = cosigned_by(text, signatures, witness, arguments.now)
        need(recorded <= (seen + SKEW) * 1000, "recorded after a witness saw it")
        print(f"cosigned by {witness.name}")

    need(stamps, "no time stamp")
    earliest = None
    for stamp in stamps:
        members(stamp, ["token", "renewals"])
        at = stamped(b64(stamp["token"]), hashlib.sha256(text.encode()).digest(), "sha256", arguments)
        need(recorded <= (at + SKEW) * 1000, "recorded after it was stamped")
        print(f"stamped at {EPOCH + datetime.timedelta(seconds=at)} UTC")
        renewed(text, stamp, arguments)
        earliest = at if earliest is None else min(earliest, at)
    arguments.shown.append((origin, int(size), root, index, leaf, path, words, recorded, earliest))
    return words, recorded, index, (origin, size, root)


# What is given together.

def whole_nodes(index, size, leaf, path):
    """The hashes over whole subtrees that a proof shows: no larger tree has others there."""
    node, last, level, root = index, size - 1, 0, leaf
    found = {(0, index): leaf}

    def note(position, value):
        if position + 1 << level <= size:
            found[level, position] = value

    for sibling in path:
        if node & 1 or node == last:
            while not node & 1 and node:
                node, last, level = node >> 1, last >> 1, level + 1
            note(node - 1, sibling)
            root = node_hash(sibling, root)
        else:
            note(node + 1, sibling)
            root = node_hash(root, sibling)
        node, last, level = node >> 1, last >> 1, level + 1
        note(node, root)
    return found


def record_of(words):
    return tuple(words[name] for name in ("brandCode", "recipient", "recipientType", "type"))


def check_together(shown, states):
    for log in {one[0] for one in shown}:
        roots, nodes, movements = {}, {}, {}
        of_log = [one for one in shown if one[0] == log]
        for _, size, root, index, leaf, path, words, recorded, _ in of_log:
            need(roots.setdefault(size, root) == root, "two trees of one size: a split view")
            need(movements.setdefault(index, (leaf, words, recorded))[0] == leaf, f"two leaves at {index}")
            for node, value in whole_nodes(index, size, leaf, path).items():
                need(nodes.setdefault(node, value) == value, "two histories: a larger tree begins otherwise")
        successors, newest, latest = {}, {}, None
        for index, (_, words, recorded) in sorted(movements.items()):
            previous = words.get("previous")
            need(latest is None or recorded >= latest, f"entry {index} was recorded before an earlier one")
            latest = recorded
            if previous is not None:
                need(successors.setdefault(previous, index) == index, f"two movements name {previous}")
                named = movements.get(previous)
                need(not named or record_of(named[1]) == record_of(words), "a predecessor of another record")
            before = newest.get(record_of(words))
            if before is not None:
                erased = previous is None and recorded - movements[before][2] >= ERASED_AFTER
                need(erased or (previous is not None and previous >= before), f"entry {index} passes over {before}")
            newest[record_of(words)] = index
        for _, size, _, _, _, _, _, _, at in of_log:
            for index, (_, _, recorded) in movements.items():
                need(index >= size or recorded <= (at + SKEW) * 1000, f"entry {index} was stamped before it was recorded")
        for origin, key, at, last, after in states:
            for index, (_, words, recorded) in movements.items():
                if origin != log or record_of(words) != key or recorded > at:
                    continue
                kept = last is None and index < (after or 0) and at - recorded < ERASED_AFTER
                need(not kept and not (after is None and index > last), f"the state proof hides entry {index}")


def check_state(proof, arguments):
    form, key, instant, before, after = members(proof, ["format", "key", "instant", "before", "after"])
    need(form == "izin-state/v1", "another format")
    at = datetime.datetime.strptime(instant, "%Y-%m-%d %H:%M:%S.%f") - TURKIYE
    at = (at - EPOCH) // datetime.timedelta(milliseconds=1)
    checked = [check_receipt(receipt, arguments) for receipt in before + ([after] if after else [])]
    need(checked, "no receipt")
    roots = {}
    for position, (words, recorded, index, (origin, size, root)) in enumerate(checked):
        need({name: words[name] for name in key} == key and len(key) == 4, "a receipt is of another record")
        need(roots.setdefault((origin, size), root) == root, "two trees of one size")
        need((recorded <= at) == (position < len(before)), "a movement is on the wrong side of the instant")
        if position or not before:
            previous = checked[position - 1][2] if position else None
            need(words.get("previous") == previous, "a movement is missing in between")
        status_expected = position == 0 or position == len(before)
        need(status_expected or "status" not in words, "a later movement sets the status")
    need(not before or "status" in checked[0][0], "the first movement sets no status")
    last = checked[len(before) - 1][2] if before else None
    arguments.states.append((checked[0][3][0], record_of(key), at, last, checked[-1][2] if after else None))
    if not after:
        arguments.open_ended = True
        return
    print(f"at {instant} the record said {checked[0][0]['status'] if before else 'nothing: there was none'}")


# Records of verified consents.

RECORD = [
    "format", "requestId", "iysCode", "provider", "recipient", "recipientType", "verificationType", "formId",
    "formVersion", "language", "text", "references", "asked", "answered", "answers",
]


def request_of(record):
    digest = bytearray(hashlib.sha256(b"izin/verified-consent/v1" + record).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x80, digest[8] & 0x3F | 0x80
    return digest.hex()


def wire_millis(text):
    at = datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S") - TURKIYE
    return (at - EPOCH) // datetime.timedelta(milliseconds=1)


def hold_against(record, words, recorded):
    """Whether a movement says what the record says; the message names what differs."""
    for name in ("recipient", "recipientType"):
        need(record[name] == words[name], f"the record's {name} is not the movement's")
    need(words["item"] < len(record["answers"]), "the record has no such answer")
    brand, _, channel, status = members(record["answers"][words["item"]], ["brandCode", "brand", "type", "status"])
    said = (words["brandCode"], words["type"], words.get("status"))
    need((brand, channel, status) == said, f"answer {words['item']} of the record is not the movement's")
    asked, answered = wire_millis(record["asked"]), wire_millis(record["answered"])
    dated = wire_millis(words["consentDate"])
    may = dated == answered or (status == "RET" and dated > answered)
    need(may, "the record's time of the answer is not the movement's date")
    need(asked <= answered <= recorded + SKEW * 1000, "the record's times are out of order")


def check_records(records, shown):
    named = {request_of(data) for data, _ in records}
    for data, record in records:
        members(record, RECORD)
        for reference in record["references"]:
            members(reference, ["kind", "at"])
        request = request_of(data)
        own = [(words, recorded) for *_, words, recorded, _ in shown if words["requestId"] == request]
        # What names a record that is not given, by a hash and in an answer to the registry: this one pretends to be it.
        others = [
            (words, recorded) for *_, words, recorded, _ in shown
            if words["requestId"] not in named and words["requestId"][12] == "8"
            and words.get("source") in ("IYS_KISAMESAJ", "IYS_EPOSTA")
        ]
        for words, recorded in own or others:
            hold_against(record, words, recorded)
        need(own or not others, "the record is not the one its movements name: what was shown, or when, was changed")
        need(own, "no receipt of a movement that names the record is given")
        print(f"the record is the one that {len(own)} of its {len(record['answers'])} answers name: {record['text']}")


def unique(pairs):
    need(len(dict(pairs)) == len(pairs), "a member is there twice")
    return dict(pairs)


def main():
    parser = argparse.ArgumentParser(description="Checks receipts, state proofs and records of verified consents without izin.")
    parser.add_argument("files", type=pathlib.Path, nargs="+", metavar="FILE")
    parser.add_argument("--log-key", action="append", required=True, metavar="VKEY|FILE")
    parser.add_argument("--tsa-cert", action="append", required=True, metavar="PEM")
    parser.add_argument("--witness", action="append", default=[], metavar="VKEY|FILE")
    parser.add_argument("--now", type=int, default=int(time.time()), metavar="SECONDS", help="since 1970")
    arguments = parser.parse_args()
    arguments.shown, arguments.states, arguments.open_ended = [], [], False
    records = []
    try:
        arguments.log_keys = keys(arguments.log_key, 0x01)
        arguments.witnesses = keys(arguments.witness, 0x04)
        for file in arguments.files:
            data = file.read_bytes()
            document = json.loads(data, object_pairs_hook=unique)
            if document.get("format") == "izin-verified-consent/v1":
                records.append((data, document))
                continue
            check = check_state if document.get("format") == "izin-state/v1" else check_receipt
            check(document, arguments)
        check_records(records, arguments.shown)
        check_together(arguments.shown, arguments.states)
        need(not arguments.open_ended, "nothing after the instant is shown: the state is not proven")
    except (Wrong, ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error) as error:
        print(f"NOT PROVEN: {error}", file=sys.stderr)
        return 1
    print("all of it holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())

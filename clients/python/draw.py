"""Draws an audit's sample again, written from docs/proof.md alone.

    draw.py ANNOUNCEMENT SECRET_HEX ROOT_BASE64      prints the numbers, one a line, in the order of the draw
"""

import base64
import hashlib
import sys


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


text = open(sys.argv[1], "rb").read()
secret = bytes.fromhex(sys.argv[2])
root = base64.b64decode(sys.argv[3], validate=True)
form, name, log, population, listed, sample, size, commitment, end = text.decode().split("\n")
assert form == "izin/audit/v1" and end == "", "no announcement"
assert sha256(b"izin/audit-secret/1\0", secret).hex() == commitment, "another secret was announced"
population, sample = int(population), int(sample)
assert 0 < sample <= population, "no sample of this population"
seed = sha256(b"izin/audit-seed/1\0", sha256(text), secret, root)
rounds = 2**64 // population * population
drawn, counter = [], 0
while len(drawn) < sample:
    number = int.from_bytes(sha256(b"izin/audit-number/1\0", seed, counter.to_bytes(8, "big"))[:8], "big")
    counter += 1
    if number < rounds and number % population not in drawn:
        drawn.append(number % population)
print(*drawn, sep="\n")

#!/usr/bin/env python3
"""A second look at Gendan's evidence, by other code than Gendan's (docs/evidence-format.md).

    verify_evidence.py [--anchors FOLDER]... DATABASE

DATABASE is the file of the embedded database or of a back-up. It is only read.
Needs Python 3.9 and nothing else. Exit code: 0 sound, 20 damaged, 40 sound but contradicts an anchor, 2 wrong usage.
"""
import argparse, glob, hashlib, json, os, sqlite3, sys


def parts(tag, *items):
    """The hash over parts, each behind its length."""
    h = hashlib.sha256(bytes([tag]))
    for item in items:
        h.update(len(item).to_bytes(8, "big"))
        h.update(item)
    return h.digest()


def number(n):
    return n.to_bytes(8, "big", signed=True)


def varint(data, at):
    n = shift = 0
    while True:
        byte = data[at]
        at += 1
        n |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return n, at


def unpack(data):
    """LZ4's block format behind the length of what it holds."""
    length, at = varint(data, 0)
    out = bytearray()
    while at < len(data):
        token = data[at]
        at += 1
        many = token >> 4
        if many == 15:
            while True:
                many += data[at]
                at += 1
                if data[at - 1] != 255:
                    break
        out += data[at:at + many]
        at += many
        if at >= len(data):
            break
        back = int.from_bytes(data[at:at + 2], "little")
        at += 2
        many = (token & 15) + 4
        if token & 15 == 15:
            while True:
                many += data[at]
                at += 1
                if data[at - 1] != 255:
                    break
        if not 0 < back <= len(out):
            raise ValueError("damaged")
        for _ in range(many):
            out.append(out[-back])
    if len(out) != length:
        raise ValueError("damaged")
    return bytes(out)


def fields(body):
    """The fields of a fact: path, class, commitment."""
    form, found = body[0], []
    if form == 1:
        at = 1
        while at < len(body):
            kind, at, pieces = body[at], at + 1, []
            for _ in range(3):
                size = int.from_bytes(body[at:at + 4], "big")
                pieces.append(body[at + 4:at + 4 + size])
                if len(pieces[-1]) != size:
                    raise ValueError("damaged")
                at += 4 + size
            path, salt, value = pieces
            found.append((path, kind, parts(0, b"F1", path, salt, value) if salt else value))
        return found
    key, data = body[1:17], body[17:]
    if form == 3:
        data = unpack(data)
    elif form != 2:
        raise ValueError("unknown form")
    at, before = 0, b""
    while at < len(data):
        kind = data[at]
        shared, at = varint(data, at + 1)
        size, at = varint(data, at)
        path = before[:shared] + data[at:at + size]
        at += size
        size, at = varint(data, at)
        value = data[at:at + size]
        if len(value) != size:
            raise ValueError("damaged")
        at += size
        salt = hashlib.sha256(b"S1" + key + path).digest()[:16]
        found.append((path, kind, parts(0, b"F1", path, salt, value)))
        before = path
    return found


def tree(leaves):
    """The root; an odd one is carried up."""
    if not leaves:
        return parts(0, b"empty")
    while len(leaves) > 1:
        pairs = [parts(2, *leaves[i:i + 2]) if i + 1 < len(leaves) else leaves[i] for i in range(0, len(leaves), 2)]
        leaves = pairs
    return leaves[0]


class Peaks:
    """The tree over all leaves, one after the other."""

    def __init__(self):
        self.size, self.peaks = 0, []

    def push(self, node):
        n = self.size
        while n & 1:
            node = parts(2, self.peaks.pop(), node)
            n >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        if not self.peaks:
            return parts(0, b"empty")
        node = self.peaks[-1]
        for left in reversed(self.peaks[:-1]):
            node = parts(2, left, node)
        return node


# Ed25519 (RFC 8032), verification alone.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    s, t = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = t - s, d - c, d + c, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, point)
        point = add(point, point)
        n >>= 1
    return out


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (not x and sign):
        raise ValueError("no point")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(public, text, signature):
    try:
        key, near, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    except ValueError:
        return False
    if s >= Q or len(signature) != 64:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + text.encode()).digest(), "little") % Q
    a, b = times(s, BASE), add(near, times(h, key))
    return not ((a[0] * b[2] - b[0] * a[2]) % P or (a[1] * b[2] - b[1] * a[2]) % P)


def checkpoint_text(instance, epoch, size, root, at, key):
    return f"gendan log v1\n{instance}\n{epoch}\n{size}\n{root.hex()}\n{at}\n{key}\n"


def batch(data):
    data = unpack(data[1:]) if data[0] else data[1:]
    at, before = 0, b""
    while at < len(data):
        shared, at = varint(data, at)
        size, at = varint(data, at)
        before = before[:shared] + data[at:at + size]
        seq, at = varint(data, at + size)
        yield before.decode(), seq
        at += 8


def keys_of(db, instance):
    births, keys, before = {at for (at,) in db.execute("SELECT at FROM epoch")}, {}, None
    for n, name, public, at, by, signature in db.execute("SELECT n, name, public, at, introduced_by, signature FROM log_key ORDER BY n"):
        text = f"gendan key v1\n{instance}\n{n}\n{public.hex()}\n{at}\n"
        good = name == parts(5, b"K1", public)[:8].hex() and n == len(keys) + 1
        if by:
            good = good and before is not None and by == before[0] and signed(before[1], text, signature)
        else:
            good = good and (before is None or at in births) and signed(public, text, signature)
        if not good:
            yield name, None
        keys[name] = public
        before = (name, public)
        yield name, public


def walk(db, instance, faults):
    """Every stream's chain; answers each fact's leaf."""
    links = {}
    for order, stream, seq, at in db.execute("SELECT order_id, stream, seq, at FROM fact_order"):
        links.setdefault((stream, seq, at), set()).add(order)
    leaves, last = {}, ("", 0, b"", 0)
    sql = "SELECT stream, seq, kind, at, actor, command, epoch, body, prev_hash, hash FROM fact ORDER BY stream, seq"
    heads = {stream: tuple(rest) for stream, *rest in db.execute("SELECT stream, version, hash, at FROM head")}
    ends = {}
    for stream, seq, kind, at, actor, command, epoch, body, prev, kept in db.execute(sql):
        if stream != last[0]:
            last = (stream, 0, bytes(32), -2**63)
        name = f"{stream} #{seq}"
        try:
            own = fields(body)
        except (ValueError, IndexError):
            faults.append(f"{name}: its content is damaged")
            own = []
        root = tree([commitment for _, _, commitment in own])
        wanted = parts(1, b"E1", instance.encode(), number(epoch), stream.encode(), number(seq), kind.encode(), number(at),
                       actor.encode(), command.encode(), root, prev)
        if seq != last[1] + 1 or prev != last[2] or at < last[3]:
            faults.append(f"{name}: it does not stand on the fact before it")
        if wanted != kept:
            faults.append(f"{name}: its content does not match its hash")
        shape = b"".join(bytes([kind]) + len(path).to_bytes(8, "big") + path for path, kind, _ in own)
        orders = sorted(order.encode() for order in links.pop((stream, seq, at), ()))
        leaves[(stream, seq)] = parts(3, b"L1", kept, shape, *orders)
        last = ends[stream] = (stream, seq, kept, at)
    faults.extend(f"{stream} #{seq}: linked to an order and not there" for stream, seq, _ in links)
    for stream in heads.keys() | ends.keys():
        if heads.get(stream) != (ends[stream][1:] if stream in ends else None):
            faults.append(f"{stream}: the head and the last fact differ")
    return leaves


def log(db, instance, leaves, keys, faults):
    """Every checkpoint; answers the root at each of their sizes."""
    peaks, roots, left = Peaks(), {}, set(leaves)
    for size, epoch, root, at, key, signature, facts in db.execute("SELECT size, epoch, root, at, signer, signature, facts FROM checkpoint ORDER BY size"):
        for fact in batch(facts):
            if fact not in left:
                faults.append(f"{fact[0]} #{fact[1]}: it was sealed and is not there")
            left.discard(fact)
            peaks.push(leaves.get(fact, bytes(32)))
        if peaks.size != size or peaks.root() != root:
            faults.append(f"checkpoint {size}: its root is not that of the facts; a fact of it, its orders or classes were changed")
        if not keys.get(key) or not signed(keys[key], checkpoint_text(instance, epoch, size, root, at, key), signature):
            faults.append(f"checkpoint {size}: its signature does not hold")
        roots[size] = root
    waiting = {(stream, seq): leaf for stream, seq, leaf in db.execute("SELECT stream, seq, leaf FROM seal_queue")}
    for fact in left | waiting.keys():
        if fact not in left or waiting.get(fact) != leaves[fact]:
            faults.append(f"{fact[0]} #{fact[1]}: it is not what waits to be sealed")
    return roots, len(waiting)


def outside(db, instance, roots, keys, folders):
    """What the checkpoints that were kept outside say."""
    cuts = list(db.execute("SELECT n, from_size FROM epoch"))
    anchors = []
    for folder in folders:
        for file in sorted(glob.glob(os.path.join(folder, instance + "*.jsonl"))):
            with open(file, encoding="utf-8") as lines:
                anchors += [(file, json.loads(line)) for line in lines if line.endswith("\n")]
    newest = max((one["epoch"] for _, one in anchors), default=0)
    for file, one in anchors:
        root, size = bytes.fromhex(one["root"]), one["size"]
        cut = next((n for n, start in cuts if n > one["epoch"] and start < size), None)
        if cut is not None:
            if newest < cut:
                yield f"{file}: it knows {size} facts; the database was cut as epoch {cut}, which no anchor knows"
            continue
        text = checkpoint_text(instance, one["epoch"], size, root, one["at"], one["key"])
        public = bytes.fromhex(one["public"])
        if keys.get(one["key"]) != public or not signed(public, text, bytes.fromhex(one["signature"])):
            yield f"{file}: the anchor of {size} facts is not signed by a key of this database"
        elif roots.get(size) != root:
            yield f"{file}: it knows {size} facts with the root {one['root']}; this database does not"


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("database")
    ask.add_argument("--anchors", action="append", default=[])
    said = ask.parse_args()
    db = sqlite3.connect(f"file:{said.database}?mode=ro", uri=True)
    db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    (instance,), faults = db.execute("SELECT uuid FROM instance").fetchone(), []
    keys = {}
    for name, public in keys_of(db, instance):
        if public is None:
            faults.append(f"signing key {name}: it is not the one that was introduced")
        keys[name] = public or keys.get(name)
    leaves = walk(db, instance, faults)
    roots, waiting = log(db, instance, leaves, keys, faults)
    against = list(outside(db, instance, roots, keys, said.anchors))
    print(f"{len(leaves)} facts, {len(leaves) - waiting} sealed in {len(roots)} checkpoints: {'DAMAGED' if faults or against else 'sound'}")
    for fault in (faults + against)[:20]:
        print("  " + fault)
    return 20 if faults else 40 if against else 0


if __name__ == "__main__":
    sys.exit(main())

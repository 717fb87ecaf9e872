// The lists of the index: the codes of plugins/full_text/bits.py and the shards of shards.py, read.
class Bits {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    let value = 0;
    for (let left = count; left; left -= 1) {
      if (this.at >= this.bytes.length * 8) {
        throw new RangeError("shard too short");
      }
      value = value * 2 + ((this.bytes[this.at >> 3] >> (7 - (this.at & 7))) & 1);
      this.at += 1;
    }
    return value;
  }

  golomb(order) {
    let zeros = 0;
    while (this.take(1) === 0) {
      zeros += 1;
    }
    const high = 2 ** zeros + this.take(zeros) - 1;
    return high * 2 ** order + this.take(order);
  }

  minimal(size) {
    if (size <= 1) {
      return 0;
    }
    const width = Math.ceil(Math.log2(size));
    const short = 2 ** width - size;
    const value = this.take(width - 1);
    return value < short ? value : value * 2 + this.take(1) - short;
  }

  rising(count, size) {
    const numbers = new Array(count);
    const fill = (first, end, low, high) => {
      const held = end - first;
      if (held === 0) {
        return;
      }
      if (high - low + 1 === held) {
        for (let at = 0; at < held; at += 1) {
          numbers[first + at] = low + at;
        }
        return;
      }
      const middle = (first + end) >> 1;
      const least = low + middle - first;
      const number = least + this.minimal(high - (end - 1 - middle) - least + 1);
      numbers[middle] = number;
      fill(first, middle, low, number - 1);
      fill(middle + 1, end, number + 1, high);
    };
    fill(0, count, 0, size - 1);
    return numbers;
  }
}

// Reads what pairs and trees of runs a shard begins with, one after the other.
const entries = function* (bits) {
  const count = bits.golomb(6);
  let first = 0;
  let second = -1;
  for (let at = 0; at < count; at += 1) {
    const step = bits.golomb(0);
    if (step) {
      first += step;
      second = -1;
    }
    second += bits.golomb(6) + 1;
    yield [first, second];
  }
};

export const readPairs = (bytes, room) => {
  const bits = new Bits(bytes);
  const found = new Map();
  for (const [first, second] of entries(bits)) {
    const held = bits.rising(bits.golomb(0) + 1, room);
    found.set(String.fromCodePoint(first, second), held);
  }
  return found;
};

// Each node: which parts of the run above hold it, and the runs below by their last character.
export const readRuns = (bytes) => {
  const bits = new Bits(bytes);
  const found = new Map();
  for (const [first, second] of entries(bits)) {
    const root = { size: bits.golomb(5) + 1, below: new Map() };
    found.set(String.fromCodePoint(first, second), root);
    const path = [root];
    const last = [0];
    for (;;) {
      const depth = path.length - bits.golomb(0);
      if (depth < 1) {
        break;
      }
      const sibling = depth < path.length;
      last[depth] = sibling ? last[depth] + bits.golomb(6) + 1 : bits.golomb(13);
      path.length = depth;
      const above = path[depth - 1];
      const size = bits.minimal(above.size) + 1;
      const node = { size, held: bits.rising(size, above.size), below: new Map() };
      above.below.set(String.fromCodePoint(last[depth]), node);
      path.push(node);
    }
  }
  return found;
};

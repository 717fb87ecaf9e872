// The index of static files, as docs/search.md describes it: opened once, then asked for phrases.
const VERSION = 2;
// How many pairs of a phrase are asked for at first, how many more where there are still more than
// so few parts: reading a part costs as much as two shards.
const SAMPLE = 5;
const REST = 4;
const FEW = 6;
const FACETS = ["column", "series", "kind", "validity", "issuer", "subject"];

const meet = (one, other) => {
  const found = [];
  for (let a = 0, b = 0; a < one.length && b < other.length; ) {
    if (one[a] === other[b]) {
      found.push(one[a]);
    }
    const step = one[a] - other[b];
    a += step <= 0;
    b += step >= 0;
  }
  return found;
};

const union = (lists) => [...new Set(lists.flat())].sort((one, other) => one - other);
const code = (char) => char.codePointAt(0);
const sums = (numbers) => {
  let sum = 0;
  return [0, ...numbers.map((number) => (sum += number))];
};

// The last place whose start isn't above a number.
const placeOf = (starts, number) => {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= number) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
};

class Segment {
  constructor(table, folder, read, shards) {
    this.shards = shards;
    this.folder = folder;
    this.read = read;
    this.bound = table.bound;
    this.starts = sums(table.parts);
    this.dates = sums(table.dates).slice(1);
    this.facets = Object.fromEntries(FACETS.map((facet) => [facet, table[facet]]));
    this.room = table.room;
    this.texts = sums(table.texts);
    this.tags = { t: table.t, p: table.p, r: table.r };
    this.firsts = {};
    for (const kind of ["p", "r"]) {
      const chars = [...table[`${kind}s`]].map(code);
      this.firsts[kind] = chars.flatMap((char, at) => (at % 2 ? [] : [char * 2 ** 21 + chars[at + 1]]));
    }
    this.kept = new Map();
  }

  // What a file holds; a file is fetched and read once.
  file(kind, index, decode) {
    const name = `${this.folder}${kind}${index}-${this.tags[kind].slice(index * 4, index * 4 + 4)}.bin`;
    if (!this.kept.has(name)) {
      const reading = this.read(name).then(decode);
      reading.catch(() => this.kept.delete(name));
      this.kept.set(name, reading);
    }
    return this.kept.get(name);
  }

  shard(kind, index) {
    return this.file(kind, index, (bytes) =>
      kind === "p" ? this.shards.readPairs(bytes, this.room) : this.shards.readRuns(bytes),
    );
  }

  async entry(kind, pair) {
    const [first, second] = [...pair].map(code);
    const index = placeOf(this.firsts[kind], first * 2 ** 21 + second);
    return this.tags[kind] ? (await this.shard(kind, index)).get(pair) : undefined;
  }

  async pair(pair) {
    return (await this.entry("p", pair)) ?? [];
  }

  // Every part that holds a character: it begins a pair wherever it stands.
  async single(char) {
    const firsts = this.firsts.p;
    const begin = placeOf(firsts, code(char) * 2 ** 21);
    const end = placeOf(firsts, code(char) * 2 ** 21 + 2 ** 21 - 1);
    const shards = [];
    for (let index = begin; index <= end; index += 1) {
      shards.push(this.shard("p", index));
    }
    const lists = (await Promise.all(shards)).flatMap((shard) =>
      [...shard].filter(([pair]) => pair.startsWith(char)).map(([, held]) => held),
    );
    return union(lists);
  }

  // The parts of the runs of a phrase from one place on, by growing length from 2, as far as stored.
  async path(chars, at) {
    const pair = chars[at] + chars[at + 1];
    const [held, root] = await Promise.all([this.pair(pair), this.entry("r", pair)]);
    const lists = [held];
    let node = root;
    for (let next = at + 2; node && next < chars.length; next += 1) {
      node = node.below.get(chars[next]);
      if (node) {
        const above = lists.at(-1);
        lists.push(node.held.map((index) => above[index]));
      }
    }
    return lists;
  }

  // The parts that hold all the pairs at some places of a phrase.
  async holding(chars, places) {
    const lists = places.map((at) => this.pair(chars[at] + chars[at + 1]));
    return (await Promise.all(lists)).reduce(meet);
  }

  // The parts that may hold a phrase, and whether all of them do.
  async phrase(term) {
    const chars = [...term];
    const last = chars.length - 2;
    if (last < 0) {
      return { parts: await this.single(term), sure: true };
    }
    // A few pairs along the phrase first; the others where reading parts would cost more.
    const step = Math.max(1, last / (SAMPLE - 1));
    const first = new Set(
      Array.from({ length: Math.min(SAMPLE, last + 1) }, (_, at) => Math.round(at * step)),
    );
    let parts = await this.holding(chars, [...first]);
    if (parts.length > FEW && first.size <= last) {
      const rest = Array.from({ length: last + 1 }, (_, at) => at).filter((at) => !first.has(at));
      parts = meet(parts, await this.holding(chars, rest.slice(0, REST)));
    }
    if (last === 0 || parts.length <= FEW) {
      return { parts, sure: last === 0 || parts.length === 0 };
    }
    return this.longPhrase(chars, parts);
  }

  // The same for one whose pairs leave too many parts to read: runs decide.
  async longPhrase(chars, found) {
    let parts = found;
    const paths = new Map();
    const ahead = async (places) => {
      const wanted = places.filter((at) => !paths.has(at));
      const read = await Promise.all(wanted.map((at) => this.path(chars, at)));
      wanted.forEach((at, index) => paths.set(at, read[index]));
      parts = read.reduce((held, lists) => meet(held, lists.at(-1)), parts);
    };
    await ahead([0]);
    if (paths.get(0).length === chars.length - 1) {
      return { parts: paths.get(0).at(-1), sure: true };
    }
    for (let at = 0; at < chars.length - 3 && parts.length > FEW; ) {
      at = Math.min(at + paths.get(at).length, chars.length - 3);
      await ahead([at]);
    }
    for (let at = 1; at < chars.length - 1 && parts.length > this.bound; at += 4) {
      await ahead([at, at + 1, at + 2, at + 3].filter((one) => one < chars.length - 1));
      if (this.absent(chars, paths)) {
        return { parts: [], sure: true };
      }
    }
    return { parts, sure: parts.length === 0 };
  }

  // Whether some run isn't stored though it would be if it stood anywhere.
  absent(chars, paths) {
    for (const [at, lists] of paths) {
      const beside = paths.get(at + 1);
      const longer = lists.length + 2;
      if (at + longer <= chars.length && longer <= this.reach && beside?.length >= lists.length) {
        if (meet(lists.at(-1), beside[lists.length - 1]).length > this.bound) {
          return true;
        }
      }
    }
    return false;
  }

  document(part) {
    return placeOf(this.starts, part);
  }

  // A part as it is kept for showing: texts, the attachment that they are from, or the head.
  async part(part) {
    const index = placeOf(this.texts, part);
    const kept = await this.file("t", index, (bytes) =>
      JSON.parse(new TextDecoder("utf-16le").decode(bytes)),
    );
    const content = kept[part - this.texts[index]];
    if (!Array.isArray(content)) {
      return { head: content, texts: [content.t, content.n ?? ""], attachment: 0 };
    }
    const attachment = typeof content[0] === "number" ? content[0] : 0;
    return { texts: attachment ? content.slice(1) : content, attachment };
  }
}

// The parts from the first on that holds a term: one is enough to know of the document. The first
// part is read alone, then two, then the others.
const fromFirstHit = async (segment, parts, term, fold) => {
  for (let at = 0, size = 1; at < parts.length; at += size, size = size === 1 ? 2 : parts.length) {
    const read = await Promise.all(parts.slice(at, at + size).map((part) => segment.part(part)));
    const hit = read.findIndex(({ texts }) => texts.some((text) => fold(text).includes(term)));
    if (hit >= 0) {
      return parts.slice(at + hit);
    }
  }
  return [];
};

// What a document's part says of the terms: { segment, index, terms: [parts of each] }.
const findIn = async (segment, terms, fold) => {
  const answers = await Promise.all(terms.map((term) => segment.phrase(term)));
  const found = new Map();
  answers.forEach(({ parts }, term) => {
    for (const part of parts) {
      const index = segment.document(part);
      if (!found.has(index)) {
        found.set(index, { segment, index, terms: terms.map(() => []) });
      }
      found.get(index).terms[term].push(part);
    }
  });
  const whole = [...found.values()].filter((one) => one.terms.every((parts) => parts.length));
  await Promise.all(
    whole.flatMap((one) =>
      terms.map(async (term, at) => {
        if (!answers[at].sure) {
          one.terms[at] = await fromFirstHit(segment, one.terms[at], term, fold);
        }
      }),
    ),
  );
  return whole.filter((one) => one.terms.every((parts) => parts.length));
};

// Opens the index; `read` fetches a file of its folder and unpacks those that end in .bin, `words`
// and `shards` are the modules search-fold.js and search-shards.js.
export const openIndex = async (read, words, shards) => {
  const manifest = JSON.parse(new TextDecoder().decode(await read("index.json")));
  if (manifest.version !== VERSION) {
    throw new RangeError(`version ${manifest.version}`);
  }
  const [pairs, ...tables] = await Promise.all([manifest.folds, ...manifest.segments].map(read));
  const folding = words.makeFold(new TextDecoder("utf-16le").decode(pairs));
  const segments = tables.map((bytes, index) => {
    const folder = manifest.segments[index].replace(/[^/]*$/, "");
    const segment = new Segment(JSON.parse(new TextDecoder().decode(bytes)), folder, read, shards);
    segment.reach = manifest.reach;
    return segment;
  });
  return {
    ...folding,
    longest: manifest.longest,

    // Every document that holds all terms, in no order.
    find: async (terms) =>
      (await Promise.all(segments.map((one) => findIn(one, terms, folding.fold)))).flat(),

    // Every document that one of these pairs of characters stands for.
    lookUp: async (pairsWanted) => {
      const found = await Promise.all(
        segments.map(async (segment) => {
          const lists = await Promise.all(pairsWanted.map((pair) => segment.pair(pair)));
          return union(lists).map((part) => ({ segment, index: segment.document(part) }));
        }),
      );
      return found.flat();
    },

    facts: ({ segment, index }) => ({
      minutes: segment.dates[index],
      ...Object.fromEntries(
        FACETS.map((facet) => [facet, manifest[facet][segment.facets[facet][index]]]),
      ),
    }),

    inHead: ({ segment, index, terms }) =>
      terms.filter((parts) => parts[0] === segment.starts[index]).length,

    head: async ({ segment, index }) => (await segment.part(segment.starts[index])).head,

    part: ({ segment }, part) => segment.part(part),
  };
};


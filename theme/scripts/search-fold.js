// What makes no difference between a query and a text; what a query asks for. The other side of
// plugins/full_text/folding.py and spellings.py.
const DROPPED = /[\p{Zs}\p{Zl}\p{Zp}\p{Cc}\p{Cf}]/u;
const PRIVATE = 0xf0000;

// Returns fold(text) and spread(text); `pairs` holds all sources, then all targets.
export const makeFold = (pairs) => {
  const halves = [...pairs];
  const half = halves.length / 2;
  const simplified = new Map(halves.slice(0, half).map((from, at) => [from, halves[half + at]]));
  const known = new Map();
  const one = (char) => {
    let folded = known.get(char);
    if (folded === undefined) {
      folded = "";
      for (const part of char.normalize("NFKC").toLowerCase()) {
        if (!DROPPED.test(part) && char.codePointAt(0) < PRIVATE) {
          folded += simplified.get(part) ?? part;
        }
      }
      known.set(char, folded);
    }
    return folded;
  };
  const spread = (text) => {
    const places = [];
    let folded = "";
    let place = 0;
    for (const char of text) {
      const part = one(char);
      for (let count = part.length; count; count -= 1) {
        places.push(place);
      }
      folded += part;
      place += char.length;
    }
    places.push(place);
    return { folded, places };
  };
  const fold = (text) => {
    let folded = "";
    for (const char of text.normalize("NFC")) {
      folded += one(char);
    }
    return folded;
  };
  return { fold, spread };
};

// Splits a query into what must be found: terms parted by white space, quoted ones whole.
export const readTerms = (query, fold, longest) => {
  const found = [];
  let cut = false;
  for (const match of query.matchAll(/(?<=^|\s)(?:"([^"]+)"|“([^”]+)”|＂([^＂]+)＂)(?=\s|$)|\S+/gu)) {
    const chars = [...fold(match[1] ?? match[2] ?? match[3] ?? match[0])];
    cut ||= chars.length > longest;
    const term = chars.slice(0, longest).join("");
    if (/[\p{L}\p{N}]/u.test(term) && !found.includes(term)) {
      found.push(term);
    }
  }
  return { terms: found.slice(0, 10), cut: cut || found.length > 10 };
};

const NUMERALS = "〇一二三四五六七八九";
const UNITS = { 十: 10, 百: 100, 千: 1000 };

// Reads digits or Chinese numerals: 2020, 二〇二〇, 十九, 一百零五.
const whole = (text) => {
  if (/^[0-9]+$/.test(text)) {
    return Number(text);
  }
  const plain = text.replace(/[零○]/g, "〇");
  if (!/[十百千]/.test(plain)) {
    return Number([...plain].map((one) => NUMERALS.indexOf(one)).join(""));
  }
  let total = 0;
  let digit = 0;
  for (const one of plain) {
    if (UNITS[one]) {
      total += (digit || 1) * UNITS[one];
      digit = 0;
    } else {
      digit = NUMERALS.indexOf(one);
    }
  }
  return total + digit;
};

const DIGITS = "[0-9〇○零一二三四五六七八九]";
const SERIAL = "(?:[0-9]+|[〇○零一二三四五六七八九十百千]+)";
const NUMBER = new RegExp(
  `^(?<name>.*?)(?:字|第|\\s)*(?:(?<year>(?:19|20)[0-9]{2}|[一二]${DIGITS}{3})\\s*年?(?:\\s|字|第)+)?` +
    `(?<total>总?)第?\\s*(?<serial>${SERIAL})(?<unit>[号期]?)(?:总第?[0-9]+期)?$`,
  "u",
);

// Returns the keys that the index may hold for a query that is a number, [] for any other.
export const numberKeys = (query, fold) => {
  if (/^\s*["“＂]/.test(query) || query.length > 100) {
    return { keys: [] };
  }
  // What parts year and serial must stay: white space and marks become single spaces first.
  const spaced = query
    .normalize("NFKC")
    .split(/[\s\p{P}\p{S}]+/u)
    .map(fold)
    .filter(Boolean)
    .join(" ")
    .replace(/ *([号期]) *(?=总|$)/gu, "$1");
  const match = NUMBER.exec(spaced);
  if (!match) {
    return { keys: [] };
  }
  const { name, year, total, serial, unit } = match.groups;
  const series = name.replace(/\s/g, "");
  const number = whole(serial);
  const when = year ? whole(year) : "";
  const bare = !series && !year;
  const plain = !series && !/[〔[［（(【第年号號期]/u.test(query);
  const word = !unit && !/^[0-9]/.test(serial);
  const nameless = series && !/\p{Script=Han}$/u.test(series);
  if (!number || (bare && unit !== "期" && !total) || plain || word || nameless) {
    return { keys: [] };
  }
  if (total) {
    return { keys: [`${series}//${number}总`], serial: number };
  }
  const keys = series
    ? [`${series}/${when}/${number}`]
    : ["", "期"].filter((one) => !unit || (one === "期") === (unit === "期"));
  return {
    keys: series ? keys : keys.map((one) => `/${when}/${number}${one}`),
    serial: number,
  };
};

// The pair of private characters that stands for a key.
export const hashed = (key) => {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  value = (value >>> 24) ^ (value & 0xffffff);
  return [PRIVATE + (value >>> 16), PRIVATE + (value & 0xffff)].map((one) =>
    String.fromCodePoint(one),
  );
};

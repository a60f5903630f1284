// Values of OpenAPI's schemas by chance: such as fit, and such as do not.

export type Random = () => number;

// biome-ignore lint/suspicious/noExplicitAny: a part of a document, walked by its own references
export type Schema = any;

export interface Source {
  random: Random;
  /** The schema behind a reference. */
  resolved: (schema: Schema) => Schema;
  /** A value for what a name or a schema's name stands for, where there is a better one than chance finds. */
  known: (name: string) => unknown;
}

const ITEMS_MAX = 4;
const TEXT_MAX = 40;

export const below = (random: Random, end: number): number => Math.floor(random() * end);
export const oneOf = <T>(random: Random, choices: readonly T[]): T => choices[below(random, choices.length)] as T;
export const chance = (random: Random, share: number): boolean => random() < share;

const WORDS = [
  'sea',
  'red boat',
  'Ünïcödé',
  'картина',
  '絵',
  '👩‍🎨',
  "O'Brien",
  '"quoted"',
  '50%',
  'a&b=c',
  '<b>',
  '../..',
  'NULL',
  '0',
  ' ',
];

function text(random: Random, min: number, max: number): string {
  let value = oneOf(random, WORDS);
  while ([...value].length < min) value += oneOf(random, WORDS);
  return [...value].slice(0, Math.max(min, Math.min(max, TEXT_MAX))).join('');
}

/** A text that a pattern of the document matches: classes, groups, `?`, `+`, `*` and `{m,n}`. */
export function matching(pattern: string, random: Random): string {
  let at = 0;
  const class_ = (): string[] => {
    const characters: string[] = [];
    for (++at; pattern[at] !== ']'; ++at) {
      if (pattern[at] === '\\') ++at;
      const from = pattern.charCodeAt(at);
      const isRange = pattern[at + 1] === '-' && pattern[at + 2] !== ']';
      const to = isRange ? pattern.charCodeAt(at + 2) : from;
      for (let code = from; code <= to; ++code) characters.push(String.fromCharCode(code));
      if (isRange) at += 2;
    }
    ++at;
    return characters;
  };
  const times = (): number => {
    const [whole, min, comma, max] = /^\{(\d+)(,?)(\d*)\}/.exec(pattern.slice(at)) ?? [];
    if (whole !== undefined) {
      at += whole.length;
      const least = Number(min);
      return least + below(random, (comma ? Number(max || least + 3) : least) - least + 1);
    }
    const sign = pattern[at];
    if (sign === undefined || !'?+*'.includes(sign)) return 1;
    ++at;
    return sign === '?' ? below(random, 2) : (sign === '+' ? 1 : 0) + below(random, 3);
  };
  const sequence = (): (() => string)[] => {
    const parts: (() => string)[] = [];
    while (at < pattern.length && pattern[at] !== ')') {
      let part: () => string;
      if (pattern[at] === '[') {
        const characters = class_();
        part = () => oneOf(random, characters);
      } else if (pattern[at] === '(') {
        ++at;
        const inner = sequence();
        ++at;
        part = () => inner.map((one) => one()).join('');
      } else {
        if (pattern[at] === '\\') ++at;
        const character = pattern[at++] as string;
        part = () => character;
      }
      const count = times();
      parts.push(() => Array.from({ length: count }, part).join(''));
    }
    return parts;
  };
  pattern = pattern.replace(/^\^/, '').replace(/\$$/, '');
  return sequence()
    .map((part) => part())
    .join('');
}

/** One that fits. `name` is of the field or parameter. */
export function fitting(given: Schema, source: Source, name = ''): unknown {
  const { random, resolved, known } = source;
  const reference = /\/([^/]+)$/.exec(given?.$ref ?? '')?.[1];
  for (const called of [name, reference]) {
    const value = called === undefined ? undefined : known(called);
    if (value !== undefined) return value;
  }
  const schema = resolved(given);
  if (schema.enum) return oneOf(random, schema.enum);
  if (schema.anyOf) return fitting(oneOf(random, schema.anyOf), source, name);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part: Schema) => fitting(part, source, name)));
  const type = Array.isArray(schema.type) ? oneOf(random, schema.type) : schema.type;
  switch (type) {
    case 'null':
      return null;
    case 'boolean':
      return chance(random, 0.5);
    case 'integer': {
      const [min, max] = [schema.minimum ?? 0, schema.maximum ?? Number.MAX_SAFE_INTEGER];
      return oneOf(random, [min, max, Math.min(max, min + below(random, 100))]);
    }
    case 'number':
      return (schema.minimum ?? 0) + random() * ((schema.maximum ?? 1) - (schema.minimum ?? 0));
    case 'array': {
      const [min, max] = [schema.minItems ?? 0, Math.min(schema.maxItems ?? ITEMS_MAX, ITEMS_MAX)];
      const length = min + below(random, Math.max(0, max - min) + 1);
      return Array.from({ length }, () => fitting(schema.items, source, name));
    }
    case 'string':
      if (schema.format === 'date') return `20${10 + below(random, 20)}-0${1 + below(random, 9)}-1${below(random, 9)}`;
      if (schema.pattern) return matching(schema.pattern, random);
      return text(random, schema.minLength ?? 0, schema.maxLength ?? TEXT_MAX);
    default:
      return objectOf(schema, source);
  }
}

function objectOf(schema: Schema, source: Source): Record<string, unknown> {
  const { random } = source;
  const entries = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || chance(random, 0.5),
  );
  while (entries.length > (schema.maxProperties ?? entries.length)) entries.splice(below(random, entries.length), 1);
  const object = Object.fromEntries(entries.map(([name, part]) => [name, fitting(part, source, name)]));
  if (typeof schema.additionalProperties === 'object') {
    for (let i = below(random, 3); i > 0; --i) {
      object[text(random, 1, TEXT_MAX)] = fitting(schema.additionalProperties, source);
    }
  }
  return object;
}

/** What no schema asks for, and people and programs send all the same. */
export function unfit(random: Random): unknown {
  return oneOf(random, [
    null,
    true,
    '',
    ' ',
    -1,
    0,
    1.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    '-1',
    '1e9',
    'NaN',
    '99999999999999999999',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\u202e\u200b\ufeff',
    'x'.repeat(1 + below(random, 3_000)),
    '💥'.repeat(1 + below(random, 600)),
    "'; DROP TABLE images; --",
    '%00%ff',
    '^',
    '^1',
    ':',
    '@',
    '.',
    [],
    {},
    [[[[[[[[]]]]]]]],
    Array.from({ length: 600 }, () => '0000000000000'),
    { id: 'x', text: 'y' },
    { $ref: '#' },
  ]);
}

/** A JSON value with one place in it made unfit, left out, or put in besides. */
export function spoiled(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && chance(random, 0.7)) {
    const at = below(random, value.length);
    return value.map((item, i) => (i === at ? spoiled(item, random) : item));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0 || chance(random, 0.15)) return { ...value, [String(unfit(random))]: unfit(random) };
    const at = below(random, entries.length);
    if (chance(random, 0.2)) return Object.fromEntries(entries.filter((_, i) => i !== at));
    return Object.fromEntries(entries.map(([name, item], i) => [name, i === at ? spoiled(item, random) : item]));
  }
  return unfit(random);
}

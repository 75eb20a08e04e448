/** Reads what the page is about, which sits in it as JSON, packed: see `pack.ts`. */
export const DATA = String.raw`
const page = JSON.parse(document.getElementById('timeline').textContent);
const NOUNS = { records: 'record', findings: 'finding', occurrences: 'occurrence', observations: 'observation' };

/** The fields that a row's key consists of: shown once, in front of the row. */
const KEY_FIELDS = new Set(['key.tenantId', 'key.policyHash', 'key.ovidHash', 'tenantId']);
const OWN_ID = { findings: 'findingId', occurrences: 'occurrenceId', observations: 'observationId' };

const stringAt = (number) => page.strings[number];

function groups(list, size) {
  const found = [];
  for (let index = 0; index < list.length; index += size) found.push(list.slice(index, index + size));
  return found;
}

const keys = page.keys.map(([table, key, short], index) => {
  const name = page.tables[table];
  return { index, table: name, noun: NOUNS[name], key, short };
});

const entries = page.entries.map((packed, index) => {
  const [number, lane, phase, what, answer, tone, touched, details, written, writes, changes, faults, violations] = packed;
  return {
    index,
    number,
    lane,
    phase: phase < 0 ? '' : stringAt(phase),
    text: what,
    answer,
    tone: page.tones[tone],
    keys: touched,
    details: groups(details, 2).map(([name, value]) => [stringAt(name), stringAt(value)]),
    written: groups(written, 2).map(([key, row]) => ({ key, row })),
    writes,
    changes: groups(changes, 3).map(([key, before, after]) => ({ key, before, after })),
    faults: faults.map(stringAt),
    violations,
  };
});

const indexByNumber = new Map(entries.map(({ number, index }) => [number, index]));
const entryOf = (number) => entries[indexByNumber.get(number)];
const violated = entries.filter(({ violations }) => violations.length > 0);

/** The fields of a row, by its number. */
const rowOf = (() => {
  const known = new Map();
  return (number) => {
    if (number < 0) return undefined;
    let row = known.get(number);
    if (row === undefined) {
      row = new Map(groups(page.rows[number], 2).map(([path, value]) => [stringAt(path), stringAt(value)]));
      known.set(number, row);
    }
    return row;
  };
})();

/** The durable rows as they are after an entry: built from what has changed, forwards and backwards. */
const durable = {
  rows: new Map(page.start),
  at: -1,
  goTo(index) {
    for (; this.at < index; this.at++)
      for (const { key, after } of entries[this.at + 1].changes) this.rows.set(key, after);
    for (; this.at > index; this.at--) {
      for (const { key, before } of [...entries[this.at].changes].reverse()) {
        if (before < 0) this.rows.delete(key);
        else this.rows.set(key, before);
      }
    }
  },
};

/** The writes that are pending after an entry. */
const pendingAfter = (number) => page.flights.filter(({ from, to }) => from <= number && (to === undefined || number < to));
`;

/** Shows rows in tables: those that were written, the history of one, and the durable ones after a step. */
export const TABLES = String.raw`
/** So many durable rows of a table are shown unless all are asked for. */
const AT_ONCE = 20;

const LEADING = ['status', 'stableItemId', 'findingId', 'occurrenceId', 'policyHash', 'ovidHash', 'objectVersionId'];

/** The fields that some rows of a table have besides their keys: those given first, then the usual ones, then the others. */
function columnsOf(table, rows, given = []) {
  const paths = new Set();
  for (const row of rows) for (const path of row.keys()) paths.add(path);
  const own = OWN_ID[table];
  const columns = [...paths].filter((path) => !KEY_FIELDS.has(path) && path !== own);
  const leading = [...new Set([...given, ...LEADING])].filter((path) => columns.includes(path));
  return [...leading, ...columns.filter((path) => !leading.includes(path))];
}

const headOf = (path) => path.split('.').at(-1);

/** A table of lines { heads, row, marks, name }: cells in front, fields, and what is to be said of some of them. */
function rowTable({ caption, heads, columns, lines }) {
  const head = (name, title) => el('th', { scope: 'col', title }, name);
  return el(
    'div.scroll',
    { tabindex: '0', role: 'region', 'aria-label': caption },
    el(
      'table',
      {},
      el('caption.unseen', {}, caption),
      el('thead', {}, el('tr', {}, heads.map((name) => head(name)), columns.map((path) => head(headOf(path), path)))),
      el('tbody', {}, lines.map((line) => lineOf(line, columns))),
    ),
  );
}

function lineOf({ heads, row, marks = new Map(), name = 'plain', wordy = false }, columns) {
  return el(
    'tr.' + name,
    {},
    heads.map((head) => el('td.head', {}, head)),
    columns.map((path) => cellOf(row && row.get(path), marks.get(path), wordy)),
  );
}

/** A value of a field, and what is to be said of it: in words, or for whoever points at it. */
function cellOf(value, mark, wordy) {
  const name = mark === undefined ? '' : '.' + mark.name;
  const was = wordy && mark !== undefined && mark.was !== undefined ? el('small', {}, 'was ' + mark.was) : '';
  if (value === undefined) return el('td.absent' + name, { title: mark && mark.title }, mark === undefined ? '' : 'none', was);
  const short = shown(value);
  const whole = short === value && value.length <= 24 ? undefined : value;
  const title = [mark && mark.title, whole].filter((part) => part !== undefined).join('\n');
  return el('td' + (/^\d{1,20}$/.test(value) ? '.numeral' : '') + name, { title: title || undefined }, el('span', {}, short), was);
}

/** What to say of the fields of a row that have changed. */
function changedMarks(before, after) {
  const marks = new Map();
  if (before === undefined) return marks;
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(path) === after.get(path)) continue;
    const was = before.get(path) ?? 'absent';
    marks.set(path, { name: 'changed', title: 'was ' + was, was: shown(was) });
  }
  return marks;
}

/** Some lines at once, and a button for the rest. */
function withMore(items, most, noun, build) {
  const box = el('div.more');
  const show = (all) => {
    const part = all ? items : items.slice(0, most);
    const left = items.length - part.length;
    const more = () => el('button.link', { type: 'button', onclick: () => show(true) }, 'Show ' + plural(left, 'more ' + noun));
    box.replaceChildren(build(part), ...(left > 0 ? [more()] : []));
  };
  show(false);
  return box;
}

/** The rows of a write or a change, a table for each kind of row. */
function tablesOf(items, caption, lineFor) {
  return page.tables.flatMap((table) => {
    const mine = items.filter(({ key }) => keys[key].table === table);
    if (mine.length === 0) return [];
    const lines = mine.map(lineFor);
    const columns = columnsOf(table, lines.map(({ row }) => row));
    return [withMore(lines, 12, 'row', (part) => rowTable({ caption: caption + ', ' + table, heads: [NOUNS[table]], columns, lines: part }))];
  });
}

/** The durable rows after an entry: a table for each kind that there ever is; what changed just now is marked. */
function stateTables(entry) {
  durable.goTo(entry.index);
  const changes = new Map(entry.changes.map((change) => [change.key, change]));
  const wrong = new Map(entry.violations.filter(({ key }) => key !== undefined).map((violation) => [violation.key, violation]));
  return page.tables.flatMap((table) => {
    const known = sortedKeys.get(table);
    if (known.length === 0) return [];
    const there = known.filter((key) => durable.rows.has(key));
    const wanted = filteredKeys === undefined ? there : there.filter((key) => filteredKeys.has(key));
    const count = there.length === wanted.length ? String(there.length) : wanted.length + ' of ' + there.length;
    const box = el('div.more');
    const show = (some) => {
      const lines = some.map((key) => stateLine(key, changes.get(key), wrong.get(key)));
      const columns = columnsOf(table, lines.map(({ row }) => row));
      box.replaceChildren(rowTable({ caption: table + ' after step ' + entry.number, heads: [NOUNS[table]], columns, lines }));
    };
    // All in the order of their keys; what has changed is among those shown at once.
    const first = wanted.filter((key, place) => place < AT_ONCE || changes.has(key) || wrong.has(key)).slice(0, 3 * AT_ONCE);
    if (wanted.length > 0) show(first);
    else box.append(el('p.empty', {}, there.length === 0 ? 'No row.' : 'None that the filter lets through.'));
    if (first.length < wanted.length)
      box.append(el('button.link', { type: 'button', onclick: () => show(wanted) }, 'Show all ' + wanted.length));
    return [el('h4', {}, table, ' ', el('span.count', {}, count)), box];
  });
}

function stateLine(key, change, violation) {
  const row = rowOf(durable.rows.get(key));
  const marks = change === undefined ? new Map() : changedMarks(rowOf(change.before), row);
  for (const { field, expected } of violation === undefined ? [] : violation.differences)
    if (field !== undefined) marks.set(field, { name: 'wrong', title: 'expected ' + expected });
  const name = violation !== undefined ? 'wrong' : change === undefined ? 'plain' : change.before < 0 ? 'new' : 'touched';
  const tag = change !== undefined && change.before < 0 ? el('span.tag', {}, 'new') : '';
  return { heads: [[keyButton(key), tag]], row, marks, name };
}

const sortedKeys = new Map(
  page.tables.map((table) => {
    const mine = keys.filter((key) => key.table === table);
    mine.sort((a, b) => (a.key < b.key ? -1 : 1));
    return [table, mine.map(({ index }) => index)];
  }),
);
`;

/** What is known of the selected entry: what is violated first, then what it did, then the stores after it. */
export const DETAIL = String.raw`
const detail = byId('detail');

function renderDetail() {
  const entry = entries[selected];
  if (entry === undefined) return;
  const { number, lane, phase, text, answer, tone } = entry;
  detail.setAttribute('aria-label', 'Step ' + number);
  detail.replaceChildren(
    el(
      'div.heading',
      {},
      el('h2', {}, 'Step ' + number),
      laneName(lane),
      phase === '' ? '' : el('span.phase', {}, phase),
      el('span.turns', {}, turn('Previous step', 'k', -1), turn('Next step', 'j', 1)),
    ),
    el('p.done', {}, text, answer === '' ? '' : el('span.answer.' + tone, {}, answer)),
    ...entry.violations.map((violation) => violationCard(violation, entry)),
    ...namedRows(entry),
    ...section('Rows that changed', entry.changes.length, changesOf(entry)),
    ...submitted(entry),
    ...section('Held back after this step', undefined, heldBack(entry)),
    ...section('Faults still to strike', undefined, armed(entry)),
    ...section('More about this step', undefined, facts(entry)),
    el('h3.divider', {}, page.keys.length === 0 ? 'No rows are known of these stores' : 'The stores after step ' + number),
    ...stateTables(entry),
  );
}

/** At the end of a test that failed: the rows that its message names. */
function namedRows({ index }) {
  const named = page.failure === undefined || index !== entries.length - 1 ? [] : page.failure.keys;
  return named
    .slice(0, 10)
    .map((key, place) => folded(['How this row came about ', keyButton(key)], place === 0, () => [historyOf(key, index, [])]));
}

function turn(label, key, by) {
  const target = neighbour(by);
  const title = label + ' (' + key + ')';
  return el('button', { type: 'button', title, 'aria-label': title, disabled: target === undefined, onclick: () => select(target) }, by < 0 ? '\u2039' : '\u203a');
}

function section(title, count, content) {
  if (content === undefined) return [];
  return [el('section', {}, el('h3', {}, title, count === undefined ? '' : el('span.count', {}, ' ' + count)), content)];
}

/** What is violated. The history of the row stays open for the first: further ones often tell of the same row again. */
function violationCard(violation, entry) {
  const { invariant, rule, message, differences, key } = violation;
  const card = el(
    'article.violation',
    { 'aria-label': 'Violation of ' + invariant },
    el('p.rule', {}, el('strong.name', {}, invariant), ' ', rule),
    el('p.message', {}, message),
    differences.length === 0 ? '' : sides(differences),
  );
  if (key === undefined) return card;
  const open = violation === entry.violations.find((other) => other.key !== undefined);
  const title = ['How this row came about ', keyButton(key)];
  card.append(folded(title, open, () => [historyOf(key, entry.index, differences)]));
  return card;
}

/** Something to be unfolded, which is made only then. */
function folded(title, open, content) {
  const box = el('details', { open }, el('summary', {}, title));
  if (open) box.append(...content());
  else box.addEventListener('toggle', () => box.append(...content()), { once: true });
  return box;
}

function sides(differences) {
  const field = (name) => el('th', { scope: 'row' }, name === undefined ? '' : name);
  const named = differences.some((difference) => difference.field !== undefined);
  return el(
    'table.sides',
    {},
    el('thead', {}, el('tr', {}, named ? el('td') : '', el('th', { scope: 'col' }, 'Expected'), el('th', { scope: 'col' }, 'Received'))),
    el(
      'tbody',
      {},
      differences.map((difference) =>
        el(
          'tr',
          {},
          named ? field(difference.field) : '',
          el('td.expected', { title: difference.expected }, shown(difference.expected)),
          el('td.received', { title: difference.received }, shown(difference.received)),
        ),
      ),
    ),
  );
}

function changesOf({ number, changes }) {
  if (changes.length === 0) return undefined;
  return el(
    'div',
    {},
    tablesOf(changes, 'Rows that step ' + number + ' changed', ({ key, before, after }) => ({
      heads: [[keyButton(key), before < 0 ? el('span.tag', {}, 'new') : '']],
      row: rowOf(after),
      marks: changedMarks(rowOf(before), rowOf(after)),
      wordy: true,
    })),
  );
}

/** The rows of the writes that an entry is about. Those of its own are in the way if they have just become durable. */
function submitted(entry) {
  const line = ({ key, row }) => ({ heads: [keyButton(key)], row: rowOf(row) });
  const own = entry.written.length === 0 ? [] : [[entry, 'Rows that it submits']];
  const others = entry.writes.map(entryOf).filter((write) => write !== undefined && write !== entry);
  const all = [...own, ...others.slice(0, 10).map((write) => [write, 'Step ' + write.number + ' submitted'])];
  return all.map((item) => {
    const [write, title] = item;
    const rows = write.written.length;
    const label = [title + ' ', el('span.count', {}, rows === 0 ? '' : plural(rows, 'row'))];
    if (write !== entry) label.push(' ', stepLink(write.number, write.text));
    if (rows === 0) return el('p.pointer', {}, label);
    return folded(label, all.indexOf(item) === 0 && entry.changes.length === 0, () => tablesOf(write.written, title, line));
  });
}

function heldBack({ number }) {
  const pending = pendingAfter(number);
  if (pending.length === 0) return undefined;
  const items = pending.map(({ lane, write }) => {
    const submission = entryOf(write);
    return el('li', {}, laneName(lane), ' ', stepLink(write), ' ', submission === undefined ? '' : submission.text);
  });
  return withMore(items, 8, 'write', (part) => el('ul.lines', {}, part));
}

/** The faults of all stores: what was said of each the last time. */
function armed({ index }) {
  const items = page.lanes.flatMap((_, lane) => {
    const last = entries.slice(0, index + 1).findLast((entry) => entry.lane === lane);
    return last === undefined ? [] : last.faults.map((fault) => el('li', {}, laneName(lane), ' ', fault));
  });
  return items.length === 0 ? undefined : el('ul.lines', {}, items);
}

function facts({ details }) {
  if (details.length === 0) return undefined;
  return el('dl', {}, details.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}
`;

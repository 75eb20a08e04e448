/** How a row came to be as it is: every write of it, and what it was after each. */
export const HISTORY = String.raw`
function historyOf(key, upTo, differences) {
  const lines = [];
  const start = page.start.find(([known]) => known === key);
  if (start !== undefined) lines.push({ heads: ['', 'before what is shown here', 'durable'], row: rowOf(start[1]), name: 'durable' });
  for (const entry of entries.slice(0, upTo + 1)) lines.push(...historyLines(key, entry));
  const fields = differences.filter(({ field }) => field !== undefined);
  if (fields.length > 0) addSides(lines, fields, upTo);
  if (lines.length === 0) return el('p.empty', {}, 'No step has touched it.');
  const table = keys[key].table;
  const columns = columnsOf(table, lines.flatMap(({ row }) => (row === undefined ? [] : [row])), fields.map(({ field }) => field));
  const caption = 'How ' + keys[key].noun + ' ' + keys[key].short + ' came about';
  const build = (part) => rowTable({ caption, heads: ['step', 'what happened', ''], columns, lines: part });
  const most = 14;
  const box = el('div.more');
  if (lines.length > most) {
    const left = lines.length - most;
    const all = () => box.replaceChildren(build(lines));
    box.append(el('button.link', { type: 'button', onclick: all }, 'Show ' + left + ' earlier'), build(lines.slice(-most)));
  } else box.append(build(lines));
  return box;
}

/** Of an entry: the row as it was submitted, and the durable row if it changed, or what became of the write. */
function historyLines(key, entry) {
  const { number, text, answer, written, changes, writes, tone } = entry;
  const what = () => el('span.what', {}, text, answer === '' ? '' : el('span.answer.' + tone, {}, answer));
  const lines = written.filter((row) => row.key === key).map(({ row }) => ({ what: 'written', row: rowOf(row), name: 'operand' }));
  for (const { before, after } of changes.filter((change) => change.key === key))
    lines.push({ what: 'durable', row: rowOf(after), marks: changedMarks(rowOf(before), rowOf(after)), name: 'durable' });
  const concerned = lines.length === 0 && writes.some((write) => {
    const submission = entryOf(write);
    return submission !== undefined && submission.written.some((row) => row.key === key);
  });
  if (concerned) lines.push({ what: '', row: undefined, name: 'aside' });
  return lines.map((line, place) => ({ ...line, index: entry.index, heads: [place === 0 ? stepLink(number) : '', place === 0 ? what() : '', line.what] }));
}

/** What was expected, in the columns of the fields, and what was received: the row as it is now, if that says so. */
function addSides(lines, fields, upTo) {
  const marksOf = (name) => new Map(fields.map(({ field, expected }) => [field, { name, title: 'expected ' + expected }]));
  const side = (name) => ({
    heads: ['', '', name],
    row: new Map(fields.map((difference) => [difference.field, difference[name]])),
    marks: marksOf(name),
    name,
  });
  const last = lines.findLast(({ name, index }) => name === 'durable' && index === upTo);
  const isReceived = last !== undefined && fields.every(({ field, received }) => (last.row.get(field) ?? 'absent') === received);
  if (isReceived) last.marks = new Map([...(last.marks ?? []), ...marksOf('received')]);
  else lines.push(side('received'));
  lines.push(side('expected'));
}
`;

/** The list of entries. Only those in sight are in the document, so that its length does not matter. */
export const LIST = String.raw`
const list = byId('list');
const sheet = byId('sheet');
const MARGIN = 12;
list.style.setProperty('--lane', Math.max(0, ...page.lanes.map(({ length }) => length)) + 'ch');

/** What the list shows now: indices of entries, and the elements of those in sight by their places. */
let visible = entries.map(({ index }) => index);
let drawn = new Map();
let selected = 0;
let related = new Set();

function drawList() {
  const first = Math.max(0, Math.floor(list.scrollTop / HEIGHT) - MARGIN);
  const last = Math.min(visible.length, Math.ceil((list.scrollTop + list.clientHeight) / HEIGHT) + MARGIN);
  const active = visible.indexOf(selected);
  for (const [place, element] of drawn) {
    if ((place >= first && place < last) || place === active) continue;
    element.remove();
    drawn.delete(place);
  }
  for (let place = first; place < last; place++) drawPlace(place);
  if (active >= 0) drawPlace(active); // assistive technology asks for it wherever the list is scrolled to
}

function drawPlace(place) {
  if (drawn.has(place)) return;
  const element = optionOf(entries[visible[place]], place);
  drawn.set(place, element);
  sheet.append(element);
}

function redrawList() {
  for (const element of drawn.values()) element.remove();
  drawn = new Map();
  sheet.style.height = visible.length * HEIGHT + 'px';
  list.setAttribute('aria-activedescendant', visible.includes(selected) ? 'entry-' + selected : '');
  drawList();
}

/** Marks another entry as the selected one, and what belongs with it. */
function markSelected(index) {
  const { number, writes } = entries[index];
  const [before, after] = [related, new Set([number, ...writes])];
  selected = index;
  related = after;
  for (const [place, element] of drawn) {
    const entry = entries[visible[place]];
    element.setAttribute('aria-selected', String(entry.index === index));
    element.classList.toggle('related', isRelated(entry));
    if (isHeld(entry, before) || isHeld(entry, after)) element.querySelector('.rails').replaceWith(railsOf(entry, related));
  }
  list.setAttribute('aria-activedescendant', 'entry-' + index);
}

const isRelated = ({ number, writes }) => related.has(number) || writes.some((write) => related.has(write));

function optionOf(entry, place) {
  const { index, number, lane, phase, text, answer, tone, changes, violations } = entry;
  const opensPhase = phase !== '' && (index === 0 || entries[index - 1].phase !== phase);
  const wrong = namesOf(violations);
  const said = [number, page.lanes[lane], text, answer, wrong && 'violated: ' + wrong].filter((part) => part).join(', ');
  const option = el(
    'div.option.' + tone + (isRelated(entry) ? '.related' : ''),
    {
      id: 'entry-' + index,
      role: 'option',
      'aria-label': said,
      'aria-selected': String(index === selected),
      'aria-posinset': place + 1,
      'aria-setsize': visible.length,
      title: text + (answer === '' ? '' : '\n' + answer),
      onclick: () => select(index),
    },
    el('span.number', {}, String(number)),
    railsOf(entry, related),
    laneName(lane),
    el('span.what', {}, text, answer === '' ? '' : el('span.answer', {}, answer)),
    wrong === '' ? '' : el('span.badge.violation', {}, wrong),
    changes.length === 0 ? '' : el('span.badge', { title: plural(changes.length, 'row') + ' changed' }, '\u0394' + changes.length),
    opensPhase ? el('span.phase', {}, phase) : '',
  );
  option.style.transform = 'translateY(' + place * HEIGHT + 'px)';
  return option;
}

/** The invariants that are violated, each once: 'I8 \u00d74, X1'. */
function namesOf(violations) {
  const counts = new Map();
  for (const { invariant } of violations) counts.set(invariant, (counts.get(invariant) ?? 0) + 1);
  return Array.from(counts, ([name, count]) => (count === 1 ? name : name + ' \u00d7' + count)).join(', ');
}

/** Scrolls no further than is needed to have an entry, and some around it, in sight. */
function reveal(index, centred) {
  const place = visible.indexOf(index);
  if (place < 0) return;
  const top = place * HEIGHT;
  const room = centred ? list.clientHeight / 2 : Math.min(3 * HEIGHT, list.clientHeight / 4);
  if (top - room < list.scrollTop) list.scrollTop = top - room;
  else if (top + HEIGHT + room > list.scrollTop + list.clientHeight) list.scrollTop = top + HEIGHT + room - list.clientHeight;
}
`;

/** Selection, keys, links, and the start. */
export const MAIN = String.raw`
/** The entry before or after the selected one, of those that the filter lets through. */
function neighbour(by) {
  if (by > 0) return visible.find((index) => index > selected);
  return visible.findLast((index) => index < selected);
}

/** The violated entry before or after the selected one; at the end it starts over. */
function violatedNeighbour(by) {
  const indices = violated.map(({ index }) => index);
  if (by > 0) return indices.find((index) => index > selected) ?? indices[0];
  return indices.findLast((index) => index < selected) ?? indices.at(-1);
}

const planned = new Map();

function select(index, { centred = false, silent = false } = {}) {
  if (index === undefined || entries[index] === undefined) return;
  if (!visible.includes(index)) {
    filter.value = '';
    applyFilter();
  }
  markSelected(index);
  reveal(index, centred);
  drawList();
  soon('detail', () => {
    renderDetail();
    detail.scrollTop = 0;
    if (!silent) remember(entries[index].number);
  });
}

/** Does something once before the next picture, however often it is asked for until then: keys may be held down. */
function soon(name, action) {
  if (!planned.has(name)) requestAnimationFrame(() => run(name));
  planned.set(name, action);
}

function run(name) {
  const action = planned.get(name);
  planned.delete(name);
  action();
}

/** The address names the step. Where a page may not change its address it goes without. */
function remember(number) {
  try {
    history.replaceState(null, '', '#step-' + number);
  } catch {
    // shown inside of another page
  }
}

/** The step that the address names, or the one before it if there is none of that number. */
function fromAddress() {
  const named = /^#step-(\d+)$/.exec(location.hash);
  if (named === null) return undefined;
  return nearest(entries.map(({ index }) => index), entries.findLastIndex(({ number }) => number <= Number(named[1])));
}

const help = byId('help');

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.target === filter) {
    if (event.key === 'Escape') setFilter('');
    if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      list.focus();
    }
    return;
  }
  const onList = document.activeElement === list || document.activeElement === document.body;
  const action = KEYS[event.key] ?? (onList ? LIST_KEYS[event.key] : undefined);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

const step = (by) => {
  list.focus({ preventScroll: true });
  select(neighbour(by));
};
const leap = (by) => {
  const place = visible.indexOf(selected) + by * Math.max(1, Math.floor(list.clientHeight / HEIGHT) - 2);
  select(visible[Math.min(Math.max(place, 0), visible.length - 1)]);
};
const toViolation = (by) => select(violatedNeighbour(by), { centred: true });

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  v: () => toViolation(1),
  V: () => toViolation(-1),
  g: () => select(visible[0]),
  G: () => select(visible.at(-1)),
  '/': () => {
    filter.focus();
    filter.select();
  },
  '?': () => help.showModal(),
  Escape: () => filter.value !== '' && setFilter(''),
};
const LIST_KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  PageDown: () => leap(1),
  PageUp: () => leap(-1),
  Home: () => select(visible[0]),
  End: () => select(visible.at(-1)),
};

list.addEventListener('scroll', () => soon('list', drawList));
addEventListener('resize', drawList);
addEventListener('keydown', onKey);
addEventListener('hashchange', () => select(fromAddress(), { centred: true, silent: true }));
filter.addEventListener('input', () => setFilter(filter.value));
byId('clear').addEventListener('click', () => setFilter(''));
byId('ask').addEventListener('click', () => help.showModal());
for (const button of document.querySelectorAll('.to-violation')) button.addEventListener('click', () => toViolation(1));

for (const sign of help.querySelectorAll('[data-tone]')) {
  const shape = svg('g.dot.' + sign.dataset.tone, { transform: 'translate(10 10)' }, shapeOf(sign.dataset.tone));
  sign.prepend(svg('svg', { width: 20, height: 20, 'aria-hidden': 'true' }, shape));
}

document.documentElement.classList.add('scripted');
applyFilter();
const first = violated.length > 0 ? violated[0].index : page.failure === undefined ? 0 : entries.length - 1;
select(fromAddress() ?? first, { centred: true, silent: true });
list.focus({ preventScroll: true });
`;

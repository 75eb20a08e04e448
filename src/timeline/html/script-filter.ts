/** The filter: an entry stays if each word is in its line, or begins or is part of the key of a row that it touches. */
export const FILTER = String.raw`
const filter = byId('filter');
const haystacks = [];
let filteredKeys;

function haystackOf(index) {
  if (haystacks[index] === undefined) {
    const { number, lane, phase, text, answer, tone, violations } = entries[index];
    const wrong = violations.map(({ invariant }) => invariant);
    haystacks[index] = [number, page.lanes[lane], phase, text, answer, tone, ...wrong].join(' ').toLowerCase();
  }
  return haystacks[index];
}

function applyFilter() {
  const words = filter.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const found = words.map((word) => ({
    word,
    keys: new Set(keys.filter(({ key, short }) => short.includes(word) || key.includes(word)).map(({ index }) => index)),
  }));
  visible = entries.map(({ index }) => index).filter((index) =>
    found.every(({ word, keys }) => haystackOf(index).includes(word) || entries[index].keys.some((key) => keys.has(key))),
  );
  const named = found.flatMap(({ keys }) => [...keys]);
  filteredKeys = named.length === 0 ? undefined : new Set(named);
  const all = plural(entries.length, 'step');
  byId('count').textContent = words.length === 0 ? all : visible.length + ' of ' + all;
  byId('clear').hidden = words.length === 0;
  byId('none').hidden = visible.length > 0;
  redrawList();
}

/** Shows only what a filter lets through; what was selected stays so, if it can. */
function setFilter(value) {
  filter.value = value;
  applyFilter();
  if (visible.length > 0 && !visible.includes(selected)) select(nearest(visible, selected));
  else {
    soon('detail', renderDetail);
    reveal(selected, true);
  }
}

/** The last of some ascending indices that is not above another, else the first. */
function nearest(indices, index) {
  return indices.findLast((candidate) => candidate <= index) ?? indices[0];
}
`;

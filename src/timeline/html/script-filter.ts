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
  const found = words.map((word) => {
    const named = keys.filter(({ key, short }) => short.includes(word) || key.includes(word));
    return { word, named: new Set(named.map(({ index }) => index)) };
  });
  const isIn = (index) => ({ word, named }) => haystackOf(index).includes(word) || entries[index].keys.some((key) => named.has(key));
  visible = entries.map(({ index }) => index).filter((index) => found.every(isIn(index)));
  const all = found.flatMap(({ named }) => [...named]);
  filteredKeys = all.length === 0 ? undefined : new Set(all);
  const steps = plural(entries.length, 'step');
  byId('count').textContent = words.length === 0 ? steps : visible.length + ' of ' + steps;
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

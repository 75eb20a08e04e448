/** Makes elements. Whatever is shown gets into the page as text, never as markup. */
export const DOM = String.raw`
const byId = (id) => document.getElementById(id);

/** An element with attributes, listeners (on...) and children: nodes and texts, of which nothing is left out. */
function el(name, attributes, ...children) {
  const [tag, ...classes] = name.split('.');
  return fill(document.createElement(tag), classes, attributes, children);
}

function svg(name, attributes, ...children) {
  const [tag, ...classes] = name.split('.');
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), classes, attributes, children);
}

function fill(element, classes, attributes, children) {
  element.classList.add(...classes);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== ''));
  return element;
}

/** '1 row', '2 rows'. */
const plural = (count, noun) => count + ' ' + noun + (count === 1 ? '' : 's');

/** Identities by their first digits; the whole of them is in the title. */
const shown = (value) => (/^[0-9a-f]{64}$/.test(value) ? value.slice(0, 8) : value);

const stepLink = (number, label) => el('a.step', { href: '#step-' + number }, label || String(number));

/** The key of a row, with which the timeline can be filtered. */
function keyButton(index) {
  const { noun, key, short } = keys[index];
  const title = noun + ' ' + key + '\nShow only what touches it';
  return el('button.key', { type: 'button', title, onclick: () => setFilter(short) }, el('span.noun', {}, noun), short);
}

const laneName = (lane) => el('span.lane', {}, page.lanes[lane].slice(0, 1), el('span.rest', {}, page.lanes[lane].slice(1)));
`;

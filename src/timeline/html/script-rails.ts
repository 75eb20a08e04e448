/** Draws, left of each line of the timeline, a rail for each store, and beside it a bar for each write that is held back. */
export const RAILS = String.raw`
const HEIGHT = 26;
const MIDDLE = HEIGHT / 2;
const TRACKS = 6;

/** Which flight is on which track of which lane at an entry: its number plus 1, or 0. More than fit are not drawn. */
const rails = page.lanes.map((_, lane) => {
  const flights = page.flights.filter((flight) => flight.lane === lane).map(({ write, from, to }) => ({
    write,
    first: indexByNumber.has(from) ? indexByNumber.get(from) : -1,
    last: to === undefined ? entries.length : indexByNumber.get(to),
  }));
  const free = [];
  const cells = new Int32Array(entries.length * TRACKS);
  flights.forEach(({ first, last }, number) => {
    let track = free.findIndex((end) => end <= first);
    if (track < 0) track = free.length;
    if (track >= TRACKS) return;
    free[track] = last;
    for (let index = Math.max(first, 0); index <= last && index < entries.length; index++)
      if (cells[index * TRACKS + track] === 0 || index !== first) cells[index * TRACKS + track] = number + 1;
  });
  return { flights, cells, tracks: free.length };
});

const widths = rails.map(({ tracks }) => 18 + tracks * 5);
const starts = widths.map((_, lane) => widths.slice(0, lane).reduce((sum, width) => sum + width, 0));
const railsWidth = widths.reduce((sum, width) => sum + width, 0);

/** The rails at an entry: a line per lane, the bars of its writes, of which some may stand out, and the entry's own sign. */
function railsOf(entry, related) {
  const bars = { plain: '', mine: '' };
  rails.forEach(({ flights, cells, tracks }, lane) => {
    for (let track = 0; track < tracks; track++) {
      const flight = flights[cells[entry.index * TRACKS + track] - 1];
      if (flight === undefined) continue;
      const y1 = flight.first === entry.index ? MIDDLE : 0;
      const y2 = flight.last === entry.index ? MIDDLE : HEIGHT;
      bars[related.has(flight.write) ? 'mine' : 'plain'] += 'M' + (starts[lane] + 17 + track * 5) + ' ' + y1 + 'V' + y2;
    }
  });
  return svg(
    'svg.rails',
    { width: railsWidth, height: HEIGHT, 'aria-hidden': 'true' },
    svg('path.rail', { d: starts.map((start) => 'M' + (start + 8) + ' 0V' + HEIGHT).join('') }),
    bars.plain === '' ? '' : svg('path.flight', { d: bars.plain }),
    bars.mine === '' ? '' : svg('path.flight.mine', { d: bars.mine }),
    svg('g.dot.' + entry.tone, { transform: 'translate(' + (starts[entry.lane] + 8) + ' ' + MIDDLE + ')' }, shapeOf(entry.tone)),
  );
}

/** Whether one of some writes is held back at an entry. */
function isHeld(entry, writes) {
  return rails.some(({ flights, cells, tracks }) => {
    for (let track = 0; track < tracks; track++) {
      const flight = flights[cells[entry.index * TRACKS + track] - 1];
      if (flight !== undefined && writes.has(flight.write)) return true;
    }
    return false;
  });
}

/** Tones differ in shape as well as in colour. */
function shapeOf(tone) {
  if (tone === 'good') return svg('circle', { r: 4 });
  if (tone === 'held') return svg('circle.open', { r: 3.5 });
  if (tone === 'bad') return svg('path.open', { d: 'M-3.5-3.5 3.5 3.5M-3.5 3.5 3.5-3.5' });
  if (tone === 'fault') return svg('path', { d: 'M0-5 5 0 0 5-5 0Z' });
  if (tone === 'violation') return [svg('circle', { r: 7.5 }), svg('path.sign', { d: 'M0-4V1M0 3V4' })];
  return svg('circle', { r: 2.5 });
}
`;

import { plainBackend, plainTables, PlainSink } from '../plain-backend.js';
import type { Sighting } from '../plain/sink.js';
import { broken } from './broken.js';

/** What can be lost in a restart. */
export const brokenRestarts = [
  broken({
    name: 'nothing outlives a restart',
    bug: 'Rows are in memory only.',
    killedBy: ['LEDGER-RESTART-01', 'LEDGER-RESTART-04', 'FINDINGS-RESTART-01'],
    change: (backend) => (backend.restart = () => plainBackend()),
  }),
  broken({
    name: 'the last write does not outlive a restart',
    bug: 'The newest row is still in a buffer when the process ends.',
    killedBy: ['LEDGER-RESTART-01', 'FINDINGS-RESTART-01'],
    change: (backend) => {
      const tables = plainTables();
      Object.assign(backend, plainBackend({}, tables));
      backend.restart = () => {
        tables.ledger.delete([...tables.ledger.keys()].at(-1) ?? '');
        tables.sink.observations.delete([...tables.sink.observations.keys()].at(-1) ?? '');
        return plainBackend({}, tables);
      };
    },
  }),
  broken({
    name: 'a restart forgets whose location it is',
    bug: 'Of a merged observation the row is stored as it shows, so after a restart its old location passes for a new one.',
    killedBy: 'FINDINGS-RESTART-02',
    claims: { strict: true },
    change: (backend) => {
      const tables = plainTables();
      Object.assign(backend, plainBackend({}, tables));
      backend.restart = () => {
        const shown = ({ latest, located }: Sighting) => ({
          ...latest,
          ...(located?.location && { location: located.location }),
        });
        for (const [key, sighting] of tables.sink.observations) {
          const row = shown(sighting);
          tables.sink.observations.set(key, { latest: row, located: row.location && row });
        }
        return plainBackend({ sink: PlainSink }, tables);
      };
    },
  }),
];

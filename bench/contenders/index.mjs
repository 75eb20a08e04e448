import { CONTENDERS } from '../programme.mjs';

/** What makes the stores of a contender, both empty: `{ ledger, sink, close() }`. */
export async function openerOf(name) {
  return (await import(`./${CONTENDERS[name].file}`)).open;
}

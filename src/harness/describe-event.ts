import type { StoreEvent } from '../store/events.js';

/** One event in one line, for people: `findings #2 delayed, 3 rows (autoComplete is off)`. */
export function describeEvent(event: StoreEvent): string {
  const write = 'operationId' in event && event.operationId !== undefined ? ` #${event.operationId}` : '';
  return `${event.store}${write} ${describeHappening(event)}`;
}

/** The same without the store and the write. */
export function describeHappening(event: StoreEvent): string {
  switch (event.type) {
    case 'accepted':
      return `accepted, ${plural(event.rows, 'row')}`;
    case 'refused':
      return `refused: ${event.code}`;
    case 'delayed':
      return `delayed, ${plural(event.rows, 'row')} (${event.reason})`;
    case 'committed':
      return event.acknowledged ? 'committed' : 'committed, acknowledgement lost';
    case 'failed':
      return `failed: ${event.code}`;
    case 'waited':
      return `waited for: ${event.outcome}`;
    case 'fault-armed':
      return `armed: ${event.fault}(${event.count}), ${event.remaining} to strike`;
    case 'fault-struck':
      return `struck by ${event.fault}, ${event.remaining} left`;
    case 'faults-reset':
      return 'faults reset';
    case 'mode-changed':
      return `autoComplete ${event.autoComplete ? 'on' : 'off'}`;
    case 'crashed':
      return `crashed, ${plural(event.dropped.length, 'pending write')} dropped`;
    case 'poisoned':
      return 'poisoned';
    case 'poison-cleared':
      return 'poison cleared';
  }
}

/** `1 row`, `2 rows`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

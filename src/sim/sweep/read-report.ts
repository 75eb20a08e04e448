import { readBoolean, readCount } from '../../store/control-arguments.js';
import { invalidType, objectLike, reading } from '../../values/check.js';
import { PersistenceInputError } from '../../values/input-error.js';
import { parseCapsule } from '../capsule.js';
import type { FaultLevel, SimProfile } from '../context.js';
import { arrayLike, oneWord, stringLike } from '../json-values.js';
import type { SimulationName } from '../report.js';
import type { SweepPlan } from './options.js';
import type { SweepData } from './report.js';
import { readShard } from './seeds.js';
import type { Subjects, SweepDoubt, SweepFailure } from './tally.js';

/** The format that is written. */
const VERSION = 1;

/** Reads the JSON of a report. Throws a `PersistenceInputError` that names the path of what is wrong. */
export function readReport(source: unknown, path = 'report'): SweepData {
  return reading(path, () => {
    const json = objectLike(path, fromText(path, source));
    checkVersion(`${path}.version`, json['version']);
    const count = (name: string): number => readCount(`${path}.${name}`, json[name]);
    return {
      version: VERSION,
      plan: readPlan(`${path}.plan`, json['plan']),
      shards: strings(`${path}.shards`, json['shards']).map((shard) => (readShard(shard), shard)),
      missing: strings(`${path}.missing`, json['missing']),
      seeds: count('seeds'),
      held: count('held'),
      violated: count('violated'),
      inconclusive: count('inconclusive'),
      rechecked: count('rechecked'),
      operations: count('operations'),
      events: readEvents(`${path}.events`, json['events']),
      failures: arrayLike(`${path}.failures`, json['failures']).map((failure, index) =>
        readFailure(`${path}.failures[${index}]`, failure),
      ),
      doubts: arrayLike(`${path}.doubts`, json['doubts']).map((doubt, index) =>
        readDoubt(`${path}.doubts[${index}]`, doubt),
      ),
      mended: strings(`${path}.mended`, json['mended']),
      interrupted: readBoolean(`${path}.interrupted`, json['interrupted']),
    };
  });
}

function fromText(path: string, source: unknown): unknown {
  if (typeof source !== 'string') return source;
  try {
    return JSON.parse(source);
  } catch (error) {
    throw invalidType(path, 'the JSON text of a report', source, { cause: error });
  }
}

function checkVersion(field: string, version: unknown): void {
  const actual = readCount(field, version);
  if (actual === VERSION) return;
  const remedy = actual > VERSION ? 'a newer gossip-inmemory has written it' : 'there was no such version';
  const sentence = `this package reads version ${VERSION}, received version ${actual}: ${remedy}`;
  throw new PersistenceInputError('OutOfRange', { field, min: VERSION, max: VERSION, actual }, sentence);
}

function readPlan(path: string, json: unknown): SweepPlan {
  const plan = objectLike(path, json);
  const { backend, strict, recheck } = plan;
  if (typeof recheck !== 'number') throw invalidType(`${path}.recheck`, 'number', recheck);
  const word = <Word extends string>(name: string, words: readonly Word[]): Word =>
    oneWord(`${path}.${name}`, plan[name], words);
  return {
    simulation: word<SimulationName>('simulation', ['done-ledger', 'findings', 'persistence']),
    run: word<SweepPlan['run']>('run', ['random', 'swizzle-clog']),
    length: readCount(`${path}.length`, plan['length']),
    level: word<FaultLevel>('level', ['SunnyDay', 'Stormy', 'Radioactive']),
    profile: word<SimProfile>('profile', ['seed', 'extended']),
    recheck,
    seeds: stringLike(`${path}.seeds`, plan['seeds']),
    total: readCount(`${path}.total`, plan['total']),
    ...(backend !== undefined && { backend: stringLike(`${path}.backend`, backend) }),
    ...(strict !== undefined && { strict: readBoolean(`${path}.strict`, strict) }),
  };
}

function readEvents(path: string, json: unknown): SweepData['events'] {
  const events = objectLike(path, json);
  return Object.fromEntries(Object.entries(events).map(([kind, count]) => [kind, readCount(`${path}.${kind}`, count)]));
}

function readFailure(path: string, json: unknown): SweepFailure {
  const { signature, message, seed, operations, capsule, file } = objectLike(path, json);
  return {
    signature: stringLike(`${path}.signature`, signature),
    message: stringLike(`${path}.message`, message),
    ...readSubjects(path, json),
    ...(seed !== undefined && { seed: stringLike(`${path}.seed`, seed) }),
    operations: readCount(`${path}.operations`, operations),
    ...(capsule !== undefined && { capsule: parseCapsule(capsule) }),
    ...(file !== undefined && { file: stringLike(`${path}.file`, file) }),
  };
}

function readDoubt(path: string, json: unknown): SweepDoubt {
  const { why } = objectLike(path, json);
  return { why: stringLike(`${path}.why`, why), ...readSubjects(path, json) };
}

function readSubjects(path: string, json: unknown): Subjects {
  const { count, seeds, stored } = objectLike(path, json);
  return {
    count: readCount(`${path}.count`, count),
    seeds: strings(`${path}.seeds`, seeds),
    stored: strings(`${path}.stored`, stored),
  };
}

function strings(path: string, json: unknown): readonly string[] {
  return arrayLike(path, json).map((item, index) => stringLike(`${path}[${index}]`, item));
}

// src/values/brand.ts
function brand(object, symbol) {
  Object.defineProperty(object, symbol, { value: true });
}
function hasBrand(value, symbol) {
  if (value === null || typeof value !== "object" && typeof value !== "function") return false;
  try {
    return symbol in value;
  } catch {
    return false;
  }
}

// src/values/input-error.ts
var INPUT_ERROR = /* @__PURE__ */ Symbol.for("gossip-inmemory.PersistenceInputError");
var PersistenceInputError = class _PersistenceInputError extends Error {
  code;
  field;
  constructor(code, detail, sentence, options) {
    super(`${detail.field}: ${sentence}`, options);
    this.code = code;
    this.field = detail.field;
    Object.assign(this, detail);
    brand(this, INPUT_ERROR);
  }
  /** Recognises input errors of every copy of this package that is loaded. */
  static is(value) {
    return hasBrand(value, INPUT_ERROR);
  }
  static [Symbol.hasInstance](value) {
    return _PersistenceInputError.is(value);
  }
  static {
    Object.defineProperty(this.prototype, "name", {
      value: "PersistenceInputError",
      configurable: true,
      writable: true
    });
  }
};

// src/values/check.ts
var U64_MAX = 0xffffffffffffffffn;
var U32_MAX = 4294967295;
function kindOf(value) {
  if (value === null) return "null";
  if (typeof value === "number" && Number.isNaN(value)) return "NaN";
  if (typeof value !== "object") return typeof value;
  try {
    return Array.isArray(value) ? "array" : "object";
  } catch {
    return "revoked proxy";
  }
}
function invalidType(field, expected, value, options) {
  const received = kindOf(value);
  return new PersistenceInputError(
    "InvalidType",
    { field, expected, received },
    `expected ${expected}, received ${received}`,
    options
  );
}
function outOfRange(field, actual, min, max) {
  return new PersistenceInputError(
    "OutOfRange",
    { field, min, max, actual },
    `${actual} is not an integer in ${min} .. ${max}`
  );
}
function storedU64(field, value) {
  if (typeof value !== "bigint") throw invalidType(field, "bigint", value);
  if (value < 0n || value > U64_MAX) throw outOfRange(field, value, 0n, U64_MAX);
  return value;
}
function u64(field, value) {
  if (typeof value === "bigint") return storedU64(field, value);
  if (typeof value !== "number") throw invalidType(field, "bigint or number", value);
  if (!Number.isSafeInteger(value)) throw outOfRange(field, value, 0n, BigInt(Number.MAX_SAFE_INTEGER));
  return storedU64(field, BigInt(value));
}
function u32(field, value) {
  if (typeof value !== "number") throw invalidType(field, "number", value);
  if (!Number.isInteger(value) || value < 0 || value > U32_MAX) throw outOfRange(field, value, 0, U32_MAX);
  return value + 0;
}
function wellFormed(field, value) {
  if (typeof value !== "string") throw invalidType(field, "string", value);
  if (value.isWellFormed()) return value;
  const index = loneSurrogateIndex(value);
  throw new PersistenceInputError("InvalidByte", { field, index }, `lone surrogate at index ${index}`);
}
function utf8Text(field, value, min, max) {
  const text2 = wellFormed(field, value);
  if (text2.length < min) throw empty(field);
  const actual = utf8Length(text2);
  if (actual <= max) return text2;
  throw new PersistenceInputError("TooLarge", { field, max, actual }, `${actual} UTF-8 bytes, at most ${max}`);
}
function copyBytes(field, value) {
  if (!isUint8Array(value)) throw invalidType(field, "Uint8Array", value);
  return reading(field, () => new Uint8Array(value));
}
function copy32Bytes(field, value) {
  const bytes = copyBytes(field, value);
  if (bytes.length === 32) return bytes;
  const detail = { field: `${field}.length`, min: 32, max: 32, actual: bytes.length };
  throw new PersistenceInputError("OutOfRange", detail, `expected 32 bytes, received ${bytes.length}`);
}
function byteString(field, value) {
  if (typeof value !== "string" && !isUint8Array(value)) throw invalidType(field, "string or Uint8Array", value);
  const bytes = typeof value === "string" ? UTF8.encode(wellFormed(field, value)) : copyBytes(field, value);
  if (bytes.length === 0) throw empty(field);
  return bytes;
}
function objectLike(field, value) {
  if (kindOf(value) !== "object") throw invalidType(field, "object", value);
  return value;
}
function reading(field, read) {
  try {
    return read();
  } catch (error) {
    if (PersistenceInputError.is(error)) throw error;
    throw new PersistenceInputError(
      "InvalidType",
      { field, expected: "readable data", received: "a value that throws when it is read" },
      "expected readable data, received a value that throws when it is read",
      { cause: error }
    );
  }
}
function readArray(field, value) {
  if (kindOf(value) !== "array") throw invalidType(field, "array", value);
  const items = value;
  return { items, length: u32(`${field}.length`, items.length) };
}
function empty(field) {
  return new PersistenceInputError("Empty", { field, min: 1, actual: 0 }, "must not be empty");
}
function utf8Length(text2) {
  let bytes = 0;
  for (let index = 0; index < text2.length; index++) {
    const unit = text2.charCodeAt(index);
    bytes += unit < 128 ? 1 : unit < 2048 || unit >= 55296 && unit <= 57343 ? 2 : 3;
  }
  return bytes;
}
function loneSurrogateIndex(text2) {
  for (let index = 0; index < text2.length; index++) {
    const code = text2.codePointAt(index);
    if (code >= 55296 && code <= 57343) return index;
    if (code > 65535) index++;
  }
  return -1;
}
var typedArrayName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get;
function isUint8Array(value) {
  return typedArrayName.call(value) === "Uint8Array";
}
var UTF8 = new TextEncoder();

// src/values/public-id.ts
function definePublicId(name) {
  return {
    fromBytes: (bytes) => hexOf(copy32Bytes(name, bytes)),
    fromHex: (hex) => {
      if (typeof hex !== "string") throw invalidType(name, "string", hex);
      if (!/^[0-9a-f]{64}$/i.test(hex)) throw invalidHex(name, hex, "hex digits", /[^0-9a-f]/i);
      return hex.toLowerCase();
    },
    toBytes: (id) => bytesOf(canonicalId(name, id)),
    filled: (byte) => {
      if (typeof byte !== "number") throw invalidType(name, "number", byte);
      if (!Number.isInteger(byte) || byte < 0 || byte > 255) throw outOfRange(name, byte, 0, 255);
      return byte.toString(16).padStart(2, "0").repeat(32);
    }
  };
}
function canonicalId(field, value) {
  if (typeof value !== "string") throw invalidType(field, "64 lower-case hex digits", value);
  if (!isCanonicalId(value)) throw invalidHex(field, value, "lower-case hex digits", /[^0-9a-f]/);
  return value;
}
function isCanonicalId(value) {
  return typeof value === "string" && CANONICAL.test(value);
}
function shortId(name, id) {
  return `${name}(${abbreviate(id)})`;
}
function abbreviate(id) {
  return `${id.slice(0, 8)}..`;
}
function hexOf(bytes) {
  let hex = "";
  for (const byte of bytes) hex += HEX[byte];
  return hex;
}
function bytesOf(id) {
  const bytes = new Uint8Array(32);
  for (let index = 0; index < 32; index++)
    bytes[index] = digitOf(id.charCodeAt(index * 2)) * 16 + digitOf(id.charCodeAt(index * 2 + 1));
  return bytes;
}
function digitOf(code) {
  return code < 58 ? code - 48 : code - 87;
}
function invalidHex(field, text2, digits, noDigit) {
  wellFormed(field, text2);
  const expected = `64 ${digits}`;
  const index = text2.length === 64 ? text2.search(noDigit) : void 0;
  return new PersistenceInputError(
    "InvalidHex",
    { field, expected, min: 64, max: 64, actual: text2.length, ...index !== void 0 && { index } },
    index === void 0 ? `expected ${expected}, received ${text2.length} characters` : `expected ${expected}, character ${index} is not one`
  );
}
var CANONICAL = /^[0-9a-f]{64}$/;
var HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

// src/records/done-ledger-error-code.ts
var DoneLedgerErrorCode = Object.freeze({
  /** Checks an error code. Throws `InvalidType`, `Empty`, `TooLarge` or `InvalidByte`. */
  of: (text2) => readErrorCode("errorCode", text2)
});
function readErrorCode(field, value) {
  const text2 = utf8Text(field, value, 1, 128);
  const index = text2.search(/[^A-Za-z0-9 _\-.:/]/);
  if (index >= 0) {
    throw new PersistenceInputError(
      "InvalidByte",
      { field, index },
      `character ${index} is none of A-Z a-z 0-9 space _ - . : /`
    );
  }
  if (/^ +$/.test(text2)) {
    throw new PersistenceInputError("Empty", { field, actual: text2.length }, "must not consist of spaces only");
  }
  return text2;
}

// src/values/order.ts
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
function compareU64(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
function compareSigned(a, b) {
  return a === b ? 0 : compareU64(BigInt.asIntN(64, a), BigInt.asIntN(64, b));
}
function compareUtf8(a, b) {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return compare(surrogatesLast(left), surrogatesLast(right));
  }
  return compare(a.length, b.length);
}
function surrogatesLast(unit) {
  return unit >= 55296 && unit <= 57343 ? unit + 65536 : unit;
}
function valuesByKey(map) {
  const keys = [...map.keys()].sort();
  return keys.map((key) => map.get(key));
}

// src/records/done-ledger-status.ts
var DoneLedgerStatus = Object.freeze({
  FailedRetryable: "FailedRetryable",
  FailedPermanent: "FailedPermanent",
  Skipped: "Skipped",
  ScannedClean: "ScannedClean",
  ScannedWithFindings: "ScannedWithFindings",
  /** 1, 2, 3, 10 or 11. Throws `InvalidType` for what is not a status. */
  rank: (status) => RANKS.get(readStatus("status", status)),
  /** The status of a rank, `undefined` for any other number. */
  fromRank: (rank2) => STATUSES.get(rank2),
  /** The join: the status of higher rank. */
  merge: (a, b) => DoneLedgerStatus.rank(a) >= DoneLedgerStatus.rank(b) ? a : b,
  /** The object version was scanned, with or without findings. */
  isScanned: (status) => isScannedRank(DoneLedgerStatus.rank(status)),
  /** The scan failed, for now or for good. */
  isFailure: (status) => DoneLedgerStatus.rank(status) <= 2,
  /** The object version was left out on purpose. */
  isSkipped: (status) => DoneLedgerStatus.rank(status) === 3,
  /** Nothing more needs to be done: every status but `FailedRetryable`. */
  isTerminal: (status) => DoneLedgerStatus.rank(status) > 1
});
function rankOf(status) {
  switch (status) {
    case "FailedRetryable":
      return 1;
    case "FailedPermanent":
      return 2;
    case "Skipped":
      return 3;
    case "ScannedClean":
      return 10;
    case "ScannedWithFindings":
      return 11;
  }
}
function isScannedRank(rank2) {
  return rank2 >= 10;
}
function readStatus(field, value) {
  if (typeof value === "string" && RANKS.has(value)) return value;
  throw invalidType(field, [...RANKS.keys()].join(" | "), value);
}
var RANKS = /* @__PURE__ */ new Map([
  ["FailedRetryable", 1],
  ["FailedPermanent", 2],
  ["Skipped", 3],
  ["ScannedClean", 10],
  ["ScannedWithFindings", 11]
]);
var STATUSES = new Map(
  [...RANKS].map(([status, rank2]) => [rank2, status])
);

// src/values/stamp.ts
var Returning = class {
  constructor(value) {
    return value;
  }
};
function plain(fill) {
  fill.prototype = Object.prototype;
  return fill;
}

// src/records/stamps.ts
var PlainLedgerRecord = plain(function(fields2) {
  this.key = fields2.key;
  this.status = fields2.status;
  this.bytesScanned = fields2.bytesScanned;
  this.findingsCount = fields2.findingsCount;
  this.provenance = fields2.provenance;
  if (fields2.errorCode !== void 0) this.errorCode = fields2.errorCode;
});
var LEDGER_RECORD = class Sealed extends Returning {
  #sealed = true;
  static has(value) {
    return typeof value === "object" && value !== null && #sealed in value;
  }
  static seal(fields2) {
    return Object.freeze(new Sealed(new PlainLedgerRecord(fields2)));
  }
};
var PlainLedgerKey = plain(function(fields2) {
  this.tenantId = fields2.tenantId;
  this.policyHash = fields2.policyHash;
  this.ovidHash = fields2.ovidHash;
});
var LEDGER_KEY = class Sealed2 extends Returning {
  #sealed = true;
  static has(value) {
    return typeof value === "object" && value !== null && #sealed in value;
  }
  static seal(fields2) {
    return Object.freeze(new Sealed2(new PlainLedgerKey(fields2)));
  }
};
var PlainFinding = plain(function(fields2) {
  this.findingId = fields2.findingId;
  this.tenantId = fields2.tenantId;
  this.stableItemId = fields2.stableItemId;
  this.ruleFingerprint = fields2.ruleFingerprint;
  this.secretHash = fields2.secretHash;
});
var FINDING = class Sealed3 extends Returning {
  #sealed = true;
  static has(value) {
    return typeof value === "object" && value !== null && #sealed in value;
  }
  static seal(fields2) {
    return Object.freeze(new Sealed3(new PlainFinding(fields2)));
  }
};
var PlainOccurrence = plain(function(fields2) {
  this.occurrenceId = fields2.occurrenceId;
  this.tenantId = fields2.tenantId;
  this.findingId = fields2.findingId;
  this.objectVersionId = fields2.objectVersionId;
  this.byteOffset = fields2.byteOffset;
  this.byteLength = fields2.byteLength;
});
var OCCURRENCE = class Sealed4 extends Returning {
  #sealed = true;
  static has(value) {
    return typeof value === "object" && value !== null && #sealed in value;
  }
  static seal(fields2) {
    return Object.freeze(new Sealed4(new PlainOccurrence(fields2)));
  }
};
var PlainObservation = plain(function(fields2) {
  this.observationId = fields2.observationId;
  this.tenantId = fields2.tenantId;
  this.occurrenceId = fields2.occurrenceId;
  this.policyHash = fields2.policyHash;
  this.ovidHash = fields2.ovidHash;
  this.runId = fields2.runId;
  this.shardId = fields2.shardId;
  this.fenceEpoch = fields2.fenceEpoch;
  this.seenAt = fields2.seenAt;
  if (fields2.location !== void 0) this.location = fields2.location;
});
var OBSERVATION = class Sealed5 extends Returning {
  #sealed = true;
  static has(value) {
    return typeof value === "object" && value !== null && #sealed in value;
  }
  static seal(fields2) {
    return Object.freeze(new Sealed5(new PlainObservation(fields2)));
  }
};
var PlainLocation = plain(function(fields2) {
  this.display = fields2.display;
  if (fields2.url !== void 0) this.url = fields2.url;
});
var LOCATION = class Sealed6 extends Returning {
  #sealed = true;
  static has(value) {
    return typeof value === "object" && value !== null && #sealed in value;
  }
  static seal(fields2) {
    return Object.freeze(new Sealed6(new PlainLocation(fields2)));
  }
};

// src/records/done-ledger-merge.ts
var CLEAN = 10;
var WITH_FINDINGS = 11;
function mergeRecords(existing, incoming) {
  const winner = compareFreshness(incoming, existing) > 0 ? incoming : existing;
  const bytesScanned = existing.bytesScanned >= incoming.bytesScanned ? existing.bytesScanned : incoming.bytesScanned;
  const findingsCount = mergedFindingsCount(
    rankOf(existing.status),
    existing.findingsCount,
    rankOf(incoming.status),
    incoming.findingsCount
  );
  if (winner.bytesScanned === bytesScanned && winner.findingsCount === findingsCount) return winner;
  const { key, status, provenance, errorCode } = winner;
  return LEDGER_RECORD.seal({ key, status, bytesScanned, findingsCount, provenance, errorCode });
}
function mergedFindingsCount(rankA, countA, rankB, countB) {
  if (rankA === WITH_FINDINGS || rankB === WITH_FINDINGS) {
    return Math.max(rankA === WITH_FINDINGS ? countA : 1, rankB === WITH_FINDINGS ? countB : 1);
  }
  if (rankA === CLEAN || rankB === CLEAN) return 0;
  return Math.max(countA, countB);
}
function compareFreshness(a, b) {
  return rankOf(a.status) - rankOf(b.status) || compareU64(a.provenance.finishedAt, b.provenance.finishedAt) || compareU64(a.provenance.startedAt, b.provenance.startedAt) || compareU64(a.provenance.fenceEpoch, b.provenance.fenceEpoch) || compareSigned(a.provenance.runId, b.provenance.runId) || compareSigned(a.provenance.shardId, b.provenance.shardId) || compare(a.errorCode ?? "", b.errorCode ?? "");
}

// src/records/done-ledger-record.ts
var DoneLedgerRecord = Object.freeze({
  /**
   * Makes a record. Throws a `PersistenceInputError`: whatever the fields' own checks raise, and
   * `InconsistentFindingsCount` for ScannedWithFindings with none or ScannedClean with some.
   */
  create: (input) => {
    const record = readLedgerRecord("record", input, u64);
    checkFindingsCount(record, "record");
    return record;
  },
  /**
   * Checks a record, hand-made or not, as a store does on every write, and returns it in canonical form. Beyond what
   * `create` demands: a scanned status without an error code, any other with one, `startedAt <= finishedAt`.
   */
  validate: (record) => validRecord("record", record),
  /**
   * The join of two records of one key (specification 1-semantics, section 5): commutative, associative, idempotent.
   * Throws what `validate` throws, and `KeyMismatch`.
   */
  merge: (existing, incoming) => {
    const left = validRecord("existing", existing);
    const right = validRecord("incoming", incoming);
    for (const part of ["tenantId", "policyHash", "ovidHash"]) {
      if (left.key[part] === right.key[part]) continue;
      throw new PersistenceInputError(
        "KeyMismatch",
        { field: `incoming.key.${part}`, expected: left.key[part], received: right.key[part] },
        `only records of one key merge; expected ${abbreviate(left.key[part])}, received ${abbreviate(right.key[part])}`
      );
    }
    return mergeRecords(left, right);
  }
});
function parseLedgerRecord(field, value) {
  return readLedgerRecord(field, value, storedU64);
}
function readLedgerKey(field, value) {
  if (LEDGER_KEY.has(value)) return value;
  const { tenantId, policyHash, ovidHash } = objectLike(field, value);
  return LEDGER_KEY.seal({
    tenantId: canonicalId(`${field}.tenantId`, tenantId),
    policyHash: canonicalId(`${field}.policyHash`, policyHash),
    ovidHash: canonicalId(`${field}.ovidHash`, ovidHash)
  });
}
function checkRecordRules(record, name, index) {
  checkFindingsCount(record, name, index);
  const { status, errorCode, provenance } = record;
  if (isScannedRank(rankOf(status))) {
    if (errorCode !== void 0) {
      throw new PersistenceInputError(
        "UnexpectedErrorCode",
        { field: `${at(name, index)}.errorCode`, received: errorCode },
        `a ${status} record has no error code`
      );
    }
  } else if (errorCode === void 0) {
    throw new PersistenceInputError(
      "MissingErrorCode",
      { field: `${at(name, index)}.errorCode` },
      `a ${status} record needs an error code`
    );
  }
  if (provenance.startedAt > provenance.finishedAt) {
    throw new PersistenceInputError(
      "ProvenanceOrdering",
      { field: `${at(name, index)}.provenance.finishedAt`, min: provenance.startedAt, actual: provenance.finishedAt },
      `finished at ${provenance.finishedAt}, before it started at ${provenance.startedAt}`
    );
  }
}
function checkFindingsCount({ status, findingsCount }, name, index) {
  const consistent = status === "ScannedWithFindings" ? findingsCount > 0 : status === "ScannedClean" ? findingsCount === 0 : true;
  if (consistent) return;
  throw new PersistenceInputError(
    "InconsistentFindingsCount",
    { field: `${at(name, index)}.findingsCount`, actual: findingsCount },
    `a ${status} record cannot have ${findingsCount} findings`
  );
}
function at(name, index) {
  return index === void 0 ? name : `${name}[${index}]`;
}
function validRecord(field, value) {
  const record = LEDGER_RECORD.has(value) ? value : parseLedgerRecord(field, value);
  checkRecordRules(record, field);
  return record;
}
function readLedgerRecord(field, value, readU64) {
  return reading(field, () => {
    const { key, status, bytesScanned, findingsCount, provenance, errorCode } = objectLike(field, value);
    return LEDGER_RECORD.seal({
      key: readLedgerKey(`${field}.key`, key),
      status: readStatus(`${field}.status`, status),
      bytesScanned: readU64(`${field}.bytesScanned`, bytesScanned),
      findingsCount: u32(`${field}.findingsCount`, findingsCount),
      provenance: readProvenance(`${field}.provenance`, provenance, readU64),
      errorCode: errorCode === void 0 ? void 0 : readErrorCode(`${field}.errorCode`, errorCode)
    });
  });
}
function readProvenance(field, value, readU64) {
  const { runId, shardId, fenceEpoch, startedAt, finishedAt } = objectLike(field, value);
  return Object.freeze({
    runId: readU64(`${field}.runId`, runId),
    shardId: readU64(`${field}.shardId`, shardId),
    fenceEpoch: readU64(`${field}.fenceEpoch`, fenceEpoch),
    startedAt: readU64(`${field}.startedAt`, startedAt),
    finishedAt: readU64(`${field}.finishedAt`, finishedAt)
  });
}

// src/store/checkpoint.ts
var CHECKPOINT_CORE = /* @__PURE__ */ Symbol.for("gossip-inmemory.checkpoint");
var Checkpoint = class {
  /** @internal Checkpoints come from a store's `checkpoint()`. `core` must not be anybody else's. */
  constructor(core) {
    Object.defineProperty(this, CHECKPOINT_CORE, { value: core });
  }
  get core() {
    return this[CHECKPOINT_CORE];
  }
};

// src/store/at-once.ts
function atOnce(method, value) {
  if (!isThenable(value)) return value;
  value.then(void 0, () => void 0);
  throw new TypeError(
    `${method}() of the backend returned a promise. It must do all its work before it returns; to make a write wait, hold it back with withDelayedWrites().`
  );
}
function isThenable(value) {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

// node_modules/@noble/hashes/_u64.js
var fromNumH = (n) => n / 2 ** 32 | 0;
var fromNumL = (n) => n >>> 0;

// node_modules/@noble/hashes/utils.js
function isBytes(a) {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
  if (typeof n !== "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
  return n;
}
function abytes(value, length, title = "") {
  if (isBytes(value) && (length === void 0 || value.length === length))
    return value;
  if (length !== void 0)
    anumber(length, "length");
  const bytes = isBytes(value);
  const ofLen = length !== void 0 ? ` of length ${length}` : "";
  const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
  const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  if (!bytes)
    throw new TypeError(message);
  throw new RangeError(message);
}
function copyBytes2(bytes) {
  return Uint8Array.from(abytes(bytes));
}
var aobject = (value, label) => {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
};
var aopts = (value, label) => {
  aobject(value, label);
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput(out, instance) {
  abytes(out, void 0, "output");
  const min = instance.outputLen;
  if (!(out.length >= min)) {
    throw new RangeError('"output" expected length >= ' + min);
  }
}
function u8(arr) {
  return new Uint8Array(arr.buffer, arr.byteOffset, arr.byteLength);
}
function u322(arr) {
  return new Uint32Array(arr.buffer, arr.byteOffset, Math.floor(arr.byteLength / 4));
}
function clean(...arrays) {
  for (let i = 0; i < arrays.length; i++) {
    arrays[i].fill(0);
  }
}
function rotr(word, shift) {
  return word << 32 - shift | word >>> shift;
}
var isLE = /* @__PURE__ */ (() => new Uint8Array(new Uint32Array([287454020]).buffer)[0] === 68)();
function byteSwap(word) {
  return word << 24 & 4278190080 | word << 8 & 16711680 | word >>> 8 & 65280 | word >>> 24 & 255;
}
var swap8IfBE = isLE ? (n) => n : (n) => byteSwap(n) >>> 0;
function byteSwap32(arr) {
  for (let i = 0; i < arr.length; i++) {
    arr[i] = byteSwap(arr[i]);
  }
  return arr;
}
var swap32IfBE = isLE ? (u) => u : byteSwap32;
function checkOpts(defaults, opts, title = "opts") {
  aopts(defaults, "defaults");
  if (opts !== void 0)
    aopts(opts, title);
  const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
  return merged;
}
function createHasher(hashCons, info = {}) {
  if (typeof hashCons !== "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info = checkOpts({}, info, "info");
  const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  hashC.outputLen = tmp.outputLen;
  hashC.blockLen = tmp.blockLen;
  hashC.canXOF = tmp.canXOF;
  hashC.create = (opts) => hashCons(opts);
  Object.assign(hashC, info);
  return Object.freeze(hashC);
}

// node_modules/@noble/hashes/_md.js
var SHA256_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  3144134277,
  1013904242,
  2773480762,
  1359893119,
  2600822924,
  528734635,
  1541459225
]);

// node_modules/@noble/hashes/_blake.js
function G1s(a, b, c, d, x) {
  a = a + b + x | 0;
  d = rotr(d ^ a, 16);
  c = c + d | 0;
  b = rotr(b ^ c, 12);
  return { a, b, c, d };
}
function G2s(a, b, c, d, x) {
  a = a + b + x | 0;
  d = rotr(d ^ a, 8);
  c = c + d | 0;
  b = rotr(b ^ c, 7);
  return { a, b, c, d };
}

// node_modules/@noble/hashes/blake2.js
var _BLAKE2 = class {
  buffer;
  buffer32;
  finished = false;
  destroyed = false;
  length = 0;
  pos = 0;
  blockLen;
  outputLen;
  canXOF = false;
  constructor(blockLen, outputLen) {
    anumber(blockLen);
    anumber(outputLen);
    this.blockLen = blockLen;
    this.outputLen = outputLen;
    this.buffer = new Uint8Array(blockLen);
    this.buffer32 = u322(this.buffer);
  }
  update(data) {
    aexists(this);
    abytes(data);
    const { blockLen, buffer, buffer32 } = this;
    const len = data.length;
    const offset = data.byteOffset;
    const buf = data.buffer;
    for (let pos = 0; pos < len; ) {
      if (this.pos === blockLen) {
        swap32IfBE(buffer32);
        this.compress(buffer32, 0, false);
        swap32IfBE(buffer32);
        this.pos = 0;
      }
      const take = Math.min(blockLen - this.pos, len - pos);
      const dataOffset = offset + pos;
      if (take === blockLen && !(dataOffset % 4) && pos + take < len) {
        const data32 = new Uint32Array(buf, dataOffset, Math.floor((len - pos) / 4));
        swap32IfBE(data32);
        for (let pos32 = 0; pos + blockLen < len; pos32 += buffer32.length, pos += blockLen) {
          this.length += blockLen;
          this.compress(data32, pos32, false);
        }
        swap32IfBE(data32);
        continue;
      }
      buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
      this.pos += take;
      this.length += take;
      pos += take;
    }
    return this;
  }
  digestInto(out) {
    aexists(this);
    aoutput(out, this);
    if (out.byteOffset & 3)
      throw new RangeError('"output" expected 4-byte aligned byteOffset, got ' + out.byteOffset);
    const { pos, buffer32 } = this;
    this.finished = true;
    this.buffer.fill(0, pos);
    swap32IfBE(buffer32);
    this.compress(buffer32, 0, true);
    swap32IfBE(buffer32);
    const state = this.get();
    const out32 = out === this.buffer ? buffer32 : u322(out);
    const full = Math.floor(this.outputLen / 4);
    for (let i = 0; i < full; i++)
      out32[i] = swap8IfBE(state[i]);
    const tail = this.outputLen % 4;
    if (!tail)
      return;
    const off = full * 4;
    const word = state[full];
    for (let i = 0; i < tail; i++)
      out[off + i] = word >>> 8 * i;
  }
  digest() {
    const { buffer, outputLen } = this;
    this.digestInto(buffer);
    const res = buffer.slice(0, outputLen);
    this.destroy();
    return res;
  }
  _cloneInto(to) {
    const { buffer, length, finished, destroyed, outputLen, pos } = this;
    to ||= new this.constructor({ dkLen: outputLen });
    to.set(...this.get());
    to.buffer.set(buffer);
    to.destroyed = destroyed;
    to.finished = finished;
    to.length = length;
    to.pos = pos;
    to.outputLen = outputLen;
    return to;
  }
  clone() {
    return this._cloneInto();
  }
};
function _compress(s, offset, msg, rounds, v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15) {
  let j = 0;
  for (let i = 0; i < rounds; i++) {
    ({ a: v0, b: v4, c: v8, d: v12 } = G1s(v0, v4, v8, v12, msg[offset + s[j++]]));
    ({ a: v0, b: v4, c: v8, d: v12 } = G2s(v0, v4, v8, v12, msg[offset + s[j++]]));
    ({ a: v1, b: v5, c: v9, d: v13 } = G1s(v1, v5, v9, v13, msg[offset + s[j++]]));
    ({ a: v1, b: v5, c: v9, d: v13 } = G2s(v1, v5, v9, v13, msg[offset + s[j++]]));
    ({ a: v2, b: v6, c: v10, d: v14 } = G1s(v2, v6, v10, v14, msg[offset + s[j++]]));
    ({ a: v2, b: v6, c: v10, d: v14 } = G2s(v2, v6, v10, v14, msg[offset + s[j++]]));
    ({ a: v3, b: v7, c: v11, d: v15 } = G1s(v3, v7, v11, v15, msg[offset + s[j++]]));
    ({ a: v3, b: v7, c: v11, d: v15 } = G2s(v3, v7, v11, v15, msg[offset + s[j++]]));
    ({ a: v0, b: v5, c: v10, d: v15 } = G1s(v0, v5, v10, v15, msg[offset + s[j++]]));
    ({ a: v0, b: v5, c: v10, d: v15 } = G2s(v0, v5, v10, v15, msg[offset + s[j++]]));
    ({ a: v1, b: v6, c: v11, d: v12 } = G1s(v1, v6, v11, v12, msg[offset + s[j++]]));
    ({ a: v1, b: v6, c: v11, d: v12 } = G2s(v1, v6, v11, v12, msg[offset + s[j++]]));
    ({ a: v2, b: v7, c: v8, d: v13 } = G1s(v2, v7, v8, v13, msg[offset + s[j++]]));
    ({ a: v2, b: v7, c: v8, d: v13 } = G2s(v2, v7, v8, v13, msg[offset + s[j++]]));
    ({ a: v3, b: v4, c: v9, d: v14 } = G1s(v3, v4, v9, v14, msg[offset + s[j++]]));
    ({ a: v3, b: v4, c: v9, d: v14 } = G2s(v3, v4, v9, v14, msg[offset + s[j++]]));
  }
  return { v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15 };
}

// node_modules/@noble/hashes/blake3.js
var B3_Flags = {
  CHUNK_START: 1,
  CHUNK_END: 2,
  PARENT: 4,
  ROOT: 8,
  KEYED_HASH: 16,
  DERIVE_KEY_CONTEXT: 32,
  DERIVE_KEY_MATERIAL: 64
};
var B3_IV = /* @__PURE__ */ SHA256_IV.slice();
var B3_SIGMA = /* @__PURE__ */ (() => {
  const Id = Array.from({ length: 16 }, (_, i) => i);
  const permute = (arr) => [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8].map((i) => arr[i]);
  const res = [];
  for (let i = 0, v = Id; i < 7; i++, v = permute(v))
    res.push(...v);
  return Uint8Array.from(res);
})();
var _BLAKE3 = class __BLAKE3 extends _BLAKE2 {
  canXOF = true;
  chunkPos = 0;
  // Position of current block in chunk
  // How many chunks we already have; exact while this stays within
  // JS's safe-integer range.
  chunksDone = 0;
  flags = 0 | 0;
  IV;
  state;
  stack = [];
  // Output
  posOut = 0;
  bufferOut32 = new Uint32Array(16);
  bufferOut;
  // Index of output chunk; exact while this stays within JS's
  // safe-integer range.
  chunkOut = 0;
  enableXOF = true;
  constructor(opts = {}, flags = 0) {
    opts = checkOpts({}, opts);
    super(64, opts.dkLen === void 0 ? 32 : opts.dkLen);
    const { key, context } = opts;
    const hasContext = context !== void 0;
    if (key !== void 0) {
      if (hasContext)
        throw new Error('cannot use both "key" and "context"');
      abytes(key, 32, "key");
      const k = copyBytes2(key);
      this.IV = u322(k);
      swap32IfBE(this.IV);
      this.flags = flags | B3_Flags.KEYED_HASH;
    } else if (hasContext) {
      abytes(context, void 0, "context");
      const ctx = context;
      const contextKey = new __BLAKE3({ dkLen: 32 }, B3_Flags.DERIVE_KEY_CONTEXT).update(ctx).digest();
      this.IV = u322(contextKey);
      swap32IfBE(this.IV);
      this.flags = flags | B3_Flags.DERIVE_KEY_MATERIAL;
    } else {
      this.IV = B3_IV;
      this.flags = flags;
    }
    this.state = this.IV.slice();
    this.bufferOut = u8(this.bufferOut32);
  }
  // _BLAKE2's scalar-state hooks are unused here: BLAKE3 keeps its tree/XOF state in arrays and
  // copies it directly in _cloneInto().
  get() {
    return [];
  }
  set() {
  }
  // Truncated chunk/parent compression: seed v8..v15 as IV[0..3], t0, t1,
  // block length, and flags, then keep only the first 8 output words.
  b2Compress(counter, flags, buf, bufPos = 0) {
    const { state: s, pos } = this;
    const t0 = fromNumL(counter);
    const t1 = fromNumH(counter);
    const { v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15 } = _compress(B3_SIGMA, bufPos, buf, 7, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], B3_IV[0], B3_IV[1], B3_IV[2], B3_IV[3], t0, t1, pos, flags);
    s[0] = v0 ^ v8;
    s[1] = v1 ^ v9;
    s[2] = v2 ^ v10;
    s[3] = v3 ^ v11;
    s[4] = v4 ^ v12;
    s[5] = v5 ^ v13;
    s[6] = v6 ^ v14;
    s[7] = v7 ^ v15;
  }
  compress(buf, bufPos = 0, isLast = false) {
    let flags = this.flags;
    if (!this.chunkPos)
      flags |= B3_Flags.CHUNK_START;
    if (this.chunkPos === 15 || isLast)
      flags |= B3_Flags.CHUNK_END;
    if (!isLast)
      this.pos = this.blockLen;
    this.b2Compress(this.chunksDone, flags, buf, bufPos);
    this.chunkPos += 1;
    if (this.chunkPos === 16 || isLast) {
      let chunk = this.state;
      this.state = this.IV.slice();
      for (let last, chunks = this.chunksDone + 1; isLast || !(chunks & 1); chunks = Math.floor(chunks / 2)) {
        if (!(last = this.stack.pop()))
          break;
        this.buffer32.set(last, 0);
        this.buffer32.set(chunk, 8);
        this.pos = this.blockLen;
        this.b2Compress(0, this.flags | B3_Flags.PARENT, this.buffer32, 0);
        chunk = this.state;
        this.state = this.IV.slice();
      }
      this.chunksDone++;
      this.chunkPos = 0;
      this.stack.push(chunk);
    }
    this.pos = 0;
  }
  // Overriding hides _BLAKE2's flat implementation, which would otherwise be inherited
  // and silently miss the tree state (CV stack, chunk counters; get()/set() are stubs here).
  _cloneInto(to) {
    const staleOutput = !!to && to.finished && !to.destroyed;
    to = super._cloneInto(to);
    const { IV, flags, state, chunkPos, posOut, chunkOut, stack, chunksDone } = this;
    to.state.set(state);
    to.stack = stack.map((i) => Uint32Array.from(i));
    if (IV === B3_IV) {
      if (to.IV !== B3_IV)
        clean(to.IV);
      to.IV = B3_IV;
    } else if (to.IV === B3_IV) {
      to.IV = IV.slice();
    } else {
      to.IV.set(IV);
    }
    to.flags = flags;
    to.chunkPos = chunkPos;
    to.chunksDone = chunksDone;
    to.posOut = posOut;
    to.chunkOut = chunkOut;
    to.enableXOF = this.enableXOF;
    if (this.finished) {
      to.bufferOut32.set(this.bufferOut32);
    } else if (staleOutput) {
      clean(to.bufferOut32);
    }
    return to;
  }
  destroy() {
    this.destroyed = true;
    clean(this.state, this.buffer32, this.bufferOut32);
    if (this.IV !== B3_IV)
      clean(this.IV);
    clean(...this.stack);
  }
  // Root/XOF compression: rerun the same ROOT inputs with incrementing output
  // counter `t` and materialize all 16 output words.
  // Same as b2Compress, but doesn't modify state and returns 16 u32 array (instead of 8)
  b2CompressOut() {
    const { state: s, pos, flags, buffer32, bufferOut32: out32 } = this;
    const outCounter = this.chunkOut++;
    const t0 = fromNumL(outCounter);
    const t1 = fromNumH(outCounter);
    swap32IfBE(buffer32);
    const { v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15 } = _compress(B3_SIGMA, 0, buffer32, 7, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], B3_IV[0], B3_IV[1], B3_IV[2], B3_IV[3], t0, t1, pos, flags);
    out32[0] = v0 ^ v8;
    out32[1] = v1 ^ v9;
    out32[2] = v2 ^ v10;
    out32[3] = v3 ^ v11;
    out32[4] = v4 ^ v12;
    out32[5] = v5 ^ v13;
    out32[6] = v6 ^ v14;
    out32[7] = v7 ^ v15;
    out32[8] = s[0] ^ v8;
    out32[9] = s[1] ^ v9;
    out32[10] = s[2] ^ v10;
    out32[11] = s[3] ^ v11;
    out32[12] = s[4] ^ v12;
    out32[13] = s[5] ^ v13;
    out32[14] = s[6] ^ v14;
    out32[15] = s[7] ^ v15;
    swap32IfBE(buffer32);
    swap32IfBE(out32);
    this.posOut = 0;
  }
  finish() {
    if (this.finished)
      return;
    this.finished = true;
    this.buffer.fill(0, this.pos);
    let flags = this.flags | B3_Flags.ROOT;
    if (this.stack.length) {
      flags |= B3_Flags.PARENT;
      swap32IfBE(this.buffer32);
      this.compress(this.buffer32, 0, true);
      swap32IfBE(this.buffer32);
      this.chunksDone = 0;
      this.pos = this.blockLen;
    } else {
      flags |= (!this.chunkPos ? B3_Flags.CHUNK_START : 0) | B3_Flags.CHUNK_END;
    }
    this.flags = flags;
    this.b2CompressOut();
  }
  writeInto(out) {
    aexists(this, false);
    abytes(out);
    this.finish();
    const { blockLen, bufferOut } = this;
    for (let pos = 0, len = out.length; pos < len; ) {
      if (this.posOut >= blockLen)
        this.b2CompressOut();
      const take = Math.min(blockLen - this.posOut, len - pos);
      out.set(bufferOut.subarray(this.posOut, this.posOut + take), pos);
      this.posOut += take;
      pos += take;
    }
    return out;
  }
  xofInto(out) {
    if (!this.enableXOF)
      throw new Error("no XOF after digest()");
    return this.writeInto(out);
  }
  xof(bytes) {
    anumber(bytes);
    return this.xofInto(new Uint8Array(bytes));
  }
  digestInto(out) {
    aoutput(out, this);
    if (this.finished)
      throw new Error("digest() was already called");
    this.enableXOF = false;
    this.writeInto(out.length === this.outputLen ? out : out.subarray(0, this.outputLen));
    this.destroy();
  }
  digest() {
    const out = new Uint8Array(this.outputLen);
    this.digestInto(out);
    return out;
  }
};
var blake3 = /* @__PURE__ */ createHasher((opts = {}) => new _BLAKE3(opts));

// src/values/canonical.ts
function u82(value) {
  return Uint8Array.of(value);
}
function u32le(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
function u64le(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}
function id32(id) {
  return bytesOf(id);
}
function lengthPrefixed(bytes) {
  return [u32le(bytes.length), bytes];
}
function keyDeriver(context) {
  const keyed = blake3.create({ context: new TextEncoder().encode(context) });
  return (...fields2) => {
    const hash = keyed.clone();
    for (const field of fields2) hash.update(field);
    return hexOf(hash.digest());
  };
}
function keyedHash(key, ...fields2) {
  const hash = blake3.create({ key });
  for (const field of fields2) hash.update(field);
  return hash.digest();
}

// src/values/secret-tag.ts
function tagOf(kind, bytes) {
  const shared = globalThis;
  if (shared[TAG] === void 0) Object.defineProperty(shared, TAG, { value: createTagger() });
  return shared[TAG](kind, bytes);
}
function createTagger() {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  return (kind, bytes) => {
    const digest2 = keyedHash(salt, new TextEncoder().encode(`${kind}:`), bytes).subarray(0, 12);
    return btoa(String.fromCharCode(...digest2)).replaceAll("+", "-").replaceAll("/", "_");
  };
}
var TAG = /* @__PURE__ */ Symbol.for("gossip-inmemory.tag@1");

// src/values/secrets.ts
var KIND = /* @__PURE__ */ Symbol.for("gossip-inmemory.sensitive");
var Sensitive = class _Sensitive {
  #bytes;
  /** Equal for equal bytes of one kind within this process, different otherwise; says nothing about them. */
  tag;
  constructor(kind, bytes) {
    this.#bytes = copy32Bytes(kind, bytes);
    this.tag = tagOf(kind, this.#bytes);
    Object.freeze(this);
  }
  toString() {
    return `${kindOfSensitive(this)}([redacted])`;
  }
  toJSON() {
    return this.toString();
  }
  [Symbol.toPrimitive]() {
    return this.toString();
  }
  static {
    Object.defineProperty(this.prototype, /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom"), {
      value() {
        return this.toString();
      }
    });
  }
  /** @internal Whether a value was made by this copy of the package. */
  static has(value) {
    return typeof value === "object" && value !== null && #bytes in value;
  }
  /** @internal The bytes themselves, not a copy. */
  static bytes(field, value, expected) {
    if (_Sensitive.has(value)) return value.#bytes;
    if (!isOfOtherCopy(value)) throw invalidType(field, expected, value);
    const received = `a ${kindOfSensitive(value)} of another copy of the package, CommonJS beside ES modules perhaps`;
    const sentence = `expected ${expected}, received ${received}`;
    throw new PersistenceInputError("InvalidType", { field, expected, received }, sentence);
  }
  /** @internal Names the kind on its prototype: a class's own name is a bundler's to change. */
  static named(kind) {
    Object.defineProperty(this.prototype, KIND, { value: kind });
  }
};
var TenantSecretKey = class _TenantSecretKey extends Sensitive {
  static {
    this.named("TenantSecretKey");
  }
  /** From 32 bytes, which are copied. Throws `InvalidType` or `OutOfRange`. */
  static fromBytes(bytes) {
    return new _TenantSecretKey("TenantSecretKey", bytes);
  }
  /** Compares two keys in constant time. */
  static equals(a, b) {
    const left = sensitiveBytes("TenantSecretKey", a, _TenantSecretKey);
    const right = sensitiveBytes("TenantSecretKey", b, _TenantSecretKey);
    let difference = 0;
    for (let index = 0; index < 32; index++) difference |= left[index] ^ right[index];
    return difference === 0;
  }
};
var NormHash = class _NormHash extends Sensitive {
  static {
    this.named("NormHash");
  }
  /** From a 32-byte digest, which is copied. Throws `InvalidType` or `OutOfRange`. */
  static fromDigest(digest2) {
    return new _NormHash("NormHash", digest2);
  }
};
var SecretHash = class _SecretHash extends Sensitive {
  static {
    this.named("SecretHash");
  }
  /** Keys a normalised secret's digest with the tenant's key. */
  static derive(key, norm) {
    const keyBytes = sensitiveBytes("key", key, TenantSecretKey);
    const normBytes = sensitiveBytes("norm", norm, NormHash);
    return new _SecretHash("SecretHash", keyedHash(keyBytes, SECRET_HASH_DOMAIN, normBytes));
  }
  /** From the 32 bytes that a database stored, which are copied. Throws `InvalidType` or `OutOfRange`. */
  static fromPersisted(bytes) {
    return new _SecretHash("SecretHash", bytes);
  }
};
function isSensitive(value) {
  return Sensitive.has(value);
}
function kindOfSensitive(value) {
  try {
    const kind = hasBrand(value, KIND) ? value[KIND] : void 0;
    return typeof kind === "string" ? kind : void 0;
  } catch {
    return void 0;
  }
}
function isOfOtherCopy(value) {
  try {
    return kindOfSensitive(value) !== void 0 && !(value instanceof Sensitive);
  } catch {
    return false;
  }
}
function readSecretHash(field, value) {
  sensitiveBytes(field, value, SecretHash);
  return value;
}
function secretHashBytes(field, value) {
  return sensitiveBytes(field, value, SecretHash);
}
function sensitiveBytes(field, value, kind) {
  const bytes = Sensitive.bytes(field, value, kind.name);
  if (!(value instanceof kind)) throw invalidType(field, kind.name, value);
  return bytes;
}
var SECRET_HASH_DOMAIN = new TextEncoder().encode("gossip/secret-hash/v1");

// src/store/digest.ts
function digestOf(data) {
  try {
    return digest(data, /* @__PURE__ */ new Map());
  } catch (error) {
    if (error === OPAQUE) return void 0;
    throw error;
  }
}
function digestOfRow(row) {
  const known = ROW_DIGESTS.get(row);
  if (known !== void 0) return known;
  const made = digestOf(row);
  if (made !== void 0) ROW_DIGESTS.set(row, made);
  return made;
}
var ROW_DIGESTS = /* @__PURE__ */ new WeakMap();
function digest(value, seen) {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "symbol" || typeof value === "function") throw OPAQUE;
  if (typeof value !== "object" || value === null) return String(value);
  const earlier = seen.get(value);
  if (earlier !== void 0) return `^${earlier}`;
  seen.set(value, seen.size);
  return digestOfObject(value, (part) => digest(part, seen));
}
function digestOfObject(value, of) {
  const sensitive = kindOfSensitive(value);
  if (sensitive !== void 0) return `${sensitive}(${value.tag})`;
  switch (Object.getPrototypeOf(value)) {
    case Array.prototype:
      if (Object.keys(value).length !== value.length) throw OPAQUE;
      return `[${value.map(of).join()}]`;
    case Map.prototype:
      return `Map(${Array.from(value, ([key, item]) => `${of(key)}:${of(item)}`).join()})`;
    case Set.prototype:
      return `Set(${Array.from(value, of).join()})`;
    case Date.prototype:
      return `Date(${value.getTime()})`;
    case Uint8Array.prototype:
      return `Uint8Array(${value.join()})`;
    case null:
      return `null ${fields(value, of)}`;
    case Object.prototype:
      return fields(value, of);
  }
  throw OPAQUE;
}
function fields(value, of) {
  if (Object.getOwnPropertySymbols(value).length > 0) throw OPAQUE;
  const entries = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${of(item)}`);
  return `{${entries.join()}}`;
}
var OPAQUE = new Error("something that cannot be seen through");

// src/store/errors.ts
var PERSISTENCE_ERROR = /* @__PURE__ */ Symbol.for("gossip-inmemory.InMemoryPersistenceError");
var InMemoryPersistenceError = class _InMemoryPersistenceError extends Error {
  store;
  constructor(origin, sentence, options) {
    super(messageOf(origin, sentence), options);
    this.store = origin.store;
    if (origin.operationId !== void 0) this.operationId = origin.operationId;
    brand(this, PERSISTENCE_ERROR);
    Object.defineProperty(this, "name", { value: new.target.name, configurable: true, writable: true });
  }
  /** Recognises the errors of every copy of this package that is loaded. */
  static is(value) {
    return hasBrand(value, PERSISTENCE_ERROR);
  }
  static [Symbol.hasInstance](value) {
    if (this === _InMemoryPersistenceError) return _InMemoryPersistenceError.is(value);
    if (!CODED.has(this)) return Function.prototype[Symbol.hasInstance].call(this, value);
    return _InMemoryPersistenceError.is(value) && value.code === this.name && value.name === this.name;
  }
};
var InjectedSubmissionFailure = class extends InMemoryPersistenceError {
  code = "InjectedSubmissionFailure";
  constructor(origin) {
    super(origin, "the submission failed, as failNextSubmissions() asked. Nothing was stored; submit it again.");
  }
};
var InjectedCommitFailure = class extends InMemoryPersistenceError {
  code = "InjectedCommitFailure";
  constructor(origin) {
    super(origin, "the commit failed, as failNextCommits() asked. Nothing was stored; submit it again.");
  }
};
var AckLost = class extends InMemoryPersistenceError {
  code = "AckLost";
  constructor(origin) {
    super(
      origin,
      "the acknowledgement was lost, as loseNextAcks() asked. It may be durable; submit it again, which is safe."
    );
  }
};
var StoreCrashed = class extends InMemoryPersistenceError {
  code = "StoreCrashed";
  constructor(origin) {
    super(origin, "the store crashed before it was acknowledged. It may be durable; submit it again, which is safe.");
  }
};
var Poisoned = class extends InMemoryPersistenceError {
  code = "Poisoned";
  constructor(origin, cause) {
    super(
      origin,
      "the store is poisoned by an unexpected error in apply, its cause. Mend that, or call clearPoison().",
      { cause }
    );
  }
};
var UnknownOperation = class extends InMemoryPersistenceError {
  code = "UnknownOperation";
  constructor(origin) {
    super(
      origin,
      "its outcome has been handed out, or promised to another wait(). Wait for a handle once and keep the receipt."
    );
  }
};
var MissingFinding = class extends InMemoryPersistenceError {
  code = "MissingFinding";
  tenantId;
  occurrenceId;
  findingId;
  constructor(origin) {
    const { tenantId, occurrenceId, findingId } = origin;
    super(
      origin,
      `${shortId("OccurrenceId", occurrenceId)} belongs to ${shortId("FindingId", findingId)}, which ${shortId("TenantId", tenantId)} has neither durable nor in this batch. Write the finding first, or with it.`
    );
    this.tenantId = tenantId;
    this.occurrenceId = occurrenceId;
    this.findingId = findingId;
  }
};
var MissingOccurrence = class extends InMemoryPersistenceError {
  code = "MissingOccurrence";
  tenantId;
  observationId;
  occurrenceId;
  constructor(origin) {
    const { tenantId, observationId, occurrenceId } = origin;
    super(
      origin,
      `${shortId("ObservationId", observationId)} belongs to ${shortId("OccurrenceId", occurrenceId)}, which ${shortId("TenantId", tenantId)} has neither durable nor in this batch. Write the occurrence first, or with it.`
    );
    this.tenantId = tenantId;
    this.observationId = observationId;
    this.occurrenceId = occurrenceId;
  }
};
var FindingConflict = class extends InMemoryPersistenceError {
  code = "FindingConflict";
  tenantId;
  findingId;
  constructor(origin) {
    super(origin, conflict(shortId("FindingId", origin.findingId), origin.tenantId));
    this.tenantId = origin.tenantId;
    this.findingId = origin.findingId;
  }
};
var OccurrenceConflict = class extends InMemoryPersistenceError {
  code = "OccurrenceConflict";
  tenantId;
  occurrenceId;
  constructor(origin) {
    super(origin, conflict(shortId("OccurrenceId", origin.occurrenceId), origin.tenantId));
    this.tenantId = origin.tenantId;
    this.occurrenceId = origin.occurrenceId;
  }
};
var ObservationConflict = class extends InMemoryPersistenceError {
  code = "ObservationConflict";
  tenantId;
  observationId;
  constructor(origin) {
    super(origin, conflict(shortId("ObservationId", origin.observationId), origin.tenantId));
    this.tenantId = origin.tenantId;
    this.observationId = origin.observationId;
  }
};
var BatchValidation = class extends InMemoryPersistenceError {
  code = "BatchValidation";
  constructor(origin, cause) {
    super(origin, `the batch is refused. ${cause.message}`, { cause });
  }
};
var StoreRefusal = class extends InMemoryPersistenceError {
  code;
  #sentence;
  constructor(code, sentence, options) {
    super({ store: "store" }, sentence, options);
    this.code = code;
    this.#sentence = sentence;
  }
  /** @internal Says where the refusal arose. */
  static locate(refusal2, origin) {
    if (!(#sentence in refusal2) || Object.isFrozen(refusal2)) return;
    const { store, operationId } = origin;
    Object.assign(refusal2, { store, message: messageOf(origin, refusal2.#sentence) });
    if (operationId !== void 0) Object.assign(refusal2, { operationId });
  }
};
function asOwnError(error, origin) {
  if (PersistenceInputError.is(error)) return new BatchValidation(origin, error);
  if (!InMemoryPersistenceError.is(error)) return void 0;
  if (error instanceof StoreRefusal) StoreRefusal.locate(error, origin);
  return error;
}
function messageOf({ store, operationId }, sentence) {
  return `${store}${operationId === void 0 ? "" : ` write #${operationId}`}: ${sentence}`;
}
function conflict(row, tenantId) {
  return `${row} of ${shortId("TenantId", tenantId)} exists with other content, and is immutable. One of the two was derived or copied wrongly; compare them.`;
}
var CODED = /* @__PURE__ */ new Set([
  InjectedSubmissionFailure,
  InjectedCommitFailure,
  AckLost,
  StoreCrashed,
  Poisoned,
  UnknownOperation,
  MissingFinding,
  MissingOccurrence,
  FindingConflict,
  OccurrenceConflict,
  ObservationConflict,
  BatchValidation
]);

// src/store/events.ts
var EventStream = class {
  #store;
  #observers = [];
  #queue = [];
  #sequence = 0;
  #delivering = false;
  constructor(store) {
    this.#store = store;
  }
  get observed() {
    return this.#observers.length > 0;
  }
  observers() {
    return this.#observers.map(({ observer }) => observer);
  }
  subscribe(observer) {
    const subscription = { observer };
    this.#observers = [...this.#observers, subscription];
    return () => {
      this.#observers = this.#observers.filter((other) => other !== subscription);
    };
  }
  /** Queues an event. `entry` is the public method that was called, where the caller's line matters. */
  push(happening, payload, entry, cause) {
    const site = entry && captureSite(entry);
    const event = { sequence: ++this.#sequence, store: this.#store, ...happening };
    Object.defineProperties(event, {
      payload: { value: payload },
      callSite: { get: () => site && framesOf(site) },
      toJSON: { value: eventToJson }
    });
    if (entry !== void 0) Object.defineProperty(event, "calledAs", { value: entry.name });
    if (cause !== void 0) Object.defineProperty(event, "cause", { value: cause });
    const frozen = Object.freeze(event);
    this.#queue.push(frozen);
    return frozen;
  }
  /** Delivers what is queued, unless a delivery is under way already: that one will. */
  deliver() {
    if (this.#delivering || this.#queue.length === 0) return;
    this.#delivering = true;
    for (let index = 0; index < this.#queue.length; index++) {
      for (const { observer } of this.#observers) notify(observer, this.#queue[index]);
    }
    this.#queue = [];
    this.#delivering = false;
  }
};
function notify(observer, event) {
  try {
    if (typeof observer === "function") observer(event);
    else observer.onEvent(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
function captureSite(entry) {
  const site = {};
  Error.captureStackTrace(site, entry);
  return site;
}
function framesOf(site) {
  const frames = (site.stack ?? "").split("\n").filter((line) => /^\s*at /.test(line));
  return frames.length === 0 ? void 0 : frames.join("\n");
}
function eventToJson() {
  return JSON.parse(
    JSON.stringify({ ...this }, (_, value) => typeof value === "bigint" ? `${value}` : value)
  );
}

// src/store/announcer.ts
var Announcer = class {
  #events;
  #countRows;
  constructor(store, countRows) {
    this.#events = new EventStream(store);
    this.#countRows = countRows;
  }
  subscribe(observer) {
    return this.#events.subscribe(observer);
  }
  observers() {
    return this.#events.observers();
  }
  /** Who called a method, if somebody wants to know. */
  callOf(entry) {
    return this.#events.observed ? captureSite(entry) : void 0;
  }
  /** Delivers what was announced. Comes last in each call, so that observers see the store at rest. */
  deliver() {
    this.#events.deliver();
  }
  accepted(operation, entry) {
    if (!this.#events.observed) return;
    const { operationId, payload } = operation;
    this.#events.push({ type: "accepted", operationId, rows: this.#rowsOf(payload) }, payload, entry);
  }
  refused(error, input, entry) {
    if (!this.#events.observed) return;
    const { code, message } = InMemoryPersistenceError.is(error) ? error : { code: "Error", message: textOf(error) };
    this.#events.push({ type: "refused", code, message }, input, entry);
  }
  delayed(operation, reason, cause, entry) {
    if (!this.#events.observed) return;
    const { operationId, payload } = operation;
    const rows = this.#rowsOf(payload);
    this.#events.push({ type: "delayed", operationId, rows, reason }, payload, entry, cause);
  }
  committed(operation, acknowledged) {
    if (!this.#events.observed) return;
    const { operationId, receipt, payload } = operation;
    this.#events.push({ type: "committed", operationId, receipt, acknowledged }, payload);
  }
  failed(operation, { code, message }) {
    if (!this.#events.observed) return;
    const { operationId, payload } = operation;
    this.#events.push({ type: "failed", operationId, code, message }, payload);
  }
  waited({ operationId }, error) {
    if (this.#events.observed) this.#events.push({ type: "waited", operationId, outcome: error?.code ?? "receipt" });
  }
  armed(fault, count, remaining, entry) {
    if (!this.#events.observed) return void 0;
    return this.#events.push({ type: "fault-armed", fault, count, remaining }, void 0, entry);
  }
  struck(fault, remaining, operation) {
    if (!this.#events.observed) return;
    const operationId = operation && { operationId: operation.operationId };
    this.#events.push({ type: "fault-struck", fault, ...operationId, remaining });
  }
  faultsReset(cleared) {
    if (this.#events.observed) this.#events.push({ type: "faults-reset", cleared });
  }
  modeChanged(autoComplete, entry) {
    if (!this.#events.observed) return void 0;
    return this.#events.push({ type: "mode-changed", autoComplete }, void 0, entry);
  }
  crashed(dropped) {
    if (this.#events.observed) this.#events.push({ type: "crashed", dropped });
  }
  poisoned({ operationId }) {
    if (this.#events.observed) this.#events.push({ type: "poisoned", operationId });
  }
  poisonCleared() {
    if (this.#events.observed) this.#events.push({ type: "poison-cleared" });
  }
  /** A backend whose `countRows` throws must not make a difference between being observed and not. */
  #rowsOf(payload) {
    try {
      return this.#countRows(payload);
    } catch {
      return 1;
    }
  }
};
function textOf(error) {
  try {
    return String(error);
  } catch {
    return kindOf(error);
  }
}

// src/store/handle.ts
var StoreHandle = class {
  #desk;
  #operation;
  /** @internal Handles come from a store's writing method. */
  constructor(desk, operation) {
    this.#desk = desk;
    this.#operation = operation;
  }
  /** Number of the write within its store. */
  get operationId() {
    return this.#operation.operationId;
  }
  wait(options) {
    return this.#desk.waitFor(this.#operation, options, this.wait);
  }
};

// src/store/control-arguments.ts
function readCount(field, value) {
  if (typeof value !== "number") throw invalidType(field, "number", value);
  if (!Number.isInteger(value) || value < 0) throw outOfRange(field, value, 0, Number.MAX_SAFE_INTEGER);
  return value;
}
function readBoolean(field, value) {
  if (typeof value !== "boolean") throw invalidType(field, "boolean", value);
  return value;
}
function readOrder(field, value) {
  if (value !== "OldestFirst" && value !== "NewestFirst")
    throw invalidType(field, "'OldestFirst' or 'NewestFirst'", value);
  return value;
}
function readSignal(options) {
  return reading("options", () => {
    const { signal } = objectLike("options", options);
    if (signal === void 0) return void 0;
    const { aborted, addEventListener, removeEventListener } = objectLike("options.signal", signal);
    if (typeof aborted !== "boolean" || typeof addEventListener !== "function" || typeof removeEventListener !== "function")
      throw invalidType("options.signal", "AbortSignal", signal);
    return signal;
  });
}
function readObserver(field, value) {
  return reading(field, () => {
    if (typeof value === "function") return value;
    const expected = "function or object with onEvent()";
    if (kindOf(value) !== "object") throw invalidType(field, expected, value);
    if (typeof value.onEvent !== "function") throw invalidType(field, expected, value);
    return value;
  });
}

// src/store/faults.ts
var FaultSwitchboard = class {
  #counters = { failNextSubmissions: 0, failNextCommits: 0, delayNextWrites: 0, loseNextAcks: 0 };
  /** What is armed, in the order in which it strikes. */
  #armed = {};
  counters() {
    return Object.freeze({ ...this.#counters });
  }
  /** Adds to a counter, which saturates. */
  arm(fault, count) {
    const strikes2 = { left: count, armedBy: void 0 };
    this.#counters[fault] = Math.min(this.#counters[fault] + count, Number.MAX_SAFE_INTEGER);
    if (count > 0) (this.#armed[fault] ??= /* @__PURE__ */ new Set()).add(strikes2);
    return strikes2;
  }
  /** Uses up one strike, if the fault is armed: of what was armed first. */
  strike(fault) {
    if (this.#counters[fault] === 0) return void 0;
    for (const strikes2 of this.#armed[fault] ?? []) {
      this.#counters[fault]--;
      if (--strikes2.left === 0) this.#armed[fault]?.delete(strikes2);
      return strikes2;
    }
    return void 0;
  }
  /** Takes back what is left of some strikes. */
  disarm(fault, strikes2) {
    if (this.#armed[fault]?.delete(strikes2) !== true) return;
    this.#counters[fault] = Math.max(this.#counters[fault] - strikes2.left, 0);
  }
  /** Sets all counters to zero; what they held. */
  reset() {
    const cleared = this.counters();
    for (const fault of Object.keys(cleared)) this.#counters[fault] = 0;
    this.#armed = {};
    return cleared;
  }
};

// src/store/abort.ts
function listenForAbort(signal, onAbort) {
  if (signal === void 0) return () => void 0;
  const listener = () => onAbort(signal.reason);
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}

// src/store/operation.ts
var Operation = class {
  store;
  /** Its number within the store. */
  key;
  /** What is to be applied; let go once it was. */
  payload;
  state = "pending";
  receipt;
  /** Set when it failed, or when its acknowledgement was lost. */
  error;
  /** Life of the store in which it finished: a crash ends a life, and with it every outcome not yet handed out. */
  life = 0;
  waiter;
  /** Neighbours in the queue of pending writes. */
  older;
  newer;
  constructor(store, number, payload) {
    this.store = store;
    this.key = number;
    this.payload = payload;
  }
  get operationId() {
    return BigInt(this.key);
  }
  /** Resolves with its receipt, or rejects with its error, once it has finished; until `signal` aborts. */
  whenFinished(signal, calledAt) {
    return new Promise((resolve, reject) => {
      const stopListening = listenForAbort(signal, (reason) => {
        this.waiter = void 0;
        reject(reason);
      });
      this.waiter = {
        resolve: (receipt) => {
          stopListening();
          resolve(receipt);
        },
        reject: (error) => {
          stopListening();
          reject(error);
        },
        calledAt
      };
    });
  }
};

// src/store/gauge.ts
var Gauge = class {
  #watchers = /* @__PURE__ */ new Set();
  /**
   * Resolves once `update` is told of a count of at least `level`; at once if `current` is that already. `caller` tells who
   * has to wait, and is asked only then.
   */
  reaches(level, current, signal, caller) {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (current >= level) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stopListening = listenForAbort(signal, (reason) => {
        this.#watchers.delete(watcher);
        reject(reason);
      });
      const watcher = {
        level,
        calledAt: caller(),
        reached: () => {
          this.#watchers.delete(watcher);
          stopListening();
          resolve();
        }
      };
      this.#watchers.add(watcher);
    });
  }
  /** Who waits, the first to come first. */
  waits() {
    return [...this.#watchers];
  }
  /** Tells the gauge what the count is now. */
  update(current) {
    for (const watcher of this.#watchers) if (current >= watcher.level) watcher.reached();
  }
};

// src/store/pending-write-id.ts
function readOperationId(field, value) {
  if (typeof value !== "bigint" && typeof value !== "number") throw invalidType(field, "bigint or number", value);
  const inRange = typeof value === "bigint" ? value <= U64_MAX : Number.isSafeInteger(value);
  if (!inRange || value < 0) throw outOfRange(field, value, 0n, U64_MAX);
  return BigInt(value);
}

// src/store/linked-queue.ts
var LinkedQueue = class {
  #byKey = /* @__PURE__ */ new Map();
  #oldest;
  #newest;
  get size() {
    return this.#byKey.size;
  }
  get(key) {
    return this.#byKey.get(key);
  }
  next(order) {
    return order === "OldestFirst" ? this.#oldest : this.#newest;
  }
  push(item) {
    item.older = this.#newest;
    if (this.#newest === void 0) this.#oldest = item;
    else this.#newest.newer = item;
    this.#newest = item;
    this.#byKey.set(item.key, item);
  }
  /** Takes an item out; one that is not in the queue is left alone. */
  remove(item) {
    if (!this.#byKey.delete(item.key)) return;
    const { older, newer } = item;
    if (older === void 0) this.#oldest = newer;
    else older.newer = newer;
    if (newer === void 0) this.#newest = older;
    else newer.older = older;
    item.older = item.newer = void 0;
  }
  toArray(order) {
    const items = [];
    for (let item = this.next(order); item !== void 0; item = order === "OldestFirst" ? item.newer : item.older) {
      items.push(item);
    }
    return items;
  }
};

// src/store/core.ts
var InMemoryStoreCore = class _InMemoryStoreCore {
  #backend;
  #durable;
  #pending = new LinkedQueue();
  #gauge = new Gauge();
  #faults = new FaultSwitchboard();
  #tell;
  #nextNumber = 1;
  #autoComplete;
  #modeSetBy;
  #life = 0;
  #poison;
  constructor(backend, options = {}, durable = atOnce("createDurable", backend.createDurable())) {
    this.#backend = backend;
    this.#durable = durable;
    this.#autoComplete = reading("options", () => {
      const { autoComplete = true } = objectLike("options", options);
      return readBoolean("options.autoComplete", autoComplete);
    });
    this.#tell = new Announcer(backend.kind, (payload) => backend.countRows?.(payload) ?? 1);
  }
  /** Names the store in errors and events. */
  get kind() {
    return this.#backend.kind;
  }
  /** Whether writes are applied at once. */
  get autoComplete() {
    return this.#autoComplete;
  }
  /** @internal What a scope goes back to when it is left. */
  get mode() {
    return { autoComplete: this.#autoComplete, setBy: this.#modeSetBy };
  }
  /**
   * Accepts a write, or refuses it by rejecting. `entry` is the public method that was called, for the call site in
   * events.
   */
  submit(input, entry = this.submit) {
    try {
      return Promise.resolve(new StoreHandle(this, this.#accept(input, entry)));
    } catch (error) {
      return Promise.reject(error);
    } finally {
      this.#tell.deliver();
    }
  }
  /** Reads the durable tables. What `select` returns must not let its caller change them. */
  read(select) {
    this.#refuseIfPoisoned();
    return select(this.#durable);
  }
  /**
   * An independent store in the same state: durable rows, mode, armed faults, the next id, and what is pending, under the
   * same ids. Handles, outcomes and observers stay with this one. Throws `InvalidType` if the backend cannot fork.
   */
  fork() {
    const fork = this.forkDurable({ autoComplete: this.#autoComplete });
    fork.#nextNumber = this.#nextNumber;
    for (const [fault, count] of Object.entries(this.faults())) fork.#faults.arm(fault, count);
    for (const { key, payload } of this.#pending.toArray("OldestFirst"))
      fork.#pending.push(new Operation(this.kind, key, payload));
    return fork;
  }
  /** A store with the same durable rows and nothing else. Throws `InvalidType` if the backend cannot fork. */
  forkDurable(options) {
    this.#refuseIfPoisoned();
    if (this.#backend.fork === void 0) throw lacks("fork", "a function that copies the durable tables");
    return new _InMemoryStoreCore(this.#backend, options, this.#backend.fork(this.#durable));
  }
  /** The durable rows by table and key. Throws `InvalidType` if the backend does not show them. */
  tables() {
    this.#refuseIfPoisoned();
    if (this.#backend.tables === void 0) throw lacks("tables", "a function that shows the durable rows");
    return this.#backend.tables(this.#durable);
  }
  /** @internal A text that two states share only if nothing can tell them apart; `undefined` if there is no telling. */
  digest() {
    this.#refuseIfPoisoned();
    return this.#backend.digest === void 0 ? digestOf(this.#durable) : this.#backend.digest(this.#durable);
  }
  /** @internal Whether the backend can fork its tables. */
  get canFork() {
    return this.#backend.fork !== void 0;
  }
  /** @internal Whether somebody waits for a write that is pending, and may go on when it is released. */
  isAwaited() {
    return this.#pending.toArray("OldestFirst").some(({ waiter }) => waiter !== void 0);
  }
  /** Turns immediate completion on or off. What is pending stays pending; later writes may overtake it. */
  setAutoComplete(on, entry = this.setAutoComplete) {
    readBoolean("on", on);
    this.#control(() => {
      this.#autoComplete = on;
      this.#modeSetBy = this.#tell.modeChanged(on, entry);
    });
  }
  /** Makes a fault strike `count` times more; counts add up and saturate at `Number.MAX_SAFE_INTEGER`. */
  arm(fault, count, entry = this.arm) {
    this.armStrikes(fault, count, entry);
  }
  /** @internal The same, for a scope that takes back what is left of it. */
  armStrikes(fault, count, entry) {
    readCount("count", count);
    return this.#control(() => {
      const strikes2 = this.#faults.arm(fault, count);
      strikes2.armedBy = this.#tell.armed(fault, count, this.#faults.counters()[fault], entry);
      return strikes2;
    });
  }
  /** How many more times each fault will strike. */
  faults() {
    return this.#faults.counters();
  }
  /** @internal Takes back what is left of what a scope armed. Works on a poisoned store. */
  disarm(fault, strikes2) {
    this.#faults.disarm(fault, strikes2);
  }
  /** @internal Goes back to the mode from before a scope. Works on a poisoned store. */
  restore({ autoComplete, setBy }) {
    this.#modeSetBy = setBy;
    if (autoComplete === this.#autoComplete) return;
    this.#autoComplete = autoComplete;
    this.#tell.modeChanged(autoComplete);
    this.#tell.deliver();
  }
  /** Disarms all faults. */
  resetFaults() {
    this.#control(() => {
      this.#tell.faultsReset(this.#faults.reset());
    });
  }
  /** Releases the oldest or the newest pending write; its id, or `undefined` if none was pending. */
  releaseNext(order = "OldestFirst") {
    readOrder("order", order);
    return this.#control(() => {
      const operation = this.#pending.next(order);
      if (operation === void 0) return void 0;
      this.#release(operation);
      return operation.operationId;
    });
  }
  /** Releases one pending write; `false` if it is unknown or finished already. */
  releaseSpecific(id) {
    const number = Number(readOperationId("id", id));
    return this.#control(() => {
      const operation = this.#pending.get(number);
      if (operation === void 0) return false;
      this.#release(operation);
      return true;
    });
  }
  /** Releases what is pending at the call, and says how many that were. */
  releaseAll(order = "OldestFirst") {
    readOrder("order", order);
    return this.#control(() => {
      const operations = this.#pending.toArray(order);
      for (const operation of operations) this.#release(operation);
      return operations.length;
    });
  }
  /** How many writes are held back. */
  pendingCount() {
    this.#refuseIfPoisoned();
    return this.#pending.size;
  }
  /** The writes held back, in the order of their submission. */
  pendingIds() {
    this.#refuseIfPoisoned();
    return this.#pending.toArray("OldestFirst").map(({ operationId }) => operationId);
  }
  /** Resolves once at least `count` writes are pending. */
  whenPending(count, options = {}, entry = this.whenPending) {
    readCount("count", count);
    const signal = readSignal(options);
    this.#refuseIfPoisoned();
    return this.#gauge.reaches(count, this.#pending.size, signal, () => this.#tell.callOf(entry));
  }
  /** @internal Who waits for something that this store has not done yet. */
  openWaits() {
    const pending = this.#pending.toArray("OldestFirst");
    return {
      pending: pending.map(({ operationId }) => operationId),
      writes: pending.flatMap(
        ({ operationId, waiter }) => waiter === void 0 ? [] : [{ operationId, calledAt: waiter.calledAt }]
      ),
      levels: this.#gauge.waits()
    };
  }
  /**
   * Ends the store's life as a process crash would: what is pending is dropped, every outcome not yet handed out becomes
   * `StoreCrashed`, durable state stays, and the store goes on accepting.
   */
  crash() {
    const dropped = this.#pending.toArray("OldestFirst");
    for (const operation of dropped) {
      this.#pending.remove(operation);
      this.#finish(operation, new StoreCrashed(operation));
    }
    this.#life++;
    this.#tell.crashed(dropped.map(({ operationId }) => operationId));
    this.#tell.deliver();
  }
  /** Takes the store back into service after an unexpected error in the backend. */
  clearPoison() {
    if (this.#poison === void 0) return;
    this.#poison = void 0;
    this.#tell.poisonCleared();
    this.#tell.deliver();
  }
  /** Tells `observer` what happens from now on; returns what ends that. */
  subscribe(observer) {
    return this.#tell.subscribe(readObserver("observer", observer));
  }
  /** Who is being told. */
  observers() {
    return this.#tell.observers();
  }
  /** @internal Hands out an operation's outcome, once; what a handle's `wait()` does. */
  waitFor(operation, options = {}, entry = this.waitFor) {
    try {
      const signal = readSignal(options);
      this.#refuseIfPoisoned();
      if (operation.state === "handed-out" || operation.waiter !== void 0) {
        return Promise.reject(new UnknownOperation(operation));
      }
      if (signal?.aborted === true) return Promise.reject(signal.reason);
      if (operation.state === "pending") return operation.whenFinished(signal, this.#tell.callOf(entry));
      const error = this.#take(operation);
      return error === void 0 ? Promise.resolve(operation.receipt) : Promise.reject(error);
    } catch (error) {
      return Promise.reject(error);
    } finally {
      this.#tell.deliver();
    }
  }
  #accept(input, entry) {
    if (this.#poison !== void 0) {
      throw this.#refused(new Poisoned({ store: this.kind }, this.#poison.cause), input, entry);
    }
    const payload = this.#prepare(input, entry);
    if (this.#strikes("failNextSubmissions")) {
      throw this.#refused(new InjectedSubmissionFailure({ store: this.kind }), payload, entry);
    }
    const operation = new Operation(this.kind, this.#nextNumber++, payload);
    this.#tell.accepted(operation, entry);
    const strikes2 = this.#strikes("delayNextWrites", operation);
    if (strikes2 !== void 0) this.#delay(operation, "delayNextWrites", strikes2.armedBy, entry);
    else if (!this.#autoComplete) this.#delay(operation, "autoComplete is off", this.#modeSetBy, entry);
    else this.#applyNow(operation);
    return operation;
  }
  #prepare(input, entry) {
    if (this.#backend.prepare === void 0) return input;
    try {
      return atOnce("prepare", this.#backend.prepare(input));
    } catch (error) {
      throw this.#refused(asOwnError(error, { store: this.kind }) ?? error, input, entry);
    }
  }
  #refused(error, input, entry) {
    this.#tell.refused(error, input, entry);
    return error;
  }
  #delay(operation, reason, cause, entry) {
    this.#pending.push(operation);
    this.#tell.delayed(operation, reason, cause, entry);
    this.#gauge.update(this.#pending.size);
  }
  #applyNow(operation) {
    this.#apply(operation);
    if (this.#poison === void 0) return;
    this.#take(operation);
    throw operation.error;
  }
  #release(operation) {
    if (operation.state !== "pending") return;
    this.#pending.remove(operation);
    this.#apply(operation);
    if (this.#poison !== void 0) throw operation.error;
  }
  #apply(operation) {
    try {
      if (this.#strikes("failNextCommits", operation)) throw new InjectedCommitFailure(operation);
      const { store, operationId } = operation;
      const receipt = this.#backend.apply(this.#durable, operation.payload, { store, operationId });
      operation.receipt = atOnce("apply", receipt);
    } catch (cause) {
      const error = asOwnError(cause, operation) ?? this.#poisonedBy(cause, operation);
      this.#tell.failed(operation, error);
      this.#finish(operation, error);
      return;
    }
    const lost = this.#strikes("loseNextAcks", operation) !== void 0;
    this.#tell.committed(operation, !lost);
    this.#finish(operation, lost ? new AckLost(operation) : void 0);
  }
  #finish(operation, error) {
    const { waiter } = operation;
    operation.payload = void 0;
    operation.waiter = void 0;
    operation.error = error;
    operation.state = "finished";
    operation.life = this.#life;
    if (waiter === void 0) return;
    this.#take(operation);
    if (error === void 0) waiter.resolve(operation.receipt);
    else waiter.reject(error);
  }
  /** Marks an outcome as handed out; its error, if it is one. */
  #take(operation) {
    const error = operation.life === this.#life ? operation.error : new StoreCrashed(operation);
    operation.state = "handed-out";
    this.#tell.waited(operation, error);
    return error;
  }
  #poisonedBy(cause, operation) {
    this.#poison = { cause };
    this.#tell.poisoned(operation);
    return new Poisoned(operation, cause);
  }
  #refuseIfPoisoned() {
    if (this.#poison !== void 0) throw new Poisoned({ store: this.kind }, this.#poison.cause);
  }
  /** Makes a change that a poisoned store refuses, then tells the observers of it. */
  #control(change) {
    this.#refuseIfPoisoned();
    try {
      return change();
    } finally {
      this.#tell.deliver();
    }
  }
  /** Uses up one strike of a fault, if it is armed. */
  #strikes(fault, operation) {
    const strikes2 = this.#faults.strike(fault);
    if (strikes2 === void 0) return void 0;
    this.#tell.struck(fault, this.#faults.counters()[fault], operation);
    return strikes2;
  }
};
function lacks(method, expected) {
  return invalidType(`backend.${method}`, expected, void 0);
}

// src/store/controlled-store.ts
var STORE_CORE = /* @__PURE__ */ Symbol.for("gossip-inmemory.core");
function coreOf(store) {
  if (!hasBrand(store, STORE_CORE)) return void 0;
  return store[STORE_CORE];
}
var ControlledStore = class {
  constructor(source, options) {
    const core = source instanceof InMemoryStoreCore ? source : new InMemoryStoreCore(source, options);
    Object.defineProperty(this, STORE_CORE, { value: core });
  }
  get core() {
    return this[STORE_CORE];
  }
  /** A handle of this one's class and with its properties, on whichever store. */
  handleOn(core) {
    const properties = { ...Object.getOwnPropertyDescriptors(this), [STORE_CORE]: { value: core } };
    return Object.create(Object.getPrototypeOf(this), properties);
  }
  /** Whether writes are applied at once, or held back until they are released. Leaves what is pending pending. */
  setAutoComplete(on) {
    this.core.setAutoComplete(on, this.setAutoComplete);
  }
  /** Holds back the next `count` writes more, whatever the mode. */
  delayNextWrites(count) {
    this.core.arm("delayNextWrites", count, this.delayNextWrites);
  }
  /** Refuses the next `count` submissions more with `InjectedSubmissionFailure`. */
  failNextSubmissions(count) {
    this.core.arm("failNextSubmissions", count, this.failNextSubmissions);
  }
  /** Fails the next `count` commits more with `InjectedCommitFailure`, in the order in which writes are applied. */
  failNextCommits(count) {
    this.core.arm("failNextCommits", count, this.failNextCommits);
  }
  /** Commits the next `count` successful writes more, but answers `AckLost`. */
  loseNextAcks(count) {
    this.core.arm("loseNextAcks", count, this.loseNextAcks);
  }
  /** Drops what is pending and turns every outcome not yet waited for into `StoreCrashed`; durable state stays. */
  crash() {
    this.core.crash();
  }
  /** How many more times each fault will strike. */
  faults() {
    return this.core.faults();
  }
  /** Disarms all faults. */
  resetFaults() {
    this.core.resetFaults();
  }
  /** Takes the store back into service after an unexpected error in its backend. */
  clearPoison() {
    this.core.clearPoison();
  }
  /** Releases one pending write, by default the oldest; its id, or `undefined` if none was pending. */
  releaseNext(order) {
    return this.core.releaseNext(order);
  }
  /** Releases the write of this id; `false` if it is unknown or finished already. */
  releaseSpecific(id) {
    return this.core.releaseSpecific(id);
  }
  /** Releases what is pending at the call, by default oldest first; how many that were. */
  releaseAll(order) {
    return this.core.releaseAll(order);
  }
  /** How many writes are held back. */
  pendingCount() {
    return this.core.pendingCount();
  }
  /** The ids of the writes held back, in the order of their submission. */
  pendingIds() {
    return this.core.pendingIds();
  }
  /** Resolves once at least `count` writes are pending; rejects with the signal's reason when it aborts. */
  whenPending(count, options) {
    return this.core.whenPending(count, options, this.whenPending);
  }
  /** Tells `observer` of every event from now on; returns what ends that. */
  subscribe(observer) {
    return this.core.subscribe(observer);
  }
};

// src/records/done-ledger-batch.ts
var DoneLedgerBatch = Object.freeze({
  /**
   * Reads a batch as a ledger must at submission: a copy of its own, frozen, of which shape, types and ranges have been
   * checked. Throws a `PersistenceInputError`.
   */
  parse: (records) => reading("records", () => readRecords(records)),
  /** Holds a batch to the rules of its records, as a ledger must at commit. Throws for the first that is broken. */
  validate: (records) => checkBatchRules(DoneLedgerBatch.parse(records))
});
function checkBatchRules(records) {
  for (let index = 0; index < records.length; index++) {
    checkRecordRules(records[index], "records", index);
  }
}
function readRecords(records) {
  const { items, length } = readArray("records", records);
  const rows = [];
  for (let index = 0; index < length; index++) {
    const row = items[index];
    rows.push(LEDGER_RECORD.has(row) ? row : parseLedgerRecord(`records[${index}]`, row));
  }
  return Object.freeze(rows);
}

// src/done-ledger/ledger-table.ts
var LedgerTable = class _LedgerTable {
  #tenants = /* @__PURE__ */ new Map();
  #size = 0;
  /** Rows that a fork has as well: to be copied before they are written to. */
  #shared;
  get size() {
    return this.#size;
  }
  get({ tenantId, policyHash, ovidHash }) {
    return this.rows(tenantId, policyHash)?.get(ovidHash);
  }
  /** The rows of one tenant under one policy, if there ever were any. */
  rows(tenantId, policyHash) {
    return this.#tenants.get(tenantId)?.get(policyHash);
  }
  /** Merges valid records in, one after the other. */
  merge(records) {
    let rows;
    let tenantId;
    let policyHash;
    for (const record of records) {
      const { key } = record;
      if (rows === void 0 || key.tenantId !== tenantId || key.policyHash !== policyHash) {
        ({ tenantId, policyHash } = key);
        rows = this.#rowsToWrite(tenantId, policyHash);
      }
      const existing = rows.get(key.ovidHash);
      if (existing === void 0) this.#size++;
      const merged = existing === void 0 ? record : mergeRecords(existing, record);
      if (merged !== existing) rows.set(key.ovidHash, merged);
    }
  }
  /** The hashes of the rows with a terminal status, sorted. */
  doneHashes(tenantId, policyHash) {
    const done = [];
    for (const [ovidHash, { status }] of this.rows(tenantId, policyHash) ?? []) {
      if (DoneLedgerStatus.isTerminal(status)) done.push(ovidHash);
    }
    return done.sort();
  }
  /** All rows, sorted by (tenant, policy, object version). */
  toSortedArray() {
    return valuesByKey(this.#tenants).flatMap((policies) => valuesByKey(policies).flatMap((rows) => valuesByKey(rows)));
  }
  /** All rows by their key, in the order in which they were first written within a tenant and policy. */
  toMap() {
    const byKey2 = /* @__PURE__ */ new Map();
    for (const [tenantId, policies] of this.#tenants) {
      for (const [policyHash, rows] of policies) {
        for (const [ovidHash, record] of rows) byKey2.set(`${tenantId}/${policyHash}/${ovidHash}`, record);
      }
    }
    return byKey2;
  }
  /** A table of its own with the same rows, which the two share until either writes to them. */
  fork() {
    const fork = new _LedgerTable();
    fork.#size = this.#size;
    for (const [tenantId, policies] of this.#tenants) fork.#tenants.set(tenantId, new Map(policies));
    const rows = [...this.#tenants.values()].flatMap((policies) => [...policies.values()]);
    this.#shared = new Set(rows);
    fork.#shared = new Set(rows);
    return fork;
  }
  #rowsToWrite(tenantId, policyHash) {
    let policies = this.#tenants.get(tenantId);
    if (policies === void 0) this.#tenants.set(tenantId, policies = /* @__PURE__ */ new Map());
    let rows = policies.get(policyHash);
    if (rows === void 0) policies.set(policyHash, rows = /* @__PURE__ */ new Map());
    else if (this.#shared?.delete(rows)) policies.set(policyHash, rows = new Map(rows));
    return rows;
  }
};

// src/done-ledger/done-ledger-backend.ts
var doneLedgerBackend = Object.freeze({
  kind: "done-ledger",
  createDurable: () => new LedgerTable(),
  prepare: DoneLedgerBatch.parse,
  apply(table, records) {
    checkBatchRules(records);
    const folded = fold(records);
    table.merge(folded);
    return receiptOf(folded);
  },
  countRows: (records) => records.length,
  fork: (table) => table.fork(),
  tables: (table) => ({ records: table.toMap() }),
  digest: (table) => table.toSortedArray().map(digestOfRow).join("\n")
});
function fold(records) {
  if (new Set(records.map(({ key }) => key.ovidHash)).size === records.length) return records;
  const folded = /* @__PURE__ */ new Map();
  for (const record of records) {
    const { tenantId, policyHash, ovidHash } = record.key;
    const key = tenantId + policyHash + ovidHash;
    const earlier = folded.get(key);
    folded.set(key, earlier === void 0 ? record : mergeRecords(earlier, record));
  }
  return [...folded.values()];
}
function receiptOf(folded) {
  let scannedCount = 0;
  let findingsCount = 0;
  for (const record of folded) {
    if (isScannedRank(rankOf(record.status))) scannedCount++;
    findingsCount += record.findingsCount;
  }
  return Object.freeze({ recordCount: folded.length, scannedCount, findingsCount });
}

// src/done-ledger/in-memory-done-ledger.ts
var InMemoryDoneLedger = class _InMemoryDoneLedger extends ControlledStore {
  /** @param core makes this another handle on that store; {@link clone} does. */
  constructor(options, core) {
    super(core ?? doneLedgerBackend, options);
  }
  /** Another handle on the same store. It is of this class, also where a subclass is asked. */
  clone() {
    return this.core.read(() => new _InMemoryDoneLedger(void 0, this.core));
  }
  /** An independent ledger in the same state; see `ControlledStore.fork`. It is of this class, too. */
  fork() {
    return new _InMemoryDoneLedger(void 0, this.core.fork());
  }
  /** The durable rows as they are now. */
  checkpoint() {
    return new DoneLedgerCheckpoint(this.core.forkDurable());
  }
  /** Merges records into the ledger, all or none. Rejects with an `InMemoryPersistenceError`. */
  batchUpsert(records) {
    return this.core.submit(records, this.batchUpsert);
  }
  /** One answer per hash asked for, in that order. Rejects with a `PersistenceInputError` for a malformed id. */
  async batchGet(tenantId, policyHash, ovidHashes) {
    const tenant = canonicalId("tenantId", tenantId);
    const policy = canonicalId("policyHash", policyHash);
    const hashes = reading("ovidHashes", () => readHashes(ovidHashes));
    return this.core.read((table) => {
      const rows = table.rows(tenant, policy);
      return hashes.map((ovidHash) => rows?.get(ovidHash));
    });
  }
  /** The hashes of rows with a terminal status, sorted. Rejects with a `PersistenceInputError` for a malformed id. */
  async listDoneHashes(tenantId, policyHash) {
    const tenant = canonicalId("tenantId", tenantId);
    const policy = canonicalId("policyHash", policyHash);
    return this.core.read((table) => table.doneHashes(tenant, policy));
  }
  /** The durable row of a key. Throws a `PersistenceInputError` for a malformed key. */
  getRecord(key) {
    const wanted = reading("key", () => readLedgerKey("key", key));
    return this.core.read((table) => table.get(wanted));
  }
  /** All durable rows, sorted by (tenant, policy, object version). */
  snapshot() {
    return this.core.read((table) => table.toSortedArray());
  }
  /** How many durable rows there are. */
  durableCounts() {
    return this.core.read((table) => ({ records: table.size }));
  }
};
var DoneLedgerCheckpoint = class extends Checkpoint {
  #ledger;
  /** @internal */
  constructor(core) {
    super(core);
    this.#ledger = new InMemoryDoneLedger(void 0, core);
  }
  /** A new ledger that starts with these rows: nothing pending, no faults, ids from 1. */
  fork(options) {
    return new InMemoryDoneLedger(void 0, this.core.forkDurable(options));
  }
  /** The row of a key. Throws a `PersistenceInputError` for a malformed key. */
  getRecord(key) {
    return this.#ledger.getRecord(key);
  }
  /** All rows, sorted by (tenant, policy, object version). */
  snapshot() {
    return this.#ledger.snapshot();
  }
  /** How many rows there are. */
  durableCounts() {
    return this.#ledger.durableCounts();
  }
};
function readHashes(value) {
  const { items, length } = readArray("ovidHashes", value);
  const hashes = [];
  for (let index = 0; index < length; index++) {
    const hash = items[index];
    hashes.push(isCanonicalId(hash) ? hash : canonicalId(`ovidHashes[${index}]`, hash));
  }
  return hashes;
}

// src/values/identities.ts
var TenantId = Object.freeze(definePublicId("TenantId"));
var ConnectorInstanceIdHash = Object.freeze({
  ...definePublicId("ConnectorInstanceIdHash"),
  fromInstanceId: (instanceId) => deriveConnectorInstance(...lengthPrefixed(byteString("instanceId", instanceId)))
});
var StableItemId = Object.freeze({
  ...definePublicId("StableItemId"),
  derive: (input) => reading("StableItemId", () => {
    const { connector, instance, locator } = objectLike("StableItemId", input);
    return deriveStableItem(
      connectorTag(connector),
      id32(canonicalId("instance", instance)),
      ...lengthPrefixed(byteString("locator", locator))
    );
  })
});
var ObjectVersionId = Object.freeze({
  ...definePublicId("ObjectVersionId"),
  fromVersionBytes: (version) => deriveObjectVersion(...lengthPrefixed(byteString("version", version)))
});
var RuleFingerprint = Object.freeze({
  ...definePublicId("RuleFingerprint"),
  fromRuleName: (name) => deriveRule(byteString("name", wellFormed("name", name)))
});
var PolicyHash = Object.freeze({
  ...definePublicId("PolicyHash"),
  derive: (input) => reading("PolicyHash", () => {
    const { schemeVersion = 1, idHashMode, evidenceVersion = 1, rulesDigest } = objectLike("PolicyHash", input);
    return derivePolicy(
      u32le(u32("schemeVersion", schemeVersion)),
      u82(idHashModeByte(idHashMode)),
      u32le(u32("evidenceVersion", evidenceVersion)),
      typeof rulesDigest === "string" ? bytesOf(RulesDigest.fromHex(rulesDigest)) : copy32Bytes("rulesDigest", rulesDigest)
    );
  })
});
var VersionId = Object.freeze({
  strong: (version) => versionId("strong", version),
  weak: (version) => versionId("weak", version)
});
var OvidHash = Object.freeze({
  ...definePublicId("OvidHash"),
  derive: (input) => reading("OvidHash", () => {
    const { stableItemId, version } = objectLike("OvidHash", input);
    const { strength, objectVersionId } = objectLike("version", version);
    if (strength !== "strong" && strength !== "weak")
      throw invalidType("version.strength", "'strong' or 'weak'", strength);
    return deriveOvid(
      id32(canonicalId("stableItemId", stableItemId)),
      u82(strength === "strong" ? 0 : 1),
      id32(canonicalId("version.objectVersionId", objectVersionId))
    );
  })
});
var FindingId = Object.freeze({
  ...definePublicId("FindingId"),
  derive: (input) => reading("FindingId", () => {
    const { tenantId, stableItemId, ruleFingerprint, secretHash } = objectLike("FindingId", input);
    return deriveFinding(
      id32(canonicalId("tenantId", tenantId)),
      id32(canonicalId("stableItemId", stableItemId)),
      id32(canonicalId("ruleFingerprint", ruleFingerprint)),
      secretHashBytes("secretHash", secretHash)
    );
  })
});
var OccurrenceId = Object.freeze({
  ...definePublicId("OccurrenceId"),
  derive: (input) => reading("OccurrenceId", () => {
    const { findingId, objectVersionId, byteOffset, byteLength } = objectLike("OccurrenceId", input);
    return deriveOccurrence(
      id32(canonicalId("findingId", findingId)),
      id32(canonicalId("objectVersionId", objectVersionId)),
      u64le(u64("byteOffset", byteOffset)),
      u64le(spanLength("byteLength", u64("byteLength", byteLength)))
    );
  })
});
var ObservationId = Object.freeze({
  ...definePublicId("ObservationId"),
  derive: (input) => reading("ObservationId", () => {
    const { tenantId, policyHash, occurrenceId } = objectLike("ObservationId", input);
    return deriveObservation(
      id32(canonicalId("tenantId", tenantId)),
      id32(canonicalId("policyHash", policyHash)),
      id32(canonicalId("occurrenceId", occurrenceId))
    );
  })
});
function spanLength(field, value) {
  if (value > 0n) return value;
  throw new PersistenceInputError("ZeroSpanLength", { field, min: 1n, actual: value }, "a span has at least one byte");
}
function versionId(strength, version) {
  return Object.freeze({ strength, objectVersionId: canonicalId("version", version) });
}
function idHashModeByte(mode) {
  if (mode === "Unkeyed") return 0;
  if (mode === "KeyedV1") return 1;
  throw invalidType("idHashMode", "'Unkeyed' or 'KeyedV1'", mode);
}
function connectorTag(value) {
  const text2 = wellFormed("connector", value);
  if (text2.length === 0) throw empty("connector");
  const index = text2.search(/[^!-~]/);
  if (index >= 0) {
    throw new PersistenceInputError(
      "InvalidByte",
      { field: "connector", index },
      `character ${index} is not ASCII graphic`
    );
  }
  if (text2.length > 8) {
    throw new PersistenceInputError(
      "TooLarge",
      { field: "connector", max: 8, actual: text2.length },
      `${text2.length} bytes, at most 8`
    );
  }
  const bytes = new Uint8Array(8);
  new TextEncoder().encodeInto(text2, bytes);
  return bytes;
}
var RulesDigest = definePublicId("rulesDigest");
var deriveConnectorInstance = keyDeriver("gossip/connector-instance-id/v1");
var deriveStableItem = keyDeriver("gossip/item-id/v1");
var deriveObjectVersion = keyDeriver("gossip/object-version/v1");
var deriveRule = keyDeriver("gossip/rule/v1");
var deriveFinding = keyDeriver("gossip/finding/v1");
var deriveOccurrence = keyDeriver("gossip/occurrence/v1");
var deriveObservation = keyDeriver("gossip/observation/v1");
var deriveOvid = keyDeriver("gossip/persistence/v1/ovid");
var derivePolicy = keyDeriver("gossip/policy-hash/v2");

// src/records/derived-id.ts
function checkDerivedId(code, field, expected, received) {
  if (expected === received) return;
  throw new PersistenceInputError(
    code,
    { field, expected, received },
    `is not the id derived from the record's fields: expected ${abbreviate(expected)}, received ${abbreviate(received)}`
  );
}

// src/records/finding-record.ts
var FindingRecord = Object.freeze({
  /** Makes a finding and derives its id. Throws `InvalidType` or `InvalidHex`. */
  create: (input) => reading("finding", () => readFinding("finding", objectLike("finding", input), FindingId.derive)),
  /** Rebuilds a finding with the id that was stored. Throws `IdMismatch` if that is not the derivation. */
  fromPersisted: (input) => {
    const record = parseFinding("finding", input);
    checkDerivedId("IdMismatch", "finding.findingId", FindingId.derive(record), record.findingId);
    return record;
  }
});
function parseFinding(field, value) {
  return reading(field, () => {
    const source = objectLike(field, value);
    return readFinding(field, source, () => canonicalId(`${field}.findingId`, source["findingId"]));
  });
}
function sameFinding(a, b) {
  return a.stableItemId === b.stableItemId && a.ruleFingerprint === b.ruleFingerprint && a.secretHash.tag === b.secretHash.tag;
}
function readFinding(field, source, id) {
  const fields2 = {
    tenantId: canonicalId(`${field}.tenantId`, source["tenantId"]),
    stableItemId: canonicalId(`${field}.stableItemId`, source["stableItemId"]),
    ruleFingerprint: canonicalId(`${field}.ruleFingerprint`, source["ruleFingerprint"]),
    secretHash: readSecretHash(`${field}.secretHash`, source["secretHash"])
  };
  return FINDING.seal({ ...fields2, findingId: id(fields2) });
}

// src/records/location.ts
var Location = Object.freeze({
  /** Makes a location; an empty `url` becomes absent. Throws `InvalidType`, `Empty`, `TooLarge` or `InvalidByte`. */
  create: (input) => readLocation("location", input)
});
function readLocation(field, value) {
  if (LOCATION.has(value)) return value;
  return reading(field, () => {
    const { display, url } = objectLike(field, value);
    return LOCATION.seal({
      display: utf8Text(`${field}.display`, display, 1, MAX_BYTES),
      url: url === void 0 || url === "" ? void 0 : utf8Text(`${field}.url`, url, 0, MAX_BYTES)
    });
  });
}
var MAX_BYTES = 4096;

// src/records/observation-record.ts
var ObservationRecord = Object.freeze({
  /** Makes an observation and derives its id. Throws a `PersistenceInputError`, whatever the fields' checks raise. */
  create: (input) => reading(
    "observation",
    () => readObservation("observation", objectLike("observation", input), u64, ObservationId.derive)
  ),
  /** Rebuilds an observation with the id that was stored. Throws `ObservationIdMismatch` if that is not the derivation. */
  fromPersisted: (input) => readStored("observation", input, u64)
});
function contributionTo(observation, contribution) {
  const { observationId, tenantId, occurrenceId, policyHash, ovidHash } = observation;
  return OBSERVATION.seal({
    observationId,
    tenantId,
    occurrenceId,
    policyHash,
    ovidHash,
    location: void 0,
    ...contribution
  });
}
function parseObservation(field, value) {
  return readStored(field, value, storedU64);
}
function readStored(field, value, readU64) {
  return reading(field, () => {
    const source = objectLike(field, value);
    return readObservation(field, source, readU64, (fields2) => {
      const id = canonicalId(`${field}.observationId`, source["observationId"]);
      checkDerivedId("ObservationIdMismatch", `${field}.observationId`, ObservationId.derive(fields2), id);
      return id;
    });
  });
}
function readObservation(field, source, readU64, id) {
  const fields2 = {
    tenantId: canonicalId(`${field}.tenantId`, source["tenantId"]),
    occurrenceId: canonicalId(`${field}.occurrenceId`, source["occurrenceId"]),
    policyHash: canonicalId(`${field}.policyHash`, source["policyHash"]),
    ovidHash: canonicalId(`${field}.ovidHash`, source["ovidHash"]),
    runId: readU64(`${field}.runId`, source["runId"]),
    shardId: readU64(`${field}.shardId`, source["shardId"]),
    fenceEpoch: readU64(`${field}.fenceEpoch`, source["fenceEpoch"]),
    seenAt: readU64(`${field}.seenAt`, source["seenAt"])
  };
  const location = source["location"];
  return OBSERVATION.seal({
    ...fields2,
    observationId: id(fields2),
    location: location === void 0 ? void 0 : readLocation(`${field}.location`, location)
  });
}

// src/records/occurrence-record.ts
var OccurrenceRecord = Object.freeze({
  /** Makes an occurrence and derives its id. Throws `InvalidType`, `InvalidHex`, `OutOfRange` or `ZeroSpanLength`. */
  create: (input) => reading(
    "occurrence",
    () => readOccurrence("occurrence", objectLike("occurrence", input), u64, OccurrenceId.derive)
  ),
  /** Rebuilds an occurrence with the id that was stored. Throws `IdMismatch` if that is not the derivation. */
  fromPersisted: (input) => {
    const record = readStored2("occurrence", input, u64);
    checkDerivedId("IdMismatch", "occurrence.occurrenceId", OccurrenceId.derive(record), record.occurrenceId);
    return record;
  }
});
function parseOccurrence(field, value) {
  return readStored2(field, value, storedU64);
}
function sameOccurrence(a, b) {
  return a.findingId === b.findingId && a.objectVersionId === b.objectVersionId && a.byteOffset === b.byteOffset && a.byteLength === b.byteLength;
}
function readStored2(field, value, readU64) {
  return reading(field, () => {
    const source = objectLike(field, value);
    return readOccurrence(field, source, readU64, () => canonicalId(`${field}.occurrenceId`, source["occurrenceId"]));
  });
}
function readOccurrence(field, source, readU64, id) {
  const fields2 = {
    tenantId: canonicalId(`${field}.tenantId`, source["tenantId"]),
    findingId: canonicalId(`${field}.findingId`, source["findingId"]),
    objectVersionId: canonicalId(`${field}.objectVersionId`, source["objectVersionId"]),
    byteOffset: readU64(`${field}.byteOffset`, source["byteOffset"]),
    byteLength: spanLength(`${field}.byteLength`, readU64(`${field}.byteLength`, source["byteLength"]))
  };
  return OCCURRENCE.seal({ ...fields2, occurrenceId: id(fields2) });
}

// src/records/findings-batch.ts
var FindingsUpsertBatch = Object.freeze({
  /**
   * Reads a batch as a sink must at submission: a copy of its own, frozen, of which shape, observation ids and tenants have
   * been checked. For backends of your own. Throws a `PersistenceInputError`.
   */
  parse: (batch) => parse(batch),
  /**
   * Whether every occurrence's finding and every observation's occurrence, of the same tenant, is in the batch itself. A
   * diagnostic: a sink also accepts parents that are durable already. Throws `OrphanedReference` for the first that is
   * not, and what a sink throws for a batch that is malformed.
   */
  validateReferentialIntegrity: (batch) => {
    const { findings, occurrences, observations } = parse(batch);
    const findingKeys = new Set(findings.map((row) => row.tenantId + row.findingId));
    const occurrenceKeys = new Set(occurrences.map((row) => row.tenantId + row.occurrenceId));
    occurrences.forEach(({ tenantId, findingId }, index) => {
      if (!findingKeys.has(tenantId + findingId)) throw orphan(`occurrences[${index}].findingId`, findingId);
    });
    observations.forEach(({ tenantId, occurrenceId }, index) => {
      if (!occurrenceKeys.has(tenantId + occurrenceId))
        throw orphan(`observations[${index}].occurrenceId`, occurrenceId);
    });
  }
});
function parse(value) {
  const batch = reading("batch", () => {
    const { findings, occurrences, observations } = objectLike("batch", value);
    return Object.freeze({
      findings: readFindings(findings),
      occurrences: readOccurrences(occurrences),
      observations: readObservations(observations)
    });
  });
  checkOneTenant(batch);
  return batch;
}
function readFindings(value) {
  const { items, length } = readArray("findings", value);
  const rows = [];
  for (let index = 0; index < length; index++) {
    const row = items[index];
    rows.push(FINDING.has(row) ? row : parseFinding(`findings[${index}]`, row));
  }
  return Object.freeze(rows);
}
function readOccurrences(value) {
  const { items, length } = readArray("occurrences", value);
  const rows = [];
  for (let index = 0; index < length; index++) {
    const row = items[index];
    rows.push(OCCURRENCE.has(row) ? row : parseOccurrence(`occurrences[${index}]`, row));
  }
  return Object.freeze(rows);
}
function readObservations(value) {
  const { items, length } = readArray("observations", value);
  const rows = [];
  for (let index = 0; index < length; index++) {
    const row = items[index];
    rows.push(OBSERVATION.has(row) ? row : parseObservation(`observations[${index}]`, row));
  }
  return Object.freeze(rows);
}
function checkOneTenant({ findings, occurrences, observations }) {
  const expected = (findings[0] ?? occurrences[0] ?? observations[0])?.tenantId;
  for (const [layer, rows] of [
    ["findings", findings],
    ["occurrences", occurrences],
    ["observations", observations]
  ]) {
    for (let index = 0; index < rows.length; index++) {
      const received = rows[index]?.tenantId;
      if (received === expected || expected === void 0) continue;
      throw new PersistenceInputError(
        "InconsistentTenant",
        { field: `${layer}[${index}].tenantId`, expected, received },
        `a batch is of one tenant; expected ${abbreviate(expected)}, received ${abbreviate(received)}`
      );
    }
  }
}
function orphan(field, received) {
  return new PersistenceInputError(
    "OrphanedReference",
    { field, received },
    `refers to ${abbreviate(received)}, which is not in the batch`
  );
}

// src/findings/findings-tables.ts
var FindingsTables = class _FindingsTables {
  #tenants = /* @__PURE__ */ new Map();
  /** Tables that a fork has as well: to be copied before they are written to. */
  #shared;
  /** The tables of a tenant; empty ones, which are not kept, for a tenant that has none. */
  of(tenantId) {
    return this.#tenants.get(tenantId) ?? emptyTables();
  }
  /** Takes rows in, all of one tenant, in place of those of the same ids. */
  put(tenantId, staged) {
    const tables = this.#tablesToWrite(tenantId);
    for (const [id, row] of staged.findings) tables.findings.set(id, row);
    for (const [id, row] of staged.occurrences) tables.occurrences.set(id, row);
    for (const [id, row] of staged.observations) tables.observations.set(id, row);
  }
  /** How many rows a layer has, over all tenants. */
  count(layer) {
    let count = 0;
    for (const tables of this.#tenants.values()) count += tables[layer].size;
    return count;
  }
  /** The rows of a layer, sorted by (tenant, id). */
  sorted(layer) {
    return valuesByKey(this.#tenants).flatMap((tables) => valuesByKey(layer(tables)));
  }
  /** The rows of a layer by tenant and id, in the order in which they were first written within a tenant. */
  toMap(layer) {
    const byTenantAndId = /* @__PURE__ */ new Map();
    for (const [tenantId, tables] of this.#tenants) {
      for (const [id, row] of layer(tables)) byTenantAndId.set(`${tenantId}/${id}`, row);
    }
    return byTenantAndId;
  }
  /** Tables of their own with the same rows, which the two share until either writes to them. */
  fork() {
    const fork = new _FindingsTables();
    for (const [tenantId, tables] of this.#tenants) fork.#tenants.set(tenantId, tables);
    this.#shared = new Set(this.#tenants.values());
    fork.#shared = new Set(this.#shared);
    return fork;
  }
  #tablesToWrite(tenantId) {
    const tables = this.#tenants.get(tenantId);
    if (tables !== void 0 && !this.#shared?.delete(tables)) return tables;
    const { findings, occurrences, observations } = tables ?? emptyTables();
    const own = {
      findings: new Map(findings),
      occurrences: new Map(occurrences),
      observations: new Map(observations)
    };
    this.#tenants.set(tenantId, own);
    return own;
  }
};
function emptyTables() {
  return { findings: /* @__PURE__ */ new Map(), occurrences: /* @__PURE__ */ new Map(), observations: /* @__PURE__ */ new Map() };
}

// src/findings/observation-row.ts
function rowOf(record) {
  return { winner: record, located: record.location === void 0 ? void 0 : record, record };
}
function joinRows(existing, incoming) {
  const winner = greater(existing.winner, incoming.winner);
  const located = existing.located === void 0 || incoming.located === void 0 ? existing.located ?? incoming.located : greater(existing.located, incoming.located);
  if (winner === existing.winner && located === existing.located) return existing;
  return { winner, located, record: show(winner, located) };
}
function greater(existing, incoming) {
  return compareContributions(incoming, existing) > 0 ? incoming : existing;
}
function compareContributions(a, b) {
  return compare(a.seenAt, b.seenAt) || compare(Number(a.location !== void 0), Number(b.location !== void 0)) || compare(a.fenceEpoch, b.fenceEpoch) || compareSigned(a.runId, b.runId) || compareSigned(a.shardId, b.shardId) || compareUtf8(a.location?.display ?? "", b.location?.display ?? "") || compareUtf8(a.location?.url ?? "", b.location?.url ?? "");
}
function show(winner, located) {
  if (located?.location === void 0 || winner.location === located.location) return winner;
  return OBSERVATION.seal({ ...winner, location: located.location });
}

// src/findings/findings-backend.ts
var findingsBackend = Object.freeze({
  kind: "findings",
  createDurable: () => new FindingsTables(),
  prepare: FindingsUpsertBatch.parse,
  /** Stages all three layers, each against what is durable and what is staged; then, if nothing is wrong, keeps them. */
  apply(tables, { findings, occurrences, observations }, origin) {
    const tenantId = (findings[0] ?? occurrences[0] ?? observations[0])?.tenantId;
    if (tenantId === void 0) return receiptOf2(0, 0, 0);
    const durable = tables.of(tenantId);
    const stagedFindings = /* @__PURE__ */ new Map();
    for (const finding of findings) {
      const { findingId } = finding;
      const conflict2 = () => new FindingConflict({ ...origin, tenantId, findingId });
      stageImmutable(findingId, finding, durable.findings, stagedFindings, sameFinding, conflict2);
    }
    const stagedOccurrences = /* @__PURE__ */ new Map();
    for (const occurrence of occurrences) {
      const { findingId, occurrenceId } = occurrence;
      if (!stagedFindings.has(findingId) && !durable.findings.has(findingId)) {
        throw new MissingFinding({ ...origin, tenantId, occurrenceId, findingId });
      }
      const conflict2 = () => new OccurrenceConflict({ ...origin, tenantId, occurrenceId });
      stageImmutable(occurrenceId, occurrence, durable.occurrences, stagedOccurrences, sameOccurrence, conflict2);
    }
    const stagedObservations = /* @__PURE__ */ new Map();
    for (const observation of observations) {
      const { occurrenceId, observationId } = observation;
      if (!stagedOccurrences.has(occurrenceId) && !durable.occurrences.has(occurrenceId)) {
        throw new MissingOccurrence({ ...origin, tenantId, observationId, occurrenceId });
      }
      stageObservation(observation, durable.observations, stagedObservations, origin);
    }
    tables.put(tenantId, {
      findings: stagedFindings,
      occurrences: stagedOccurrences,
      observations: stagedObservations
    });
    return receiptOf2(stagedFindings.size, stagedOccurrences.size, stagedObservations.size);
  },
  countRows: ({ findings, occurrences, observations }) => findings.length + occurrences.length + observations.length,
  fork: (tables) => tables.fork(),
  tables: (tables) => ({
    findings: tables.toMap((tenant) => tenant.findings),
    occurrences: tables.toMap((tenant) => tenant.occurrences),
    observations: new Map(
      Array.from(
        tables.toMap((tenant) => tenant.observations),
        ([key, { record }]) => [key, record]
      )
    )
  }),
  /** Of observations both contributions, the hidden one too: it decides what becomes of the next. */
  digest: (tables) => [
    ...tables.sorted((tenant) => tenant.findings).map(digestOfRow),
    ...tables.sorted((tenant) => tenant.occurrences).map(digestOfRow),
    ...tables.sorted((tenant) => tenant.observations).flatMap((row) => [digestOfRow(row.winner), row.located && digestOfRow(row.located)])
  ].join("\n")
});
function stageImmutable(id, row, durable, staged, same, conflict2) {
  const existing = staged.get(id) ?? durable.get(id);
  if (existing !== void 0 && existing !== row && !same(existing, row)) throw conflict2();
  staged.set(id, existing ?? row);
}
function stageObservation(row, durable, staged, origin) {
  const { tenantId, observationId } = row;
  const existing = staged.get(observationId) ?? durable.get(observationId);
  if (existing !== void 0 && !sameIdentity(existing.record, row)) {
    throw new ObservationConflict({ ...origin, tenantId, observationId });
  }
  staged.set(observationId, existing === void 0 ? rowOf(row) : joinRows(existing, rowOf(row)));
}
function sameIdentity(a, b) {
  return a.occurrenceId === b.occurrenceId && a.policyHash === b.policyHash && a.ovidHash === b.ovidHash;
}
function receiptOf2(findingCount, occurrenceCount, observationCount) {
  return Object.freeze({ findingCount, occurrenceCount, observationCount });
}

// src/findings/in-memory-findings-sink.ts
var InMemoryFindingsSink = class _InMemoryFindingsSink extends ControlledStore {
  /** @param core makes this another handle on that store; {@link clone} does. */
  constructor(options, core) {
    super(core ?? findingsBackend, options);
  }
  /** Another handle on the same store. It is of this class, also where a subclass is asked. */
  clone() {
    return this.core.read(() => new _InMemoryFindingsSink(void 0, this.core));
  }
  /** An independent sink in the same state; see `ControlledStore.fork`. It is of this class, too. */
  fork() {
    return new _InMemoryFindingsSink(void 0, this.core.fork());
  }
  /** The durable rows as they are now. */
  checkpoint() {
    return new FindingsCheckpoint(this.core.forkDurable());
  }
  /** Writes three layers of rows of one tenant, all or none. Rejects with an `InMemoryPersistenceError`. */
  upsertBatch(batch) {
    return this.core.submit(batch, this.upsertBatch);
  }
  /** How many durable rows each layer has. */
  durableCounts() {
    return this.core.read((tables) => ({
      findings: tables.count("findings"),
      occurrences: tables.count("occurrences"),
      observations: tables.count("observations")
    }));
  }
  /** All durable findings, sorted by (tenant, id). */
  findingsSnapshot() {
    return this.core.read((tables) => tables.sorted((tenant) => tenant.findings));
  }
  /** All durable occurrences, sorted by (tenant, id). */
  occurrencesSnapshot() {
    return this.core.read((tables) => tables.sorted((tenant) => tenant.occurrences));
  }
  /** All durable observations as merged, sorted by (tenant, id). */
  observationsSnapshot() {
    return this.core.read((tables) => tables.sorted((tenant) => tenant.observations).map(({ record }) => record));
  }
  /** A durable finding. Throws a `PersistenceInputError` for a malformed id. */
  getFinding(tenantId, findingId) {
    return this.#of(tenantId).findings.get(canonicalId("findingId", findingId));
  }
  /** A durable occurrence. Throws a `PersistenceInputError` for a malformed id. */
  getOccurrence(tenantId, occurrenceId) {
    return this.#of(tenantId).occurrences.get(canonicalId("occurrenceId", occurrenceId));
  }
  /** A durable observation as merged. Throws a `PersistenceInputError` for a malformed id. */
  getObservation(tenantId, observationId) {
    return this.#of(tenantId).observations.get(canonicalId("observationId", observationId))?.record;
  }
  #of(tenantId) {
    const tenant = canonicalId("tenantId", tenantId);
    return this.core.read((tables) => tables.of(tenant));
  }
};
var FindingsCheckpoint = class extends Checkpoint {
  #sink;
  /** @internal */
  constructor(core) {
    super(core);
    this.#sink = new InMemoryFindingsSink(void 0, core);
  }
  /** A new sink that starts with these rows: nothing pending, no faults, ids from 1. */
  fork(options) {
    return new InMemoryFindingsSink(void 0, this.core.forkDurable(options));
  }
  /** How many rows each layer has. */
  durableCounts() {
    return this.#sink.durableCounts();
  }
  /** All findings, sorted by (tenant, id). */
  findingsSnapshot() {
    return this.#sink.findingsSnapshot();
  }
  /** All occurrences, sorted by (tenant, id). */
  occurrencesSnapshot() {
    return this.#sink.occurrencesSnapshot();
  }
  /** All observations as merged, sorted by (tenant, id). */
  observationsSnapshot() {
    return this.#sink.observationsSnapshot();
  }
  /** A finding. Throws a `PersistenceInputError` for a malformed id. */
  getFinding(tenantId, findingId) {
    return this.#sink.getFinding(tenantId, findingId);
  }
  /** An occurrence. Throws a `PersistenceInputError` for a malformed id. */
  getOccurrence(tenantId, occurrenceId) {
    return this.#sink.getOccurrence(tenantId, occurrenceId);
  }
  /** An observation as merged. Throws a `PersistenceInputError` for a malformed id. */
  getObservation(tenantId, observationId) {
    return this.#sink.getObservation(tenantId, observationId);
  }
};

// node_modules/pure-rand/lib/esm/distribution/uniformInt.js
function uniformIntInternal(rng, rangeSize) {
  const MaxAllowed = rangeSize > 2 ? ~~(4294967296 / rangeSize) * rangeSize : 4294967296;
  let deltaV = rng.next() + 2147483648;
  while (deltaV >= MaxAllowed) deltaV = rng.next() + 2147483648;
  return deltaV % rangeSize;
}
function fromNumberToArrayInt64(out, n) {
  if (n < 0) {
    const posN = -n;
    out.sign = -1;
    out.data[0] = ~~(posN / 4294967296);
    out.data[1] = posN >>> 0;
  } else {
    out.sign = 1;
    out.data[0] = ~~(n / 4294967296);
    out.data[1] = n >>> 0;
  }
  return out;
}
function substractArrayInt64(out, arrayIntA, arrayIntB) {
  const lowA = arrayIntA.data[1];
  const highA = arrayIntA.data[0];
  const signA = arrayIntA.sign;
  const lowB = arrayIntB.data[1];
  const highB = arrayIntB.data[0];
  const signB = arrayIntB.sign;
  out.sign = 1;
  if (signA === 1 && signB === -1) {
    const low2 = lowA + lowB;
    const high = highA + highB + (low2 > 4294967295 ? 1 : 0);
    out.data[0] = high >>> 0;
    out.data[1] = low2 >>> 0;
    return out;
  }
  let lowFirst = lowA;
  let highFirst = highA;
  let lowSecond = lowB;
  let highSecond = highB;
  if (signA === -1) {
    lowFirst = lowB;
    highFirst = highB;
    lowSecond = lowA;
    highSecond = highA;
  }
  let reminderLow = 0;
  let low = lowFirst - lowSecond;
  if (low < 0) {
    reminderLow = 1;
    low = low >>> 0;
  }
  out.data[0] = highFirst - highSecond - reminderLow;
  out.data[1] = low;
  return out;
}
function uniformArrayIntInternal(rng, out, rangeSize) {
  const maxIndex0 = rangeSize[0] + 1;
  out[0] = uniformIntInternal(rng, maxIndex0);
  out[1] = uniformIntInternal(rng, 4294967296);
  while (out[0] >= rangeSize[0] && (out[0] !== rangeSize[0] || out[1] >= rangeSize[1])) {
    out[0] = uniformIntInternal(rng, maxIndex0);
    out[1] = uniformIntInternal(rng, 4294967296);
  }
  return out;
}
var safeNumberMaxSafeInteger = Number.MAX_SAFE_INTEGER;
var sharedA = {
  sign: 1,
  data: [0, 0]
};
var sharedB = {
  sign: 1,
  data: [0, 0]
};
var sharedC = {
  sign: 1,
  data: [0, 0]
};
var sharedData = [0, 0];
function uniformLargeIntInternal(rng, from, to, rangeSize) {
  const rangeSizeArrayIntValue = rangeSize <= safeNumberMaxSafeInteger ? fromNumberToArrayInt64(sharedC, rangeSize) : substractArrayInt64(sharedC, fromNumberToArrayInt64(sharedA, to), fromNumberToArrayInt64(sharedB, from));
  if (rangeSizeArrayIntValue.data[1] === 4294967295) {
    rangeSizeArrayIntValue.data[0] += 1;
    rangeSizeArrayIntValue.data[1] = 0;
  } else rangeSizeArrayIntValue.data[1] += 1;
  uniformArrayIntInternal(rng, sharedData, rangeSizeArrayIntValue.data);
  return sharedData[0] * 4294967296 + sharedData[1] + from;
}
function uniformInt(rng, from, to) {
  const rangeSize = to - from;
  if (rangeSize <= 4294967295) return uniformIntInternal(rng, rangeSize + 1) + from;
  return uniformLargeIntInternal(rng, from, to, rangeSize);
}

// node_modules/pure-rand/lib/esm/generator/xoroshiro128plus.js
var jumps = [
  3639956645,
  3750757012,
  1261568508,
  386426335
];
var XoroShiro128Plus = class XoroShiro128Plus2 {
  constructor(s01, s00, s11, s10) {
    this.s01 = s01;
    this.s00 = s00;
    this.s11 = s11;
    this.s10 = s10;
  }
  clone() {
    return new XoroShiro128Plus2(this.s01, this.s00, this.s11, this.s10);
  }
  next() {
    const out = this.s00 + this.s10 | 0;
    const a0 = this.s10 ^ this.s00;
    const a1 = this.s11 ^ this.s01;
    const s00 = this.s00;
    const s01 = this.s01;
    this.s00 = s00 << 24 ^ s01 >>> 8 ^ a0 ^ a0 << 16;
    this.s01 = s01 << 24 ^ s00 >>> 8 ^ a1 ^ (a1 << 16 | a0 >>> 16);
    this.s10 = a1 << 5 ^ a0 >>> 27;
    this.s11 = a0 << 5 ^ a1 >>> 27;
    return out;
  }
  jump() {
    let ns01 = 0;
    let ns00 = 0;
    let ns11 = 0;
    let ns10 = 0;
    let s01 = this.s01;
    let s00 = this.s00;
    let s11 = this.s11;
    let s10 = this.s10;
    for (let i = 0; i !== 4; ++i) {
      const ji = jumps[i];
      for (let mask = 1; mask; mask <<= 1) {
        if (ji & mask) {
          ns01 ^= s01;
          ns00 ^= s00;
          ns11 ^= s11;
          ns10 ^= s10;
        }
        const a0 = s10 ^ s00;
        const a1 = s11 ^ s01;
        const s00_ = s00;
        const s01_ = s01;
        s00 = s00_ << 24 ^ s01_ >>> 8 ^ a0 ^ a0 << 16;
        s01 = s01_ << 24 ^ s00_ >>> 8 ^ a1 ^ (a1 << 16 | a0 >>> 16);
        s10 = a1 << 5 ^ a0 >>> 27;
        s11 = a0 << 5 ^ a1 >>> 27;
      }
    }
    this.s01 = ns01;
    this.s00 = ns00;
    this.s11 = ns11;
    this.s10 = ns10;
  }
  getState() {
    return [
      this.s01,
      this.s00,
      this.s11,
      this.s10
    ];
  }
};
function xoroshiro128plus(seed) {
  return new XoroShiro128Plus(-1, ~seed, seed | 0, 0);
}

// src/harness/seed.ts
function drawsOf(seed, purpose) {
  if (typeof seed !== "string" && typeof seed !== "number" && typeof seed !== "bigint") {
    throw invalidType("seed", "string, number or bigint", seed);
  }
  const generator = xoroshiro128plus(fnv1a(`${purpose}:${seed}`));
  const int = (min, max) => uniformInt(generator, min, max);
  return {
    int,
    shuffle(items) {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = int(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
      }
      return shuffled;
    }
  };
}
function fnv1a(text2) {
  let hash = 2166136261;
  for (let index = 0; index < text2.length; index++) {
    hash = Math.imul(hash ^ text2.charCodeAt(index), 16777619);
  }
  return hash;
}

// src/sim/context.ts
var FaultLevel = Object.freeze({
  SunnyDay: "SunnyDay",
  Stormy: "Stormy",
  Radioactive: "Radioactive",
  /** Parts per million with which a write meets a submit failure; likewise a commit failure, and a delay. */
  partsPerMillion: (level) => PARTS_PER_MILLION[level]
});
var PARTS_PER_MILLION = { SunnyDay: 0, Stormy: 1e5, Radioactive: 2e5 };
var SimContext = class {
  /** The seed, as text. */
  seed;
  level;
  /** Which operations, on which writes. */
  operations;
  /** Which faults strike by themselves. */
  faults;
  /** In which order writes are released. */
  order;
  /** What is written. */
  payload;
  /** What the seed is about: its options, in the extended profile. */
  swarm;
  /** Throws `InvalidType` for what is no seed, or no fault level. */
  constructor({ seed, level = "SunnyDay" }) {
    if (!Object.hasOwn(PARTS_PER_MILLION, level)) {
      throw invalidType("level", Object.keys(PARTS_PER_MILLION).join(" or "), level);
    }
    this.operations = drawsOf(seed, "sim/operations");
    this.faults = drawsOf(seed, "sim/faults");
    this.order = drawsOf(seed, "sim/order");
    this.payload = drawsOf(seed, "sim/payload");
    this.swarm = drawsOf(seed, "sim/swarm");
    this.seed = `${seed}`;
    this.level = level;
  }
};
function strikes(draws, partsPerMillion) {
  return draws.int(1, 1e6) <= partsPerMillion;
}
function oneOf(draws, items) {
  return items[draws.int(0, items.length - 1)];
}
function weighted(draws, items) {
  let left = draws.int(
    1,
    items.reduce((sum, [, weight]) => sum + weight, 0)
  );
  for (const [item, weight] of items) {
    left -= weight;
    if (left <= 0) return item;
  }
  throw new RangeError("weights must be positive");
}

// src/harness/readable-id.ts
function readableId(companion, word, number) {
  return companion.fromHex(`${word}${String(number).padStart(4, "0")}`.repeat(8).slice(0, 64));
}

// src/sim/ledger-payloads.ts
var SEED_PAYLOADS = {
  tenants: 1,
  policies: 1,
  objects: 50,
  times: 1e3,
  numbers: 4,
  ids: "readable",
  hostile: false
};
var LIMITS = [
  0n,
  1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 2n,
  2n ** 63n - 1n,
  2n ** 63n,
  U64_MAX - 1n,
  U64_MAX
];
var MOST_FINDINGS = 2 ** 32 - 1;
var STATUSES2 = Object.values(DoneLedgerStatus).filter((status) => typeof status === "string");
var ERROR_CODES = ["IO", "IO_TIMEOUT", "TOO_LARGE"];
var HOSTILE_CODES = ["IO", "io", "IO_", "Io", "IO TIMEOUT", "IO  TIMEOUT", " IO", "/", "z", "IO_".padEnd(128, "0")];
var Identities = class {
  #ids;
  constructor({ ids }) {
    this.#ids = ids;
  }
  tenant = (number) => this.#id(TenantId, "7e4a", number);
  policy = (number) => this.#id(PolicyHash, "9011", number);
  ovid = (number) => this.#id(OvidHash, "071d", number);
  item = (number) => this.#id(StableItemId, "17e3", number);
  version = (number) => this.#id(ObjectVersionId, "5e12", number);
  #id(companion, word, number) {
    if (this.#ids === "readable") return readableId(companion, word, number);
    const byte = number % 256;
    return this.#ids === "filled" ? companion.filled(byte) : companion.fromHex(byte.toString(16).padStart(64, "0"));
  }
};
var ProvenanceDraws = class {
  #draws;
  #options;
  constructor(draws, options) {
    this.#draws = draws;
    this.#options = options;
  }
  /** A run, a shard or a fence: one of few, so that they tie. */
  small() {
    const limit = this.#options.hostile && this.#draws.int(0, 2) === 0;
    return limit ? oneOf(this.#draws, LIMITS) : BigInt(this.#draws.int(1, this.#options.numbers));
  }
  /** A time, and one that is up to 500 later. */
  times() {
    const { times, hostile } = this.#options;
    if (hostile && strikes(this.#draws, 2e5)) {
      const [a, b] = [oneOf(this.#draws, LIMITS), oneOf(this.#draws, LIMITS)];
      return a < b ? [a, b] : [b, a];
    }
    const startedAt = this.#draws.int(1, times);
    return [BigInt(startedAt), BigInt(startedAt + this.#draws.int(1, Math.min(500, times)))];
  }
};
var LedgerPayloads = class {
  #draws;
  #options;
  #provenance;
  #ids;
  /** The keys that have been drawn, by their numbers. */
  #keys;
  #mayHaveFindings;
  /** @param mayHaveFindings whether a record of this key may say that there are findings. */
  constructor(draws, options, mayHaveFindings = () => true) {
    this.#draws = draws;
    this.#options = options;
    this.#provenance = new ProvenanceDraws(draws, options);
    this.#mayHaveFindings = mayHaveFindings;
    this.#ids = new Identities(options);
    this.#keys = new Array(options.tenants * options.policies * options.objects);
  }
  /** A batch of `count` records, of which some may have the same key. */
  batch(count) {
    const records = Array.from({ length: count }, () => this.#record(this.#key()));
    const spoil = records.length > 100 ? 3e5 : 3e4;
    return this.#options.hostile && records.length > 0 && strikes(this.#draws, spoil) ? this.#spoiled(records) : records;
  }
  keys(count) {
    return Array.from({ length: count }, () => this.#key());
  }
  #key() {
    const number = this.#draws.int(0, this.#keys.length - 1);
    return this.#keys[number] ??= this.#keyOf(number);
  }
  #keyOf(number) {
    const { policies, objects } = this.#options;
    const [object, group] = [number % objects, Math.floor(number / objects)];
    const [policy, tenant] = [group % policies, Math.floor(group / policies)];
    return readLedgerKey("key", {
      tenantId: this.#ids.tenant(tenant + 1),
      policyHash: this.#ids.policy(policy + 1),
      ovidHash: this.#ids.ovid(object + 1)
    });
  }
  #record(key) {
    const draws = this.#draws;
    const { hostile } = this.#options;
    const drawn = oneOf(draws, STATUSES2);
    const status = drawn === "ScannedWithFindings" && !this.#mayHaveFindings(key) ? "ScannedClean" : drawn;
    const [startedAt, finishedAt] = this.#provenance.times();
    return DoneLedgerRecord.create({
      key,
      status,
      bytesScanned: hostile && strikes(draws, 1e5) ? oneOf(draws, LIMITS) : draws.int(0, 1e4),
      findingsCount: this.#findings(status),
      provenance: {
        runId: this.#provenance.small(),
        shardId: this.#provenance.small(),
        fenceEpoch: this.#provenance.small(),
        startedAt,
        finishedAt
      },
      ...!DoneLedgerStatus.isScanned(status) && { errorCode: oneOf(draws, hostile ? HOSTILE_CODES : ERROR_CODES) }
    });
  }
  #findings(status) {
    if (status === "ScannedClean") return 0;
    if (this.#options.hostile && strikes(this.#draws, 2e4)) return MOST_FINDINGS;
    return status === "ScannedWithFindings" ? this.#draws.int(1, 50) : this.#draws.int(0, 10);
  }
  /** The batch with one record that a store must refuse: at once for its type, or when it is applied, for a rule. */
  #spoiled(records) {
    const index = this.#draws.int(0, records.length - 1);
    const record = records[index];
    const { provenance } = record;
    const spoiled = oneOf(this.#draws, [
      { bytesScanned: 1 },
      { status: "Done" },
      { errorCode: "E".repeat(129) },
      { provenance: { ...provenance, startedAt: provenance.finishedAt + 1n } }
    ]);
    return records.with(index, { ...record, ...spoiled });
  }
};

// src/sim/synthetic-secret.ts
var KEY = TenantSecretKey.fromBytes(new Uint8Array(32).fill(81));
var LABELS = /* @__PURE__ */ new Map();
function syntheticSecret(label) {
  const draws = drawsOf(label, "synthetic secret");
  const digest2 = Uint8Array.from({ length: 32 }, () => draws.int(0, 255));
  const secret = SecretHash.derive(KEY, NormHash.fromDigest(digest2));
  LABELS.set(secret.tag, label);
  return secret;
}
function labelOfSecret({ tag }) {
  return LABELS.get(tag);
}

// src/sim/findings-payloads.ts
var FindingsPayloads = class {
  #draws;
  #options;
  #provenance;
  #ids;
  #known = /* @__PURE__ */ new Map();
  /** By their occurrences, then by the numbers of their policies. */
  #observables = /* @__PURE__ */ new Map();
  constructor(draws, options) {
    this.#draws = draws;
    this.#options = options;
    this.#provenance = new ProvenanceDraws(draws, options);
    this.#ids = new Identities(options);
  }
  /** A batch that observes `count` object versions, of one tenant. Some may be the same. */
  batch(count) {
    const tenant = this.#draws.int(1, this.#options.tenants);
    const findings = /* @__PURE__ */ new Set();
    const occurrences = /* @__PURE__ */ new Set();
    const observations = [];
    for (let left = count; left > 0; left--) {
      const found = this.#findable(tenant, this.#draws.int(1, this.#options.objects));
      const occurrence = oneOf(this.#draws, found.occurrences);
      if (!this.#hostile(1e5)) findings.add(found.finding);
      if (!this.#hostile(1e5)) occurrences.add(occurrence);
      observations.push(this.#observation(found, occurrence));
    }
    const batch = { findings: [...findings], occurrences: [...occurrences], observations };
    return observations.length > 0 && this.#hostile(8e4) ? this.#spoiled(batch, tenant) : batch;
  }
  #observation({ number }, occurrence) {
    const [seenAt] = this.#provenance.times();
    const policy = this.#draws.int(1, this.#options.policies);
    const contribution = {
      runId: this.#provenance.small(),
      shardId: this.#provenance.small(),
      fenceEpoch: this.#provenance.small(),
      seenAt,
      ...!strikes(this.#draws, 3e5) && { location: this.#location(number) }
    };
    return contributionTo(this.#observable(number, occurrence, policy), contribution);
  }
  /** Any contribution to an observation, made once: its id is a hash, which takes time. */
  #observable(number, occurrence, policy) {
    let known = this.#observables.get(occurrence);
    if (known === void 0) this.#observables.set(occurrence, known = []);
    const { tenantId, occurrenceId } = occurrence;
    return known[policy] ??= ObservationRecord.create({
      ...{ tenantId, occurrenceId, policyHash: this.#ids.policy(policy), ovidHash: this.#ids.ovid(number) },
      ...{ runId: 0, shardId: 0, fenceEpoch: 0, seenAt: 0 }
    });
  }
  #location(number) {
    const display = this.#options.hostile ? oneOf(this.#draws, HOSTILE_TEXTS) : `item-${number}.txt:${this.#draws.int(1, 3)}`;
    return Location.create(
      strikes(this.#draws, 2e5) ? { display, url: this.#options.hostile ? oneOf(this.#draws, HOSTILE_TEXTS) : `https://example.com/${number}` } : { display }
    );
  }
  /** The batch with something in it that a sink must refuse, or a small one of that kind. */
  #spoiled(batch, tenant) {
    const { finding, occurrences } = this.#findable(tenant, this.#draws.int(1, this.#options.objects));
    const occurrence = oneOf(this.#draws, occurrences);
    const observation = batch.observations[0];
    const other = this.#findable(tenant, 250);
    const tenantId = this.#ids.tenant(tenant + 1);
    const only = (part) => ({ ...EMPTY, ...part });
    return oneOf(this.#draws, [
      // What is immutable, with other content.
      () => this.#conflicting(finding, "secretHash", syntheticSecret("another")),
      () => this.#conflicting(finding, "stableItemId", other.finding.stableItemId),
      () => this.#conflicting(finding, "ruleFingerprint", ANOTHER_RULE),
      () => only({ occurrences: [occurrence, { ...occurrence, byteOffset: occurrence.byteOffset ^ 1n }] }),
      () => only({ occurrences: [occurrence, { ...occurrence, byteLength: occurrence.byteLength + 1n }] }),
      () => only({ occurrences: [occurrence, { ...occurrence, byteLength: occurrence.byteLength + 2n ** 32n }] }),
      () => only({ occurrences: [{ ...occurrence, objectVersionId: this.#ids.version(250) }] }),
      () => only({ findings: [other.finding], occurrences: [{ ...occurrence, findingId: other.finding.findingId }] }),
      () => ({ ...batch, observations: [...batch.observations, { ...observation, ovidHash: this.#ids.ovid(250) }] }),
      // A parent that is another tenant's.
      () => only({ occurrences: [{ ...occurrence, tenantId }] }),
      () => only({ observations: [ObservationRecord.create({ ...observation, tenantId })] }),
      // Malformed: two tenants, a derivation that is none, an empty span, half a character.
      () => ({ ...batch, findings: [...batch.findings, { ...finding, tenantId }] }),
      () => only({ observations: [{ ...observation, policyHash: this.#ids.policy(250) }] }),
      () => ({ ...batch, occurrences: [...batch.occurrences, { ...occurrence, byteLength: 0n }] }),
      () => only({ observations: [{ ...observation, location: { display: "\uD83D" } }] })
    ])();
  }
  #conflicting(finding, field, value) {
    return { ...EMPTY, findings: [finding, { ...finding, [field]: value }] };
  }
  #findable(tenant, number) {
    const name = `${tenant}/${number}`;
    const known = this.#known.get(name) ?? findable(this.#ids, tenant, number, this.#options.hostile ? HOSTILE_SPANS : SPANS);
    this.#known.set(name, known);
    return known;
  }
  #hostile(partsPerMillion) {
    return this.#options.hostile && strikes(this.#draws, partsPerMillion);
  }
};
function findable(ids, tenant, number, spans) {
  const tenantId = ids.tenant(tenant);
  const secretHash = syntheticSecret(`secret-${number}`);
  const stableItemId = ids.item(number);
  const finding = FindingRecord.create({ tenantId, stableItemId, ruleFingerprint: RULE, secretHash });
  const { findingId } = finding;
  const objectVersionId = ids.version(number);
  const occurrences = spans.map(
    ([byteOffset, byteLength]) => OccurrenceRecord.create({ tenantId, findingId, objectVersionId, byteOffset, byteLength })
  );
  return { number, finding, occurrences };
}
var EMPTY = { findings: [], occurrences: [], observations: [] };
var SPANS = [
  [0n, 20n],
  [40n, 20n]
];
var HOSTILE_SPANS = [...SPANS, [2n ** 53n, 20n], [2n ** 63n, 2n ** 32n]];
var HOSTILE_TEXTS = ["a", "ab", "B", "\uFF5E", "\u{1F600}", " a", "\0", "e\u0301", "\xE9", "x".repeat(300)];
var RULE = RuleFingerprint.fromRuleName("gossip-inmemory/simulated-rule");
var ANOTHER_RULE = RuleFingerprint.fromRuleName("gossip-inmemory/another-simulated-rule");

// src/sim/operations.ts
var INJECTED_FAULT = {
  InjectSubmitFailure: "failNextSubmissions",
  InjectCommitFailure: "failNextCommits",
  InjectDelay: "delayNextWrites",
  InjectAckLoss: "loseNextAcks"
};
var SEED_EVENT_KINDS = [
  "UpsertCommitted",
  "UpsertPending",
  "UpsertSubmitFailed",
  "UpsertCommitFailed",
  "GetOk",
  "Released",
  "ReleasedCommitFailed",
  "ReleasedAll",
  "ReleaseNoop",
  "FaultConfigured"
];
var EXTENDED_EVENT_KINDS = [
  /** Refused at submission for its content. */
  "UpsertRefused",
  /** Accepted, and refused for its content when it was applied. */
  "UpsertRejected",
  "UpsertAckLost",
  "ReleasedRejected",
  "ReleasedAckLost",
  "Replayed",
  "Waited",
  "WaitedCrashed",
  "ReadAllOk",
  "ListOk",
  "ModeChanged",
  "Crashed"
];

// src/sim/profile.ts
var CALM = [
  ["BatchUpsert", 55],
  ["BatchGet", 20],
  ["ReleaseOldest", 10],
  ["ReleaseNewest", 10],
  ["ReleaseAll", 5]
];
var STORMY = [
  ["BatchUpsert", 35],
  ["BatchGet", 20],
  ["ReleaseOldest", 5],
  ["ReleaseNewest", 5],
  ["ReleaseSpecific", 5],
  ["InjectSubmitFailure", 10],
  ["InjectCommitFailure", 7],
  ["InjectDelay", 8],
  ["ReleaseAll", 5]
];
var OURS = [
  ["Replay", 8],
  ["Wait", 4],
  ["ReadAll", 3],
  ["ListDone", 2],
  ["InjectAckLoss", 4],
  ["SetAutoComplete", 4],
  ["ResetFaults", 2],
  ["Crash", 1]
];
var UNHEARD_OF = { unattended: 0, scribbled: 0, empty: 0, large: 0, ackLoss: 0 };
function planOf(profile2, { swarm, level }) {
  if (profile2 === "seed") {
    return { calm: CALM, stormy: STORMY, payloads: SEED_PAYLOADS, batch: 20, ...UNHEARD_OF };
  }
  const large = oneOf(swarm, [0, 0, 0, 0, 0, 0, 0, 2e4]);
  return {
    calm: [...CALM, ["Replay", 8], ["ReadAll", 3]],
    stormy: [...STORMY, ...OURS].filter(([type]) => type === "BatchUpsert" || !strikes(swarm, 15e4)),
    payloads: {
      tenants: swarm.int(1, 3),
      policies: oneOf(swarm, [1, 2, 2, 20]),
      objects: oneOf(swarm, large > 0 ? [50, 1500] : [2, 5, 20, 50]),
      times: oneOf(swarm, [1, 3, 20, 1e3]),
      numbers: oneOf(swarm, [1, 2, 4]),
      ids: oneOf(swarm, ["readable", "readable", "filled", "tails"]),
      hostile: level !== "SunnyDay" && !strikes(swarm, 2e5)
    },
    batch: oneOf(swarm, [3, 8, 20]),
    unattended: oneOf(swarm, [0, 1e5, 3e5]),
    scribbled: oneOf(swarm, [0, 2e5]),
    empty: 2e4,
    large,
    ackLoss: oneOf(swarm, [0, 2e4, 1e5])
  };
}
function reachableEvents(profile2, level, simulation) {
  const kinds = level === "SunnyDay" ? [...CALM_EVENTS, ...profile2 === "seed" ? [] : ["Replayed", "ReadAllOk"]] : [...SEED_EVENT_KINDS, ...profile2 === "seed" ? [] : EXTENDED_EVENT_KINDS];
  const impossible = IMPOSSIBLE[simulation];
  return kinds.filter((kind) => !impossible.includes(kind));
}
var CALM_EVENTS = ["UpsertCommitted", "GetOk", "ReleasedAll", "ReleaseNoop"];
var IMPOSSIBLE = {
  "done-ledger": [],
  findings: ["GetOk", "ListOk"],
  persistence: []
};
function operationFor(type, store) {
  return type === "BatchGet" && store === "sink" ? "ReadAll" : type;
}

// src/sim/generator.ts
var LARGE = 1200;
var CALM_START = 5;
var OperationGenerator = class {
  #context;
  #world;
  #plan;
  #calm;
  #stormy;
  #ledger;
  #sink;
  #labels = { ledger: [], sink: [] };
  #drawn = 0;
  constructor(context, profile2, world) {
    this.#context = context;
    this.#world = world;
    this.#plan = planOf(profile2, context);
    this.#calm = possibleOperations(this.#plan.calm, world);
    this.#stormy = possibleOperations(this.#plan.stormy, world);
    this.#ledger = new LedgerPayloads(context.payload, this.#plan.payloads, (key) => world.isSighted(key));
    this.#sink = new FindingsPayloads(context.payload, this.#plan.payloads);
  }
  /** The next operation of the safety phase. */
  next() {
    const calm = this.#context.level === "SunnyDay" || this.#drawn++ < CALM_START;
    return calm ? this.calm() : this.#draw(this.#stormy, true);
  }
  /** An operation without faults. */
  calm() {
    return this.#draw(this.#calm, false);
  }
  /** A write of `count` records, or of as many observed object versions. */
  write(store, count, faulty) {
    const label = this.#label(store);
    const faults = faulty ? this.#background() : [];
    const unattended = faulty && strikes(this.#context.operations, this.#plan.unattended);
    const scribbled = faulty && strikes(this.#context.operations, this.#plan.scribbled);
    const options = {
      label,
      ...faults.length > 0 && { faults },
      ...unattended && { unattended },
      ...scribbled && { scribbled }
    };
    return store === "ledger" ? { type: "BatchUpsert", store, ...options, records: this.#ledger.batch(count) } : { type: "BatchUpsert", store, ...options, batch: this.#sink.batch(count) };
  }
  /** The payload of an earlier write once more. */
  replay(store, of) {
    return { type: "Replay", store, of, label: this.#label(store) };
  }
  #draw(possible, faulty) {
    const { operations, order } = this.#context;
    const store = oneOf(operations, this.#world.stores);
    const type = weighted(operations, possible[store]);
    switch (type) {
      case "BatchUpsert":
        return this.write(store, this.#size(store), faulty);
      case "Replay": {
        const labels = this.#labels[store];
        return labels.length === 0 ? this.write(store, this.#size(store), faulty) : this.replay(store, oneOf(operations, labels));
      }
      case "BatchGet":
        return { type, store: "ledger", keys: this.#ledger.keys(this.#context.payload.int(1, 10)) };
      case "ListDone": {
        const [{ tenantId, policyHash }] = this.#ledger.keys(1);
        return { type, store: "ledger", tenantId, policyHash };
      }
      case "Wait":
        return { type, store, write: oneOf(operations, [...this.#world.unheard(store), "w0"]) };
      case "ReleaseSpecific": {
        const pending = this.#world.model(store).pending();
        return { type, store, write: pending.length === 0 ? operations.int(1, 1e3) : oneOf(order, pending).label };
      }
      case "ReleaseAll":
        return { type, store, order: order.int(0, 1) === 0 ? "OldestFirst" : "NewestFirst" };
      case "InjectSubmitFailure":
      case "InjectCommitFailure":
      case "InjectAckLoss":
        return { type, store, count: operations.int(1, 3) };
      case "InjectDelay":
        return { type, store, count: operations.int(1, 5) };
      case "SetAutoComplete":
        return { type, store, on: operations.int(0, 2) > 0 };
      default:
        return { type, store };
    }
  }
  #size(store) {
    const { batch, empty: empty2, large } = this.#plan;
    if (strikes(this.#context.payload, empty2)) return 0;
    if (strikes(this.#context.payload, large)) return LARGE;
    return this.#context.payload.int(1, store === "ledger" ? batch : Math.ceil(batch / 3));
  }
  /** The faults that the level has strike a write by themselves. */
  #background() {
    const { faults, level } = this.#context;
    const rate = FaultLevel.partsPerMillion(level);
    const rates = [
      ["failNextSubmissions", rate],
      ["failNextCommits", rate],
      ["delayNextWrites", rate],
      ["loseNextAcks", rate === 0 ? 0 : this.#plan.ackLoss]
    ];
    return rates.filter(([, parts]) => strikes(faults, parts)).map(([fault]) => fault);
  }
  #label(store) {
    const labels = this.#labels[store];
    const label = `${store === "ledger" ? "w" : "f"}${labels.length + 1}`;
    labels.push(label);
    return label;
  }
};
function possibleOperations(weights, world) {
  const of = (store) => weights.map(([type, weight]) => [operationFor(type, store), weight]).filter(([type]) => world.supports({ type, store }));
  return { ledger: of("ledger"), sink: of("sink") };
}

// src/sim/json-values.ts
var U64_FIELDS = /* @__PURE__ */ new Set([
  "bytesScanned",
  "runId",
  "shardId",
  "fenceEpoch",
  "startedAt",
  "finishedAt",
  "byteOffset",
  "byteLength",
  "seenAt"
]);
var SECRET_FIELD = "secretHash";
var DEEPEST = 12;
var SecretLabels = class {
  #numbered = /* @__PURE__ */ new Map();
  of(secret) {
    const label = labelOfSecret(secret);
    if (label !== void 0 && !NUMBERED.test(label)) return label;
    const numbered = this.#numbered.get(secret.tag) ?? `secret#${this.#numbered.size + 1}`;
    this.#numbered.set(secret.tag, numbered);
    return numbered;
  }
};
var NUMBERED = /^secret#\d+$/;
function encodeValue(value, secrets, field = "", depth = 0) {
  switch (typeof value) {
    case "bigint":
      return U64_FIELDS.has(field) ? `${value}` : { $bigint: `${value}` };
    case "string":
      if (field === SECRET_FIELD) return { $string: "" };
      return U64_FIELDS.has(field) ? { $string: value } : value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: numeral(value) };
    case "boolean":
      return value;
    case "object":
      return value === null ? null : encodeObject(value, secrets, field, depth);
    default:
      return { [`$${typeof value}`]: true };
  }
}
function encodeObject(value, secrets, field, depth) {
  try {
    const sensitive = kindOfSensitive(value);
    if (isSensitive(value) && value instanceof SecretHash) {
      const label = secrets.of(value);
      return field === SECRET_FIELD ? label : { $secret: label };
    }
    if (sensitive !== void 0) return { $sensitive: sensitive };
    if (ArrayBuffer.isView(value)) return { $bytes: value.byteLength };
    if (Array.isArray(value))
      return depth < DEEPEST ? Array.from(value, (item) => encodeValue(item, secrets, "", depth + 1)) : [];
    const entries = depth < DEEPEST ? Object.entries(value) : [];
    const fields2 = Object.fromEntries(
      entries.map(([name, part]) => [name, encodeValue(part, secrets, name, depth + 1)])
    );
    return entries.some(([name]) => name.startsWith("$")) ? { $object: fields2 } : fields2;
  } catch {
    return { $unreadable: true };
  }
}
function numeral(value) {
  return Object.is(value, -0) ? "-0" : `${value}`;
}

// src/sim/codec.ts
var ROWS = {
  records: { stamp: LEDGER_RECORD, parse: parseLedgerRecord },
  findings: { stamp: FINDING, parse: parseFinding },
  occurrences: { stamp: OCCURRENCE, parse: parseOccurrence },
  observations: { stamp: OBSERVATION, parse: parseObservation }
};
var HAND_MADE = "$handMade";
function encodeOperation(operation, secrets) {
  const { type, store } = operation;
  const fields2 = operation;
  const encoded = fieldsOf(type, store).filter((name) => fields2[name] !== void 0 || isPayload(name)).map((name) => {
    const value = fields2[name];
    return [name, name === "batch" ? encodeBatch(value, secrets) : encodePart(name, value, secrets)];
  });
  return { type, store, ...Object.fromEntries(encoded) };
}
function encodeBatch(batch, secrets) {
  const encoded = encodeValue(batch, secrets);
  if (isMarked(encoded) || kindOf(encoded) !== "object") return encoded;
  const parts = Object.entries(batch).map(([name, part]) => [name, encodePart(name, part, secrets)]);
  return Object.fromEntries(parts);
}
function encodePart(name, value, secrets) {
  const encoded = encodeValue(value, secrets);
  if (!isRows(name) || !Array.isArray(encoded)) return encoded;
  return encoded.map(
    (row, index) => kindOf(row) !== "object" || isMarked(row) || ROWS[name].stamp.has(value[index]) ? row : { [HAND_MADE]: true, ...row }
  );
}
var FAULTS = Object.values(INJECTED_FAULT);
var FIELDS = {
  BatchUpsert: { label: true, faults: true, unattended: true, scribbled: true, records: true, batch: true },
  Replay: { label: true, of: true, faults: true, unattended: true, scribbled: true },
  Wait: { write: true },
  BatchGet: { keys: true },
  ListDone: { tenantId: true, policyHash: true },
  ReadAll: {},
  ReleaseOldest: {},
  ReleaseNewest: {},
  ReleaseSpecific: { write: true },
  ReleaseAll: { order: true },
  InjectSubmitFailure: { count: true },
  InjectCommitFailure: { count: true },
  InjectDelay: { count: true },
  InjectAckLoss: { count: true },
  ResetFaults: {},
  SetAutoComplete: { on: true },
  Crash: {}
};
function fieldsOf(type, store) {
  const payloadOfOther = store === "ledger" ? "batch" : "records";
  return Object.keys(FIELDS[type]).filter((name) => name !== payloadOfOther);
}
function isPayload(name) {
  return name === "records" || name === "batch";
}
function isRows(name) {
  return Object.hasOwn(ROWS, name);
}
function isMarked(json) {
  return typeof json === "object" && json !== null && Object.keys(json).some((name) => name.startsWith("$"));
}

// src/sim/violation.ts
var INVARIANTS = {
  I1: "the status of a ledger row never goes down",
  I2: "bytesScanned of a ledger row never goes down",
  I3: "a committed key can be read",
  I4: "a refused submission changes nothing",
  I5: "a failed commit changes nothing, anywhere",
  I6: "drained state equals the oracle",
  I7: "every read equals the oracle's committed view",
  I8: "provenance comes whole from the right operand",
  I9: "receipts are exact",
  I10: "writing the same again changes nothing",
  F1: "every durable occurrence has its finding, every observation its occurrence",
  F2: "a durable finding or occurrence never changes and never goes away",
  F3: "an observation is the join of its contributions",
  F4: "durable counts are exact",
  X1: "a ledger row that says scanned-with-findings has its findings durable already",
  P: "every operation answers what the model predicts"
};
function violationOf(breach, step, { type, store }) {
  const { invariant, fields: fields2 = [] } = breach;
  const named = TELLING.has(invariant) ? fields2.map((field) => field.replace(/\..*/, "")) : [];
  const signature = [invariant, store, ...[...new Set(named)].sort()].join(" ");
  return { ...breach, step, store, operation: type, signature };
}
var TELLING = /* @__PURE__ */ new Set(["I7", "I9", "F3", "P"]);
function describeViolation({ invariant, message, step, store, expected, received }) {
  const sides = expected === void 0 ? "" : ` Expected ${expected}, received ${received ?? "nothing"}.`;
  return `${invariant} at step ${step}, ${store}: ${message}${sides} (${invariant}: ${INVARIANTS[invariant]}.)`;
}

// src/sim/capsule.ts
var VERSION = 1;
function capsuleOf(report) {
  const { simulation, origin, operations, phases, violations } = report;
  const executed = operations.map((operation, index) => ({ operation, phase: phases[index] ?? "script" }));
  return {
    version: VERSION,
    simulation,
    ...origin && { origin: { ...origin } },
    operations: encodeOperations(executed),
    violations: violations.map(({ invariant, step, store, signature, message }) => {
      return { invariant, step, store, signature, message };
    })
  };
}
function encodeOperations(operations) {
  const secrets = new SecretLabels();
  return operations.map(({ operation, phase }) => {
    const { type, store, ...fields2 } = encodeOperation(operation, secrets);
    return { type, store, ...phase !== "safety" && { phase }, ...fields2 };
  });
}

// src/sim/report.ts
var SimReport = class {
  simulation;
  /** What the run was drawn from, or the run of which it replays a capsule; absent of a run that was written by hand. */
  origin;
  /** What was executed, in order. */
  operations;
  /** The phase in which each of the operations was executed. */
  phases;
  /** How often each kind of event came up. */
  events;
  /** What did not hold: of the first step in which something did not. */
  violations;
  /** Invariants that could not be checked, as the backend does not show what they need. */
  unchecked;
  /** Every step, if the run was recorded. */
  steps;
  #replayed;
  /** @internal Reports come from a simulation. */
  constructor({ simulation, origin, replayed = false }, world) {
    this.simulation = simulation;
    this.origin = origin;
    this.#replayed = replayed;
    this.operations = [...world.operations];
    this.phases = [...world.phases];
    this.events = Object.freeze(Object.fromEntries([...world.events].sort(([a], [b]) => a < b ? -1 : 1)));
    this.violations = [...world.violations];
    this.unchecked = world.unchecked;
    this.steps = [...world.steps];
  }
  /** Whether nothing was violated. */
  get ok() {
    return this.violations.length === 0;
  }
  /** Kinds of event that did not come up, of those given or of all that the run's profile and level can reach. */
  missedEvents(kinds) {
    const { profile: profile2 = "extended", level = "Stormy" } = this.origin ?? {};
    return (kinds ?? reachableEvents(profile2, level, this.simulation)).filter(
      (kind) => this.events[kind] === void 0
    );
  }
  /** What was executed, to be kept and replayed. */
  capsule() {
    return capsuleOf(this);
  }
  /** One sentence, and a line for each violation. */
  toString() {
    const run = `${this.simulation} ${this.#replayed ? "replay" : this.origin ? "simulation" : "script"}`;
    const { seed, level, profile: profile2 } = this.origin ?? {};
    const drawn = this.origin && `seed '${seed}', ${level}, ${profile2} profile`;
    const parts = [run, drawn, `${this.operations.length} operations`].filter((part) => part !== void 0);
    const verdict = this.ok ? "every invariant held" : "violated";
    return [`${parts.join(", ")}: ${verdict}`, ...this.violations.map(describeViolation)].join("\n");
  }
};

// src/sim/swizzle-clog.ts
var RECORDS = 3;
var KEYS = 5;
async function swizzleClog({ level, order, faults, payload }, world, store, batches, execute) {
  const options = { ...SEED_PAYLOADS, objects: KEYS };
  const [records, findings] = [
    new LedgerPayloads(payload, options, (key) => world.isSighted(key)),
    new FindingsPayloads(payload, options)
  ];
  const labels = Array.from({ length: batches }, (_, index) => `c${index + 1}`);
  const rate = FaultLevel.partsPerMillion(level);
  const doomed = new Set(order.shuffle(labels).slice(0, Math.max(1, Math.floor(batches / 4))));
  const steps = function* () {
    yield { type: "InjectDelay", store, count: batches };
    for (const label of labels) {
      const refused = strikes(faults, rate) && { faults: ["failNextSubmissions"] };
      yield store === "ledger" ? { type: "BatchUpsert", store, label, ...refused, records: records.batch(RECORDS) } : { type: "BatchUpsert", store, label, ...refused, batch: findings.batch(RECORDS) };
    }
    for (const write of order.shuffle(labels)) {
      const fails = doomed.has(write) || strikes(faults, rate);
      if (fails) yield { type: "InjectCommitFailure", store, count: 1 };
      yield { type: "ReleaseSpecific", store, write };
      if (fails) yield { type: "ResetFaults", store };
    }
  };
  for (const operation of steps()) if (!await execute(operation, "safety")) return false;
  return true;
}

// src/oracle/differences.ts
function differingFields(a, b) {
  const left = fieldsOf2(a);
  const right = fieldsOf2(b);
  const paths = /* @__PURE__ */ new Set([...left.keys(), ...right.keys()]);
  return [...paths].filter((path) => left.get(path) !== right.get(path));
}
function sameRow(a, b) {
  if (a === b) return true;
  return a !== void 0 && b !== void 0 && contains(a, b) && contains(b, a);
}
function contains(whole, part) {
  for (const name in part) {
    const value = part[name];
    const other = whole[name];
    if (value === other || !Object.hasOwn(part, name)) continue;
    if (typeof value !== "object" || typeof other !== "object" || value === null || other === null) return false;
    if (!sameRow(value, other)) return false;
  }
  return true;
}
function fieldsOf2(row, prefix = "") {
  const fields2 = /* @__PURE__ */ new Map();
  for (const [name, value] of Object.entries(row)) {
    if (value === void 0) continue;
    if (typeof value === "object" && value !== null) {
      for (const [path, leaf] of fieldsOf2(value, `${prefix}${name}.`)) fields2.set(path, leaf);
    } else {
      fields2.set(`${prefix}${name}`, value);
    }
  }
  return fields2;
}

// src/sim/settled.ts
function settle(call) {
  try {
    return Promise.resolve(call()).then(
      (value) => ({ value }),
      (error) => ({ failed: { error, thrown: false } })
    );
  } catch (error) {
    return Promise.resolve({ failed: { error, thrown: true } });
  }
}
function answerOf(actual) {
  return actual.failed === void 0 ? actual.value : codeOf(actual.failed.error);
}
function codeOf(error) {
  if (typeof error !== "object" || error === null) return String(error);
  const { code, name } = error;
  return typeof code === "string" ? code : typeof name === "string" ? name : "an error";
}
function isOwnError(error) {
  return InMemoryPersistenceError.is(error) || PersistenceInputError.is(error);
}
var INJECTED = /* @__PURE__ */ new Set([
  "InjectedSubmissionFailure",
  "InjectedCommitFailure",
  "AckLost",
  "StoreCrashed"
]);
function refusesContent(codes) {
  return codes !== void 0 && !codes.some((code) => INJECTED.has(code));
}
function outcomeBreach(label, outcome, actual, strict) {
  const expected = outcome.codes === void 0 ? describe(outcome.receipt) : outcome.codes.join(" or ");
  if (actual.failed !== void 0) {
    const code = codeOf(actual.failed.error);
    if (outcome.codes !== void 0 && (!strict || outcome.codes.includes(code))) return void 0;
    return answerBreach(`Write ${label} ended otherwise than predicted.`, expected, code, "outcome");
  }
  const receipt = actual.value;
  if (outcome.codes !== void 0)
    return answerBreach(`Write ${label} must fail, and was committed.`, expected, describe(receipt), "outcome");
  if (typeof receipt === "object" && receipt !== null && sameRow(outcome.receipt, receipt)) return void 0;
  const message = `The receipt of write ${label} is wrong.`;
  return { invariant: "I9", message, expected, received: describe(receipt), fields: ["receipt"] };
}
function answerBreach(message, expected, received, what) {
  return { invariant: "P", message, expected: describe(expected), received: describe(received), fields: [what] };
}
function describe(value) {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(describe).join(", ")}]`;
  const fields2 = Object.entries(value);
  return `{ ${fields2.map(([field, part]) => `${field}: ${String(part)}`).join(", ")} }`;
}

// src/sim/target.ts
function has(store, control) {
  return typeof store[control] === "function";
}
function canDelay(store) {
  const holds = has(store, "delayNextWrites") || has(store, "setAutoComplete");
  return holds && (has(store, "releaseNext") || has(store, "releaseAll"));
}
function isOurs(store) {
  return coreOf(store) !== void 0;
}
function canDo(store, type) {
  if (type in INJECTED_FAULT) {
    const fault = INJECTED_FAULT[type];
    return has(store, fault) && (fault !== "delayNextWrites" || canDelay(store));
  }
  const control = CONTROL_OF[type];
  return control === void 0 || has(store, control) && (control !== "setAutoComplete" || canDelay(store));
}
var CONTROL_OF = {
  ReleaseOldest: "releaseNext",
  ReleaseNewest: "releaseNext",
  ReleaseSpecific: "releaseSpecific",
  ReleaseAll: "releaseAll",
  ResetFaults: "resetFaults",
  SetAutoComplete: "setAutoComplete",
  Crash: "crash"
};

// src/sim/answers.ts
var Answers = class {
  #controls;
  #strict;
  #model;
  /** What the store's operation ids are ahead of the model's: a store of the user's may have been written to before. */
  #idOffset;
  constructor({ controls, strict }, model) {
    this.#controls = controls;
    this.#strict = strict;
    this.#model = model;
  }
  /** The store's id of a write that has this one in the model. */
  storeId(id) {
    return BigInt(id) + (this.#idOffset ?? 0n);
  }
  /** Holds what a control answered against what the model says. */
  check(step, call, expected, actual) {
    const received = answerOf(actual);
    if (received !== expected)
      step.breach(answerBreach(`${call} answered otherwise than predicted.`, expected, received, call));
  }
  /** Holds the operation id of an accepted write, if the store tells it, against the model's. */
  checkId(step, label, id, actual) {
    if (actual === void 0) return;
    this.#idOffset ??= this.#strict ? 0n : actual - BigInt(id);
    if (actual !== this.storeId(id))
      step.breach(answerBreach(`Write ${label} has the wrong operation id.`, this.storeId(id), actual, "operation id"));
  }
  /** Whether the store holds back what it must, and nothing else. */
  async checkPending(step) {
    const controls = this.#controls;
    if (!has(controls, "pendingIds")) return true;
    const actual = await settle(() => controls.pendingIds());
    const received = actual.failed === void 0 ? actual.value : [];
    if (received.length === 0 && this.#model.pendingCount === 0 && actual.failed === void 0) return true;
    const expected = this.#model.pending().map(({ id }) => this.storeId(id));
    if (received.length === expected.length && expected.every((id, index) => id === received[index])) return true;
    const answer = actual.failed === void 0 ? received : codeOf(actual.failed.error);
    step.breach(answerBreach("The pending writes are not those predicted.", expected, answer, "pending writes"));
    return false;
  }
  /** Holds the store's fault counters, if it shows them, against the model's. */
  async checkFaults(step) {
    const counters = await this.#controls.faults?.();
    const expected = this.#model.counters;
    const wrong = Object.keys(expected).some((fault) => counters?.[fault] !== expected[fault]);
    if (counters !== void 0 && wrong)
      step.breach(answerBreach("The fault counters are not those predicted.", expected, counters, "faults()"));
    step.say(() => `armed ${describe(expected)}`);
  }
};

// src/sim/rows.ts
function sameItems(a, b) {
  if (a === void 0 || b === void 0) return a === b;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
function detached(row) {
  const copy = {};
  for (const [name, value] of Object.entries(row))
    copy[name] = isPlain(value) ? detached(value) : value;
  return copy;
}
function handedOver(payload) {
  try {
    return frozenCopy(payload);
  } catch {
    return payload;
  }
}
function frozenCopy(value) {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  if (!isPlain(value)) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, frozenCopy(part)])));
}
function scribble(value) {
  if (Array.isArray(value)) {
    for (const item of value) scribble(item);
    if (!Object.isFrozen(value)) value.length = 0;
  } else if (isPlain(value)) {
    for (const [name, part] of Object.entries(value)) {
      scribble(part);
      if (!isPlain(part)) Reflect.set(value, name, typeof part === "bigint" ? part + 1n : void 0);
    }
  }
}
function isPlain(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

// src/sim/store-model.ts
var StoreModel = class {
  #domain;
  #counters = {
    failNextSubmissions: 0,
    failNextCommits: 0,
    delayNextWrites: 0,
    loseNextAcks: 0
  };
  #pending = /* @__PURE__ */ new Map();
  #accepted = 0;
  autoComplete = true;
  constructor(domain) {
    this.#domain = domain;
  }
  get counters() {
    return { ...this.#counters };
  }
  /** The labels of pending writes with their operation ids, in the order of submission. */
  pending() {
    return Array.from(this.#pending, ([label, { id }]) => ({ label, id }));
  }
  isPending(label) {
    return this.#pending.has(label);
  }
  get pendingCount() {
    return this.#pending.size;
  }
  arm(fault, count) {
    this.#counters[fault] = Math.min(this.#counters[fault] + count, Number.MAX_SAFE_INTEGER);
  }
  resetFaults() {
    for (const fault of Object.keys(this.#counters)) this.#counters[fault] = 0;
  }
  /** A submission of a payload that is in order as to its shape. */
  submit(label, payload) {
    if (this.#strikes("failNextSubmissions")) return { refusedWith: ["InjectedSubmissionFailure"] };
    const id = ++this.#accepted;
    const delayed = this.#strikes("delayNextWrites");
    if (!delayed && this.autoComplete) return { id, ending: this.#apply(label, { id, payload }) };
    this.#pending.set(label, { id, payload });
    return { id, ending: void 0 };
  }
  /** The label of the oldest or the newest pending write. */
  next(order) {
    const labels = [...this.#pending.keys()];
    return order === "OldestFirst" ? labels[0] : labels.at(-1);
  }
  /** The release of a pending write. */
  release(label) {
    const write = this.#pending.get(label);
    this.#pending.delete(label);
    return this.#apply(label, write);
  }
  /** A crash; the labels of what was pending. */
  crash() {
    const dropped = [...this.#pending.keys()];
    this.#pending.clear();
    return dropped;
  }
  #apply(label, { id, payload }) {
    const write = { label, id, payload };
    if (this.#strikes("failNextCommits")) {
      return { ...write, outcome: { codes: ["InjectedCommitFailure"] }, applied: false };
    }
    const { receipt, refusals } = this.#domain.judge(payload);
    if (receipt === void 0) return { ...write, outcome: { codes: refusals }, applied: false };
    this.#domain.commit(payload);
    const outcome = this.#strikes("loseNextAcks") ? { codes: ["AckLost"] } : { receipt };
    return { ...write, outcome, applied: true };
  }
  #strikes(fault) {
    if (this.#counters[fault] === 0) return false;
    this.#counters[fault]--;
    return true;
  }
};

// src/sim/driver.ts
var StoreDriver = class {
  model;
  /** Label of the write that was applied last. */
  lastApplied;
  /** How writes have ended, by label: `'committed'`, or the code of the error. */
  endings = /* @__PURE__ */ new Map();
  #side;
  #answers;
  #handles = /* @__PURE__ */ new Map();
  #waits = /* @__PURE__ */ new Map();
  #unheard = /* @__PURE__ */ new Map();
  constructor(side) {
    this.#side = side;
    this.model = new StoreModel(side.model);
    this.#answers = new Answers(side, this.model);
  }
  /** Whether the store can do an operation. */
  supports({ type }) {
    return canDo(this.#side.controls, type);
  }
  /** Puts a store into the state in which every run starts: completing at once, nothing armed. */
  async open() {
    const { controls } = this.#side;
    if (has(controls, "setAutoComplete")) await controls.setAutoComplete(true);
    if (has(controls, "resetFaults")) await controls.resetFaults();
  }
  /** A write; `false` for a replay of one that the run does not have. */
  async write(step, { label, payload, faults = [], unattended = false, scribbled = false, again }) {
    for (const fault of faults) await this.#arm(fault, 1);
    const parsed = this.#parse(payload);
    const absorbed = again && parsed !== void 0 && this.#side.isAbsorbed(parsed);
    const predicted = parsed === void 0 ? REFUSED_FOR_CONTENT : this.model.submit(label, parsed);
    const handed = scribbled ? this.#side.copy(payload) : payload;
    const submitted = await settle(() => this.#side.submit(handed));
    if (scribbled) scribble(handed);
    if (submitted.failed?.thrown === true)
      step.breach(answerBreach(`Write ${label} must not throw.`, "a promise", codeOf(submitted.failed.error), "throw"));
    if (predicted.refusedWith !== void 0) {
      await this.#refused(step, label, predicted.refusedWith, submitted);
      return;
    }
    const { ending } = predicted;
    if (submitted.failed !== void 0) {
      await this.#notAccepted(step, label, ending, submitted.failed.error);
      return;
    }
    const handle = submitted.value;
    if (typeof handle?.wait !== "function") {
      step.breach(answerBreach(`Write ${label} must be accepted.`, "a handle", describe(handle), "handle"));
      return;
    }
    this.#answers.checkId(step, label, predicted.id, handle.operationId);
    if (!await this.#answers.checkPending(step)) return;
    if (unattended) this.#handles.set(label, handle);
    else if (ending === void 0)
      this.#waits.set(
        label,
        settle(() => handle.wait())
      );
    if (ending === void 0) {
      step.event("UpsertPending");
      step.say(() => `${label} is pending as #${predicted.id}`);
      return;
    }
    if (!unattended)
      this.#waits.set(
        label,
        settle(() => handle.wait())
      );
    await this.#end(step, [ending], "Upsert", absorbed);
  }
  /** Waits for an unattended write; for one that is pending or was heard already, it does nothing. */
  async wait(step, label) {
    const unheard = this.#unheard.get(label);
    if (unheard === void 0) {
      step.say(() => `${label} is not there to be waited for`);
      return;
    }
    this.#unheard.delete(label);
    const actual = await settle(() => unheard.handle.wait());
    this.#compare(step, label, unheard.outcome, actual);
    const again = await settle(() => unheard.handle.wait());
    if (again.failed === void 0 || this.#side.strict && codeOf(again.failed.error) !== "UnknownOperation")
      step.breach(
        answerBreach(`Write ${label} was waited for twice.`, "UnknownOperation", answerOf(again), "second wait")
      );
    step.event(unheard.outcome.codes?.[0] === "StoreCrashed" ? "WaitedCrashed" : "Waited");
  }
  /** Labels of unattended writes that have ended. */
  unheard() {
    return [...this.#unheard.keys()];
  }
  async releaseNext(step, order) {
    const label = this.model.next(order);
    const ending = label === void 0 ? void 0 : this.model.release(label);
    const { controls } = this.#side;
    const released = await settle(() => has(controls, "releaseNext") ? controls.releaseNext(order) : void 0);
    this.#answers.check(step, "releaseNext()", ending && this.#answers.storeId(ending.id), released);
    await this.#released(step, ending === void 0 ? [] : [ending]);
  }
  async releaseSpecific(step, write) {
    const pending = this.model.pending().find(({ label, id: id2 }) => label === write || id2 === write);
    const ending = pending && this.model.release(pending.label);
    const id = pending?.id ?? (typeof write === "number" ? write : NEVER_USED);
    const { controls } = this.#side;
    const released = await settle(
      () => has(controls, "releaseSpecific") ? controls.releaseSpecific(this.#answers.storeId(id)) : false
    );
    this.#answers.check(step, "releaseSpecific()", ending !== void 0, released);
    await this.#released(step, ending === void 0 ? [] : [ending]);
  }
  async releaseAll(step, order) {
    const endings = [];
    for (let label = this.model.next(order); label !== void 0; label = this.model.next(order))
      endings.push(this.model.release(label));
    const { controls } = this.#side;
    const released = await settle(() => has(controls, "releaseAll") ? controls.releaseAll(order) : 0);
    this.#answers.check(step, "releaseAll()", endings.length, released);
    step.event("ReleasedAll");
    step.say(() => `released ${endings.length}`);
    if (endings.length > 0) await this.#released(step, endings);
  }
  async inject(step, type, count) {
    await this.#arm(INJECTED_FAULT[type], count);
    step.event("FaultConfigured");
    await this.#answers.checkFaults(step);
  }
  async resetFaults(step) {
    this.model.resetFaults();
    await this.#side.controls.resetFaults?.();
    step.event("FaultConfigured");
    await this.#answers.checkFaults(step);
  }
  async setAutoComplete(step, on) {
    this.model.autoComplete = on;
    await this.#side.controls.setAutoComplete?.(on);
    step.event("ModeChanged");
    await this.#answers.checkPending(step);
  }
  async crash(step) {
    const dropped = this.model.crash();
    await this.#side.controls.crash?.();
    for (const unheard of this.#unheard.values()) unheard.outcome = CRASHED;
    for (const label of dropped) {
      this.endings.set(label, "StoreCrashed");
      const handle = this.#handles.get(label);
      if (handle !== void 0) this.#unheard.set(label, { handle, outcome: CRASHED });
      else this.#compare(step, label, CRASHED, await this.#heard(label));
      this.#handles.delete(label);
    }
    step.event("Crashed");
    step.say(() => `dropped ${dropped.length}`);
    await this.#answers.checkPending(step);
    step.breaches(await this.#side.checkUnchanged("I5"));
  }
  async readAll(step, invariant) {
    step.breaches(await this.#side.checkAll(invariant));
    step.event("ReadAllOk");
  }
  /** Whether a payload is in order as to its shape; a copy of it then. */
  #parse(payload) {
    try {
      return this.#side.parse(payload);
    } catch {
      return void 0;
    }
  }
  async #refused(step, label, codes, submitted) {
    const forContent = refusesContent(codes);
    this.endings.set(label, codes.join(" or "));
    step.event(forContent ? "UpsertRefused" : "UpsertSubmitFailed");
    const lenient = forContent && !this.#side.strict;
    const actual = lenient && submitted.failed === void 0 ? await settle(() => submitted.value.wait()) : submitted;
    if (actual.failed === void 0)
      step.breach(
        answerBreach(`Write ${label} must be refused, and was accepted.`, codes.join(" or "), "a handle", "refusal")
      );
    else this.#compare(step, label, { codes }, actual);
    step.breaches(await this.#side.checkUnchanged("I4"));
  }
  /** The store refused what it should have accepted: for the content after all, or for reasons of its own. */
  async #notAccepted(step, label, ending, error) {
    const failed = { failed: { error, thrown: false } };
    if (!this.#side.strict && ending !== void 0 && (refusesContent(ending.outcome.codes) || !isOwnError(error))) {
      this.#waits.set(label, Promise.resolve(failed));
      await this.#end(step, [ending], "Upsert", false);
      return;
    }
    step.breach(
      answerBreach(`Write ${label} must be accepted, and was refused.`, "a handle", codeOf(error), "refusal")
    );
  }
  async #released(step, endings) {
    if (endings.length === 0) {
      step.event("ReleaseNoop");
      step.say(() => "nothing to release");
    }
    if (!await this.#answers.checkPending(step) || endings.length === 0) return;
    await this.#end(step, endings, "Released", false);
  }
  /** Hears how writes ended, and looks at what the store shows now. */
  async #end(step, endings, how, again) {
    const written = [];
    for (const { label, payload, outcome, applied } of endings) {
      const handle = this.#handles.get(label);
      this.#handles.delete(label);
      if (handle !== void 0) this.#unheard.set(label, { handle, outcome });
      else {
        const actual = await this.#heard(label);
        if (applied && this.#isInDoubt(actual)) {
          if (await this.#side.decide(payload)) written.push(payload);
          step.event("UpsertInDoubt");
          step.say(() => `${label} in doubt: ${codeOf(actual.failed?.error)}`);
          continue;
        }
        this.#compare(step, label, outcome, actual);
      }
      step.event(kindOf2(outcome, how));
      this.endings.set(label, outcome.codes?.join(" or ") ?? "committed");
      if (!applied) continue;
      written.push(payload);
      this.lastApplied = label;
    }
    if (written.length > 0) step.breaches(await this.#side.checkWritten(written, again));
    else step.breaches(await this.#side.checkUnchanged("I5"));
  }
  /** A foreign backend's own error leaves open whether it has applied the write. */
  #isInDoubt(actual) {
    return actual.failed !== void 0 && !this.#side.strict && !isOwnError(actual.failed.error);
  }
  #compare(step, label, outcome, actual) {
    const breach = outcomeBreach(label, outcome, actual, this.#side.strict);
    if (breach !== void 0) step.breach(breach);
    step.say(
      () => actual.failed === void 0 ? `${label} committed ${describe(actual.value)}` : `${label} failed with ${codeOf(actual.failed.error)}`
    );
  }
  async #arm(fault, count) {
    const { controls } = this.#side;
    if (!has(controls, fault)) return;
    this.model.arm(fault, count);
    await controls[fault](count);
  }
  async #heard(label) {
    const wait = this.#waits.get(label);
    this.#waits.delete(label);
    return wait;
  }
};
var REFUSED_FOR_CONTENT = { refusedWith: ["BatchValidation"] };
var CRASHED = { codes: ["StoreCrashed"] };
var NEVER_USED = Number.MAX_SAFE_INTEGER;
function kindOf2({ codes }, how) {
  if (codes === void 0) return how === "Upsert" ? "UpsertCommitted" : "Released";
  if (codes[0] === "InjectedCommitFailure") return `${how}CommitFailed`;
  return codes[0] === "AckLost" ? `${how}AckLost` : `${how}Rejected`;
}

// src/oracle/ledger-key-map.ts
var LedgerKeyMap = class {
  #entries = /* @__PURE__ */ new Map();
  #size = 0;
  get size() {
    return this.#size;
  }
  get(key) {
    return this.#entry(key)?.value;
  }
  set(key, value) {
    const entry = this.#entry(key);
    if (entry !== void 0) {
      entry.value = value;
      return;
    }
    this.#size++;
    this.#entries.set(key.ovidHash, { key, value, next: this.#entries.get(key.ovidHash) });
  }
  /** All values, by object version in the order of its first use. */
  *values() {
    for (const first of this.#entries.values())
      for (let entry = first; entry !== void 0; entry = entry.next) yield entry.value;
  }
  #entry({ tenantId, policyHash, ovidHash }) {
    let entry = this.#entries.get(ovidHash);
    while (entry !== void 0 && (entry.key.policyHash !== policyHash || entry.key.tenantId !== tenantId))
      entry = entry.next;
    return entry;
  }
};

// src/oracle/definition.ts
var LedgerContributions = class {
  #freshest = new Greatest(freshness);
  #bytesScanned = 0n;
  #findings = 0;
  #findingsOfFound = 0;
  #row;
  add(record) {
    this.#row = void 0;
    this.#freshest.add(record);
    if (record.bytesScanned > this.#bytesScanned) this.#bytesScanned = record.bytesScanned;
    this.#findings = Math.max(this.#findings, record.findingsCount);
    if (record.status === "ScannedWithFindings")
      this.#findingsOfFound = Math.max(this.#findingsOfFound, record.findingsCount);
  }
  /** The row. There must be a contribution. */
  row() {
    return this.#row ??= this.#join();
  }
  /** The freshest record itself, if that is the row. */
  #join() {
    const freshest = this.#freshest.item();
    const { key, status, provenance, errorCode } = freshest;
    const bytesScanned = this.#bytesScanned;
    const findingsCount = status === "ScannedClean" ? 0 : status === "ScannedWithFindings" ? this.#findingsOfFound : this.#findings;
    const same = freshest.bytesScanned === bytesScanned && freshest.findingsCount === findingsCount;
    if (same && isScanned(status) === (errorCode === void 0)) return freshest;
    const row = { key, status, bytesScanned, findingsCount, provenance };
    return isScanned(status) ? row : { ...row, errorCode };
  }
};
function isScanned(status) {
  return status === "ScannedClean" || status === "ScannedWithFindings";
}
var ObservationContributions = class {
  #winner = new Greatest(contributionKey);
  #located = new Greatest(contributionKey);
  #row;
  add(record) {
    this.#row = void 0;
    this.#winner.add(record);
    if (record.location !== void 0) this.#located.add(record);
  }
  /** The greatest contribution. There must be one. */
  get winner() {
    return this.#winner.item();
  }
  /** The greatest contribution that has a location. */
  get located() {
    return this.#located.found();
  }
  /** What the observation shows: the greatest contribution itself, unless its location is that of another. */
  row() {
    const { winner, located } = this;
    if (located === void 0 || located === winner) return winner;
    return this.#row ??= { ...winner, location: located.location };
  }
};
function freshness({ status, provenance, errorCode }) {
  const { finishedAt, startedAt, fenceEpoch, runId, shardId } = provenance;
  return [RANKING.indexOf(status), finishedAt, startedAt, fenceEpoch, signed(runId), signed(shardId), errorCode ?? ""];
}
function contributionKey({ seenAt, location, fenceEpoch, runId, shardId }) {
  return [
    seenAt,
    location === void 0 ? 0 : 1,
    fenceEpoch,
    signed(runId),
    signed(shardId),
    utf8(location?.display),
    utf8(location?.url)
  ];
}
var Greatest = class {
  #keyOf;
  #item;
  /** Of the item; made once there is another one to compare it with. */
  #key;
  constructor(keyOf) {
    this.#keyOf = keyOf;
  }
  add(item) {
    if (this.#item === void 0) {
      this.#item = item;
      return;
    }
    const key = this.#keyOf(item);
    this.#key ??= this.#keyOf(this.#item);
    if (!isGreater(key, this.#key)) return;
    this.#item = item;
    this.#key = key;
  }
  found() {
    return this.#item;
  }
  item() {
    if (this.#item === void 0) throw new TypeError("there is no contribution");
    return this.#item;
  }
};
function isGreater(a, b) {
  const level = a.findIndex((value, index) => value !== b[index]);
  return level >= 0 && a[level] > b[level];
}
function signed(value) {
  return value >= 2n ** 63n ? value - 2n ** 64n : value;
}
function utf8(text2 = "") {
  if (text2 === "") return text2;
  return Array.from(new TextEncoder().encode(text2), (byte) => String.fromCharCode(byte)).join("");
}
var RANKING = [
  "FailedRetryable",
  "FailedPermanent",
  "Skipped",
  "ScannedClean",
  "ScannedWithFindings"
];

// src/oracle/ledger-model.ts
var LedgerModel = class {
  #committed = new LedgerKeyMap();
  /** Takes note that a batch was committed. */
  commit(records) {
    for (const record of records) {
      let history = this.#committed.get(record.key);
      if (history === void 0) {
        history = { records: [], contributions: new LedgerContributions() };
        this.#committed.set(record.key, history);
      }
      history.records.push(record);
      history.contributions.add(record);
    }
  }
  /** What a commit of this batch must answer. */
  judge(records) {
    if (!records.every(isValid)) return { refusals: ["BatchValidation"] };
    const byKey2 = new LedgerKeyMap();
    for (const record of records) {
      let contributions = byKey2.get(record.key);
      if (contributions === void 0) byKey2.set(record.key, contributions = new LedgerContributions());
      contributions.add(record);
    }
    let [recordCount, scannedCount, findingsCount] = [0, 0, 0];
    for (const contributions of byKey2.values()) {
      const row = contributions.row();
      recordCount++;
      if (isScanned(row.status)) scannedCount++;
      findingsCount += row.findingsCount;
    }
    return { receipt: { recordCount, scannedCount, findingsCount } };
  }
  /** The committed records of a key. */
  committed(key) {
    return this.#committed.get(key)?.records ?? [];
  }
  /** The row that a key must have; `undefined` if nothing was committed under it. */
  row(key) {
    return this.#committed.get(key)?.contributions.row();
  }
  /** How many rows there must be. */
  get size() {
    return this.#committed.size;
  }
  /** All rows by {@link ledgerRowKey}, sorted. */
  rows() {
    const rows = Array.from(this.#committed.values(), ({ contributions }) => contributions.row());
    const keyed = rows.map((row) => [ledgerRowKey(row.key), row]);
    return new Map(keyed.sort(([a], [b]) => a < b ? -1 : 1));
  }
};
function ledgerRowKey({ tenantId, policyHash, ovidHash }) {
  return `${tenantId}/${policyHash}/${ovidHash}`;
}
function isValid({ status, findingsCount, errorCode, provenance }) {
  return errorCode === void 0 === isScanned(status) && !(status === "ScannedClean" && findingsCount !== 0) && !(status === "ScannedWithFindings" && findingsCount === 0) && provenance.startedAt <= provenance.finishedAt;
}

// src/sim/breaches.ts
function rowBreach(invariant, key, expected, received, sentence) {
  const fields2 = expected === void 0 || received === void 0 ? [] : differingFields(expected, received);
  return {
    invariant,
    message: `${sentence}: row ${key.split("/").map(abbreviate).join("/")}`,
    expected: shown(expected, fields2),
    received: shown(received, fields2),
    key,
    fields: fields2.length === 0 ? ["row"] : fields2
  };
}
function lackingRows(invariant, expected, received) {
  const message = "Durable rows are not shown any more.";
  return { invariant, message, expected: `${expected} rows`, received: `${received}`, fields: ["row"] };
}
function shown(row, fields2) {
  if (row === void 0) return "no row";
  if (fields2.length === 0) return "a row";
  return fields2.map((field) => `${field} ${valueAt(row, field)}`).join(", ");
}
function valueAt(row, path) {
  let value = row;
  for (const name of path.split(".")) {
    if (kindOfSensitive(value) !== void 0) return labelOfSecret(value) ?? String(value);
    value = value?.[name];
  }
  return value === void 0 ? "absent" : `${value}`;
}

// src/sim/ledger-side.ts
var LedgerSide = class {
  store = "ledger";
  controls;
  strict;
  #ledger;
  #seen = new LedgerKeyMap();
  /** Whether rows are immutable and shared, so that the same objects in the same order mean that nothing has changed. */
  #shared;
  /** The rows as they were compared last; absent when writes have been seen since. */
  #compared;
  #committed = [];
  #model = new LedgerModel();
  #changes = [];
  model = {
    judge: (records) => this.#model.judge(records),
    commit: (records) => {
      this.#committed.push(records);
      this.#model.commit(records);
    }
  };
  constructor(ledger, strict = isOurs(ledger)) {
    this.#ledger = ledger;
    this.controls = ledger;
    this.strict = strict;
    this.#shared = isOurs(ledger);
  }
  parse(records) {
    return DoneLedgerBatch.parse(records);
  }
  submit(records) {
    return this.#ledger.batchUpsert(records);
  }
  copy(records) {
    return records.map(detached);
  }
  isAbsorbed(records) {
    return records.every(({ key }, index) => this.#model.committed(key).includes(records[index]));
  }
  /** Whether the store can list what is done. */
  get lists() {
    return this.#ledger.listDoneHashes !== void 0;
  }
  /** The row that the model has under a key. */
  expected(key) {
    return this.#model.row(key);
  }
  /** The row that the store has shown last under a key. */
  seen() {
    return this.#seen.values();
  }
  async checkWritten(batches, again) {
    const keys = distinct(batches.flatMap((records) => records.map(({ key }) => key)));
    const breaches = [];
    for (const { key, row } of await this.#read(keys)) {
      const before = this.#seen.get(key);
      const breach = this.#checkRow(key, before, row, again);
      if (breach !== void 0) breaches.push(breach);
      if (row !== void 0 && row !== before) this.#see(key, before, row);
    }
    return breaches;
  }
  async checkUnchanged(invariant) {
    return this.#compareAll(invariant, this.#seen.size, (key) => this.#seen.get(key));
  }
  async checkAll(invariant) {
    return this.#compareAll(invariant, this.#model.size, (key) => this.#model.row(key));
  }
  /** Reads keys, and compares the answers with the model's. */
  async checkGet(keys) {
    const breaches = [];
    const rows = await this.#read(keys);
    for (const { key, row } of rows) {
      const expected = this.#model.row(key);
      if (!sameRow(expected, row))
        breaches.push(rowBreach("I7", ledgerRowKey(key), expected, row, "A read is not what was committed"));
    }
    if (!this.#shared) for (const { row } of rows) scribble(row);
    return breaches;
  }
  /** Lists what is done, and compares the answer with the model's; order and repetition count. */
  async checkList(tenantId, policyHash) {
    const expected = Array.from(this.#model.rows().values()).filter(
      ({ key, status }) => key.tenantId === tenantId && key.policyHash === policyHash && DoneLedgerStatus.isTerminal(status)
    ).map(({ key }) => key.ovidHash);
    const received = await this.#ledger.listDoneHashes?.(tenantId, policyHash);
    const inOrder = this.strict ? received : received?.toSorted();
    if (sameItems(expected, inOrder)) return [];
    const list = (hashes) => hashes?.map(abbreviate).join(", ") ?? "no list";
    const message = "The list of what is done is wrong.";
    return [{ invariant: "I7", message, expected: list(expected), received: list(received), fields: ["list"] }];
  }
  async decide(records) {
    const rows = await this.#read(distinct(records.map(({ key }) => key)));
    if (rows.every(({ key, row }) => sameRow(this.#model.row(key), row))) return true;
    const without = new LedgerModel();
    for (const batch of this.#committed.slice(0, -1)) without.commit(batch);
    if (!rows.every(({ key, row }) => sameRow(without.row(key), row))) return true;
    this.#committed.pop();
    this.#model = without;
    return false;
  }
  takeChanges() {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }
  #checkRow(key, before, row, again) {
    const expected = this.#model.row(key);
    if (row === void 0) return rowBreach("I3", ledgerRowKey(key), expected, row, "A committed row cannot be read");
    if (before !== void 0) {
      if (again && row !== before && !sameRow(before, row))
        return rowBreach("I10", ledgerRowKey(key), before, row, "Writing the same again changed the row");
      if (rank(row) < rank(before))
        return rowBreach("I1", ledgerRowKey(key), expected, row, "The status of the row went down");
      if (row.bytesScanned < before.bytesScanned)
        return rowBreach("I2", ledgerRowKey(key), expected, row, "bytesScanned of the row went down");
    }
    if (sameRow(expected, row)) return void 0;
    if (sameRow(expected.provenance, row.provenance))
      return rowBreach("I7", ledgerRowKey(key), expected, row, "The row is not the join of what was committed");
    const whole = this.#model.committed(key).some(({ provenance }) => sameRow(provenance, row.provenance));
    const message = whole ? "Provenance comes from the wrong operand" : "Provenance is that of no one operand";
    return rowBreach("I8", ledgerRowKey(key), expected, row, message);
  }
  async #compareAll(invariant, size, expectedOf) {
    const shown2 = await this.#readAll();
    if (this.#shared && sameItems(this.#compared, shown2)) return [];
    const breaches = [];
    for (const row of shown2) {
      const expected = expectedOf(row.key);
      if (sameRow(expected, row)) continue;
      breaches.push(rowBreach(invariant, ledgerRowKey(row.key), expected, row, "A row is not what was committed"));
    }
    if (shown2.length < size && breaches.length === 0) breaches.push(lackingRows(invariant, size, shown2.length));
    if (breaches.length === 0) this.#compared = shown2;
    return breaches;
  }
  /** Every row that the store shows; of a store without a snapshot, what it has for every key that was ever committed. */
  async #readAll() {
    if (this.#ledger.snapshot !== void 0) return this.#ledger.snapshot();
    const rows = await this.#read(Array.from(this.#model.rows().values(), ({ key }) => key));
    return rows.flatMap(({ row }) => row === void 0 ? [] : [row]);
  }
  async #read(keys) {
    const rows = [];
    for (const group of grouped(keys)) {
      const { tenantId, policyHash } = group[0];
      const hashes = [];
      for (const { ovidHash } of group) hashes.push(ovidHash);
      const answers = await this.#ledger.batchGet(tenantId, policyHash, hashes);
      for (let index = 0; index < group.length; index++)
        rows.push({ key: group[index], row: answers[index] });
    }
    return rows;
  }
  #see(key, before, after) {
    const row = this.#shared ? after : detached(after);
    this.#seen.set(key, row);
    this.#compared = void 0;
    this.#changes.push({ table: "records", key: ledgerRowKey(key), ...before && { before }, after: row });
  }
};
function grouped(keys) {
  const [first] = keys;
  if (keys.every(({ tenantId, policyHash }) => tenantId === first?.tenantId && policyHash === first.policyHash))
    return first === void 0 ? [] : [keys];
  const groups = /* @__PURE__ */ new Map();
  for (const key of keys) {
    let policies = groups.get(key.tenantId);
    if (policies === void 0) groups.set(key.tenantId, policies = /* @__PURE__ */ new Map());
    const group = policies.get(key.policyHash);
    if (group === void 0) policies.set(key.policyHash, [key]);
    else group.push(key);
  }
  return Array.from(groups.values(), (policies) => [...policies.values()]).flat();
}
function distinct(keys) {
  const known = new LedgerKeyMap();
  for (const key of keys) known.set(key, key);
  return known.size === keys.length ? keys : [...known.values()];
}
function rank({ status }) {
  return DoneLedgerStatus.rank(status);
}

// src/oracle/findings-model.ts
var FindingsModel = class {
  #findings = /* @__PURE__ */ new Map();
  #occurrences = /* @__PURE__ */ new Map();
  #observations = /* @__PURE__ */ new Map();
  /** Takes note that a batch was committed. */
  commit({ findings, occurrences, observations }) {
    for (const row of findings) keepFirst(this.#findings, findingKey(row), row);
    for (const row of occurrences) keepFirst(this.#occurrences, occurrenceKey(row), row);
    for (const row of observations) {
      const key = observationKey(row);
      let history = this.#observations.get(key);
      if (history === void 0) {
        history = { records: [], contributions: new ObservationContributions() };
        this.#observations.set(key, history);
      }
      history.records.push(row);
      history.contributions.add(row);
    }
  }
  /** What a commit of this batch must answer. */
  judge({ findings, occurrences, observations }) {
    const stagedFindings = /* @__PURE__ */ new Map();
    const stagedOccurrences = /* @__PURE__ */ new Map();
    const stagedObservations = /* @__PURE__ */ new Map();
    for (const row of findings) {
      const known = this.#findings.get(findingKey(row)) ?? keepFirst(stagedFindings, findingKey(row), row);
      if (!sameFields(known, row, ["stableItemId", "ruleFingerprint"]) || known.secretHash.tag !== row.secretHash.tag) {
        return refusal("FindingConflict");
      }
    }
    for (const row of occurrences) {
      const parent = findingKey(row);
      if (!this.#findings.has(parent) && !stagedFindings.has(parent)) return refusal("MissingFinding");
      const known = this.#occurrences.get(occurrenceKey(row)) ?? keepFirst(stagedOccurrences, occurrenceKey(row), row);
      if (!sameFields(known, row, ["findingId", "objectVersionId", "byteOffset", "byteLength"]))
        return refusal("OccurrenceConflict");
    }
    for (const row of observations) {
      const parent = occurrenceKey(row);
      if (!this.#occurrences.has(parent) && !stagedOccurrences.has(parent)) return refusal("MissingOccurrence");
      const known = this.#observations.get(observationKey(row))?.records[0] ?? keepFirst(stagedObservations, observationKey(row), row);
      if (!sameFields(known, row, ["occurrenceId", "policyHash", "ovidHash"])) return refusal("ObservationConflict");
    }
    return {
      receipt: {
        findingCount: distinct2(findings.map(findingKey)),
        occurrenceCount: distinct2(occurrences.map(occurrenceKey)),
        observationCount: distinct2(observations.map(observationKey))
      }
    };
  }
  /** The contributions to each observation, by key. */
  contributions() {
    return new Map(Array.from(this.#observations, ([key, { records }]) => [key, records]));
  }
  /** The finding under a {@link findingKey}. */
  finding(key) {
    return this.#findings.get(key);
  }
  /** The occurrence under an {@link occurrenceKey}. */
  occurrence(key) {
    return this.#occurrences.get(key);
  }
  /** What the observation under an {@link observationKey} shows. */
  observation(key) {
    return this.#observations.get(key)?.contributions.row();
  }
  /** How many rows each layer has. */
  counts() {
    return {
      findings: this.#findings.size,
      occurrences: this.#occurrences.size,
      observations: this.#observations.size
    };
  }
  /** All rows of each layer, by key, in no particular order. */
  tables() {
    return {
      findings: this.#findings,
      occurrences: this.#occurrences,
      observations: new Map(
        Array.from(this.#observations, ([key, { contributions }]) => [key, contributions.row()])
      )
    };
  }
  /** All rows of each layer, by a key that sorts as (tenant, id) does. */
  rows() {
    const { findings, occurrences, observations } = this.tables();
    return { findings: sorted(findings), occurrences: sorted(occurrences), observations: sorted(observations) };
  }
};
var findingKey = (row) => `${row.tenantId}/${row.findingId}`;
var occurrenceKey = (row) => `${row.tenantId}/${row.occurrenceId}`;
var observationKey = (row) => `${row.tenantId}/${row.observationId}`;
function keepFirst(rows, key, row) {
  const first = rows.get(key) ?? row;
  rows.set(key, first);
  return first;
}
function sameFields(a, b, fields2) {
  return fields2.every((field) => a[field] === b[field]);
}
function refusal(code) {
  return { refusals: [code] };
}
function distinct2(keys) {
  return new Set(keys).size;
}
function sorted(rows) {
  return new Map([...rows].sort(([a], [b]) => a < b ? -1 : 1));
}

// src/sim/sink-side.ts
var LAYERS = ["findings", "occurrences", "observations"];
var SinkSide = class {
  store = "sink";
  controls;
  strict;
  #sink;
  #seen = {
    findings: /* @__PURE__ */ new Map(),
    occurrences: /* @__PURE__ */ new Map(),
    observations: /* @__PURE__ */ new Map()
  };
  #sighted = /* @__PURE__ */ new Set();
  /** Whether rows are immutable and shared, so that the same objects in the same order mean that nothing has changed. */
  #shared;
  /** The rows as they were compared last; absent when writes have been seen since. */
  #compared;
  #committed = [];
  #model = new FindingsModel();
  #changes = [];
  model = {
    judge: (batch) => this.#model.judge(batch),
    commit: (batch) => {
      this.#committed.push(batch);
      this.#model.commit(batch);
    }
  };
  constructor(sink, strict = isOurs(sink)) {
    this.#sink = sink;
    this.controls = sink;
    this.strict = strict;
    this.#shared = isOurs(sink);
  }
  parse(batch) {
    return FindingsUpsertBatch.parse(batch);
  }
  submit(batch) {
    return this.#sink.upsertBatch(batch);
  }
  copy({ findings, occurrences, observations }) {
    return {
      findings: findings.map(detached),
      occurrences: occurrences.map(detached),
      observations: observations.map(detached)
    };
  }
  /** Every row of it was committed before: immutable rows as they are, contributions as they were. */
  isAbsorbed({ findings, occurrences, observations }) {
    const contributed = observations.length === 0 ? void 0 : this.#model.contributions();
    return findings.every((row) => sameRow(this.#model.finding(findingKey(row)), row)) && occurrences.every((row) => sameRow(this.#model.occurrence(occurrenceKey(row)), row)) && observations.every((row) => contributed?.get(observationKey(row))?.includes(row));
  }
  /** Whether an observation with this tenant, policy and object version was seen to be durable; `true` if none can be seen. */
  isSighted(key) {
    return this.unchecked().includes("F3") || this.#sighted.has(ledgerRowKey(key));
  }
  /** Which invariants need a read that this sink does not have. */
  unchecked() {
    const { observationsSnapshot, getObservation, findingsSnapshot, getFinding, durableCounts } = this.#sink;
    return [
      ...findingsSnapshot === void 0 ? ["F1"] : [],
      ...findingsSnapshot === void 0 && getFinding === void 0 ? ["F2"] : [],
      ...observationsSnapshot === void 0 && getObservation === void 0 ? ["F3"] : [],
      ...durableCounts === void 0 ? ["F4"] : []
    ];
  }
  async checkWritten(batches, again) {
    const breaches = [];
    for (const layer of LAYERS) {
      const written = /* @__PURE__ */ new Map();
      for (const batch of batches) for (const row of batch[layer]) written.set(KEY_OF[layer](row), row);
      for (const [key, sample] of written) {
        const row = await this.#read(layer, key, sample);
        if (row === UNREADABLE) break;
        const breach = this.#checkRow(layer, key, row, again);
        if (breach !== void 0) breaches.push(breach);
        if (row === void 0) continue;
        this.#see(layer, key, row);
        if (!this.#shared && breach === void 0) scribble(row);
      }
    }
    return [...breaches, ...await this.#checkCounts("F4")];
  }
  async checkUnchanged(invariant) {
    return this.#checkEverything(invariant, () => this.#seen);
  }
  async checkAll(invariant) {
    return this.#checkEverything(invariant, () => this.#model.tables());
  }
  async decide(batch) {
    if (await this.#agreesWith(this.#model, batch)) return true;
    const without = new FindingsModel();
    for (const earlier of this.#committed.slice(0, -1)) without.commit(earlier);
    if (!await this.#agreesWith(without, batch)) return true;
    this.#committed.pop();
    this.#model = without;
    return false;
  }
  takeChanges() {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }
  #checkRow(layer, key, row, again) {
    const before = this.#seen[layer].get(key);
    const expected = this.#expected(this.#model, layer, key);
    if (row === void 0) return rowBreach("I3", key, expected, row, "A committed row cannot be read");
    if (before !== void 0 && again && !sameRow(before, row))
      return rowBreach("I10", key, before, row, "Writing the same again changed the row");
    if (layer === "observations") {
      if (sameRow(expected, row)) return void 0;
      return rowBreach("F3", key, expected, row, "The observation is not the join of what was committed");
    }
    if (before !== void 0 && !sameRow(before, row))
      return rowBreach("F2", key, before, row, "An immutable row has changed");
    if (sameRow(expected, row)) return void 0;
    return rowBreach("I7", key, expected, row, "A row is not what was committed");
  }
  #expected(model, layer, key) {
    if (layer === "findings") return model.finding(key);
    return layer === "occurrences" ? model.occurrence(key) : model.observation(key);
  }
  async #agreesWith(model, batch) {
    for (const layer of LAYERS) {
      for (const sample of batch[layer]) {
        const key = KEY_OF[layer](sample);
        const row = await this.#read(layer, key, sample);
        if (row !== UNREADABLE && !sameRow(this.#expected(model, layer, key), row)) return false;
      }
    }
    const counts = await this.#sink.durableCounts?.();
    return counts === void 0 || sameRow(model.counts(), counts);
  }
  async #checkCounts(invariant) {
    const counts = await this.#sink.durableCounts?.();
    const expected = this.#model.counts();
    if (counts === void 0 || sameRow(expected, counts)) return [];
    const list = ({ findings, occurrences, observations }) => `${findings} findings, ${occurrences} occurrences, ${observations} observations`;
    const message = "The durable counts are wrong.";
    return [{ invariant, message, expected: list(expected), received: list(counts), fields: ["counts"] }];
  }
  #compare(layer, invariant, expected, rows) {
    const seen = this.#seen[layer];
    const breaches = [];
    for (const [key, wanted] of expected) {
      const row = rows.get(key);
      const name = layer !== "observations" && seen.has(key) ? "F2" : invariant;
      if (!sameRow(wanted, row)) breaches.push(rowBreach(name, key, wanted, row, "A row is not what was committed"));
    }
    for (const [key, row] of rows)
      if (!expected.has(key)) breaches.push(rowBreach(invariant, key, void 0, row, "A row was never committed"));
    return breaches;
  }
  async #checkEverything(invariant, expected) {
    const shown2 = await this.#readLayers();
    if (this.#shared && LAYERS.every((layer) => sameItems(this.#compared?.[layer], shown2[layer]))) return [];
    const rows = expected();
    const breaches = LAYERS.flatMap((layer) => {
      const found = shown2[layer];
      return found === void 0 ? [] : this.#compare(layer, invariant, rows[layer], byKey(layer, found));
    });
    breaches.push(...parentless(shown2));
    if (breaches.length === 0) breaches.push(...await this.#checkCounts("F4"));
    if (breaches.length === 0) this.#compared = shown2;
    return breaches;
  }
  async #read(layer, key, sample) {
    const { tenantId } = sample;
    const sink = this.#sink;
    if (layer === "findings" && sink.getFinding !== void 0)
      return sink.getFinding(tenantId, sample.findingId);
    if (layer === "occurrences" && sink.getOccurrence !== void 0)
      return sink.getOccurrence(tenantId, sample.occurrenceId);
    if (layer === "observations" && sink.getObservation !== void 0)
      return sink.getObservation(tenantId, sample.observationId);
    const rows = await this.#readLayer(layer);
    return rows === void 0 ? UNREADABLE : byKey(layer, rows).get(key);
  }
  async #readLayers() {
    const [findings, occurrences, observations] = await Promise.all(LAYERS.map((layer) => this.#readLayer(layer)));
    return { findings, occurrences, observations };
  }
  async #readLayer(layer) {
    return this.#sink[`${layer}Snapshot`]?.();
  }
  #see(layer, key, after) {
    const before = this.#seen[layer].get(key);
    if (before === after) return;
    const row = this.#shared ? after : detached(after);
    this.#seen[layer].set(key, row);
    this.#compared = void 0;
    if (layer === "observations") this.#sighted.add(ledgerRowKey(row));
    if (!sameRow(before, row)) this.#changes.push({ table: layer, key, ...before && { before }, after: row });
  }
};
var UNREADABLE = /* @__PURE__ */ Symbol("unreadable");
var KEY_OF = { findings: findingKey, occurrences: occurrenceKey, observations: observationKey };
function parentless({ findings, occurrences, observations }) {
  const orphan2 = (child, key, row) => rowBreach("F1", key, void 0, row, `A durable ${child} has no parent`);
  const breaches = [];
  const findingKeys = findings && new Set(findings.map(findingKey));
  for (const row of occurrences ?? [])
    if (findingKeys?.has(findingKey(row)) === false) breaches.push(orphan2("occurrence", occurrenceKey(row), row));
  const occurrenceKeys = occurrences && new Set(occurrences.map(occurrenceKey));
  for (const row of observations ?? [])
    if (occurrenceKeys?.has(occurrenceKey(row)) === false)
      breaches.push(orphan2("observation", observationKey(row), row));
  return breaches;
}
function byKey(layer, rows) {
  return new Map(rows.map((row) => [KEY_OF[layer](row), row]));
}

// src/sim/step.ts
var Step = class {
  number;
  operation;
  events = [];
  violations = [];
  #answers;
  /** @param recorded whether answers are kept; only timelines need them, and texts cost. */
  constructor(number, operation, recorded) {
    this.number = number;
    this.operation = operation;
    if (recorded) this.#answers = [];
  }
  event(kind) {
    this.events.push(kind);
  }
  /** Notes an answer of the store, for people. */
  say(answer) {
    this.#answers?.push(answer());
  }
  breach(breach) {
    this.violations.push(violationOf(breach, this.number, this.operation));
  }
  breaches(breaches) {
    for (const breach of breaches) this.breach(breach);
  }
  /** The store's answers, in one line. */
  get answer() {
    return this.#answers?.join("; ") ?? "";
  }
};

// src/sim/world.ts
var World = class {
  /** Which stores there are. */
  stores;
  #ledger;
  #sink;
  #ledgerDriver;
  #sinkDriver;
  #batches = /* @__PURE__ */ new Map();
  #recorded;
  #operations = [];
  #phases = [];
  #steps = [];
  #events = /* @__PURE__ */ new Map();
  #violations = [];
  /** @param strict whether answers are held to the letter; by default those of this package's stores are. */
  constructor({ ledger, sink }, { recorded = false, strict } = {}) {
    this.#recorded = recorded;
    this.stores = [...ledger ? ["ledger"] : [], ...sink ? ["sink"] : []];
    if (ledger !== void 0) {
      this.#ledger = new LedgerSide(ledger, strict);
      this.#ledgerDriver = new StoreDriver(this.#ledger);
    }
    if (sink !== void 0) {
      this.#sink = new SinkSide(sink, strict);
      this.#sinkDriver = new StoreDriver(this.#sink);
    }
  }
  /** The operations executed so far. */
  get operations() {
    return this.#operations;
  }
  /** The phase in which each operation was executed. */
  get phases() {
    return this.#phases;
  }
  /** The steps so far, if they are recorded. */
  get steps() {
    return this.#steps;
  }
  get violations() {
    return this.#violations;
  }
  /** How often each kind of event came up. */
  get events() {
    return this.#events;
  }
  /** Which invariants cannot be checked, for lack of reads. */
  get unchecked() {
    return [...this.#sink?.unchecked() ?? [], ...this.#ledger && this.#sink ? [] : ["X1"]];
  }
  /** What the model of a store says, for whoever draws the next operation. */
  model(store) {
    return this.#driver(store).model;
  }
  /** The label of the write that was applied last. */
  lastApplied(store) {
    return this.#driver(store).lastApplied;
  }
  /** How a write stands: `'pending'`, `'committed'`, the code of its error; `undefined` if it was not made. */
  ending(store, label) {
    const { model, endings } = this.#driver(store);
    return model.isPending(label) ? "pending" : endings.get(label);
  }
  /** The labels of writes that have ended, and that nobody has waited for. */
  unheard(store) {
    return this.#driver(store).unheard();
  }
  /** Whether the sink has shown an observation under a ledger key. */
  isSighted(key) {
    return this.#sink?.isSighted(key) ?? true;
  }
  /** Whether a store of the run can do an operation. */
  supports(operation) {
    if (operation.type === "ListDone" && this.#ledger?.lists !== true) return false;
    return this.stores.includes(operation.store) && this.#driver(operation.store).supports(operation);
  }
  /** Puts the stores into the state in which every run starts. */
  async open() {
    await this.#ledgerDriver?.open();
    await this.#sinkDriver?.open();
  }
  /** Executes an operation; whether everything still holds. */
  async execute(operation, phase) {
    this.#operations.push(operation);
    this.#phases.push(phase);
    const step = new Step(this.#operations.length, operation, this.#recorded);
    if (this.supports(operation)) await this.#perform(step, operation, phase);
    else step.say(() => "not supported by this backend");
    for (const kind of step.events) this.#events.set(kind, (this.#events.get(kind) ?? 0) + 1);
    const changes = this.#side(operation.store)?.takeChanges() ?? [];
    if (operation.store === "ledger") this.#checkSighted(step, changes);
    this.#violations.push(...step.violations);
    if (this.#recorded) this.#record(step, phase, changes);
    return step.violations.length === 0;
  }
  #perform(step, operation, phase) {
    const driver = this.#driver(operation.store);
    switch (operation.type) {
      case "BatchUpsert":
        return this.#write(step, operation, "records" in operation ? operation.records : operation.batch, false);
      case "Replay": {
        const payload = this.#batches.get(operation.of);
        if (payload !== void 0) return this.#write(step, operation, payload, true);
        return step.say(() => `there was no write ${operation.of}`);
      }
      case "BatchGet":
        return this.#read(step, "GetOk", this.#ledger?.checkGet(operation.keys));
      case "ListDone":
        return this.#read(step, "ListOk", this.#ledger?.checkList(operation.tenantId, operation.policyHash));
      case "ReadAll":
        return driver.readAll(step, phase === "convergence" ? "I6" : "I7");
      case "Wait":
        return driver.wait(step, operation.write);
      case "ReleaseOldest":
        return driver.releaseNext(step, "OldestFirst");
      case "ReleaseNewest":
        return driver.releaseNext(step, "NewestFirst");
      case "ReleaseSpecific":
        return driver.releaseSpecific(step, operation.write);
      case "ReleaseAll":
        return driver.releaseAll(step, operation.order);
      case "ResetFaults":
        return driver.resetFaults(step);
      case "SetAutoComplete":
        return driver.setAutoComplete(step, operation.on);
      case "Crash":
        return driver.crash(step);
      default:
        return driver.inject(step, operation.type, operation.count);
    }
  }
  async #read(step, event, checked) {
    step.breaches(await checked ?? []);
    step.event(event);
  }
  #write(step, operation, payload, again) {
    const { label, faults, unattended, scribbled, store } = operation;
    this.#batches.set(label, payload);
    if (again) step.event("Replayed");
    return this.#driver(store).write(step, {
      label,
      payload: handedOver(payload),
      faults,
      unattended,
      scribbled,
      again
    });
  }
  /** X1, on the rows that a step has changed. */
  #checkSighted(step, changes) {
    if (this.#sink === void 0) return;
    for (const { key, after } of changes) {
      const row = after;
      if (row.status !== "ScannedWithFindings" || this.#sink.isSighted(row.key)) continue;
      step.breach({
        invariant: "X1",
        message: `The ledger says ScannedWithFindings, and no observation is durable: row ${key.split("/").map(abbreviate).join("/")}`,
        key,
        fields: ["status"]
      });
    }
  }
  #record(step, phase, changes) {
    const { number, operation, answer, events, violations } = step;
    const { store } = operation;
    if (!this.stores.includes(store)) return;
    const model = this.#driver(store).model;
    const [pending, faults] = [model.pending(), model.counters];
    this.#steps.push({ number, phase, operation, answer, events, changes, pending, faults, violations });
  }
  #side(store) {
    return store === "ledger" ? this.#ledger : this.#sink;
  }
  #driver(store) {
    return store === "ledger" ? this.#ledgerDriver : this.#sinkDriver;
  }
};

// src/sim/simulation.ts
var Simulation = class {
  #name;
  #stores;
  #options;
  #context;
  #started = false;
  constructor(name, stores, options) {
    const { profile: profile2 = "seed" } = options;
    if (profile2 !== "seed" && profile2 !== "extended") throw invalidType("profile", "'seed' or 'extended'", profile2);
    for (const [part, store] of Object.entries(stores)) checkFresh(part, store);
    this.#name = name;
    this.#stores = stores;
    this.#options = { ...options, profile: profile2 };
    this.#context = new SimContext(options);
  }
  /** Runs, until the first violation at most. Rejects only for a backend that fails to answer a read. */
  async run({ ops = 200, signal } = {}) {
    readCount("ops", ops);
    return this.#run(signal, async (world, generator, execute) => {
      for (let left = ops; left > 0; left--) if (!await execute(generator.next(), "safety")) return;
      for (const store of world.stores) {
        for (const type of ["SetAutoComplete", "ResetFaults"]) {
          const heals = type === "ResetFaults" ? { type, store } : { type, store, on: true };
          if (world.supports(heals) && !await execute(heals, "liveness")) return;
        }
        if (!await drain(world, store, execute)) return;
      }
      for (let left = Math.max(5, Math.floor(ops / 10)); left > 0; left--)
        if (!await execute(generator.calm(), "liveness")) return;
      for (const store of world.stores) if (!await drain(world, store, execute)) return;
      await converge(world, generator, execute);
    });
  }
  /**
   * Swizzle-clog: `batches` delayed batches of 3 records on 5 keys that overlap in flight, released in a shuffled order, a
   * quarter of their commits failing (at least one, not all), then convergence. Needs a store that can delay.
   */
  async swizzleClog({
    batches = 10,
    signal
  } = {}) {
    readCount("batches", batches);
    if (batches < 2) throw outOfRange("batches", batches, 2, Number.MAX_SAFE_INTEGER);
    return this.#run(signal, async (world, generator, execute) => {
      for (const store of world.stores.toReversed()) {
        if (!await swizzleClog(this.#context, world, store, batches, execute)) return;
        if (!await drain(world, store, execute)) return;
      }
      await converge(world, generator, execute);
    });
  }
  async #run(signal, phases) {
    readSignal({ signal });
    if (this.#started) throw invalidType("simulation", "a simulation that has not run yet", this);
    this.#started = true;
    const { record = false, strict, profile: profile2 = "seed" } = this.#options;
    const world = new World(this.#stores, { recorded: record, ...strict !== void 0 && { strict } });
    const generator = new OperationGenerator(this.#context, profile2, world);
    await world.open();
    await phases(world, generator, (operation, phase) => {
      signal?.throwIfAborted();
      return world.execute(operation, phase);
    });
    const { seed, level } = this.#context;
    const simulation = this.#name;
    return new SimReport({ simulation, origin: { simulation, seed, level, profile: profile2 } }, world);
  }
};
async function drain(world, store, execute) {
  for (let left = world.model(store).pendingCount; left > 0; left--)
    if (!await execute({ type: "ReleaseOldest", store }, "liveness")) return false;
  for (const write of world.unheard(store))
    if (!await execute({ type: "Wait", store, write }, "liveness")) return false;
  return true;
}
async function converge(world, generator, execute) {
  const phase = "convergence";
  for (const store of world.stores) {
    if (!await execute({ type: "ReadAll", store }, phase)) return;
    const last = world.lastApplied(store);
    if (last === void 0) continue;
    if (!await execute(generator.replay(store, last), phase)) return;
    if (!await execute({ type: "ReadAll", store }, phase)) return;
  }
}
function checkFresh(part, store) {
  if (typeof store !== "object" || store === null) throw invalidType(part, "a store", store);
  const { durableCounts } = store;
  const counts = typeof durableCounts === "function" ? durableCounts.call(store) : {};
  if (Object.values(counts).some((count) => typeof count === "number" && count > 0))
    throw invalidType(part, "a store without rows, to be simulated from the start", store);
}
var DoneLedgerSim = class extends Simulation {
  constructor({ ledger = new InMemoryDoneLedger(), ...options }) {
    super("done-ledger", { ledger }, options);
  }
};
var FindingsSim = class extends Simulation {
  constructor({ sink = new InMemoryFindingsSink(), ...options }) {
    super("findings", { sink }, options);
  }
};
var PersistenceSim = class extends Simulation {
  constructor({
    ledger = new InMemoryDoneLedger(),
    sink = new InMemoryFindingsSink(),
    ...options
  }) {
    super("persistence", { ledger, sink }, options);
  }
};

// ../../tmp/simbench/run.ts
async function sims(C2, profile2, n = 100) {
  const reports = [];
  for (let s = 0; s < n; s++) {
    const r = await new C2({ seed: s, level: "Stormy", profile: profile2 }).run({ ops: 500 });
    if (!r.ok) console.log(r.toString());
    reports.push(r);
  }
  return reports;
}
async function bare(reports) {
  for (const r of reports) {
    const l = new InMemoryDoneLedger();
    const hs = /* @__PURE__ */ new Map();
    const ps = /* @__PURE__ */ new Map();
    for (const op of r.operations) {
      switch (op.type) {
        case "BatchUpsert":
        case "Replay": {
          const recs = op.records ?? ps.get(op.of);
          ps.set(op.label, recs);
          for (const f of op.faults ?? []) l[f](1);
          try {
            const h = await l.batchUpsert(recs);
            const before = l.pendingCount();
            if (before === 0) await h.wait().catch(() => 0);
            else h.wait().catch(() => 0);
          } catch {
          }
          break;
        }
        case "BatchGet":
          await l.batchGet(op.keys[0].tenantId, op.keys[0].policyHash, op.keys.map((k) => k.ovidHash));
          break;
        case "ReleaseOldest":
          l.releaseNext("OldestFirst");
          break;
        case "ReleaseNewest":
          l.releaseNext("NewestFirst");
          break;
        case "ReleaseSpecific":
          l.releaseSpecific(typeof op.write === "number" ? op.write : l.pendingIds()[0] ?? 99999);
          break;
        case "ReleaseAll":
          l.releaseAll(op.order);
          break;
        case "InjectSubmitFailure":
          l.failNextSubmissions(op.count);
          break;
        case "InjectCommitFailure":
          l.failNextCommits(op.count);
          break;
        case "InjectDelay":
          l.delayNextWrites(op.count);
          break;
        case "ReadAll":
          l.snapshot();
          break;
        case "ResetFaults":
          l.resetFaults();
          break;
      }
    }
  }
}
var C = { ledger: DoneLedgerSim, sink: FindingsSim, both: PersistenceSim }[process.argv[2] ?? "ledger"];
var profile = process.argv[3] ?? "seed";
for (let round = 0; round < Number(process.env.R ?? 4); round++) {
  let t = performance.now();
  const reports = await sims(C, profile);
  const a = performance.now() - t;
  let b = 1;
  if (!process.env.NOBARE && C === DoneLedgerSim && profile === "seed") {
    t = performance.now();
    await bare(reports);
    b = performance.now() - t;
  }
  console.log(round, "sim", a.toFixed(0), "bare", b.toFixed(0), "ratio", (a / b).toFixed(2));
}

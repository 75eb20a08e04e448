import { expect, test } from 'vitest';
import { CHECKS, type ConformanceCheck } from '../../src/conformance/index.js';

const CONTRACTS = {
  backend: 'The backend itself',
  'done-ledger': 'The done-ledger',
  findings: 'The findings sink',
  redaction: 'Redaction',
} as const;

test('docs/conformance-checks.md lists every check with its reason', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/conformance-checks.md');
});

test('every check has an id of its own, a title and one sentence of a reason', () => {
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  for (const { id, title, reason } of CHECKS) {
    expect(id).toMatch(/^[A-Z]+(-[A-Z]+)*-\d\d$/);
    expect(title, id).not.toBe('');
    expect(reason, id).toMatch(/^[A-Za-z].*\.$/);
    expect(reason, id).not.toMatch(/\. [A-Z]/);
  }
});

function page(): string {
  const seed = CHECKS.filter((check) => check.seed === true).length;
  const sections = Object.entries(CONTRACTS).map(([contract, heading]) => {
    const rows = CHECKS.filter((check) => check.contract === contract).map(row);
    return `## ${heading}\n\n| id | what is checked | why | level, needs |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  const head =
    '# Conformance checks\n\n' +
    `All ${CHECKS.length} checks of \`gossip-inmemory/conformance\`, ${seed} of them those that the kit started from (marked \\*). ` +
    'Ids are stable. A MUST that fails\nmakes a backend incorrect; a SHOULD is reported. What a check needs, a backend declares in `supports`.\n\n' +
    '<!-- Generated from the checks themselves: npx vitest run test/conformance/page.test.ts -u -->\n';
  return `${head}\n${sections.join('\n')}`;
}

function row({ id, title, reason, level, needs, seed }: ConformanceCheck): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  return `| ${id}${seed === true ? ' \\*' : ''} | ${cell(title)} | ${cell(reason)} | ${[level, ...needs].join(', ')} |`;
}

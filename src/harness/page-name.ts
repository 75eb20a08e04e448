import { fnv1a } from './seed.js';

/**
 * Name of the file for the timeline of a test, without folder: readable, the same on every run, and another one for every
 * other test. `id` tells tests of one file and name apart.
 */
export function pageName(test: { readonly file: string; readonly fullName: string; readonly id: string }): string {
  const { file, fullName, id } = test;
  const readable = `${file.replace(/^.*[/\\]/, '')} ${fullName}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-|-$/g, '');
  const unique = [file, fullName, id].map((part) => (fnv1a(part) >>> 0).toString(16).padStart(8, '0'));
  return `gossip-${readable}-${unique.join('')}.html`;
}

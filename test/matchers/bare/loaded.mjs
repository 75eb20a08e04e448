// Imports a module, and prints the names that it exports and the files that were loaded for it.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const files = [];
registerHooks({
  load(url, context, next) {
    files.push(url);
    return next(url, context);
  },
});
const { href } = pathToFileURL(process.argv[2]);
const names = Object.keys(await import(href));
if (names.length === 0 || !files.includes(href)) throw new Error(`${href} was not loaded.`);
console.log(JSON.stringify(files));

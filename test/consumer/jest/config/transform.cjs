'use strict';
const { transformSync } = require('esbuild');

/** Takes the types out, as a project's own transformer does; a source map keeps the lines. */
exports.process = (source, file, { supportsStaticESM, supportsDynamicImport }) => {
  const { code, map } = transformSync(source, {
    loader: 'ts',
    format: supportsStaticESM ? 'esm' : 'cjs',
    supported: { 'dynamic-import': supportsDynamicImport },
    target: 'es2022',
    sourcefile: file,
    sourcemap: true,
  });
  return { code, map };
};

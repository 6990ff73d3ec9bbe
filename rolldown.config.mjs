import { defineConfig } from 'rolldown';

/** One bundle for the command line and the library: a published Writ starts from few files. */
export default defineConfig({
  input: { main: 'src/cli/main.ts', index: 'src/index.ts' },
  platform: 'node',
  resolve: { conditionNames: ['source', 'import', 'node', 'default'] },
  // No module of ours does anything by being loaded, but for the program itself: so a command loads what it uses of a
  // room, not all that stands behind the room's front door.
  treeshake: {
    moduleSideEffects: [
      { test: /[\\/]src[\\/]cli[\\/]main\.ts$/, sideEffects: true },
      { test: /[\\/]src[\\/]/, sideEffects: false },
    ],
  },
  output: { dir: 'dist', format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
});

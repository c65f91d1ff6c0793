// Bundles the scripts into ../assets/dist, which the server embeds under names that carry their hash.
import { readFile, rm } from "node:fs/promises";
import { build } from "esbuild";

const source = (name) => new URL(`src/${name}.ts`, import.meta.url).pathname;
const outdir = new URL("../assets/dist/", import.meta.url).pathname;
const options = {
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
};

/** The package marks the calls that fill its tables as free of effects: they would be left out, and no key would work. */
const emacs = {
  name: "emacs",
  setup({ onLoad }) {
    onLoad({ filter: /codemirror-emacs\/dist\/index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { contents: source.replaceAll("/*@__PURE__*/EmacsHandler.", "EmacsHandler."), loader: "js" };
    });
  },
};

await rm(outdir, { recursive: true, force: true });
// Each of these comes in one file: they are small, and on pages that have no others.
await build({ ...options, entryPoints: { app: source("app"), live: source("live") } });
// These share the editor, and load other people's keys when somebody asks for them. Chunks carry their own hash, since
// scripts name them: the server leaves their names as they are.
await build({
  ...options,
  entryPoints: { editor: source("editor"), workspace: source("workspace/workspace") },
  splitting: true,
  chunkNames: "chunk-[hash]",
  plugins: [emacs],
});

// Bundles the scripts into ../assets/dist, which the server embeds under names that carry their hash.
import { rm } from "node:fs/promises";
import { build } from "esbuild";

const outdir = new URL("../assets/dist/", import.meta.url).pathname;
await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: ["app", "live", "editor"].map((name) => new URL(`src/${name}.ts`, import.meta.url).pathname),
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
});

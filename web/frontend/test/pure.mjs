// Modules that know no page, for tests without a browser.
import { build } from "esbuild";

/** Everything that `src/<name>.ts` exports. */
export async function load(name) {
  const { outputFiles } = await build({
    entryPoints: [new URL(`../src/${name}.ts`, import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

/** Lets everything that waits for nothing go on. */
export function settle() {
  return new Promise((resolve) => setImmediate(resolve));
}

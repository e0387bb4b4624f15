// The licences of every library in a bundle, in front of it: whoever gets the bytes gets the licences.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Plugin } from "vite";

/** The folder of the package that a module is of; null for the player's own. */
function packageOf(id: string): string | null {
  const [path] = id.replace(/^\0/, "").split("?");
  if (!path.includes("node_modules")) return null;
  let folder = dirname(path);
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf-8").trim()}`;
}

export function banner(ids: Iterable<string>): string {
  const folders = new Set([...ids].map(packageOf).filter((one) => one !== null));
  const own = `hlmsim (MIT)\n\n${readFileSync(resolve("../LICENSE"), "utf-8").trim()}`;
  const texts = [own, ...[...folders].sort().map(licenceOf)];
  const text = texts.join(`\n\n${"-".repeat(72)}\n\n`).replaceAll("\r\n", "\n");
  if (/\*\/|\r/.test(text)) throw new Error("a licence does not fit into a comment");
  return `/*!\n${text}\n*/\n`;
}

/** Puts the licences before each file that is written. */
export function licences(): Plugin {
  return {
    name: "licences",
    writeBundle(options, bundle) {
      const ids = Object.values(bundle).flatMap((part) => (part.type === "chunk" ? Object.keys(part.modules) : []));
      for (const name of Object.keys(bundle).filter((one) => /\.(js|css)$/.test(one))) {
        const file = join(options.dir ?? ".", name);
        const of = name.endsWith(".css") ? [...this.getModuleIds()].filter((id) => /\.css(\?|$)/.test(id)) : ids;
        writeFileSync(file, banner(of) + readFileSync(file, "utf-8"));
      }
    },
  };
}

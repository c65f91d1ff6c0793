// What candidates hand in: the challenge's own submissions, and a zip of one.
import { readFile } from "node:fs/promises";

const SUBMISSIONS = new URL("../../challenges/worker-pool/submissions/", import.meta.url);

/** The text of `<verdict>/<name>/pool.go`. */
export function solution(name) {
  return readFile(new URL(`${name}/pool.go`, SUBMISSIONS), "utf8");
}

/** The number of the first line of `text` that holds `part`, from 1. */
export function lineOf(text, part) {
  return text.slice(0, text.indexOf(part)).split("\n").length;
}

/** A zip with one file, stored as it is; the layout is that of PKWARE's APPNOTE, section 4.3. */
export function zipOf(name, text) {
  const [path, content] = [Buffer.from(name), Buffer.from(text)];
  const sizes = [crc32(content), content.length, content.length];
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  sizes.forEach((value, i) => local.writeUInt32LE(value, 14 + 4 * i));
  local.writeUInt16LE(path.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  sizes.forEach((value, i) => central.writeUInt32LE(value, 16 + 4 * i));
  central.writeUInt16LE(path.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + path.length, 12);
  end.writeUInt32LE(local.length + path.length + content.length, 16);
  return Buffer.concat([local, path, content, central, path, end]);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

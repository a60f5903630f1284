// Reads Qt's binary resource files (.rcc), in which GCompris keeps its photographs: a tree of names over
// one run of data. Format: QtCore's qresource.cpp, versions 1 to 3; zstd-compressed entries are passed over.

import { inflateSync } from 'node:zlib';

const compressed = 1;
const directory = 2;
const compressedZstd = 4;

/** @returns {Map<string, Buffer>} the files by their path */
export function openResourceFile(bytes) {
  if (bytes.toString('latin1', 0, 4) !== 'qres') throw new Error('not a Qt resource file');
  const version = bytes.readUInt32BE(4);
  if (version < 1 || version > 3) throw new Error(`Qt resource file of version ${version}`);
  const [tree, data, names] = [8, 12, 16].map((at) => bytes.readUInt32BE(at));
  const entrySize = version === 1 ? 14 : 22;
  const files = new Map();

  const nameAt = (offset) => {
    const length = bytes.readUInt16BE(names + offset);
    const start = names + offset + 6;
    return Buffer.from(bytes.subarray(start, start + 2 * length)).swap16().toString('utf16le');
  };
  const walk = (entry, parent) => {
    const at = tree + entry * entrySize;
    const path = entry === 0 ? '' : parent + (parent && '/') + nameAt(bytes.readUInt32BE(at));
    const flags = bytes.readUInt16BE(at + 4);
    if (flags & directory) {
      const count = bytes.readUInt32BE(at + 6);
      const first = bytes.readUInt32BE(at + 10);
      for (let child = first; child < first + count; child++) walk(child, path);
      return;
    }
    if (flags & compressedZstd) return;
    const start = data + bytes.readUInt32BE(at + 10);
    const content = bytes.subarray(start + 4, start + 4 + bytes.readUInt32BE(start));
    // A compressed entry opens with its size unpacked, in four bytes.
    files.set(path, flags & compressed ? inflateSync(content.subarray(4)) : content);
  };
  walk(0, '');
  return files;
}

// Makes one part of the demo library out of unpacked Debian packages: the pictures named in
// demo/openclipart.txt and demo/credits.tsv, mixed, in numbered folders, each with its credits
// (in the SVG itself, or in an XMP file beside the picture).
//
//   node tools/prepare_demo.mjs RECIPE_FOLDER UNPACKED_FOLDER OUTPUT_FOLDER PACKAGE...

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { openResourceFile } from './qt_resource_file.mjs';

const picturesPerFolder = 100;
const [recipe, unpacked, output, ...packages] = process.argv.slice(2);

const rows = (file) =>
  readFileSync(join(recipe, file), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t'));

const pictures = [
  ...rows('openclipart.txt').map(([path, title]) => ({
    package: 'openclipart-svg',
    path: `usr/share/openclipart/svg/${path}`,
    title,
    embedded: true,
  })),
  ...rows('credits.tsv').map(([name, path, title, creator, licence, source, tags]) => ({
    package: name,
    path,
    title,
    creator,
    licence,
    source,
    tags: tags.split(', ').filter(Boolean),
  })),
].filter((picture) => packages.includes(picture.package));

// Mixed for the eye, and the same every time: each kind of each package in the order of its hashes, dealt out evenly, the
// many drawings stretched over the whole so that photographs and paintings come early.
const stretches = { scene: 0.4, other: 0.7, drawing: 1 };
const scenes = new Set(['photograph', 'landscape', 'illustration', 'abstract']);
const kindOf = ({ embedded, tags }) => (embedded ? 'drawing' : tags.some((tag) => scenes.has(tag)) ? 'scene' : 'other');
function mixed(all) {
  const hashed = all
    .map((picture) => ({
      picture,
      group: `${picture.package} ${kindOf(picture)}`,
      hash: createHash('sha1').update(`${picture.package}/${picture.path}`).digest('hex'),
    }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const sizes = new Map();
  for (const { group } of hashed) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const used = new Map();
  for (const item of hashed) {
    const at = used.get(item.group) ?? 0;
    used.set(item.group, at + 1);
    item.place = ((at + 0.5) / sizes.get(item.group)) * stretches[kindOf(item.picture)];
  }
  return hashed.sort((a, b) => a.place - b.place).map(({ picture }) => picture);
}

const escaped = (text) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

const licencePage = (licence) => {
  const parts = /^CC-(BY(?:-SA)?)-([\d.]+)$/.exec(licence);
  if (parts) return `https://creativecommons.org/licenses/${parts[1].toLowerCase()}/${parts[2]}/`;
  if (licence === 'CC0-1.0') return 'https://creativecommons.org/publicdomain/zero/1.0/';
  if (licence === 'Public-Domain') return 'https://creativecommons.org/publicdomain/mark/1.0/';
  return `https://spdx.org/licenses/${licence}.html`;
};

const xmp = ({ title, creator, licence, source, tags, package: name }) => `<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(title)}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>${escaped(creator)}</rdf:li></rdf:Seq></dc:creator>
   <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">${escaped(licence)}</rdf:li></rdf:Alt></dc:rights>
   <dc:subject><rdf:Bag>${tags.map((tag) => `<rdf:li>${escaped(tag)}</rdf:li>`).join('')}</rdf:Bag></dc:subject>
   <dc:source>${escaped(source)}</dc:source>
   <photoshop:Credit>${escaped(`Debian package ${name}`)}</photoshop:Credit>
   <xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">${escaped(licence)}</rdf:li></rdf:Alt></xmpRights:UsageTerms>
   <xmpRights:WebStatement>${licencePage(licence)}</xmpRights:WebStatement>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
`;

// Open Clip Art's files carry Dublin Core, but with titles of whole collections ("Various Cliparts"), Italian ones, and
// subjects a program left behind. The author and the dedication stay as they are.
const noise = /^(|\d+|hash.*|0x[0-9a-f]+|unsorted|clip ?arts?|architetto francesco rollandin|image|media|public domain)$/i;
function withCleanWords(svg, title) {
  const from = svg.indexOf('<metadata');
  const to = svg.indexOf('</metadata>', from);
  if (from < 0 || to < 0) return null;
  const words = svg
    .slice(from, to)
    .replace(/[ \t]*<rdf:li[^>]*>([^<]*)<\/rdf:li>\n?/g, (item, word) => (noise.test(word.trim()) ? '' : item))
    .replace(/<dc:title\s*\/>|<dc:title[^>]*>[^<]*<\/dc:title>/, `<dc:title>${escaped(title)}</dc:title>`);
  return svg.slice(0, from) + words + svg.slice(to);
}

const resourceFiles = new Map();
function bytesInside(file, path) {
  if (!resourceFiles.has(file)) resourceFiles.set(file, openResourceFile(readFileSync(file)));
  return resourceFiles.get(file).get(path);
}

const seen = new Set();
let done = 0;
let missing = 0;
for (const picture of mixed(pictures)) {
  const [path, inside] = picture.path.split(':');
  const from = join(unpacked, picture.package, path);
  const bytes = existsSync(from) ? (inside ? bytesInside(from, inside) : readFileSync(from)) : undefined;
  if (!bytes) {
    missing++;
    console.log(`not in this version of ${picture.package}: ${picture.path}`);
    continue;
  }
  const sha = createHash('sha256').update(bytes).digest('hex');
  if (seen.has(sha)) continue;
  seen.add(sha);

  const folder = join(output, String(Math.floor(done / picturesPerFolder)).padStart(3, '0'));
  mkdirSync(folder, { recursive: true });
  const number = String(done % picturesPerFolder).padStart(2, '0');
  const name = basename(inside ?? path);
  // Wallpapers named by their size alone get the name of their folder.
  const wallpaper = /\/wallpapers\/([^/]+)\//.exec(path);
  const to = join(folder, `${number}-${wallpaper ? wallpaper[1] + extname(name) : name}`);
  const cleaned = picture.embedded ? withCleanWords(bytes.toString('utf8'), picture.title) : null;
  if (cleaned !== null) writeFileSync(to, cleaned);
  else if (inside) writeFileSync(to, bytes);
  else {
    try {
      linkSync(from, to);
    } catch {
      copyFileSync(from, to);
    }
  }
  if (cleaned === null) {
    writeFileSync(
      `${to}.xmp`,
      xmp({ creator: 'Open Clip Art Library', licence: 'Public-Domain', source: 'https://openclipart.org/', tags: [], ...picture }),
    );
  }
  done++;
}
console.log(`${done} pictures in ${output}, ${missing} missing`);
if (done === 0) process.exit(1);

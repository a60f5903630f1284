// Temporary folders that go away with the test file that made them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];
const mounts: string[] = [];

export function newFolder(purpose = 'test'): string {
  const folder = mkdtempSync(join(tmpdir(), `palette-api-${purpose}-`));
  folders.push(folder);
  return folder;
}

function asRoot(command: string, args: string[]) {
  const isRoot = process.getuid?.() === 0;
  execFileSync(isRoot ? command : 'sudo', isRoot ? args : ['-n', command, ...args], { stdio: 'pipe' });
}

/** A file system of its own, so that it can be full or read-only. Mounting needs root or sudo without a password. */
export class SmallDisk {
  readonly folder = newFolder('disk');

  constructor(size: string) {
    try {
      asRoot('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0777`, 'palette-test', this.folder]);
    } catch (error) {
      throw new Error(
        `This test needs a small file system, and mounting one failed. Run the tests as root, with sudo, or in a ` +
          `container with CAP_SYS_ADMIN. ${String(error)}`,
      );
    }
    mounts.push(this.folder);
  }

  remount(options: string) {
    asRoot('mount', ['-o', `remount,${options}`, this.folder]);
  }
}

export function removeFolders() {
  for (const mount of mounts.splice(0)) asRoot('umount', ['--lazy', mount]);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

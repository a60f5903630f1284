import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { newFolder, removeFolders } from './folders';
import { importInto, killAll, Server } from './palette';
import { isPicture, sharedPictures, writeFiles } from './shared-pictures';

export default async function setup(project: TestProject) {
  try {
    return await makeSharedLibrary(project);
  } catch (error) {
    await killAll();
    removeFolders();
    throw error;
  }
}

async function makeSharedLibrary(project: TestProject) {
  const root = newFolder('shared');
  const folder = join(root, 'pictures');
  const data = join(root, 'library');
  const files = sharedPictures();
  writeFiles(folder, files);
  const { code, summary } = await importInto(data, [folder], { timeoutMs: 60_000 });
  const expected = Object.keys(files).filter(isPicture).length;
  if (code !== 0 || summary.added !== expected) {
    throw new Error(`The shared library could not be made: exit ${code}, ${JSON.stringify(summary)}`);
  }
  const server = await Server.start(data);
  project.provide('sharedUrl', server.url);
  project.provide('sharedData', data);
  project.provide('sharedFolder', folder);
  return async () => {
    await server.stop();
    removeFolders();
  };
}

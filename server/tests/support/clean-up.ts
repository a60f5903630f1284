import { afterAll } from 'vitest';
import { removeFolders } from './folders';
import { killAll } from './palette';

afterAll(async () => {
  await killAll();
  removeFolders();
});

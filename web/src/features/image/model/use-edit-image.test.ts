import { expect, it } from 'vitest';
import type { Tag } from '@/api/client';
import { ordered, withTags } from './use-edit-image';

const ai = (name: string, confidence: number): Tag => ({ name, source: 'ai', confidence });
const person = (name: string): Tag => ({ name, source: 'person', confidence: null });

it('shows what a person said before what Palette saw, the surest first', () => {
  const names = ordered([ai('sea', 0.4), person('ink'), ai('ship', 0.9)]).map(({ name }) => name);
  expect(names).toEqual(['ink', 'ship', 'sea']);
});

it('takes typed tags apart at commas and leaves out what is there already', () => {
  expect(withTags([person('ink')], ' Ink, Calm   Sea ,, storm')).toEqual(['ink', 'calm sea', 'storm']);
});

import { type Image, reasonOf } from '@/api/client';
import { live } from '@/api/live';
import { session } from '@/api/session';
import { getImage, updateImage } from '../api/update-image';
import { exchange } from './exchange';
import { sendResumable } from './send-resumable';
import { forgetUnfinished, keepFile, keptFile, noteUnfinished, unfinishedUploads } from './unfinished';
import {
  fingerprintOf,
  type Send,
  type SendOptions,
  type Sent,
  type Upload,
  UploadQueue,
  type Words,
} from './upload-queue';

/** From here on a file goes in pieces, and survives a reload. */
export const RESUMABLE_BYTES = 16_000_000;

const person = () => session.viewer()?.id ?? null;

const send: Send = (upload, options) => {
  const { source } = upload;
  if (source.kind === 'url') return sendUrl(source.url, upload.words, options);
  if (source.kind === 'lost') throw new Error('a lost file cannot be sent');
  return source.file.size > RESUMABLE_BYTES
    ? sendLarge(source.file, upload.words, options)
    : sendWhole(source.file, upload.words, options);
};

async function sendWhole(file: File, words: Words, options: SendOptions): Promise<Sent> {
  const form = new FormData();
  // Fields before the file: the server knows them when the bytes arrive.
  const { tags, ...others } = wordsToSend(words);
  for (const [name, value] of Object.entries(others)) form.set(name, value);
  if (tags) form.set('tags', tags.join(','));
  form.set('file', file);
  const { status, body } = await exchange({ method: 'POST', path: '/images', body: form, ...options });
  return { image: body as Image, duplicate: status === 200 };
}

async function sendUrl(url: string, words: Words, { signal }: SendOptions): Promise<Sent> {
  const { status, body } = await exchange({
    method: 'POST',
    path: '/images/from-url',
    body: JSON.stringify({ url, ...wordsToSend(words) }),
    headers: { 'content-type': 'application/json' },
    signal,
  });
  return { image: body as Image, duplicate: status === 200 };
}

function sendLarge(file: File, words: Words, options: SendOptions): Promise<Sent> {
  const fingerprint = fingerprintOf(file);
  return sendResumable({
    ...options,
    file,
    words: wordsToSend(words),
    exchange,
    memory: {
      recall: () => {
        const known = unfinishedUploads()[fingerprint];
        return known?.person === person() ? known.id : null;
      },
      remember: (id) => {
        noteUnfinished(fingerprint, { id, person: person(), name: file.name, bytes: file.size });
        void keepFile(fingerprint, file);
      },
      forget: () => forgetUnfinished(fingerprint),
    },
  });
}

export const uploads = new UploadQueue({
  send,
  reasonOf,
  correct: (image, words) => updateImage(image.id, changesTo(image, words)),
  forget: giveUp,
});

/** Only what was written; whether others see it only where there is somebody to whom it belongs. */
function wordsToSend({ title, description, tags, visibility }: Words): Partial<Words> {
  return {
    ...(title && { title }),
    ...(description && { description }),
    ...(tags.length > 0 && { tags }),
    ...(person() && { visibility }),
  };
}

/** What makes the Image say these words; its own tags stay. */
function changesTo(image: Image, { title, description, tags, visibility }: Words) {
  const all = new Set([...image.tags.map(({ name }) => name), ...tags]);
  return {
    ...(title && { title }),
    ...(description && { description }),
    tags: [...all],
    ...(person() && { visibility }),
  };
}

function giveUp({ source }: Upload): void {
  const fingerprint =
    source.kind === 'file' ? fingerprintOf(source.file) : source.kind === 'lost' ? source.fingerprint : '';
  const unfinished = unfinishedUploads()[fingerprint];
  if (!unfinished) return;
  forgetUnfinished(fingerprint);
  const { signal } = new AbortController();
  // The server forgets it by itself within a day.
  void exchange({ method: 'DELETE', path: `/uploads/${unfinished.id}`, signal }).catch(() => {});
}

let resumed = false;

/** Goes on with large uploads that a reload cut short. Once for the document. */
export async function resumeUnfinished(words: Words): Promise<void> {
  if (resumed) return;
  resumed = true;
  for (const [fingerprint, { person: beginner, name, bytes }] of Object.entries(unfinishedUploads())) {
    if (beginner !== person()) continue;
    const file = await keptFile(fingerprint);
    if (file) uploads.add([{ kind: 'file', file }], words);
    else uploads.addLost({ name, bytes, sent: 0, fingerprint }, words);
  }
}

/** Keeps the rows of the queue as their Images are, while tags and renditions come in. */
export function followImages(): () => void {
  return live.onImage((_kind, id) => {
    if (!uploads.uploads().some(({ image }) => image?.id === id)) return;
    getImage(id).then(
      (image) => uploads.refresh(image),
      () => {
        // Deleted meanwhile, or out of reach: the row stays as it was.
      },
    );
  });
}

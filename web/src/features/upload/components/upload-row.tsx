import { Check, Link2, RotateCcw, Trash2, X } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { Link } from 'react-router';
import { reasonOf } from '@/api/client';
import { renditionUrl } from '@/api/urls';
import { buttonText } from '@/components/button-styles';
import { IconButton } from '@/components/icon-button';
import { TagInput } from '@/components/tag-input';
import { toast } from '@/components/toast';
import { useDeleteImage } from '@/components/use-delete-image';
import { formatBytes } from '@/lib/format';
import type { Upload, Words } from '../model/upload-queue';
import { uploads } from '../model/uploads';
import { tagsOf, writeWords } from '../model/write-words';
import { VisibilityChoice } from './visibility-choice';

interface UploadRowProps {
  readonly upload: Upload;
  readonly withVisibility: boolean;
}

/** One picture on its way: how far it is, what it is called, what Palette sees in it. */
export function UploadRow({ upload, withVisibility }: UploadRowProps) {
  const { state, duplicate, image, problem } = upload;
  const editable = state === 'waiting' || state === 'sending' || (state === 'done' && !duplicate);
  return (
    <li
      aria-label={upload.name}
      className={`grid grid-cols-[72px_minmax(0,1fr)] gap-x-4 border-b border-line py-5 sm:grid-cols-[128px_minmax(0,1fr)] sm:gap-x-6 ${state === 'cancelled' ? 'opacity-60' : ''}`}
    >
      <Thumbnail upload={upload} />
      <div className="min-w-0">
        <div className="flex items-start justify-between gap-3">
          <div className="min-w-0 pt-0.5">
            <p className="truncate font-medium">{(!editable && image?.title) || upload.name}</p>
            <p className="text-sm text-ink-soft tabular-nums">{stateOf(upload)}</p>
          </div>
          <RowButtons upload={upload} />
        </div>
        {state === 'sending' && <Progress upload={upload} />}
        {problem && (
          <p role="alert" className="mt-2 text-sm text-danger">
            {problem}
          </p>
        )}
        {duplicate && image && (
          <p className="mt-2 text-sm text-ink-soft">
            These bytes are in the library already, so nothing was stored twice.{' '}
            <Link to={`/image/${image.id}`} className={`${buttonText} text-ink`}>
              Show it
            </Link>
          </p>
        )}
        {editable && <RowWords upload={upload} withVisibility={withVisibility} />}
      </div>
    </li>
  );
}

function stateOf({ state, sent, bytes, image, duplicate }: Upload): string {
  if (state === 'waiting') return bytes > 0 ? `Waiting, ${formatBytes(bytes)}` : 'Waiting';
  if (state === 'sending') {
    if (bytes === 0) return 'The server is fetching it…';
    return sent >= bytes ? 'Arriving…' : `${formatBytes(sent)} of ${formatBytes(bytes)}`;
  }
  if (state === 'cancelled') return 'Cancelled';
  if (state === 'failed') return 'Not in the library';
  if (duplicate) return 'Here already';
  if (image?.state === 'failed') return image.failure ?? 'Palette could not work on this picture.';
  return image?.state === 'ready' ? 'In the library' : 'In the library. Palette is looking at it…';
}

function Progress({ upload: { name, sent, bytes } }: { readonly upload: Upload }) {
  const share = bytes > 0 ? Math.min(1, sent / bytes) : null;
  return (
    <div
      role="progressbar"
      aria-label={`Uploading ${name}`}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share !== null && { 'aria-valuenow': Math.round(share * 100) })}
      className="mt-2.5 h-1 overflow-hidden rounded-full bg-raised"
    >
      <div
        className={`h-full origin-left bg-accent transition-transform duration-200 ${share === null ? 'animate-pulse' : ''}`}
        style={{ transform: `scaleX(${share ?? 1})` }}
      />
    </div>
  );
}

function RowButtons({ upload }: { readonly upload: Upload }) {
  const { key, state, name, image, duplicate, source } = upload;
  const remove = useDeleteImage();
  const open = state === 'waiting' || state === 'sending';
  const small = '-mt-1 -mb-1';
  return (
    <div className="flex shrink-0">
      {open && (
        <IconButton icon={X} label={`Cancel ${name}`} className={small} onClick={() => uploads.cancel(key)} />
      )}
      {(state === 'failed' || state === 'cancelled') && source.kind !== 'lost' && (
        <IconButton
          icon={RotateCcw}
          label={`Try ${name} again`}
          className={small}
          onClick={() => uploads.retry(key)}
        />
      )}
      {(state === 'failed' || state === 'cancelled' || duplicate) && (
        <IconButton
          icon={X}
          label={`Take ${name} off the list`}
          className={small}
          onClick={() => uploads.remove(key)}
        />
      )}
      {state === 'done' && image && !duplicate && (
        <>
          <Link
            to={`/image/${image.id}`}
            aria-label={`Open ${name}`}
            title="Open"
            className={`grid size-10 place-items-center rounded-full text-ink-soft hover:bg-sunken hover:text-ink ${small}`}
          >
            <Link2 className="size-[18px]" aria-hidden />
          </Link>
          <IconButton
            icon={Trash2}
            label={`Delete ${name}`}
            className={small}
            onClick={async () => {
              if (await remove(image)) uploads.remove(key);
            }}
          />
        </>
      )}
    </div>
  );
}

function RowWords({ upload, withVisibility }: UploadRowProps) {
  const { image, words } = upload;
  const descriptionId = useId();
  const [title, setTitle] = useState(words.title || image?.title || '');
  const [description, setDescription] = useState(words.description || image?.description || '');
  const [describing, setDescribing] = useState(description !== '');
  // What the file says about itself is known once it has arrived.
  const [told, setTold] = useState(image?.id);
  if (image && told !== image.id) {
    setTold(image.id);
    if (!title) setTitle(image.title);
    if (!description) setDescription(image.description);
  }

  const write = async (change: Partial<Words>) => {
    try {
      await writeWords(upload, change);
    } catch (cause) {
      await toast(reasonOf(cause), 'failed');
    }
  };

  const names = tagsOf(upload).map((tag) => tag.name);
  const line =
    'w-full rounded-xl border border-line bg-surface px-3.5 text-base placeholder:text-ink-soft hover:border-line-strong sm:text-[15px]';
  return (
    <div className="mt-3 grid gap-2.5">
      <div className="flex flex-wrap items-center gap-2.5">
        <input
          aria-label="Title"
          placeholder="Title"
          value={title}
          maxLength={500}
          className={`${line} h-10 min-w-40 flex-1`}
          onChange={({ currentTarget }) => {
            setTitle(currentTarget.value);
            // Until it is sent the words only wait here; afterwards each pause is one request.
            if (!image) uploads.write(upload.key, { title: currentTarget.value.trim() });
          }}
          onBlur={() => image && title.trim() !== image.title && void write({ title: title.trim() })}
        />
        {withVisibility && (
          <VisibilityChoice
            label="Who sees it"
            hideLabel
            value={words.visibility}
            onChange={(visibility) => void write({ visibility })}
          />
        )}
      </div>
      <TagInput
        label={`Tags of ${upload.name}`}
        hideLabel
        tags={tagsOf(upload)}
        onAdd={(added) => void write({ tags: [...names, ...added] })}
        onRemove={(name) => void write({ tags: names.filter((other) => other !== name) })}
      />
      {describing ? (
        <textarea
          id={descriptionId}
          aria-label="Description"
          placeholder="Description"
          value={description}
          maxLength={10_000}
          rows={2}
          className={`${line} py-2`}
          onChange={({ currentTarget }) => {
            setDescription(currentTarget.value);
            if (!image) uploads.write(upload.key, { description: currentTarget.value.trim() });
          }}
          onBlur={() =>
            image &&
            description.trim() !== image.description &&
            void write({ description: description.trim() })
          }
        />
      ) : (
        <button
          type="button"
          className="justify-self-start text-sm text-ink-soft hover:text-ink"
          onClick={() => setDescribing(true)}
        >
          + Description
        </button>
      )}
    </div>
  );
}

function Thumbnail({ upload: { source, image, state } }: { readonly upload: Upload }) {
  const file = source.kind === 'file' ? source.file : null;
  const [own, setOwn] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    if (!file) return;
    const url = URL.createObjectURL(file);
    setOwn(url);
    return () => URL.revokeObjectURL(url);
  }, [file]);
  const derived = image && (image.state === 'derived' || image.state === 'ready');
  const src = derived ? renditionUrl(image.id, 320) : broken ? null : own;
  return (
    <div className="relative h-18 overflow-hidden rounded-lg bg-sunken sm:h-32">
      {src && (
        <img
          src={src}
          alt=""
          className="size-full object-cover"
          onError={() => !derived && setBroken(true)}
        />
      )}
      {state === 'done' && image?.state === 'ready' && (
        <span className="absolute right-1.5 bottom-1.5 grid size-5 place-items-center rounded-full bg-accent text-on-accent">
          <Check className="size-3.5" strokeWidth={3} aria-hidden />
        </span>
      )}
    </div>
  );
}

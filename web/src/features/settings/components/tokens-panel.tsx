import { Copy } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { reasonOf } from '@/api/client';
import { buttonDanger, buttonQuiet, buttonSolid } from '@/components/button-styles';
import { copyText } from '@/components/copy-text';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { FormProblem } from '@/components/form-problem';
import { LoadProblem } from '@/components/load-problem';
import { toast } from '@/components/toast';
import { formatAgo } from '@/lib/ago';
import { formatDate } from '@/lib/format';
import { type ApiToken, useCreateToken, useDeleteToken, useTokens } from '../api/account';
import { Section } from './section';

const LIVES = [
  { days: 30, label: '30 days' },
  { days: 365, label: 'a year' },
  { days: 0, label: 'until it is deleted' },
] as const;

export function TokensPanel() {
  const tokens = useTokens();
  const [shown, setShown] = useState<{ name: string; token: string } | null>(null);
  const [ending, setEnding] = useState<ApiToken | null>(null);
  return (
    <Section
      title="API tokens"
      lead={
        <>
          For scripts and tools that act as you: send one as{' '}
          <code className="font-mono text-sm">Authorization: Bearer …</code>. Each is shown once, here, when
          it is made.
        </>
      }
    >
      <TokenForm onCreated={setShown} />
      {shown && <Shown {...shown} onDone={() => setShown(null)} />}
      {tokens.isError && <LoadProblem problem={tokens.error} onRetry={() => tokens.refetch()} />}
      <ul className="mt-6">
        {tokens.data?.map((token) => (
          <li
            key={token.id}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3.5 last:border-0"
          >
            <div className="min-w-0">
              <p className="truncate font-medium">{token.name}</p>
              <p className="text-sm text-ink-soft">
                {token.last_used_at ? `Last used ${formatAgo(token.last_used_at)}` : 'Never used'}
                {token.expires_at && `, ends ${formatDate(token.expires_at)}`}
              </p>
            </div>
            <button
              type="button"
              className={buttonQuiet}
              aria-label={`Delete the token ${token.name}`}
              onClick={() => setEnding(token)}
            >
              Delete
            </button>
          </li>
        ))}
      </ul>
      {tokens.data?.length === 0 && <p className="text-ink-soft">No tokens yet.</p>}
      {ending && <EndToken token={ending} onClose={() => setEnding(null)} />}
    </Section>
  );
}

function TokenForm({ onCreated }: { readonly onCreated: (token: { name: string; token: string }) => void }) {
  const [name, setName] = useState('');
  const [days, setDays] = useState<number>(LIVES[1].days);
  const create = useCreateToken();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending) return;
    create.mutate(
      { name: name.trim(), ...(days > 0 && { expires_in_days: days }) },
      {
        onSuccess: (token) => {
          setName('');
          onCreated(token);
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className="grid max-w-2xl items-end gap-4 sm:grid-cols-[1fr_auto_auto]">
      <Field
        label="What it is for"
        placeholder="Backup script"
        maxLength={80}
        value={name}
        problem={create.error ? reasonOf(create.error) : null}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <label>
        <span className="mb-1.5 block text-[15px] font-medium">Lasts</span>
        <select
          value={days}
          className="h-11 w-full rounded-xl border border-line bg-surface px-3 text-base hover:border-line-strong"
          onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
        >
          {LIVES.map(({ days: value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button
        type="submit"
        className={`${buttonSolid} h-11`}
        disabled={name.trim() === '' || create.isPending}
      >
        Create
      </button>
    </form>
  );
}

interface ShownProps {
  readonly name: string;
  readonly token: string;
  readonly onDone: () => void;
}

function Shown({ name, token, onDone }: ShownProps) {
  return (
    <div role="status" className="mt-6 rounded-2xl border border-accent bg-surface p-5">
      <p className="font-medium">The token “{name}”. Copy it now: it is not shown again.</p>
      <div className="mt-3 flex flex-wrap items-center gap-2.5">
        <code className="min-w-0 flex-1 rounded-lg bg-sunken px-3 py-2.5 font-mono text-sm [overflow-wrap:anywhere]">
          {token}
        </code>
        <button type="button" className={buttonSolid} onClick={() => void copyText(token, 'Token copied')}>
          <Copy className="size-4" aria-hidden />
          Copy
        </button>
        <button type="button" className={buttonQuiet} onClick={onDone}>
          I have it
        </button>
      </div>
    </div>
  );
}

function EndToken({ token, onClose }: { readonly token: ApiToken; readonly onClose: () => void }) {
  const remove = useDeleteToken();
  return (
    <Dialog title={`Delete the token “${token.name}”?`} onClose={onClose}>
      <p className="leading-relaxed text-ink-soft">
        Whatever uses it stops working at once. This cannot be undone.
      </p>
      <FormProblem>{remove.error && reasonOf(remove.error)}</FormProblem>
      <div className="mt-6 flex flex-wrap justify-end gap-2.5">
        <button type="button" className={buttonQuiet} data-autofocus="" onClick={onClose}>
          Keep it
        </button>
        <button
          type="button"
          className={buttonDanger}
          disabled={remove.isPending}
          onClick={() =>
            remove.mutate(token.id, {
              onSuccess: () => {
                onClose();
                void toast('Token deleted');
              },
            })
          }
        >
          Delete
        </button>
      </div>
    </Dialog>
  );
}

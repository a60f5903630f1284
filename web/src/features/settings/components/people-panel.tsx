import { Link } from 'react-router';
import { reasonOf } from '@/api/client';
import { useInstance } from '@/api/get-instance';
import type { Me } from '@/api/get-me';
import { Avatar } from '@/components/avatar';
import { buttonQuiet } from '@/components/button-styles';
import { FormProblem } from '@/components/form-problem';
import { LoadProblem } from '@/components/load-problem';
import { toast } from '@/components/toast';
import { formatBytes, formatDate } from '@/lib/format';
import { type Person, type PersonChange, usePeople, useUpdateInstance, useUpdatePerson } from '../api/people';
import { Section } from './section';

const GIGABYTE = 1_000_000_000;
const QUOTAS = [1, 5, 20, 100].map((gigabytes) => gigabytes * GIGABYTE);

/** For the owner: who is here, whether others may join, and how much room there is. */
export function PeoplePanel({ me }: { readonly me: Me }) {
  const people = usePeople();
  const update = useUpdatePerson();

  const change = (person: Person, to: PersonChange, back: PersonChange, said: string) =>
    update.mutate(
      { id: person.id, change: to },
      {
        onSuccess: () =>
          void toast(said, 'done', {
            label: 'Undo',
            perform: () =>
              update.mutate(
                { id: person.id, change: back },
                { onError: (problem) => void toast(reasonOf(problem), 'failed') },
              ),
          }),
      },
    );

  return (
    <>
      <Section
        title="Joining"
        lead="Whoever reaches this server can look at what is public. An account can do more."
      >
        <Registration />
      </Section>
      <Section
        title="Room"
        lead="How much the originals of one person may take, the trash included. A person can have a limit of their own, below."
      >
        <EverybodysRoom />
      </Section>
      <Section title="People">
        <FormProblem>{update.error && reasonOf(update.error)}</FormProblem>
        {people.isError && <LoadProblem problem={people.error} onRetry={() => people.refetch()} />}
        <ul>
          {people.data?.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              self={person.id === me.id}
              busy={update.isPending}
              onChange={(to, back, said) => change(person, to, back, said)}
            />
          ))}
        </ul>
      </Section>
    </>
  );
}

function Registration() {
  const instance = useInstance();
  const set = useUpdateInstance();
  const open = (set.isPending ? set.variables.registration : instance.data?.registration) === 'open';
  return (
    <>
      <label className="flex w-fit cursor-pointer items-center gap-3">
        <input
          type="checkbox"
          role="switch"
          aria-checked={open}
          checked={open}
          disabled={set.isPending}
          onChange={({ currentTarget }) =>
            set.mutate({ registration: currentTarget.checked ? 'open' : 'closed' })
          }
          className="peer sr-only"
        />
        <span
          aria-hidden
          className="relative h-7 w-12 rounded-full bg-line-strong transition-colors peer-checked:bg-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent after:absolute after:top-1 after:left-1 after:size-5 after:rounded-full after:bg-surface after:transition-transform peer-checked:after:translate-x-5"
        />
        Anyone may create an account
      </label>
      <FormProblem>{set.error && reasonOf(set.error)}</FormProblem>
    </>
  );
}

function EverybodysRoom() {
  const instance = useInstance();
  const set = useUpdateInstance();
  if (!instance.data) return null;
  const now = instance.data.limits.quota_bytes_max;
  const say = (bytes: number | null) =>
    bytes === null ? 'There is no limit now' : `Everybody has room for ${formatBytes(bytes)}`;
  return (
    <>
      <RoomSelect
        label="Room for everybody"
        none="No limit"
        value={now}
        busy={set.isPending}
        onChange={(bytes) =>
          set.mutate(
            { quota_bytes_max: bytes },
            {
              onSuccess: () =>
                void toast(say(bytes), 'done', {
                  label: 'Undo',
                  perform: () =>
                    set.mutate(
                      { quota_bytes_max: now },
                      { onError: (problem) => void toast(reasonOf(problem), 'failed') },
                    ),
                }),
            },
          )
        }
      />
      <FormProblem>{set.error && reasonOf(set.error)}</FormProblem>
    </>
  );
}

interface RoomSelectProps {
  readonly label: string;
  /** What stands for null. */
  readonly none: string;
  readonly value: number | null;
  readonly busy: boolean;
  readonly onChange: (bytes: number | null) => void;
}

function RoomSelect({ label, none, value, busy, onChange }: RoomSelectProps) {
  const limits = [...new Set([...QUOTAS, ...(value === null ? [] : [value])])].sort((a, b) => a - b);
  return (
    <select
      aria-label={label}
      disabled={busy}
      value={value ?? ''}
      className="h-10 rounded-full border border-line bg-surface px-3 pointer-coarse:h-11 text-[15px] hover:border-line-strong"
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value === '' ? null : Number(currentTarget.value))
      }
    >
      <option value="">{none}</option>
      {limits.map((bytes) => (
        <option key={bytes} value={bytes}>
          {formatBytes(bytes)}
        </option>
      ))}
    </select>
  );
}

interface PersonRowProps {
  readonly person: Person;
  readonly self: boolean;
  readonly busy: boolean;
  readonly onChange: (to: PersonChange, back: PersonChange, said: string) => void;
}

function PersonRow({ person, self, busy, onChange }: PersonRowProps) {
  const { name, role, disabled, created_at, quota, quota_bytes_max } = person;
  return (
    <li className="grid items-center gap-x-5 gap-y-3 border-b border-line py-4 last:border-0 sm:grid-cols-[auto_minmax(0,1fr)_auto]">
      <Avatar name={name} className="size-10 text-base max-sm:hidden" />
      <div className="min-w-0">
        <p className="truncate">
          <Link to={`/@${name}`} className="font-medium hover:underline">
            @{name}
          </Link>
          {role === 'owner' && <span className="ml-2 text-sm text-accent">Owner</span>}
          {disabled && <span className="ml-2 text-sm text-danger">Locked out</span>}
        </p>
        <p className="text-sm text-ink-soft">
          Since {formatDate(created_at)}, {formatBytes(quota.bytes_used)}
        </p>
      </div>
      {self ? (
        <p className="text-sm text-ink-soft">You</p>
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <RoomSelect
            label={`Room for ${name}`}
            none="Room as everybody"
            value={quota_bytes_max}
            busy={busy}
            onChange={(bytes) =>
              onChange(
                { quota_bytes_max: bytes },
                { quota_bytes_max },
                `@${name} has room ${bytes === null ? 'as everybody' : `for ${formatBytes(bytes)}`}`,
              )
            }
          />
          <button
            type="button"
            className={buttonQuiet}
            disabled={busy}
            onClick={() => {
              const to = role === 'owner' ? 'member' : 'owner';
              onChange({ role: to }, { role }, `@${name} is ${to === 'owner' ? 'an owner' : 'a member'} now`);
            }}
          >
            {role === 'owner' ? 'Make member' : 'Make owner'}
          </button>
          <button
            type="button"
            className={buttonQuiet}
            disabled={busy}
            onClick={() =>
              onChange(
                { disabled: !disabled },
                { disabled },
                `@${name} is ${disabled ? 'let in again' : 'locked out'}`,
              )
            }
          >
            {disabled ? 'Let in' : 'Lock out'}
          </button>
        </div>
      )}
    </li>
  );
}

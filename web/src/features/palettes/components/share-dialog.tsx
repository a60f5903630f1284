import { useQueryClient } from '@tanstack/react-query';
import { Copy, RefreshCw, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { type Palette, reasonOf } from '@/api/client';
import { Avatar } from '@/components/avatar';
import { buttonQuiet, buttonSolid, buttonText } from '@/components/button-styles';
import { copyText } from '@/components/copy-text';
import { Dialog } from '@/components/dialog';
import { FormProblem } from '@/components/form-problem';
import { IconButton } from '@/components/icon-button';
import { renewShareKey } from '../api/change-palette';
import { letIn, peopleKey, shutOut, usePalettePeople } from '../api/palette-people';
import { palettePath } from '../model/palette';
import { paletteChanged } from '../model/palette-cache';
import { attempt } from '../model/save-to';
import { useEditPalette } from '../model/use-edit-palette';
import { VisibilityChoice } from './visibility-choice';

interface ShareDialogProps {
  readonly palette: Palette;
  readonly onClose: () => void;
}

/** Who may see a Palette, by which link, and who works on it. */
export function ShareDialog({ palette, onClose }: ShareDialogProps) {
  const edit = useEditPalette(palette);
  return (
    <Dialog title={`Share ${palette.title}`} onClose={onClose}>
      <div className="flex flex-col gap-6">
        <VisibilityChoice value={palette.visibility} onChange={(visibility) => edit({ visibility })} />
        {palette.visibility !== 'private' && <ShareLink palette={palette} />}
        <People palette={palette} />
      </div>
    </Dialog>
  );
}

function ShareLink({ palette }: { readonly palette: Palette }) {
  const client = useQueryClient();
  const key = palette.visibility === 'unlisted' ? palette.share_key : null;
  const link = window.location.origin + palettePath(palette.id, key);
  return (
    <div>
      <label htmlFor="share-link" className="mb-1.5 block text-[15px] font-medium">
        Link
      </label>
      <div className="flex gap-2">
        <input
          id="share-link"
          readOnly
          value={link}
          className="h-10 min-w-0 pointer-coarse:h-11 flex-1 rounded-full border border-line bg-sunken px-4 text-sm text-ink-soft"
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <button type="button" className={buttonSolid} onClick={() => void copyText(link, 'Link copied')}>
          <Copy className="size-4" aria-hidden />
          Copy
        </button>
      </div>
      {palette.visibility === 'unlisted' && (
        <p className="mt-2 text-sm text-ink-soft">
          Went to the wrong people?{' '}
          <button
            type="button"
            className={buttonText}
            onClick={() =>
              void attempt(async () => {
                await renewShareKey(palette.id);
                paletteChanged(client, palette.id);
              })
            }
          >
            <RefreshCw className="mr-1 inline size-3.5" aria-hidden />
            Make a new link
          </button>
          : this one then leads nowhere.
        </p>
      )}
    </div>
  );
}

const ROLES = { viewer: 'may look', contributor: 'may add' } as const;
type Role = keyof typeof ROLES;

function People({ palette }: { readonly palette: Palette }) {
  const client = useQueryClient();
  const people = usePalettePeople(palette.id);
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('contributor');
  const [problem, setProblem] = useState('');

  const change = async (perform: () => Promise<void>) => {
    setProblem('');
    try {
      await perform();
      await client.invalidateQueries({ queryKey: peopleKey(palette.id) });
      return true;
    } catch (cause) {
      setProblem(reasonOf(cause));
      return false;
    }
  };
  const invite = async (event: FormEvent) => {
    event.preventDefault();
    const who = name.trim().replace(/^@/, '');
    if (who && (await change(() => letIn(palette.id, `@${who}`, role)))) setName('');
  };

  return (
    <section aria-labelledby="people-title">
      <h3 id="people-title" className="mb-1.5 text-[15px] font-medium">
        People
      </h3>
      <ul className="empty:hidden">
        {people.data?.map(({ person, role: has }) => (
          <li key={person.id} className="flex items-center gap-3 py-1.5">
            <Avatar name={person.name} />
            <span className="min-w-0 flex-1 truncate">@{person.name}</span>
            <RoleSelect
              label={`What @${person.name} may do`}
              value={has}
              onChange={(next) => void change(() => letIn(palette.id, person.id, next))}
            />
            <IconButton
              icon={X}
              label={`Remove @${person.name}`}
              onClick={() => void change(() => shutOut(palette.id, person.id))}
            />
          </li>
        ))}
      </ul>
      <form onSubmit={invite} className="mt-1 flex items-center gap-2">
        <input
          value={name}
          aria-label="Name of the person to invite"
          placeholder="@name"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={41}
          className="h-10 min-w-0 pointer-coarse:h-11 flex-1 rounded-full border border-line bg-surface px-4 placeholder:text-ink-soft hover:border-line-strong"
          onChange={(event) => setName(event.target.value)}
        />
        <RoleSelect label="What they may do" value={role} onChange={setRole} />
        <button type="submit" className={buttonQuiet} disabled={!name.trim()}>
          Invite
        </button>
      </form>
      <div className="mt-3 empty:hidden">{problem && <FormProblem>{problem}</FormProblem>}</div>
    </section>
  );
}

interface RoleSelectProps {
  readonly label: string;
  readonly value: Role;
  readonly onChange: (role: Role) => void;
}

function RoleSelect({ label, value, onChange }: RoleSelectProps) {
  return (
    <select
      aria-label={label}
      value={value}
      className="h-10 rounded-full border border-line bg-surface px-3 pointer-coarse:h-11 text-sm text-ink hover:border-line-strong"
      onChange={({ target }) => onChange(target.value === 'viewer' ? 'viewer' : 'contributor')}
    >
      {Object.entries(ROLES).map(([role, says]) => (
        <option key={role} value={role}>
          {says}
        </option>
      ))}
    </select>
  );
}

import { RectangleHorizontal, RectangleVertical, Shuffle, Sparkles, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Orientation } from '@/api/client';
import { useTags } from '@/api/list-tags';
import { colorName } from '@/lib/color';
import { narrowed, ORIENTATIONS, type WallFilter, withTagToggled } from '../model/wall-filter';

const SHAPES: Readonly<Record<Orientation, { label: string; icon: typeof Square }>> = {
  portrait: { label: 'Portrait', icon: RectangleVertical },
  landscape: { label: 'Landscape', icon: RectangleHorizontal },
  square: { label: 'Square', icon: Square },
};

// Pigments rather than screen primaries: what pictures are made of.
const COLORS = ['#b3392f', '#dd7a32', '#e0b63f', '#5d8b4a', '#1f8a86', '#2f5fa8', '#6b4b9a', '#c9718f'];
const TAGS = 14;

interface FilterChipsProps {
  readonly filter: WallFilter;
  readonly onChange: (filter: WallFilter) => void;
  readonly onShuffle: () => void;
  /** The person has a feed of their own to come back to. */
  readonly personal?: boolean;
}

/** Narrow the wall by shape or tag, or leave it for a colour. One row that scrolls sideways where it is too long. */
export function FilterChips({ filter, onChange, onShuffle, personal = false }: FilterChipsProps) {
  const home = personal ? 'feed' : 'shuffle';
  const tags = useTags('', TAGS);
  const names = [...new Set([...filter.tags, ...(tags.data?.items.map((tag) => tag.name) ?? [])])];
  return (
    <nav aria-label="Narrow the wall" className="relative">
      <div className="gutter-text flex h-11 items-center gap-2 overflow-x-auto [scrollbar-width:none]">
        {personal && (
          <Chip
            pressed={filter.order === 'feed'}
            label="For you"
            onClick={() => onChange({ order: 'feed', orientation: null, tags: [] })}
          >
            <Sparkles className="size-3.5" aria-hidden />
            For you
          </Chip>
        )}
        <Chip
          pressed={filter.order === 'shuffle'}
          label="Shuffle"
          title={filter.order === 'shuffle' ? 'Shuffle again' : 'In a shuffled order'}
          onClick={onShuffle}
        >
          <Shuffle className="size-3.5" aria-hidden />
          Shuffle
        </Chip>
        <Chip
          pressed={filter.order === 'newest'}
          label="Newest first"
          onClick={() =>
            onChange(
              filter.order === 'newest'
                ? narrowed({ ...filter, order: 'shuffle' }, {}, home)
                : { ...filter, order: 'newest' },
            )
          }
        >
          Newest
        </Chip>
        <Rule />
        {ORIENTATIONS.map((orientation) => {
          const { label, icon: Icon } = SHAPES[orientation];
          const pressed = filter.orientation === orientation;
          return (
            <Chip
              key={orientation}
              pressed={pressed}
              label={label}
              onClick={() => onChange(narrowed(filter, { orientation: pressed ? null : orientation }, home))}
            >
              <Icon className="size-4" aria-hidden />
              <span className="max-lg:hidden">{label}</span>
            </Chip>
          );
        })}
        <Rule />
        {COLORS.map((color) => (
          <Link
            key={color}
            to={`/search?color=${color.slice(1)}`}
            aria-label={`Pictures in ${colorName(color)}`}
            title={`Pictures in ${colorName(color)}`}
            className="touch size-7 shrink-0 rounded-full ring-1 ring-black/10 transition-transform ring-inset hover:scale-110 dark:ring-white/15"
            style={{ backgroundColor: color }}
          />
        ))}
        {names.length > 0 && <Rule />}
        {names.map((name) => (
          <Chip
            key={name}
            pressed={filter.tags.includes(name)}
            label={name}
            onClick={() => onChange(narrowed(filter, { tags: withTagToggled(filter, name).tags }, home))}
          >
            {name}
          </Chip>
        ))}
      </div>
      <div
        aria-hidden
        className="pointer-events-none absolute inset-y-0 right-0 w-16 bg-linear-to-l from-canvas to-transparent"
      />
    </nav>
  );
}

interface ChipProps {
  readonly pressed: boolean;
  readonly label: string;
  readonly title?: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Chip({ pressed, label, title = label, onClick, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      aria-label={label}
      title={title}
      onClick={onClick}
      className="flex h-9 shrink-0 items-center gap-2 rounded-full px-3.5 text-sm whitespace-nowrap text-ink-soft transition-colors hover:bg-sunken hover:text-ink aria-pressed:bg-raised aria-pressed:text-ink"
    >
      {children}
    </button>
  );
}

function Rule() {
  return <span aria-hidden className="mx-1.5 h-5 w-px shrink-0 bg-line" />;
}

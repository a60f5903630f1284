import type { Image, ImageCard, Library, Match, Palette, SearchPage } from '@/api/client';
import type { Instance } from '@/api/get-instance';
import type { Me } from '@/api/get-me';
import type { Viewer } from '@/api/session';

const ID_DIGITS = 13;

export function idOf(number: number): string {
  return String(number).padStart(ID_DIGITS, '0');
}

export function card(number: number, more: Partial<ImageCard> = {}): ImageCard {
  return {
    id: idOf(number),
    title: `Picture ${number}`,
    artist: 'Ada Brandt',
    alt: `A drawing of thing ${number}`,
    width: 600 + ((number * 37) % 500),
    height: 400 + ((number * 61) % 700),
    thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
    color: '#406080',
    ...more,
  };
}

export function cards(count: number, from = 1): ImageCard[] {
  return Array.from({ length: count }, (_, i) => card(from + i));
}

export function image(number: number, more: Partial<Image> = {}): Image {
  return {
    ...card(number),
    description: 'Ink on paper.',
    media_type: 'image/jpeg',
    bytes: 123_456,
    file_name: 'thing.jpg',
    created_at: '2026-01-02T03:04:05Z',
    credit: 'Museum of Things',
    source_url: 'https://example.org/thing',
    licence: 'CC0 1.0',
    state: 'ready',
    failure: null,
    owner: null,
    visibility: 'public',
    can_edit: true,
    tags: [
      { name: 'ink', source: 'person', confidence: null },
      { name: 'bird', source: 'ai', confidence: 0.87 },
    ],
    swatches: [
      { color: '#406080', share: 0.7, l: 0.5, a: 0, b: -0.05 },
      { color: '#e0b040', share: 0.3, l: 0.8, a: 0.02, b: 0.12 },
    ],
    ...more,
  };
}

export function results(matches: readonly Match[]): SearchPage {
  const count = (match: Match) => matches.filter((other) => other === match).length;
  return {
    items: matches.map((match, i) => ({ ...card(i + 1), score: 1 - i / 100, match })),
    next_cursor: null,
    counts: { strong: count('strong'), related: count('related'), weak: count('weak') },
    answered: matches.some((match) => match !== 'weak'),
    corrections: [],
    took_ms: 2,
  };
}

export function library(more: Partial<Library> = {}): Library {
  return { images: 30, ready: 30, pending: 0, failed: 0, pack: 'starter@1', model_change: null, ...more };
}

export const ADA: Viewer = { id: idOf(900), name: 'ada', role: 'member' };

export function instance(more: Partial<Instance> = {}): Instance {
  return {
    claimed: true,
    registration: 'open',
    oidc: [],
    viewer: null,
    limits: { upload_bytes_max: 512_000_000, quota_bytes_max: null },
    models: { embedding: 'starter@1', tags: 'starter@1', change: null, learns_from_corrections: false },
    version: '1.0.0',
    ...more,
  };
}

export function me(more: Partial<Me> = {}): Me {
  return {
    ...ADA,
    email: null,
    has_password: true,
    display_name: 'Ada Brandt',
    created_at: '2026-01-02T03:04:05Z',
    preferences: { theme: 'system', upload_visibility: 'public', feed: 'personal' },
    quota: { bytes_used: 1_200_000, bytes_max: null },
    onboarded: true,
    ...more,
  };
}

export function palette(number: number, more: Partial<Palette> = {}): Palette {
  return {
    id: idOf(500 + number),
    title: `Palette ${number}`,
    description: '',
    visibility: 'private',
    owner: { id: ADA.id, name: ADA.name },
    images: 3,
    cover: cards(3),
    cover_image_id: null,
    created_at: `2026-01-0${number}T00:00:00Z`,
    updated_at: `2026-02-0${number}T00:00:00Z`,
    role: 'owner',
    share_key: null,
    living: false,
    search: null,
    version: 1,
    ...more,
  };
}

import { type ComponentType, createContext } from 'react';
import type { ImageCard } from '@/api/client';

/** What is drawn over each tile of the walls below: buttons of features that the wall does not know. */
export type TileTools = ComponentType<{ readonly item: ImageCard }>;
export const TileToolsContext = createContext<TileTools | null>(null);

/** A line below title and artist, for instance why the picture is on the wall. */
export type TileNote = (item: ImageCard) => string | null;
export const TileNoteContext = createContext<TileNote>(() => null);

/** What lies over a tile all the time, hovered or not; most often nothing. */
export const TileCoverContext = createContext<TileTools | null>(null);

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Palette } from '@/api/client';
import { toast } from '@/components/toast';
import { importPalette } from '../api/change-palette';
import { paletteChanged } from './palette-cache';
import { attempt } from './save-to';

export function useImportPalette(onImported: (palette: Palette) => void) {
  const client = useQueryClient();
  const [importing, setImporting] = useState(false);
  const importFile = async (file: File) => {
    setImporting(true);
    await attempt(async () => {
      const palette = await importPalette(file);
      paletteChanged(client, palette.id);
      onImported(palette);
      await toast(`${palette.title} is here`);
    });
    setImporting(false);
  };
  return { importing, importFile };
}

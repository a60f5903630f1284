import { Bookmark } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ImageCard } from '@/api/client';
import { tileTool } from '@/components/button-styles';
import { useAskToSave } from '../model/use-ask-to-save';

interface SaveButtonProps {
  readonly image: ImageCard;
  readonly className?: string;
  readonly children?: ReactNode;
}

export function SaveButton({ image, className = tileTool, children }: SaveButtonProps) {
  const ask = useAskToSave();
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label="Save to a Palette"
      title="Save to a Palette (s)"
      className={className}
      onClick={(event) => ask([image], event.currentTarget)}
    >
      <Bookmark className="size-[18px]" aria-hidden />
      {children}
    </button>
  );
}

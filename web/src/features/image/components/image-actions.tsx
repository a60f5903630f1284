import { Download, Images, Link2, Share2 } from 'lucide-react';
import { Link } from 'react-router';
import type { ImageCard } from '@/api/client';
import { originalUrl } from '@/api/urls';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { copyText } from '@/components/copy-text';
import { IconButton } from '@/components/icon-button';

export function ImageActions({
  card,
  fileName,
}: {
  readonly card: ImageCard;
  readonly fileName: string | undefined;
}) {
  const canShare = typeof navigator.share === 'function';
  return (
    <div className="flex flex-wrap gap-2">
      <Link to={`/search?like=${card.id}`} className={buttonSolid}>
        <Images className="size-4" aria-hidden />
        Search by this
      </Link>
      <a href={originalUrl(card.id)} download={fileName ?? ''} className={buttonQuiet}>
        <Download className="size-4" aria-hidden />
        Download
      </a>
      <IconButton
        icon={canShare ? Share2 : Link2}
        label={canShare ? 'Share' : 'Copy link'}
        className="border border-line bg-surface hover:border-line-strong"
        onClick={() => void share(card)}
      />
    </div>
  );
}

export async function share({ title }: ImageCard): Promise<void> {
  const url = window.location.href;
  if (typeof navigator.share !== 'function') return copyText(url, 'Link copied');
  try {
    await navigator.share({ title, url });
  } catch {
    // Closing the system's sheet is no failure.
  }
}

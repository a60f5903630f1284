import { Download, Ellipsis, Globe, Images, Link2, Lock, Share2, ThumbsDown, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Image, ImageCard } from '@/api/client';
import { useViewer } from '@/api/get-instance';
import { originalUrl } from '@/api/urls';
import { buttonQuiet, buttonRound } from '@/components/button-styles';
import { copyText } from '@/components/copy-text';
import { Menu, type MenuItem } from '@/components/menu';
import { deleteImages } from '../model/delete-images';
import { lessLikeThis } from '../model/less-like-this';
import { useEditImage } from '../model/use-edit-image';

interface ImageActionsProps {
  readonly card: ImageCard;
  readonly image: Image | undefined;
  readonly onLeave: () => void;
  /** Like and save. */
  readonly children?: ReactNode;
}

export function ImageActions({ card, image, onLeave, children }: ImageActionsProps) {
  const navigate = useNavigate();
  const viewer = useViewer();
  const edit = useEditImage(card.id);
  const canShare = typeof navigator.share === 'function';

  const remove = () => {
    onLeave();
    void deleteImages([card], () => navigate(`/image/${card.id}`));
  };
  const more: MenuItem[] = [
    {
      label: canShare ? 'Share' : 'Copy link',
      icon: canShare ? Share2 : Link2,
      perform: () => void share(card),
    },
  ];
  if (viewer) {
    more.push({ label: 'Less like this', icon: ThumbsDown, perform: () => void lessLikeThis(card) });
  }
  if (image?.can_edit && image.owner) {
    more.push(
      image.visibility === 'public'
        ? { label: 'Make it private', icon: Lock, perform: () => void edit({ visibility: 'private' }) }
        : { label: 'Make it public', icon: Globe, perform: () => void edit({ visibility: 'public' }) },
    );
  }
  if (image?.can_edit) {
    more.push({ label: 'Delete', icon: Trash2, danger: true, perform: remove });
  }

  return (
    <div className="flex flex-wrap gap-2">
      {children}
      <Link to={`/search?like=${card.id}`} title="Search by this picture" className={buttonQuiet}>
        <Images className="size-4" aria-hidden />
        Similar
      </Link>
      {/* On a narrow screen the last one does not stand in a row alone. */}
      <div className="flex gap-2">
        <a
          href={originalUrl(card.id)}
          download={image?.file_name ?? ''}
          aria-label="Download"
          title="Download the original"
          className={buttonRound}
        >
          <Download className="size-[18px]" aria-hidden />
        </a>
        <Menu
          label="More"
          items={more}
          trigger={(bind) => (
            <button type="button" aria-label="More" title="More" className={buttonRound} {...bind}>
              <Ellipsis className="size-[18px]" aria-hidden />
            </button>
          )}
        />
      </div>
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

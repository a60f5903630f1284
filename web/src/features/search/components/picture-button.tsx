import { type ReactNode, useRef } from 'react';
import { usePictureSearch } from '../model/use-picture-search';

interface PictureButtonProps {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** Picks a file to search by its look. */
export function PictureButton({ label, className, children }: PictureButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const search = usePictureSearch();
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={label}
        className={className}
        onClick={() => input.current?.click()}
      >
        {children}
      </button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        className="hidden"
        aria-label={label}
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file) void search(file);
        }}
      />
    </>
  );
}

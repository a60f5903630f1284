import { ImagePlus, Link2 } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import type { NewSource } from '../model/upload-queue';
import { urlsIn } from '../model/urls-in';

interface PickAreaProps {
  /** Small once there is something to see below it. */
  readonly compact: boolean;
  readonly onPick: (sources: readonly NewSource[]) => void;
}

/** Three ways in: files from a dialog, an address, and the hint that dropping and pasting work everywhere on the page. */
export function PickArea({ compact, onPick }: PickAreaProps) {
  const input = useRef<HTMLInputElement>(null);
  const [address, setAddress] = useState('');
  const [wrong, setWrong] = useState(false);

  const fetchAddress = (event: FormEvent) => {
    event.preventDefault();
    const urls = urlsIn(address);
    setWrong(urls.length === 0);
    if (urls.length === 0) return;
    onPick(urls.map((url) => ({ kind: 'url', url })));
    setAddress('');
  };

  return (
    <div
      className={`mt-8 flex flex-col items-center rounded-3xl border-2 border-dashed border-line-strong/60 px-5 text-center ${compact ? 'gap-4 py-6 lg:flex-row lg:justify-between lg:px-8' : 'gap-5 py-14 sm:py-20'}`}
    >
      <div className={`flex items-center gap-x-4 gap-y-4 ${compact ? 'max-sm:flex-col' : 'flex-col'}`}>
        {!compact && <ImagePlus className="size-9 text-accent" strokeWidth={1.5} aria-hidden />}
        <p className={`font-display text-balance ${compact ? 'text-xl' : 'text-3xl sm:text-4xl'}`}>
          Drop pictures here, or paste them.
        </p>
        <button type="button" className={`${buttonSolid} h-11 px-6`} onClick={() => input.current?.click()}>
          Choose pictures
        </button>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        accept="image/*,.heic,.heif,.avif,.jxl,.jp2,.tif,.tiff,.svg,.psd,.ppm,.pgm,.pbm,.pfm"
        className="hidden"
        tabIndex={-1}
        aria-label="Choose pictures"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          currentTarget.value = '';
          onPick(files.map((file) => ({ kind: 'file', file })));
        }}
      />
      <form onSubmit={fetchAddress} noValidate className="w-full max-w-md">
        <div className="flex items-center gap-2">
          <label className="relative flex-1">
            <span className="sr-only">Address of a picture on the web</span>
            <Link2 className="absolute top-3.5 left-3.5 size-4 text-ink-soft" aria-hidden />
            <input
              type="url"
              inputMode="url"
              value={address}
              placeholder="…or the address of one"
              aria-invalid={wrong}
              aria-describedby="address-problem"
              className="h-11 w-full rounded-full border border-line bg-surface pr-4 pl-10 text-base placeholder:text-ink-soft hover:border-line-strong aria-invalid:border-danger sm:text-[15px]"
              onChange={({ currentTarget }) => {
                setAddress(currentTarget.value);
                setWrong(false);
              }}
            />
          </label>
          <button type="submit" className={buttonQuiet} disabled={address.trim() === ''}>
            Fetch
          </button>
        </div>
        <p id="address-problem" role="alert" className="mt-1.5 text-left text-sm text-danger empty:hidden">
          {wrong && 'An address begins with http:// or https://.'}
        </p>
      </form>
    </div>
  );
}

import * as library from 'thumbhash';
import { describe, expect, it, vi } from 'vitest';
import { hasAlpha, thumbhashUrl } from './thumbhash';

vi.mock('thumbhash', { spy: true });

const HASH = '1QcSHQRnh493V4dIh4eXh1h4kJUI';

function encode(alpha: number): string {
  const pixels = new Uint8Array(8 * 8 * 4).map((_, i) => (i % 4 === 3 ? alpha : (i * 13) % 256));
  return btoa(String.fromCharCode(...library.rgbaToThumbHash(8, 8, pixels)));
}

describe('a thumbhash', () => {
  it('becomes a small picture', () => {
    expect(thumbhashUrl(HASH)).toMatch(/^data:image\/png;base64,/);
  });

  it('is decoded once', () => {
    const decode = vi.mocked(library.thumbHashToDataURL);
    const hash = encode(255);
    decode.mockClear();
    expect(thumbhashUrl(hash)).toBe(thumbhashUrl(hash));
    expect(decode).toHaveBeenCalledTimes(1);
  });

  it('that is broken is no picture and no error', () => {
    for (const broken of ['', '!!', 'AA==']) expect(thumbhashUrl(broken)).toBeNull();
  });

  it('says whether the picture is see-through', () => {
    expect(hasAlpha(encode(255))).toBe(false);
    expect(hasAlpha(encode(120))).toBe(true);
    expect(hasAlpha('')).toBe(false);
  });

  it('is forgotten when many others came', () => {
    const decode = vi.mocked(library.thumbHashToDataURL);
    thumbhashUrl(HASH);
    for (let i = 0; i < 1600; i++) {
      thumbhashUrl(btoa(String.fromCharCode(1, 2, 3, i & 255, i >> 8, 6, 7, 8)));
    }
    decode.mockClear();
    thumbhashUrl(HASH);
    expect(decode).toHaveBeenCalledTimes(1);
  });
});

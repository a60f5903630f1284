// A picture seen through a window: how large it is drawn, and where its middle lies from the window's middle.

export interface View {
  /** 1 is the size at which all of the picture fits. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };

/** The size of a picture that just fits. Never larger than the picture itself, unless `grow`. */
export function fitted(picture: Box, window: Box, grow = false): Box {
  const scale = Math.min(
    window.width / picture.width,
    window.height / picture.height,
    grow ? Number.POSITIVE_INFINITY : 1,
  );
  return { width: picture.width * scale, height: picture.height * scale };
}

/** At another scale, with the point under the pointer, measured from the window's middle, staying where it is. */
export function zoomedAt(view: View, scale: number, point: { readonly x: number; readonly y: number }): View {
  const grown = scale / view.scale;
  return { scale, x: point.x - (point.x - view.x) * grown, y: point.y - (point.y - view.y) * grown };
}

/** Moved no further than the picture's edge; a picture smaller than the window stays in the middle. */
export function clamped(view: View, fit: Box, window: Box): View {
  const room = (size: number, seen: number) => Math.max(0, (size * view.scale - seen) / 2);
  const within = (value: number, limit: number) => Math.min(limit, Math.max(0 - limit, value));
  return {
    scale: view.scale,
    x: within(view.x, room(fit.width, window.width)),
    y: within(view.y, room(fit.height, window.height)),
  };
}

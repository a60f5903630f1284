export type RenditionWidth = 320 | 640 | 1280;

export function renditionUrl(id: string, width: RenditionWidth): string {
  return `/api/v1/images/${id}/renditions/${width}`;
}

export function renditionSet(id: string): string {
  return ([320, 640, 1280] as const).map((width) => `${renditionUrl(id, width)} ${width}w`).join(', ');
}

export function originalUrl(id: string): string {
  return `/api/v1/images/${id}/original`;
}

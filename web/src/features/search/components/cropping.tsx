import { useEffect, useState } from 'react';
import { renditionUrl } from '@/api/urls';
import { type ExampleFile, exampleFile } from '../model/example-files';
import { regionOf } from '../model/example-previews';
import { pictureSearch } from '../model/picture-search';
import { writeRegion } from '../model/region';
import { CropDialog } from './crop-dialog';

interface CroppingProps {
  readonly like: string;
  readonly onClose: () => void;
  readonly onCropped: (like: string) => void;
}

/** Asks which part of a picture is meant: of one of the library by its id, of one from elsewhere by its pixels. */
export function Cropping({ like, onClose, onCropped }: CroppingProps) {
  const file = exampleFile(like);
  if (file) return <CropFile file={file} onClose={onClose} onCropped={onCropped} />;
  const [id = ''] = like.split('@');
  return (
    <CropDialog
      src={renditionUrl(id, 1280)}
      region={regionOf(like)}
      onClose={onClose}
      onCrop={(region) => onCropped(region ? id + writeRegion(region) : id)}
    />
  );
}

interface CropFileProps extends Omit<CroppingProps, 'like'> {
  readonly file: ExampleFile;
}

function CropFile({ file: { whole, region }, onClose, onCropped }: CropFileProps) {
  const [src, setSrc] = useState('');
  useEffect(() => {
    const url = URL.createObjectURL(whole);
    setSrc(url);
    return () => URL.revokeObjectURL(url);
  }, [whole]);
  if (!src) return null;
  return (
    <CropDialog
      src={src}
      region={region}
      onClose={onClose}
      onCrop={async (chosen) => {
        const like = await pictureSearch.look(whole, chosen);
        if (like) onCropped(like);
      }}
    />
  );
}

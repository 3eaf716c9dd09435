/** A picture on its way into a message: chosen or pasted, uploaded at once, sent with what is written. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addPicture, MAX_PICTURE_BYTES } from '../../../api/pictures';
import { formatBytes } from '../../../ui/formatBytes';
import { useServerProblem } from '../../../ui/useServerProblem';

export interface PictureDraft {
  /** SHA-256 once it is uploaded; null before, and without a picture. */
  readonly picture: string | null;
  readonly uploading: boolean;
  /** In the page's language. */
  readonly problem: string | null;
  readonly take: (file: File) => void;
  readonly drop: () => void;
}

interface Draft {
  readonly picture: string | null;
  readonly uploading: boolean;
  readonly problem: string | null;
}

/** What the server takes. */
export const PICTURE_TYPES: readonly string[] = ['image/png', 'image/jpeg', 'image/webp'];

export function isPicture({ type }: File): boolean {
  return PICTURE_TYPES.includes(type);
}

const NOTHING: Draft = { picture: null, uploading: false, problem: null };

export function usePictureDraft(consultation: string): PictureDraft {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const [draft, setDraft] = useState(NOTHING);
  const upload = async (file: File) => {
    setDraft({ ...NOTHING, uploading: true });
    try {
      const { sha256 } = await addPicture(consultation, file);
      setDraft({ ...NOTHING, picture: sha256 });
    } catch (error) {
      setDraft({ ...NOTHING, problem: describe(error) });
    }
  };
  return {
    ...draft,
    take: (file) => {
      if (file.size > MAX_PICTURE_BYTES) {
        setDraft({ ...NOTHING, problem: t('board.chat.tooLarge', { limit: formatBytes(MAX_PICTURE_BYTES) }) });
      } else {
        void upload(file);
      }
    },
    drop: () => setDraft(NOTHING),
  };
}

/** Leads to a place on the stage. */
import { useTranslation } from 'react-i18next';
import type { Place } from '../../../board/schema';
import classes from './PlaceLink.module.css';

interface PlaceLinkProps {
  readonly place: Place;
  readonly onGo: (place: Place) => void;
}

export function PlaceLink({ place, onGo }: PlaceLinkProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={classes.link}
      title={t('board.place.go', { place: place.label })}
      data-testid="place-link"
      onClick={() => onGo(place)}
    >
      {place.label}
    </button>
  );
}

/** Green, amber, red, or hollow when the signal is lost. Always beside text that says the same. */
import type { PictureQuality } from '../measure/pictureQuality';
import classes from './QualityDot.module.css';

export function QualityDot({ quality }: { readonly quality: PictureQuality }) {
  return <span className={classes.dot} data-quality={quality} aria-hidden="true" />;
}

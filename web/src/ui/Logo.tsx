/** The name of the product with its mark, an ultrasound sector. */
import classes from './Logo.module.css';

export function Logo() {
  return (
    <span className={classes.logo}>
      <svg viewBox="0 0 24 24" aria-hidden="true" className={classes.mark}>
        <path d="M12 3.5 4.2 17a15.6 15.6 0 0 0 15.6 0z" />
        <path d="M9.3 12.8a7 7 0 0 0 5.4 0" />
      </svg>
      Consilium
    </span>
  );
}

/** What is known of a thing, each with its name; what is not known is left out. */
import type { ReactNode } from 'react';
import classes from './Facts.module.css';

export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(
        ([term, value]) =>
          value !== '' && (
            <div key={term} className={classes.fact}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** What detectors measure of the whole picture now: the field, and the two halves of a brain side by side. */
import { useTranslation } from 'react-i18next';
import { describeFigure, measureName } from './describe';
import classes from './FigureTables.module.css';
import type { Figures } from './figures';
import menuClasses from './ScreeningMenu.module.css';
import type { ScreeningFeed } from './screeningFeed';
import { useFigures } from './useFigures';

export function FigureTables({ feed }: { readonly feed: ScreeningFeed }) {
  const { t } = useTranslation();
  const figures = useFigures(feed);
  if (figures.length === 0) {
    return null;
  }
  return (
    <>
      <h3 className={menuClasses.title}>{t('screening.figures')}</h3>
      {figures.map((one) => (
        <FigureTable key={one.kind} figures={one} />
      ))}
    </>
  );
}

function FigureTable({ figures: { kind, rows } }: { readonly figures: Figures }) {
  const { t } = useTranslation();
  const named = rows.flatMap((row) => {
    const name = measureName(t, row.name);
    return name === null ? [] : [{ ...row, name }];
  });
  const sides = named.some(({ values }) => values.length > 1);
  return (
    <table className={classes.table} data-testid="screening-figures" data-kind={kind}>
      <thead>
        <tr>
          <th scope="col">{t(`screening.kind.${kind}`)}</th>
          {sides ? (
            <>
              <th scope="col">{t('screening.label.right')}</th>
              <th scope="col">{t('screening.label.left')}</th>
            </>
          ) : (
            <td />
          )}
        </tr>
      </thead>
      <tbody>
        {named.map(({ name, unit, values }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {values.map((value, side) => (
              <td key={side} colSpan={sides && values.length === 1 ? 2 : 1}>
                {describeFigure(t, value, unit)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

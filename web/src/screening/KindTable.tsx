/** Which kinds are drawn: for me, and for all where this person may choose that; whole families at once too. */
import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { familyOf, type Family, type Kind } from './kinds';
import classes from './KindTable.module.css';
import { useScreeningPreferences } from './preferences';

interface Choice {
  readonly hidden: ReadonlySet<string>;
  readonly show: (kinds: readonly Kind[], shown: boolean) => void;
}

interface KindTableProps {
  readonly kinds: readonly Kind[];
  /** Null for who may not choose for everybody. */
  readonly forAll: Choice | null;
}

export function KindTable({ kinds, forAll }: KindTableProps) {
  const { t } = useTranslation();
  const forMe = useScreeningPreferences();
  const families = [...new Set(kinds.map(familyOf))];
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">
            <span className={classes.unseen}>{t('screening.kinds')}</span>
          </th>
          <th scope="col">{t('screening.forMe')}</th>
          {forAll !== null && <th scope="col">{t('screening.forAll')}</th>}
        </tr>
      </thead>
      {families.map((family) => (
        <FamilyRows key={family} family={family} kinds={kinds.filter((kind) => familyOf(kind) === family)} forMe={forMe} forAll={forAll} />
      ))}
    </table>
  );
}

interface FamilyRowsProps extends KindTableProps {
  readonly family: Family;
  readonly forMe: Choice;
}

function FamilyRows({ family, kinds, forMe, forAll }: FamilyRowsProps) {
  const { t } = useTranslation();
  const alone = kinds.length === 1;
  return (
    <tbody>
      {!alone && <Row name={t(`screening.family.${family}`)} family={family} kinds={kinds} forMe={forMe} forAll={forAll} />}
      {kinds.map((kind) => (
        <Row key={kind} name={t(`screening.kind.${kind}`)} family={alone ? family : null} kinds={[kind]} forMe={forMe} forAll={forAll} />
      ))}
    </tbody>
  );
}

interface RowProps extends KindTableProps {
  readonly name: string;
  /** Shown with its colour where the row stands for a whole one. */
  readonly family: Family | null;
  readonly forMe: Choice;
}

function Row({ name, family, kinds, forMe, forAll }: RowProps) {
  const { t } = useTranslation();
  return (
    <tr data-testid="screening-kind" data-kind={kinds.length === 1 ? kinds[0] : family} data-family={family}>
      <th scope="row">{name}</th>
      <td>
        <Choose label={t('screening.showForMe', { name })} kinds={kinds} choice={forMe} />
      </td>
      {forAll !== null && (
        <td>
          <Choose label={t('screening.showForAll', { name })} kinds={kinds} choice={forAll} />
        </td>
      )}
    </tr>
  );
}

function Choose({ label, kinds, choice }: { readonly label: string; readonly kinds: readonly Kind[]; readonly choice: Choice }) {
  const hidden = kinds.filter((kind) => choice.hidden.has(kind)).length;
  return (
    <Checkbox
      size="xs"
      className={classes.box ?? ''}
      aria-label={label}
      checked={hidden === 0}
      indeterminate={hidden > 0 && hidden < kinds.length}
      onChange={(event) => choice.show(kinds, event.currentTarget.checked)}
    />
  );
}

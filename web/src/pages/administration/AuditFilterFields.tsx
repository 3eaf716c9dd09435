/** What the audit log can be narrowed by. */
import { Select, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { isPeriod, PERIOD_NAMES } from '../../ui/filter/periods';
import { useTyping } from '../../ui/useTyping';
import { ACTIONS } from './actions';
import classes from './AuditFilterFields.module.css';
import type { AuditFilter } from './auditFilter';

interface FieldsProps {
  readonly filter: AuditFilter;
  readonly onChange: (change: Partial<AuditFilter>) => void;
}

export function AuditFilterFields({ filter, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const actor = useTyping(filter.actor, (text) => onChange({ actor: text }));
  const target = useTyping(filter.target, (text) => onChange({ target: text }));
  const field = (name: 'actor' | 'action' | 'target' | 'outcome' | 'period', width: string | undefined) => {
    const label = t(`administration.filter.${name}`);
    return {
      size: 'xs',
      placeholder: label,
      'aria-label': label,
      className: width as string,
      'data-testid': `audit-${name}`,
    } as const;
  };
  return (
    <>
      <Select
        {...field('period', classes.short)}
        data={PERIOD_NAMES.map((period) => ({ value: period, label: t(`filter.${period}`) }))}
        value={filter.period === '' ? null : filter.period}
        onChange={(period) => onChange({ period: period !== null && isPeriod(period) ? period : '', since: '', until: '' })}
        clearable
      />
      <Day filter={filter} end="since" onChange={onChange} />
      <Day filter={filter} end="until" onChange={onChange} />
      <TextInput {...field('actor', classes.word)} {...actor} />
      <Select
        {...field('action', classes.action)}
        data={ACTIONS.map((action) => ({ value: action, label: t(`administration.action.${action}`) }))}
        value={filter.action === '' ? null : filter.action}
        onChange={(action) => onChange({ action: action ?? '' })}
        clearable
        searchable
        maxDropdownHeight={340}
      />
      <TextInput {...field('target', classes.word)} {...target} />
      <Select
        {...field('outcome', classes.short)}
        data={(['success', 'refused'] as const).map((outcome) => ({
          value: outcome,
          label: t(`administration.outcome.${outcome}`),
        }))}
        value={filter.outcome === '' ? null : filter.outcome}
        onChange={(outcome) => onChange({ outcome: outcome ?? '' })}
        clearable
      />
    </>
  );
}

function Day({ filter, end, onChange }: FieldsProps & { readonly end: 'since' | 'until' }) {
  const { t } = useTranslation();
  const label = t(`administration.filter.${end}`);
  return (
    <DatePickerInput
      size="xs"
      className={classes.day as string}
      placeholder={label}
      aria-label={label}
      valueFormat="YYYY-MM-DD"
      monthLabelFormat={t('filter.monthFormat')}
      value={filter[end] === '' ? null : filter[end]}
      onChange={(day) => onChange({ period: '', [end]: day ?? '' })}
      clearable
      data-testid={`audit-${end}`}
    />
  );
}

/** Which studies are listed, kept in the page's address so that a list can be bookmarked and sent to a colleague. */
import type { StudyQuery } from '../../../api/archive';
import { dicomDate } from '../../../ui/dicomDate';
import { firstDayOf, isPeriod, type Period } from '../../../ui/filter/periods';

/** "" stands for any. Days are DICOM dates; a period goes before them. */
export interface StudyFilter {
  readonly text: string;
  readonly name: string;
  readonly patientId: string;
  readonly modality: string;
  readonly bodyPart: string;
  readonly organisation: string;
  /** Counted back from today, whenever the address is opened. */
  readonly period: Period | '';
  readonly from: string;
  readonly to: string;
}

export const EVERYTHING: StudyFilter = {
  text: '',
  name: '',
  patientId: '',
  modality: '',
  bodyPart: '',
  organisation: '',
  period: '',
  from: '',
  to: '',
};

const ADDRESS_NAMES: Record<keyof StudyFilter, string> = {
  text: 'q',
  name: 'name',
  patientId: 'id',
  modality: 'modality',
  bodyPart: 'part',
  organisation: 'hospital',
  period: 'period',
  from: 'from',
  to: 'to',
};

const FIELDS = Object.keys(ADDRESS_NAMES) as (keyof StudyFilter)[];

const DAY = /^\d{8}$/;

export function filterFromAddress(address: URLSearchParams): StudyFilter {
  const read = (field: keyof StudyFilter) => address.get(ADDRESS_NAMES[field])?.trim() ?? '';
  const values = Object.fromEntries(FIELDS.map((field) => [field, read(field)])) as Record<keyof StudyFilter, string>;
  const { period, from, to } = values;
  return {
    ...values,
    period: isPeriod(period) ? period : '',
    from: DAY.test(from) ? from : '',
    to: DAY.test(to) ? to : '',
  };
}

/** The address with this filter in it; what else it says stays. */
export function addressWithFilter(address: URLSearchParams, filter: StudyFilter): URLSearchParams {
  const changed = new URLSearchParams(address);
  for (const field of FIELDS) {
    if (filter[field] === '') {
      changed.delete(ADDRESS_NAMES[field]);
    } else {
      changed.set(ADDRESS_NAMES[field], filter[field]);
    }
  }
  return changed;
}

/** How many of its fields narrow the list. The ends of a range of days count as one. */
export function activeFields({ from, to, period, ...others }: StudyFilter): number {
  const days = period !== '' || from !== '' || to !== '';
  return Object.values(others).filter((value) => value !== '').length + (days ? 1 : 0);
}

/** What to ask the server for. */
export function queryOf(filter: StudyFilter, today: Date): StudyQuery {
  const { text, name, patientId, modality, bodyPart, organisation } = filter;
  const { from, to } = daysOf(filter, today);
  return { text, name, patient_id: patientId, modality, body_part: bodyPart, organisation, from, to };
}

function daysOf({ period, from, to }: StudyFilter, today: Date): { from: string; to: string } {
  if (period === '') {
    return { from, to };
  }
  // No upper end: the clock of a modality may be ahead.
  return { from: dicomDate(firstDayOf(period, today)), to: '' };
}

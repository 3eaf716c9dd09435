/** A consultation being put together, what it still lacks, and the request it becomes. */
import type { Study } from '../../api/archive';
import type { Consultation, NewConsultation, PlanChange } from '../../api/consultations';

export interface PlanDraft {
  readonly title: string;
  readonly question: string;
  readonly when: 'now' | 'later';
  /** As the calendar writes it, in this computer's time zone: `2026-01-02 09:30:00`; null before one is chosen. */
  readonly at: string | null;
  /** Invitation keys. */
  readonly invited: readonly string[];
  readonly studies: readonly Study[];
  /** Rooms of consoles. */
  readonly consoles: readonly string[];
}

export type Kind = 'person' | 'organisation';

export interface DraftProblems {
  readonly title?: 'needTitle';
  readonly at?: 'needTime' | 'past';
}

export const MAX_TITLE = 200;

/** People and organisations are chosen in one field; a key tells which one is meant. */
export function invitationKey(kind: Kind, id: string): string {
  return `${kind}:${id}`;
}

/** Throws RangeError for what is no key. */
export function invitationOf(key: string): { readonly kind: Kind; readonly id: string } {
  const [kind, id = ''] = key.split(':', 2);
  if (kind !== 'person' && kind !== 'organisation') {
    throw new RangeError(`no invitation key: ${key}`);
  }
  return { kind, id };
}

/** What a planned consultation is about, and when it is. */
export type Plan = Pick<PlanDraft, 'title' | 'question' | 'when' | 'at'>;

/** @param agreed a time that was chosen before, and may have passed meanwhile */
export function draftProblems(plan: Plan, now: Date, agreed: string | null = null): DraftProblems {
  return {
    ...(plan.title.trim() === '' && { title: 'needTitle' as const }),
    ...(plan.when === 'later' && (plan.at === null || plan.at !== agreed) && timeProblem(plan.at, now)),
  };
}

/** The plan that a consultation was made by. */
export function planOf({ title, question, planned_for: plannedFor }: Pick<Consultation, 'title' | 'question' | 'planned_for'>): Plan {
  return { title, question, when: 'later', at: plannedFor === null ? null : calendarText(new Date(plannedFor)) };
}

/** The request that makes one plan of another: what is the same in both is left out. */
export function changesOf(before: Plan, plan: Plan): PlanChange {
  const [title, question] = [plan.title.trim(), plan.question.trim()];
  return {
    ...(title !== before.title && { title }),
    ...(question !== before.question && { question }),
    ...(plan.at !== null && plan.at !== before.at && { planned_for: momentOf(plan.at).toISOString() }),
  };
}

function timeProblem(at: string | null, now: Date): Pick<DraftProblems, 'at'> {
  if (at === null) {
    return { at: 'needTime' };
  }
  return momentOf(at) <= now ? { at: 'past' } : {};
}

/** The request for a draft without problems. */
export function requestOf(draft: PlanDraft): NewConsultation {
  const ids = (wanted: Kind) =>
    draft.invited
      .map(invitationOf)
      .filter(({ kind }) => kind === wanted)
      .map(({ id }) => id);
  return {
    title: draft.title.trim(),
    question: draft.question.trim(),
    ...(draft.when === 'later' && draft.at !== null && { planned_for: momentOf(draft.at).toISOString() }),
    consoles: draft.consoles,
    studies: draft.studies.map((study) => study.study_uid),
    people: ids('person'),
    organisations: ids('organisation'),
  };
}

/** The next half hour at least an hour away, as the calendar writes it. */
export function suggestedTime(now: Date): string {
  const at = new Date(now.getTime() + 60 * 60_000);
  at.setMinutes(at.getMinutes() > 30 ? 60 : at.getMinutes() > 0 ? 30 : 0, 0, 0);
  return calendarText(at);
}

/** As the calendar writes it, to the minute. */
function calendarText(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:00`;
}

/** Without a zone, a date and time is one of this computer's (ECMA-262, Date Time String Format). */
function momentOf(at: string): Date {
  return new Date(at.replace(' ', 'T'));
}

/** Whom one can invite, as the choices of a field: whole hospitals first, then everybody by hospital. */
import { useTranslation } from 'react-i18next';
import { type Directory, fetchDirectory } from '../../api/directory';
import type { ApiError } from '../../api/http';
import { useUser } from '../../app/useSession';
import { useAnswer } from '../../ui/useAnswer';
import { useRoleName } from '../../ui/useRoleName';
import { invitationKey } from './planDraft';

interface Choice {
  readonly value: string;
  readonly label: string;
}

interface ChoiceGroup {
  readonly group: string;
  readonly items: Choice[];
}

interface Invitations {
  readonly groups: ChoiceGroup[];
  readonly problem: ApiError | null;
}

/** @param without invitation keys that are no choice: they are invited already */
export function useInvitations(without: readonly string[]): Invitations {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const me = useUser()?.id;
  const { value: directory, problem } = useAnswer(fetchDirectory);
  if (directory === null) {
    return { groups: [], problem };
  }
  const groups = [
    { group: t('consultations.plan.hospitals'), items: wholeHospitals(directory) },
    ...peopleByHospital(directory, roleName),
  ];
  const open = ({ value }: Choice) => !without.includes(value) && value !== invitationKey('person', me ?? '');
  return { groups: groups.map(({ group, items }) => ({ group, items: items.filter(open) })), problem };
}

function wholeHospitals({ organisations }: Directory): Choice[] {
  return organisations.map(({ id, name }) => ({ value: invitationKey('organisation', id), label: name }));
}

function peopleByHospital({ people, organisations }: Directory, roleName: (role: string) => string): ChoiceGroup[] {
  return organisations.map(({ id, name: group }) => ({
    group,
    items: people
      .filter(({ organisation }) => organisation.id === id)
      .map((person) => ({ value: invitationKey('person', person.id), label: `${person.name} · ${roleName(person.role)}` })),
  }));
}

/** Who is invited, and for the host: inviting more, and taking an invitation back. */
import { CloseButton, Select } from '@mantine/core';
import { IconBuildingHospital } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { invite, type Member, uninvite } from '../../api/consultations';
import { Avatar } from '../../ui/Avatar';
import { useRoleName } from '../../ui/useRoleName';
import { useServerProblem } from '../../ui/useServerProblem';
import { invitationKey, invitationOf } from './planDraft';
import type { PlannedPartProps } from './planned';
import classes from './Rows.module.css';
import { Section } from './Section';
import { useDeed } from './useDeed';
import { useInvitations } from './useInvitations';

export function Members({ consultation: { id, members }, editable, onChanged }: PlannedPartProps) {
  const { t } = useTranslation();
  const { run, problem } = useDeed(onChanged);
  const invited = useMemo(() => members.map((member) => invitationKey(member.kind, member.id)), [members]);
  return (
    <Section title={t('consultations.appointment.members')}>
      {members.length === 0 && <p className={classes.nothing}>{t('consultations.appointment.noMembers')}</p>}
      <ul className={classes.rows}>
        {members.map((member) => (
          <MemberRow
            key={invitationKey(member.kind, member.id)}
            member={member}
            onRemove={editable ? () => run(() => uninvite(id, member.kind, member.id)) : null}
          />
        ))}
      </ul>
      {editable && (
        <InviteMore
          invited={invited}
          onInvite={(key) => run(() => invite(id, invitationOf(key).kind, invitationOf(key).id))}
        />
      )}
      {problem !== null && <p role="alert">{problem}</p>}
    </Section>
  );
}

interface MemberRowProps {
  readonly member: Member;
  readonly onRemove: (() => void) | null;
}

function MemberRow({ member, onRemove }: MemberRowProps) {
  const { t } = useTranslation();
  const roleName = useRoleName();
  return (
    <li className={classes.row} data-testid="member" data-member={member.id}>
      {member.kind === 'person' ? (
        <Avatar seed={member.id} name={member.name} />
      ) : (
        <IconBuildingHospital size={26} stroke={1.4} aria-hidden="true" />
      )}
      <span className={classes.text}>
        <span>{member.name}</span>
        <span className={classes.quiet}>
          {member.kind === 'person'
            ? [roleName(member.role), member.organisation].filter(Boolean).join(' · ')
            : t('consultations.appointment.wholeHospital')}
        </span>
      </span>
      {onRemove !== null && (
        <CloseButton
          onClick={onRemove}
          aria-label={t('consultations.appointment.uninvite', { name: member.name })}
          data-testid="member-remove"
        />
      )}
    </li>
  );
}

interface InviteMoreProps {
  readonly invited: readonly string[];
  readonly onInvite: (key: string) => void;
}

function InviteMore({ invited, onInvite }: InviteMoreProps) {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const { groups, problem } = useInvitations(invited);
  return (
    <Select
      mt="xs"
      data={groups}
      value={null}
      onChange={(key) => key !== null && onInvite(key)}
      searchable
      placeholder={t('consultations.appointment.invite')}
      aria-label={t('consultations.appointment.invite')}
      nothingFoundMessage={t('consultations.plan.nobody')}
      error={problem !== null && describe(problem)}
      maxDropdownHeight={320}
      data-testid="invite-more"
    />
  );
}

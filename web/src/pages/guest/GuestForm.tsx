/** A guest says who they are and asks to be let in. */
import { Button, Stack, TextInput } from '@mantine/core';
import { useActionState, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EntryProblem, entryProblem } from '../../api/entryProblem';
import { enterByLink, type Visit } from '../../api/guests';
import { Notice } from '../../ui/Notice';
import classes from './GuestPage.module.css';

interface GuestFormProps {
  readonly secret: string;
  readonly onEntered: (visit: Visit) => void;
}

const MAX_LENGTH = 200;

type Problem = { readonly kind: 'needName' } | EntryProblem;

export function GuestForm({ secret, onEntered }: GuestFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [organisation, setOrganisation] = useState('');
  const [problem, submit, pending] = useActionState<Problem | null>(async () => {
    if (name.trim() === '') {
      return { kind: 'needName' };
    }
    try {
      onEntered(await enterByLink(secret, name.trim(), organisation.trim()));
      return null;
    } catch (error) {
      return entryProblem(error);
    }
  }, null);

  return (
    <div className={classes.card}>
      <h1 className={classes.title}>{t('consultations.visit.title')}</h1>
      <p className={classes.text}>{t('consultations.visit.explain')}</p>
      <form action={submit} noValidate>
        <Stack gap="md">
          <TextInput
            label={t('consultations.visit.name')}
            autoComplete="name"
            autoFocus
            size="md"
            maxLength={MAX_LENGTH}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem?.kind === 'needName' && name.trim() === '' ? t('consultations.visit.needName') : null}
            data-testid="guest-name"
          />
          <TextInput
            label={t('consultations.visit.organisation')}
            placeholder={t('consultations.visit.organisationHint')}
            autoComplete="organization"
            size="md"
            maxLength={MAX_LENGTH}
            value={organisation}
            onChange={(event) => setOrganisation(event.currentTarget.value)}
            data-testid="guest-organisation"
          />
          {problem !== null && problem.kind !== 'needName' && <LinkNotice problem={problem.kind} />}
          <Button type="submit" size="md" loading={pending} data-testid="guest-submit">
            {t('consultations.visit.enter')}
          </Button>
        </Stack>
      </form>
    </div>
  );
}

function LinkNotice({ problem }: { readonly problem: EntryProblem['kind'] }) {
  const { t } = useTranslation();
  if (problem !== 'refused') {
    return <Notice tone="error">{t(`consultations.visit.${problem}`)}</Notice>;
  }
  return (
    <div data-testid="guest-link-unusable">
      <Notice tone="error">
        <b>{t('consultations.visit.unusable')}</b>
        <br />
        {t('consultations.visit.unusableText')}
      </Notice>
    </div>
  );
}

/** The form of the sign-in page. */
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useActionState, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EntryProblem, entryProblem } from '../../api/entryProblem';
import { loadHomePage } from '../../app/pageLoaders';
import { useServices } from '../../app/services';
import { Notice } from '../../ui/Notice';

type Problem = { readonly kind: 'incomplete' } | EntryProblem;

export function SignInForm() {
  const { t } = useTranslation();
  const { session } = useServices();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, submit, pending] = useActionState<Problem | null>(async () => {
    if (name.trim() === '' || password === '') {
      return { kind: 'incomplete' };
    }
    try {
      await session.signIn(name.trim(), password);
      return null;
    } catch (error) {
      return entryProblem(error);
    }
  }, null);
  const incomplete = problem?.kind === 'incomplete';

  return (
    <form action={submit} noValidate onFocus={() => void loadHomePage()}>
      <Stack gap="md">
        <TextInput
          data-testid="sign-in-name"
          label={t('signIn.name')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          size="md"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={incomplete && name.trim() === '' ? t('signIn.needName') : null}
        />
        <PasswordInput
          data-testid="sign-in-password"
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          error={incomplete && password === '' ? t('signIn.needPassword') : null}
        />
        {problem !== null && !incomplete && (
          <Notice tone="error">
            {problem.kind === 'failed' ? t('signIn.failed', { reason: problem.reason }) : t(`signIn.${problem.kind}`)}
          </Notice>
        )}
        <Button type="submit" size="md" loading={pending} data-testid="sign-in-submit">
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}

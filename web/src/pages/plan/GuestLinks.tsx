/** Links for people without an account, and whoever came by one. */
import { Button, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconPlus } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consultation } from '../../api/consultations';
import { fetchGuests, type GuestLink, makeGuestLink } from '../../api/guests';
import { useAction } from '../../ui/useAction';
import { useAnswer } from '../../ui/useAnswer';
import { useMoment } from '../../ui/useMoment';
import { GuestRow } from './GuestRow';
import classes from './GuestLinks.module.css';
import { Section } from './Section';

export function GuestLinks({ consultation }: { readonly consultation: Consultation }) {
  const { t } = useTranslation();
  const { id, guests_waiting: waiting } = consultation;
  const { value: guests, reload } = useAnswer(useCallback((signal: AbortSignal) => fetchGuests(id, signal), [id]));
  const [link, setLink] = useState<GuestLink | null>(null);
  const make = useAction(async () => {
    setLink(await makeGuestLink(id));
    reload();
  });
  useEffect(() => reload(), [reload, waiting]);
  const action = (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlus size={16} />}
      loading={make.busy}
      onClick={make.run}
      data-testid="guest-link-make"
    >
      {t('consultations.guests.make')}
    </Button>
  );
  return (
    <Section title={t('consultations.guests.title')} help={t('consultations.guests.help')} action={action}>
      {make.problem !== null && <p role="alert">{make.problem}</p>}
      {link !== null && <NewLink key={link.id} link={link} />}
      <ul className={classes.guests}>
        {guests?.map((guest) => (
          <GuestRow key={guest.id} consultation={id} guest={guest} onDecided={reload} />
        ))}
      </ul>
    </Section>
  );
}

function NewLink({ link }: { readonly link: GuestLink }) {
  const { t } = useTranslation();
  const moment = useMoment();
  const clipboard = useClipboard();
  const address = window.location.origin + link.link;
  const Icon = clipboard.copied ? IconCheck : IconCopy;
  return (
    <div className={classes.link}>
      <TextInput
        readOnly
        value={address}
        aria-label={t('consultations.guests.link')}
        onFocus={(event) => event.currentTarget.select()}
        description={t('consultations.guests.once', { moment: moment(link.expires_at) })}
        inputWrapperOrder={['input', 'description']}
        className={classes.address as string}
        data-testid="guest-link"
      />
      {window.isSecureContext && ( // browsers give the clipboard to HTTPS pages only
        <Button leftSection={<Icon size={16} />} onClick={() => clipboard.copy(address)} data-testid="guest-link-copy">
          {t(clipboard.copied ? 'consultations.guests.copied' : 'consultations.guests.copy')}
        </Button>
      )}
    </div>
  );
}

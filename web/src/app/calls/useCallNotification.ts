/** Tells of a call outside of the browser too, where the person has allowed it and looks at something else. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Brief } from '../../api/consultations';

export function useCallNotification({ id, title, host }: Brief): void {
  const { t } = useTranslation();
  const heading = `${t('consultations.call.title')} · ${title}`;
  const from = [host.organisation, host.name].join(' · ');
  useEffect(() => {
    if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') {
      return;
    }
    const shown = notify(heading, from, id);
    return () => shown?.close();
  }, [heading, from, id]);
}

/** @param tag the same call in two tabs is told once */
function notify(title: string, body: string, tag: string): Notification | null {
  try {
    const notification = new Notification(title, { body, tag, requireInteraction: true });
    notification.addEventListener('click', () => window.focus());
    return notification;
  } catch (error) {
    if (error instanceof TypeError) {
      return null; // browsers on phones have the name, but notify through service workers only
    }
    throw error;
  }
}

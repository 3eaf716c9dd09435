/** Takes a study into a consultation: a new one, or one that is on or planned. */
import { Button, Menu, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Brief, bringStudy } from '../../../api/consultations';
import { useServices } from '../../../app/services';
import { useServerProblem } from '../../../ui/useServerProblem';
import classes from './ConsultStudy.module.css';

type Outcome =
  | { readonly kind: 'added'; readonly consultation: Brief }
  | { readonly kind: 'failed'; readonly reason: string };

export function ConsultStudy({ studyUid }: { readonly studyUid: string }) {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const { consultations: feed } = useServices();
  const { value: consultations } = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const ongoing = consultations?.filter(({ state }) => state !== 'closed') ?? [];
  const add = async (consultation: Brief) => {
    try {
      await bringStudy(consultation.id, studyUid);
      setOutcome({ kind: 'added', consultation });
    } catch (error) {
      setOutcome({ kind: 'failed', reason: describe(error) });
    }
  };
  return (
    <>
      <div className={classes.ways}>
        <Button
          component={Link}
          to={`/plan?study=${encodeURIComponent(studyUid)}`}
          variant="default"
          leftSection={<IconPlus size={16} />}
          data-testid="study-consult"
        >
          {t('consultations.study.start')}
        </Button>
        <Menu position="bottom-end" width={300}>
          <Menu.Target>
            <Button variant="default" data-testid="study-add">
              {t('consultations.study.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {ongoing.length === 0 && <Menu.Label>{t('consultations.study.none')}</Menu.Label>}
            {ongoing.map((consultation) => (
              <Menu.Item
                key={consultation.id}
                onClick={() => void add(consultation)}
                data-testid="study-add-choice"
                data-consultation={consultation.id}
              >
                {consultation.title}
                <Text size="xs" c="dimmed" truncate>
                  {[t(`consultations.appointment.state.${consultation.state}`), consultation.host.name].join(' · ')}
                </Text>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {outcome !== null && <OutcomeLine outcome={outcome} />}
    </>
  );
}

function OutcomeLine({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useTranslation();
  if (outcome.kind === 'failed') {
    return (
      <p className={classes.problem} role="alert">
        {outcome.reason}
      </p>
    );
  }
  const { id, state } = outcome.consultation;
  return (
    <p className={classes.added} role="status" data-testid="study-added">
      {t('consultations.study.added')}{' '}
      <Link to={state === 'open' ? `/consultation/${id}` : `/plan/${id}`}>{t('consultations.study.go')}</Link>
    </p>
  );
}

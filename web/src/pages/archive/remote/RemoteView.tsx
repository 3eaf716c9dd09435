/** Other PACS: which are known, what they have, and what is on its way between them and the archive. */
import { useInterval } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { fetchPeers, fetchTransfers } from '../../../api/archiveTransfers';
import { useUser } from '../../../app/useSession';
import { Notice } from '../../../ui/Notice';
import { useAnswer } from '../../../ui/useAnswer';
import { useServerProblem } from '../../../ui/useServerProblem';
import { PeerList } from './PeerList';
import { QueryPanel } from './QueryPanel';
import classes from './RemoteView.module.css';
import { Section } from './Section';
import { TransferList } from './TransferList';

const TRANSFERS_EVERY_MS = 2000;

export function RemoteView({ administrator }: { readonly administrator: boolean }) {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const own = useUser()?.organisation;
  const peers = useAnswer(fetchPeers);
  const transfers = useAnswer(fetchTransfers);
  useInterval(transfers.reload, TRANSFERS_EVERY_MS, { autoInvoke: true });
  // What another hospital's PACS holds is that hospital's.
  const queried = peers.value?.filter(({ organisation }) => administrator || organisation.id === own?.id) ?? [];
  const problem = peers.problem ?? transfers.problem;
  return (
    <div className={classes.view} data-testid="remote-view">
      {problem !== null && <Notice tone="warning">{describe(problem)}</Notice>}
      <PeerList peers={peers.value} administrator={administrator} onChanged={peers.reload} />
      {queried.length > 0 && <QueryPanel peers={queried} onRetrieve={transfers.reload} />}
      <Section title={t('archive.transfers.title')}>
        <TransferList transfers={transfers.value} onChanged={transfers.reload} />
      </Section>
    </div>
  );
}

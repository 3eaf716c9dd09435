/** The consoles: those brought into the consultation, and the others on air, which are brought by choosing them. */
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { bringConsole, type BroughtConsole } from '../../../api/consultations';
import { useServices } from '../../../app/services';
import type { CellContent } from '../../../board/schema';
import { Notice } from '../../../ui/Notice';
import { useModality } from '../../../ui/useModality';
import { useServerProblem } from '../../../ui/useServerProblem';
import { ConsoleThumbnail } from '../../home/ConsoleThumbnail';
import { useConsultationParts } from '../consultationContext';
import { SourceCard } from './SourceCard';
import classes from './SourceDialog.module.css';

export function ConsoleSources({ onChoose }: { readonly onChoose: (content: CellContent) => void }) {
  const { t } = useTranslation();
  const modality = useModality();
  const describe = useServerProblem();
  const { consoles } = useServices();
  const { consultation, update } = useConsultationParts();
  const onAir = useSyncExternalStore(consoles.subscribe, consoles.getSnapshot).value ?? [];
  const [problem, setProblem] = useState<string | null>(null);
  const brought = consultation.consoles;
  const others = onAir.filter(({ room }) => !brought.some((console) => console.room === room)).map((console) => ({ ...console, on_air: true }));

  const choose = async ({ room }: Pick<BroughtConsole, 'room'>, isBrought: boolean) => {
    try {
      if (!isBrought) {
        update(await bringConsole(consultation.id, room));
      }
      onChoose({ kind: 'console', room });
    } catch (error) {
      setProblem(describe(error));
    }
  };
  const card = (console: BroughtConsole, isBrought: boolean) => (
    <SourceCard
      key={console.room}
      kind="console"
      source={console.room}
      picture={console.on_air ? <ConsoleThumbnail room={console.room} /> : null}
      name={console.name}
      detail={[modality(console.modality), console.organisation, console.on_air ? '' : t('consultation.sources.offAir')].filter(Boolean).join(' · ')}
      onClick={() => void choose(console, isBrought)}
    />
  );
  return (
    <section className={classes.section}>
      <h3>{t('consultation.sources.consoles')}</h3>
      {problem !== null && <Notice tone="error">{problem}</Notice>}
      {brought.length + others.length === 0 ? (
        <p className={classes.none}>{t('consultation.sources.noConsoles')}</p>
      ) : (
        <div className={classes.grid}>
          {brought.map((console) => card(console, true))}
          {others.map((console) => card(console, false))}
        </div>
      )}
    </section>
  );
}

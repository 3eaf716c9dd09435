/** The consoles that are watched in a consultation. */
import { useTranslation } from 'react-i18next';
import { bringConsole, takeConsoleAway } from '../../api/consultations';
import { useModality } from '../../ui/useModality';
import { ConsoleChoice } from './ConsoleChoice';
import type { PlannedPartProps } from './planned';
import classes from './Rows.module.css';
import { Section } from './Section';
import { useDeed } from './useDeed';

export function BroughtConsoles({ consultation: { id, consoles }, editable, onChanged }: PlannedPartProps) {
  const { t } = useTranslation();
  const modality = useModality();
  const { run, problem } = useDeed(onChanged);
  const brought = consoles.map(({ room }) => room);
  const choose = (rooms: readonly string[]) =>
    run(() =>
      Promise.all([
        ...rooms.filter((room) => !brought.includes(room)).map((room) => bringConsole(id, room)),
        ...brought.filter((room) => !rooms.includes(room)).map((room) => takeConsoleAway(id, room)),
      ]),
    );
  const offAir = consoles.filter((console) => !console.on_air);
  return (
    <Section title={t('consultations.appointment.consoles')}>
      {offAir.length > 0 && (
        <ul className={classes.rows}>
          {offAir.map((console) => (
            <li key={console.room} className={classes.row}>
              <span className={classes.text}>
                <span>{console.name}</span>
                <span className={classes.quiet}>
                  {[modality(console.modality), console.organisation, t('consultations.appointment.offAir')]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {editable ? (
        <ConsoleChoice chosen={brought} onChange={choose} />
      ) : (
        <p className={classes.nothing}>{consoles.filter((console) => console.on_air).map(({ name }) => name).join(' · ')}</p>
      )}
      {problem !== null && <p role="alert">{problem}</p>}
    </Section>
  );
}

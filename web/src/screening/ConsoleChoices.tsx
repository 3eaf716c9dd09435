/** The detectors that look at a console with their figures, and what of them everybody is shown. */
import { Switch, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseScreening, type ConsoleScreening, type DetectorState, fetchConsoleScreening, type ScreeningChoice } from '../api/screening';
import { useMay } from '../app/useMay';
import { useRepeatedAnswer } from '../ui/useRepeatedAnswer';
import { useServerProblem } from '../ui/useServerProblem';
import { detectorName } from './describe';
import { kindsOf } from './kinds';
import { KindTable } from './KindTable';
import classes from './ScreeningMenu.module.css';

/** Workers follow a choice within two seconds. */
const ASK_EVERY_MS = 2000;

export function ConsoleChoices({ room }: { readonly room: string }) {
  const { t } = useTranslation();
  const mayChoose = useMay('annotate');
  const describe = useServerProblem();
  const [problem, setProblem] = useState<string | null>(null);
  const { value, problem: unread, reload } = useRepeatedAnswer(
    useCallback((signal: AbortSignal) => fetchConsoleScreening(room, signal), [room]),
    ASK_EVERY_MS,
  );
  if (value === null) {
    return unread === null ? null : <Text className={classes.problem ?? ''}>{describe(unread)}</Text>;
  }
  const choose = async (change: Partial<ScreeningChoice>) => {
    try {
      setProblem(null);
      await chooseScreening(room, { ...choiceOf(value), ...change });
    } catch (error) {
      setProblem(describe(error));
    }
    reload();
  };
  const detectors = [...value.detectors].sort((a, b) => Number(isGeneral(a)) - Number(isGeneral(b)));
  const hidden = new Set(value.hidden_kinds);
  return (
    <>
      {!value.watched && (
        <p className={classes.quiet} data-testid="screening-unwatched">
          {t('screening.unwatched')}
        </p>
      )}
      {problem !== null && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      <h3 className={classes.title}>{t('screening.detectors')}</h3>
      <ul className={classes.list}>
        {detectors.map((detector) => (
          <DetectorRow
            key={detector.name}
            detector={detector}
            onChoose={mayChoose ? (on) => void choose({ detectors: { ...choiceOf(value).detectors, [detector.name]: on } }) : null}
          />
        ))}
      </ul>
      <h3 className={classes.title}>{t('screening.kinds')}</h3>
      <KindTable
        kinds={detectors.filter(({ on }) => on).flatMap(({ name }) => kindsOf(name))}
        forAll={mayChoose ? { hidden, show: (kinds, shown) => void choose({ hidden_kinds: without(hidden, kinds, shown) }) } : null}
      />
    </>
  );
}

/** What looks at any picture comes after what is made for this kind of it. */
function isGeneral({ name }: DetectorState): boolean {
  return name === 'signal' || name === 'privacy';
}

interface DetectorRowProps {
  readonly detector: DetectorState;
  /** For everybody; null for who may not. */
  readonly onChoose: ((on: boolean) => void) | null;
}

function DetectorRow({ detector: { name, on, running }, onChoose }: DetectorRowProps) {
  const { t } = useTranslation();
  const shown = detectorName(t, name);
  return (
    <li className={classes.row} data-testid="screening-detector" data-name={name} data-on={on}>
      <span className={classes.grow}>{shown}</span>
      <span className={classes.figures}>{running === null ? t(on ? 'screening.idle' : 'screening.off') : figuresOf(running, t('screening.unit.fps'))}</span>
      {onChoose !== null && <Switch size="xs" aria-label={t('screening.detectorForAll', { name: shown })} checked={on} onChange={(event) => onChoose(event.currentTarget.checked)} />}
    </li>
  );
}

function figuresOf({ fps, took_ms: tookMs }: NonNullable<DetectorState['running']>, unit: string): string {
  return [fps > 0 ? `${short(fps)} ${unit}` : '', tookMs ? `${short(tookMs)} ms` : ''].filter(Boolean).join(' · ');
}

function short(figure: number): string {
  return figure < 9.5 ? figure.toFixed(1) : String(Math.round(figure));
}

/** What is now, to be changed in part. */
function choiceOf({ detectors, hidden_kinds }: ConsoleScreening): ScreeningChoice {
  return { detectors: Object.fromEntries(detectors.map(({ name, on }) => [name, on])), hidden_kinds };
}

function without(hidden: ReadonlySet<string>, kinds: readonly string[], shown: boolean): readonly string[] {
  return shown ? [...hidden].filter((kind) => !kinds.includes(kind)) : [...new Set([...hidden, ...kinds])];
}

/** The case in one line, how the board's line is, who leads, the layout, the language. */
import { LanguageSwitch } from '../../../ui/LanguageSwitch';
import { useConsultationParts, useMayHere } from '../consultationContext';
import { HomeLink } from '../HomeLink';
import { BoardConnection } from '../panels/BoardConnection';
import { usePresent } from '../people/usePresent';
import { CloseButton } from './CloseButton';
import { LayoutButtons } from './LayoutButtons';
import { PresenterControl } from './PresenterControl';
import classes from './RoomTopBar.module.css';

export function RoomTopBar({ phone }: { readonly phone: boolean }) {
  const { consultation } = useConsultationParts();
  const mayModerate = useMayHere('moderate');
  const mayArrange = useMayHere('present');
  const hospitals = new Set(usePresent().map(({ person }) => person.organisation).filter(Boolean));
  const line = [consultation.question, [...hospitals].join(', ')].filter(Boolean).join(' · ');
  return (
    <header className={classes.top}>
      <HomeLink small />
      <h1 className={classes.case} title={line}>
        <b>{consultation.title}</b>
        {line !== '' && ` · ${line}`}
      </h1>
      <BoardConnection />
      <PresenterControl compact={phone} />
      {!phone && mayArrange && (
        <div className={classes.layouts}>
          <LayoutButtons tooltip="bottom" />
        </div>
      )}
      {mayModerate && <CloseButton compact={phone} />}
      {!phone && <LanguageSwitch />}
    </header>
  );
}

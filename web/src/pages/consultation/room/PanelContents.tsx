/** One of the panels beside the stage, in a tab or in a sheet. */
import { ChatPanel } from '../panels/ChatPanel';
import { FindingsPanel } from '../panels/FindingsPanel';
import { KeyImagesPanel } from '../panels/KeyImagesPanel';
import { PeoplePanel } from '../people/PeoplePanel';
import { usePlaces } from '../places';
import { ScreeningPanel } from '../screening/ScreeningPanel';

export const PANELS = ['people', 'chat', 'findings', 'screening'] as const;

export type PanelName = (typeof PANELS)[number];

interface PanelContentsProps {
  readonly name: PanelName;
  /** Something on the stage was asked for: a sheet gives the sight of it free. */
  readonly onGone?: () => void;
}

export function PanelContents({ name, onGone }: PanelContentsProps) {
  const { goTo, goToImage, goToEpisode, here } = usePlaces();
  const going =
    <T,>(go: (where: T) => void) =>
    (where: T) => {
      go(where);
      onGone?.();
    };
  switch (name) {
    case 'people':
      return <PeoplePanel />;
    case 'chat':
      return <ChatPanel here={here} onGo={going(goTo)} />;
    case 'findings':
      return (
        <div>
          <FindingsPanel here={here} onGo={going(goTo)} />
          <KeyImagesPanel onGo={going(goToImage)} />
        </div>
      );
    case 'screening':
      return <ScreeningPanel onGo={going(goToEpisode)} />;
  }
}

/** The viewports: stacks in a grid, or the active stack as a volume. */
import { LAYOUTS } from '../../viewer/viewerSession';
import classes from './Stage.module.css';
import { StackCell } from './StackCell';
import { VolumeStage } from './VolumeStage';
import { useSessionState } from './viewerContext';

export function Stage() {
  const { layout, mode } = useSessionState();
  return (
    <>
      {/* Stays while a volume is shown, so that the way back costs nothing. */}
      <div className={classes.grid} data-layout={layout} data-hidden={mode !== 'stack'}>
        {Array.from({ length: LAYOUTS[layout] }, (_, at) => (
          <StackCell key={at} at={at} />
        ))}
      </div>
      {mode !== 'stack' && <VolumeStage mode={mode} />}
    </>
  );
}

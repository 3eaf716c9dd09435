/** The stage: live pictures, stored series and shared screens side by side, the same for everybody. */
import { STAGE_LAYOUTS } from '../../../board/schema';
import { useBoard, usePart } from '../boardContext';
import { StageCell } from './StageCell';
import classes from './StageGrid.module.css';

export function StageGrid() {
  const { layout, cells } = usePart(useBoard().stage);
  return (
    <div className={classes.grid} data-layout={layout} data-testid="stage">
      {cells.slice(0, STAGE_LAYOUTS[layout]).map((content, at) => (
        <StageCell key={at} at={at} content={content} />
      ))}
    </div>
  );
}

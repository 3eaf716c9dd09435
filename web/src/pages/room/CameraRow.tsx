/** The faces of those whose cameras are on, side by side. */
import classes from './CameraRow.module.css';
import { CameraTile } from './CameraTile';
import { useRoomState } from './roomContext';

export function CameraRow() {
  const { cameras } = useRoomState();
  return (
    cameras.length > 0 && (
      <div className={classes.cameras}>
        {cameras.map((camera) => (
          <CameraTile key={camera.person.identity} camera={camera} />
        ))}
      </div>
    )
  );
}

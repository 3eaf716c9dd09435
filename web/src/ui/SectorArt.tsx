/** A drawn ultrasound sector in thin lines: the picture this product is about, as decoration. */
import classes from './SectorArt.module.css';

const RADII = [90, 150, 210, 270, 330, 390, 450];
const BEAMS = [-38, -25.3, -12.7, 0, 12.7, 25.3, 38];
const APEX = { x: 250, y: 20 };

export function SectorArt() {
  return (
    <svg viewBox="0 0 500 500" className={classes.art} aria-hidden="true">
      {RADII.map((radius) => (
        <path key={radius} d={arc(radius, -38, 38)} />
      ))}
      {BEAMS.map((angle) => (
        <path key={angle} d={`M${point(45, angle)} L${point(450, angle)}`} />
      ))}
      <path className={classes.sweep} d={`M${point(45, 0)} L${point(450, 0)}`} />
      <path className={classes.trace} d="M206 236c18-46 62-60 86-26s10 104-30 122-78-42-56-96z" />
      <path className={classes.trace} d="M168 352c34 34 98 46 158 8" />
    </svg>
  );
}

function point(radius: number, degrees: number): string {
  const radians = (degrees * Math.PI) / 180;
  return `${APEX.x + radius * Math.sin(radians)} ${APEX.y + radius * Math.cos(radians)}`;
}

function arc(radius: number, from: number, to: number): string {
  return `M${point(radius, from)} A${radius} ${radius} 0 0 0 ${point(radius, to)}`;
}

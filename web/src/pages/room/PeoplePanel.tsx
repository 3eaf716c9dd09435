/** Who is here, on wide screens beside the stage. */
import { PeopleList } from './PeopleList';
import classes from './PeoplePanel.module.css';
import { PeopleTitle } from './PeopleTitle';

export function PeoplePanel() {
  return (
    <section className={classes.section} aria-labelledby="people-title">
      <h2 id="people-title" className={classes.title}>
        <PeopleTitle />
      </h2>
      <PeopleList />
    </section>
  );
}

/** Entry of the page. */
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import './app/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { startI18n } from './i18n/i18n';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no element with id "root"');
}
await startI18n();
createRoot(root).render(<App />);

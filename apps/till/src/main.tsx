import '@fontsource-variable/inter/index.css';
import { createRoot } from 'react-dom/client';
import { App } from './features/app.tsx';
import { registerServiceWorker } from './features/use-update.ts';
import './till.css';

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has no root');
registerServiceWorker();
createRoot(root).render(<App />);

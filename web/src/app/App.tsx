/** The theme, the services and the routes around every page. */
import { MantineProvider } from '@mantine/core';
import { StrictMode, useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { createRoutes } from './routes';
import { createServices, ServicesContext } from './services';
import { cssVariables, theme } from './theme';

export function App() {
  const [services] = useState(createServices);
  const [router] = useState(() => createRoutes(services));
  return (
    <StrictMode>
      <MantineProvider theme={theme} forceColorScheme="dark" cssVariablesResolver={cssVariables}>
        <ServicesContext value={services}>
          <RouterProvider router={router} />
        </ServicesContext>
      </MantineProvider>
    </StrictMode>
  );
}

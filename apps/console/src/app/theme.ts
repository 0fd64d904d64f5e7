import { createTheme, type CSSVariablesResolver } from '@mantine/core';

/** The look of the house: a quiet green on warm grey, dense, tabular figures. Contrast is 4.5:1 or more in both schemes. */
export const theme = createTheme({
  primaryColor: 'fern',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    fern: [
      '#eef6f1',
      '#dbeae1',
      '#b6d6c4',
      '#8dc1a4',
      '#6bb08a',
      '#469a6e',
      '#2f7d57',
      '#1f6445',
      '#184f36',
      '#103725',
    ],
    dark: [
      '#dfe4e1',
      '#bcc4bf',
      '#9ea8a2',
      '#76807a',
      '#444c47',
      '#353c38',
      '#272d29',
      '#191d1b',
      '#131715',
      '#0d100e',
    ],
  },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1rem' } } },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
});

/** Where the library's own colours fall short of 4.5:1. */
export const contrastVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f7f5',
    '--mantine-color-text': '#1d231f',
    '--mantine-color-dimmed': '#58615b',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-placeholder': '#6b746e',
    '--mantine-color-anchor': '#1f6445',
  },
  dark: {
    '--mantine-color-dimmed': '#a3ada7',
    '--mantine-color-error': '#ff9b94',
    '--mantine-color-placeholder': '#98a19b',
    '--mantine-color-anchor': '#8dc1a4',
  },
});

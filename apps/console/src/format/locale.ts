/** Whose habits numbers, money and dates follow: the browser's first language. */
export const locale: string = navigator.language;

/** The Chinese texts of the page's part: board. */
export const boardZhCN = {} as const;

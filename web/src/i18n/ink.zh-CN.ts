/** The Chinese texts of the page's part: ink. */
export const inkZhCN = {} as const;

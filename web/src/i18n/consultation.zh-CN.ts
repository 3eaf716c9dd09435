/** The Chinese texts of the page's part: consultation. */
export const consultationZhCN = {} as const;

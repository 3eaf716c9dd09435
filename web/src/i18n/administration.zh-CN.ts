/** The Chinese texts of the page's part: administration. */
export const administrationZhCN = {} as const;

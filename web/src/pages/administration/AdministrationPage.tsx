/** For administrators. */
export function AdministrationPage() {
  return null;
}

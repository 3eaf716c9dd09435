/** Guests: people without an account, who know no page but the consultation's. */
const GUEST_ROLE = 'guest';

export function isGuest({ role }: { readonly role: string }): boolean {
  return role === GUEST_ROLE;
}

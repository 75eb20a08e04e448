export const SESSION_COOKIE = 'shop_session';

export function passwordField(): string {
  return '<input type="password" name="password">';
}

// Who the users are towards the system: here they share the token of the environment, if there is one.
import { tokenFrom } from 'k6-script/session';

/** Where each user logs in: `loginSession({ ... })`, with users of data/users.csv. */
export const session = tokenFrom('AUTH_TOKEN');

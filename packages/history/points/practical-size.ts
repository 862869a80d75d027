// What is assumed of the noise between two runs, which one run a side does not show.

/** A smaller change of a response time is of no practical importance: the smallest that two runs then show (power 0.8). */
export const PRACTICAL_SIZE = 0.05;

/** Where an earlier build lies, when there is one. */
export const earlier = '.build/earlier';

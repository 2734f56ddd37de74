/** The partition of what belongs to the deployment rather than to a partner. */
export const systemPartition = '~system';

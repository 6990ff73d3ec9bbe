/**
 * What some work costs this thread by itself, in milliseconds of its processor: what other threads and programs do
 * meanwhile does not count. For telling work that grows with its input from work that would never end, with limits far
 * above the one and far below the other.
 */
export const ownMs = (work: () => void): number => {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
};

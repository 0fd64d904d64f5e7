/** So long may a piece of work hold the event loop; with what surrounds it, well under the 20 ms that others may wait. */
const sliceMs = 6;

export type TimeSlice = {
  /** True when it is time to `giveWay`. */
  isOver(): boolean;
  /** Lets everything else that waits run, then begins the next slice. */
  giveWay(): Promise<void>;
};

export function createTimeSlice(): TimeSlice {
  let beganMs = performance.now();
  return {
    isOver: () => performance.now() - beganMs >= sliceMs,
    async giveWay() {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      beganMs = performance.now();
    },
  };
}

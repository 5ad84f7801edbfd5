exports.task = (flag) => {
  const view = new Int32Array(flag)
  Atomics.store(view, 0, 1)
  Atomics.notify(view, 0)
  for (;;) Atomics.add(view, 1, 1)
}

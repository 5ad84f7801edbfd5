exports.task = () => {
  const held = []
  for (;;) held.push(Array.from({ length: 100_000 }, (_, index) => ({ index })))
}

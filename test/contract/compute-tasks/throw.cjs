exports.task = () => {
  throw new Error('no')
}

exports.task = (value) => 2 * value

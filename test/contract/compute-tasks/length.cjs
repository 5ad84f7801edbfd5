exports.task = (bytes) => bytes.length

export { examineUpload as task } from './examine-upload'

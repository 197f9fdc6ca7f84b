/** `npm start` as it is, with recordings of the tests beside the shipped ones. */
import { mergeConfig, type Plugin } from 'vite'
import pageConfig from '../vite.config.ts'
import { sendSmall } from './servers/smallRecording.ts'

const recordingsOfTests: Plugin = {
  name: 'recordings-of-tests',
  configurePreviewServer: ({ middlewares }) => void middlewares.use('/recordings', sendSmall),
}

export default mergeConfig(pageConfig, { plugins: [recordingsOfTests] })

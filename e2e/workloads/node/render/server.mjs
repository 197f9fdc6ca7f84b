// catalogue-render: renders pages of a shop as HTML and as JSON, for its own steady stream of requests over HTTP.
// Lines on stdin: "heap <file>", "cpu-start", "cpu-stop <file>", "trouble", "quit"; one answer line each.

import { writeFileSync } from 'node:fs'
import http from 'node:http'
import inspector from 'node:inspector'
import readline from 'node:readline'
import { products } from './catalogue.mjs'
import { render } from './templates.mjs'

const REQUESTS_PER_SECOND = Number(process.env.RATE ?? 70)
const row = '<li class="{{kind}}"><a href="/p/{{id}}">{{title}}</a><span>{{price}}</span></li>\n'
// The page as the design system delivers it: long, commented, indented, with a slot here and there.
const block = (n, place) => `<!-- block ${n}: see the design handbook, chapter ${n % 12}, before changing the order of these -->
    <section   id="${place}-${n}"   class=" panel  panel-${n % 5} " >
        <h2   class=" heading " >${n % 10 ? 'Offers of the week' : '{{heading}}'}</h2>
        <!-- the ribbon is filled by the offers team; what it was before:
             <div   class=" ribbon  ribbon-old "   >
                 <span   class=" badge " >new</span>
                 <span   class=" badge " >hot</span>
             </div> -->
        <p   class=" small " >   <span   class=" a " >Terms</span>   <span   class=" b " >apply</span>   </p>
        <div   class=" ribbon " ></div>
    </section>
`
const blocks = (place) => Array.from({ length: 800 }, (_, n) => block(n, place)).join('')
const page = blocks('top') + '<ul>{{#items}}' + row + '{{/items}}</ul>' + blocks('foot')

let keepTemplates = true
const recent = new Map()

function answer(request, response) {
  const category = Number(request.url.slice(request.url.lastIndexOf('/') + 1))
  const items = products(category)
  let body
  if (request.url.startsWith('/api')) {
    body = JSON.stringify({ category, items })
  } else {
    body = render(page, { heading: 'Category ' + category, items }, keepTemplates)
  }
  recent.set(request.url, body)
  if (recent.size > 200) recent.delete(recent.keys().next().value)
  response.end(body)
}

const server = http.createServer(answer).listen(0, '127.0.0.1', () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })
  const { port } = server.address()
  let n = 0
  setInterval(() => {
    n++
    const path = (n % 4 ? '/page/' : '/api/') + (n % 300)
    http.get({ port, path, agent }, (response) => response.resume()).on('error', () => {})
  }, 1000 / REQUESTS_PER_SECOND)
  console.log('ready')
})

const session = new inspector.Session()
session.connect()
const post = (method, params) =>
  new Promise((resolve, reject) => session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))))
await post('Profiler.enable')
await post('Profiler.setSamplingInterval', { interval: 4000 })
if (!process.env.NO_HEAP_PROFILE) await post('HeapProfiler.startSampling', { samplingInterval: 65536 })

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [command, file] = line.split(' ')
  const at = Date.now()
  if (command === 'cpu-start') await post('Profiler.start')
  if (command === 'cpu-stop') writeFileSync(file, JSON.stringify((await post('Profiler.stop')).profile))
  if (command === 'heap') writeFileSync(file, JSON.stringify((await post('HeapProfiler.getSamplingProfile')).profile))
  if (command === 'trouble') keepTemplates = false
  if (command === 'quit') process.exit(0)
  console.log(JSON.stringify({ at, done: Date.now() }))
}

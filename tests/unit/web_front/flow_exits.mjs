// Reads nodes, one JSON array, and tells their exits as the editor shows them.

import { readFileSync } from 'node:fs'
import { exitsOf } from 'trunkline/pages/flows/model.js'

const nodes = JSON.parse(readFileSync(0, 'utf8'))
process.stdout.write(JSON.stringify(nodes.map((node) => exitsOf(node).map(({ name, required, instead }) => [name, required, instead ?? null]))))

// The gallery: a picture of every page that any officer reaches, in both sizes, light and dark, and as it prints on A4.
// A page is wrong when axe finds something serious on it, when it is wider than the window, when the console speaks or
// when a link of it leads nowhere. `make screenshots` runs it against a demonstration county made for it.

import { rm } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright-core'

import { Witness, desk, phone } from './witness.mjs'

const { BASE, CHROMIUM, PICTURES, PASSWORD } = process.env
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const ways = [[phone, 'phone', 'light'], [phone, 'phone', 'dark'], [desk, 'desk', 'dark'], [desk, 'desk', 'light']]

await rm(PICTURES, { recursive: true, force: true })
const witness = new Witness(BASE, PICTURES)
const browser = await chromium.launch({ executablePath: CHROMIUM, args: flags })
const kinds = new Set()
for (const officer of ['', 'prepare01', 'sign01', 'review01', 'town01', 'village01', 'audit01', 'admin01']) {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: desk })
  const page = await context.newPage()
  witness.watch(page)
  if (officer) await witness.signIn(page, officer, PASSWORD)
  kinds.delete('/') // everybody has a desk of their own
  await witness.walk(page, kinds, async (kind) => {
    const name = (officer || 'stranger') + kind.replace(/\/$/, '/desk').replaceAll('/', '-').replaceAll('*', 'one')
    await witness.examine(page, name, ways, true)
    await page.pdf({ path: path.join(PICTURES, `${name}.pdf`), preferCSSPageSize: true })
    witness.seen++
    console.log(name)
  })
  await context.close()
}
await browser.close()
if (witness.notes.length > 0) {
  console.error(witness.notes.join('\n'))
  process.exit(1)
}
console.log(`${witness.seen} pages in ${PICTURES}: both sizes, light and dark, and printed`)
